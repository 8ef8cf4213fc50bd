-- Series: a match is a best of 1, 3 or 5 games, each a battle. It is decided by the majority, or by who leads after twice
-- as many games, and counted once; until then it stays in progress and `room_id` names the game that is played.

alter table public.matches
  -- Games won.
  add column home_games int not null default 0 check (home_games >= 0),
  add column away_games int not null default 0 check (away_games >= 0);
update public.matches m
set home_games = (m.winner_team_id is not distinct from m.home_team_id)::int,
  away_games = (m.winner_team_id is not distinct from m.away_team_id)::int
where m.status = 'completed';

-- What the games of a match come to, up to one of them. A game that was played again counts as it was played last.
create function private.series_score(match public.matches, p_game int)
returns table (home_games int, away_games int, home_score int, away_score int, best_of int, decided boolean)
language sql
stable
set search_path = ''
as $$
  select
    t.home_games, t.away_games, t.home_score, t.away_score, s.best_of,
    -- Ties prolong a series, not for ever: then it goes to who leads. A single game is decided whoever won it.
    greatest(t.home_games, t.away_games) > s.best_of / 2
      or t.games >= case s.best_of when 1 then 1 else 2 * s.best_of end
  from public.seasons s
  cross join (
    select
      (count(*) filter (where g.winner_seat = 'p1'))::int as home_games,
      (count(*) filter (where g.winner_seat = 'p2'))::int as away_games,
      coalesce(sum(g.p1_score), 0)::int as home_score,
      coalesce(sum(g.p2_score), 0)::int as away_score,
      count(*) as games
    from (
      select distinct on (b.game) b.*
      from public.battles b
      where b.match_id = match.id and b.game <= p_game
      order by b.game, b.created_at desc
    ) g
    where g.status = 'completed'
  ) t
  where s.id = match.season_id;
$$;

-- Opens the next game of a match, or gives the one that goes on.
create or replace function public.open_match_battle(p_match_id uuid, p_battle_id text, p_correlation_id uuid)
returns public.battles
language plpgsql
security definer
set search_path = ''
as $$
declare
  match public.matches;
  battle public.battles;
  score record;
  next_game int := 1;
  setting record;
begin
  select m.* into match from public.matches m where m.id = p_match_id for update;
  if not found then
    raise sqlstate 'PT404' using message = format('Cannot open a battle: there is no match %s', p_match_id);
  end if;
  if match.status not in ('scheduled', 'in_progress') then
    raise sqlstate 'PT409' using message = format('Cannot open a battle: match %s is %s', p_match_id, match.status);
  end if;
  if match.status = 'in_progress' then
    select b.* into strict battle from public.battles b where b.id = match.room_id;
    select s.* into strict score from private.series_score(match, battle.game) s;
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
    next_game := battle.game + (battle.status = 'completed')::int;
  end if;

  select s.format, s.clock, s.spectator_delay, home.id as home_user, home.display_name as home_name,
    away.id as away_user, away.display_name as away_name
  into strict setting
  from public.seasons s
  join public.teams home_team on home_team.id = match.home_team_id
  join public.teams away_team on away_team.id = match.away_team_id
  left join public.profiles home on home.id = home_team.coach_id
  left join public.profiles away on away.id = away_team.coach_id
  where s.id = match.season_id;
  if setting.home_user is null or setting.away_user is null then
    raise sqlstate 'PT409' using message = format('Cannot open a battle: a team of match %s has no coach', p_match_id);
  end if;

  insert into public.battles
    (id, match_id, game, format, p1_user, p2_user, p1_name, p2_name, correlation_id, rules)
  values (
    p_battle_id, match.id, next_game, setting.format, setting.home_user, setting.away_user,
    setting.home_name, setting.away_name, p_correlation_id,
    private.battle_rules(setting.clock, false, setting.spectator_delay)
  )
  returning * into battle;
  select s.* into strict score from private.series_score(match, next_game) s;
  update public.matches m
  set status = 'in_progress', room_id = battle.id, home_games = score.home_games, away_games = score.away_games
  where m.id = match.id;
  return battle;
end
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
begin
  select m.* into match from public.matches m where m.id = battle.match_id and m.room_id = battle.id for update;
  if not found or not (match.status = 'in_progress' or (match.status = 'disputed' and was_disputed)) then
    return false;
  end if;
  if battle.end_type = 'void' then
    update public.matches m
    set status = 'disputed', dispute_reason = format('battle %s was void', battle.id)
    where m.id = match.id;
    return false;
  end if;
  select s.* into strict score from private.series_score(match, battle.game) s;
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
        case battle.winner_seat when 'p1' then match.home_team_id when 'p2' then match.away_team_id end
        and (winner is not null or score.best_of = 1)
        then battle.end_type
      when winner is null then 'tie'
      else 'win'
    end,
    dispute_reason = null,
    replay_path = battle.replay_path,
    played_at = battle.ended_at,
    completed_at = battle.completed_at
  where m.id = match.id
  returning m.* into match;
  perform private.count_result(match);
  return true;
end
$$;

revoke execute on function private.series_score from public;
