-- Series whose games come in any order: outside battles are imported as people find their replays, so a game may be
-- counted before the one that was played before it. A series is decided once its games have no gap and somebody has the
-- majority: in whichever order they come, the result is the same. Games in our rooms follow one another, as before.
-- Replaces series_score, complete_match, open_match_battle and reopen_match.

drop function private.series_score;

-- What the games of a match come to, up to one of them. A game that was played again counts as it was played last.
-- p_ended: those count too whose result waits to be counted.
create function private.series_score(match public.matches, p_game int, p_ended boolean default false)
returns table (
  home_games int,
  away_games int,
  home_score int,
  away_score int,
  best_of int,
  decided boolean,
  -- The first game that is missing.
  next_game int
)
language sql
stable
set search_path = ''
as $$
  with games as (
    select g.*
    from (
      select distinct on (b.game) b.*
      from public.battles b
      where b.match_id = match.id and b.game <= p_game
        and (match.anew_at is null or b.created_at > match.anew_at)
      order by b.game, b.created_at desc
    ) g
    where g.status = 'completed' or (p_ended and g.status = 'ended' and g.end_type <> 'void')
  )
  select
    t.home_games, t.away_games, t.home_score, t.away_score, s.best_of,
    -- Ties prolong a series, not for ever: then it goes to who leads. A single game is decided whoever won it.
    t.games = t.last_game and (
      greatest(t.home_games, t.away_games) > s.best_of / 2
      or t.games >= case s.best_of when 1 then 1 else 2 * s.best_of end
    ),
    t.next_game
  from public.seasons s
  cross join (
    select
      (count(*) filter (where g.winner_seat = 'p1'))::int as home_games,
      (count(*) filter (where g.winner_seat = 'p2'))::int as away_games,
      coalesce(sum(g.p1_score), 0)::int as home_score,
      coalesce(sum(g.p2_score), 0)::int as away_score,
      count(*) as games,
      coalesce(max(g.game), 0) as last_game,
      (
        select min(n)
        from generate_series(1, coalesce(max(g.game), 0) + 1) n
        where n not in (select o.game from games o)
      )::int as next_game
    from games g
  ) t
  where s.id = match.season_id;
$$;

-- The last game of a match that counts for its score when this one is counted: our rooms play one after another, replays
-- come in any order.
create function private.last_game(match public.matches, p_game int) returns int
language sql
stable
set search_path = ''
as $$
  select greatest(p_game, max(b.game))
  from public.battles b
  where b.match_id = match.id and b.origin = 'showdown' and (match.anew_at is null or b.created_at > match.anew_at);
$$;

-- Whether a battle is a game of its match as it is played now, and not one that was played again.
create function private.is_in_play(match public.matches, battle public.battles) returns boolean
language sql
stable
set search_path = ''
as $$
  select match.room_id = battle.id or (
    battle.origin = 'showdown'
    and (match.anew_at is null or battle.created_at > match.anew_at)
    and not exists (
      select
      from public.battles b
      where b.match_id = match.id and b.game = battle.game and b.created_at > battle.created_at
    )
  );
$$;

-- Counts a completed battle for its match. Gives whether the match is decided by it: one that was decided before,
-- disputed by people or cancelled stays as it is; a dispute that came from this battle's own dead letter is resolved.
create or replace function private.complete_match(battle public.battles, was_disputed boolean) returns boolean
language plpgsql
set search_path = ''
as $$
declare
  match public.matches;
  score record;
  winner uuid;
  last public.battles := battle;
begin
  select m.* into match from public.matches m where m.id = battle.match_id for update;
  if not found or not (match.status = 'in_progress' or (match.status = 'disputed' and was_disputed))
    or not private.is_in_play(match, battle) then
    return false;
  end if;
  if battle.end_type = 'void' then
    update public.matches m
    set status = 'disputed', dispute_reason = format('battle %s was void', battle.id)
    where m.id = match.id;
    return false;
  end if;
  select s.* into strict score from private.series_score(match, private.last_game(match, battle.game)) s;
  if not score.decided then
    update public.matches m
    set status = 'in_progress', dispute_reason = null, home_games = score.home_games, away_games = score.away_games
    where m.id = match.id;
    return false;
  end if;
  winner := case sign(score.home_games - score.away_games)
    when 1 then match.home_team_id
    when -1 then match.away_team_id
  end;
  if score.next_game > battle.game + 1 then
    select b.* into strict last
    from public.battles b
    where b.match_id = match.id and b.game = score.next_game - 1 and b.status = 'completed'
    order by b.created_at desc
    limit 1;
  end if;
  update public.matches m
  set status = 'completed',
    winner_team_id = winner,
    home_games = score.home_games,
    away_games = score.away_games,
    home_score = score.home_score,
    away_score = score.away_score,
    differential = score.home_score - score.away_score,
    -- A series that is level in the end is a tie; another one ends as its last game did, if the winner won that.
    end_type = case
      when winner is not distinct from
        case last.winner_seat when 'p1' then match.home_team_id when 'p2' then match.away_team_id end
        and (winner is not null or score.best_of = 1)
        then last.end_type
      when winner is null then 'tie'
      else 'win'
    end,
    dispute_reason = null,
    room_id = last.id,
    replay_path = last.replay_path,
    played_at = last.ended_at,
    completed_at = battle.completed_at
  where m.id = match.id;
  return true;
end
$$;

-- The match's row, locked, for a battle of it to be opened.
create function private.hold_open_match(p_match_id uuid) returns public.matches
language plpgsql
set search_path = ''
as $$
declare
  match public.matches;
begin
  select m.* into match from public.matches m where m.id = p_match_id for update;
  if not found then
    raise sqlstate 'PT404' using message = format('Cannot open a battle: there is no match %s', p_match_id);
  end if;
  if match.status not in ('scheduled', 'in_progress') then
    raise sqlstate 'PT409' using message = format('Cannot open a battle: match %s is %s', p_match_id, match.status);
  end if;
  return match;
end
$$;

-- Writes the row of a match's next game, and has the match go on with it. The caller holds the match.
create function private.open_game(match public.matches, game public.battles) returns public.battles
language plpgsql
set search_path = ''
as $$
declare
  terms private.match_terms := private.terms_of(match);
  battle public.battles;
  score record;
begin
  if terms.home_user is null or terms.away_user is null then
    raise sqlstate 'PT409' using message = format('Cannot open a battle: a team of match %s has no coach', match.id);
  end if;
  insert into public.battles (
    id, match_id, game, format, p1_user, p2_user, p1_name, p2_name, correlation_id, rules, created_at, origin,
    showdown_server, showdown_room, showdown_secret, showdown_series, seats_swapped
  )
  values (
    game.id, match.id, game.game, terms.format, terms.home_user, terms.away_user, terms.home_name, terms.away_name,
    game.correlation_id, private.battle_rules(terms.clock, false, terms.spectator_delay),
    -- The match may have been put back while this waited for it.
    clock_timestamp(), game.origin, game.showdown_server, game.showdown_room, game.showdown_secret,
    game.showdown_series, game.seats_swapped
  )
  returning * into battle;
  select s.* into strict score from private.series_score(match, private.last_game(match, battle.game)) s;
  update public.matches m
  set status = 'in_progress', room_id = battle.id, home_games = score.home_games, away_games = score.away_games
  where m.id = match.id;
  return battle;
end
$$;

-- Opens the next game of a match in our rooms, or gives the one that goes on.
create or replace function public.open_match_battle(p_match_id uuid, p_battle_id text, p_correlation_id uuid)
returns public.battles
language plpgsql
security definer
set search_path = ''
as $$
declare
  match public.matches := private.hold_open_match(p_match_id);
  battle public.battles;
  game public.battles;
  score record;
begin
  game.id := p_battle_id;
  game.correlation_id := p_correlation_id;
  game.origin := 'room';
  game.seats_swapped := false;
  game.game := 1;
  if match.status = 'in_progress' then
    select b.* into strict battle from public.battles b where b.id = match.room_id;
    select s.* into strict score from private.series_score(match, private.last_game(match, battle.game)) s;
    if battle.status in ('waiting', 'live') and battle.origin = 'showdown' then
      raise sqlstate 'PT409' using message = format(
        'Cannot open a battle: match %s is played on Showdown (%s)', p_match_id,
        coalesce(battle.showdown_server || '/' || battle.showdown_room, battle.id)
      );
    end if;
    if battle.status in ('waiting', 'live', 'ended') then
      return battle;
    end if;
    if battle.status = 'completed' and score.decided then
      -- The match was disputed when its last game was counted, and people have put it back in progress.
      if private.complete_match(battle, false) then
        perform private.send_job(
          'notifications', 'match.completed', match.id::text, jsonb_build_object('match_id', match.id),
          0, 'open_match_battle', null, battle.correlation_id
        );
      end if;
      return battle;
    end if;
    -- A void or disputed game is played again, when people have put its match back in progress.
    game.game := score.next_game;
  end if;
  return private.open_game(match, game);
end
$$;

-- As before, but for when it was put back.
create or replace function public.reopen_match(
  p_match_id uuid,
  p_anew boolean,
  p_reason text,
  p_request_id text default null
) returns public.matches
language plpgsql
security definer
set search_path = ''
as $$
declare
  before public.matches := private.hold_match(p_match_id, 'reopen the match');
  after public.matches := private.without_result(before);
  battle public.battles;
begin
  after.replay_path := null;
  after.played_at := null;
  select b.* into battle from public.battles b where b.id = before.room_id;
  if p_anew or battle.id is null then
    after.status := 'scheduled';
    after.room_id := null;
    after.home_games := 0;
    after.away_games := 0;
    update public.matches m set anew_at = clock_timestamp() where m.id = p_match_id;
  else
    after.status := 'in_progress';
    update public.battles b
    set status = 'void', end_type = 'void', winner_seat = null, dispute_reason = p_reason,
      completed_at = clock_timestamp()
    where b.id = battle.id and (
      b.status in ('ended', 'completed', 'disputed') or (b.origin = 'showdown' and b.status in ('waiting', 'live'))
    );
    select s.home_games, s.away_games into strict after.home_games, after.away_games
    from private.series_score(before, private.last_game(before, battle.game)) s;
  end if;
  return private.decide_match('match.reopened', before, after, p_reason, p_request_id);
end
$$;

revoke execute on function
  private.series_score, private.last_game, private.is_in_play, private.hold_open_match, private.open_game
from public;
