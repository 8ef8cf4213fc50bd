-- What people decide about matches: a result corrected or entered by hand, a forfeit of one team or both, a dispute, a
-- cancellation, a match that is played on or anew. For league admins and the service; each act is audited, and what had
-- been announced is announced again: messages are edited. Standings follow the rows.

-- Of Pokémon left or of games won: no sum of such numbers is too large.
create function private.is_count(p_value jsonb) returns boolean
language sql
immutable
set search_path = ''
as $$
  select case jsonb_typeof(p_value)
    when 'number' then p_value::numeric between 0 and 999 and p_value::numeric = trunc(p_value::numeric)
    else false
  end;
$$;

create function private.is_result(p_result jsonb) returns boolean
language sql
immutable
set search_path = ''
as $$
  select coalesce(p_result ->> 'winner', 'home') in ('home', 'away')
    and coalesce(p_result ->> 'end_type', '') in ('win', 'tie', 'forfeit', 'timeout', 'disconnect')
    and case p_result ->> 'end_type'
      when 'win' then p_result ->> 'winner' is not null
      when 'tie' then p_result ->> 'winner' is null
      else true
    end
    and coalesce(private.is_count(p_result -> 'home_score') and private.is_count(p_result -> 'away_score'), false)
    and (p_result ->> 'home_games' is null or private.is_count(p_result -> 'home_games'))
    and (p_result ->> 'away_games' is null or private.is_count(p_result -> 'away_games'));
$$;

-- A series is won with more games, and level when it is a tie. A match of one game is that game.
create function private.agrees_with_games(match public.matches) returns boolean
language sql
immutable
set search_path = ''
as $$
  select case match.end_type
    when 'tie' then match.home_games = match.away_games
    -- Level: how many games there were is not known.
    when 'win' then case match.winner_team_id
      when match.home_team_id then match.home_games >= match.away_games
      else match.away_games >= match.home_games
    end
    else true
  end;
$$;

-- Gives a match the result {"winner": "home" | "away" | null, "end_type", "home_score", "away_score"}, of a series with
-- "home_games" and "away_games" too, whatever it was before; nobody won and it is no tie: both lose.
create function public.correct_match(p_match_id uuid, p_result jsonb, p_reason text, p_request_id text default null)
returns public.matches
language plpgsql
security definer
set search_path = ''
as $$
declare
  before public.matches := private.hold_match(p_match_id, 'correct the match');
  after public.matches := before;
  winner text := p_result ->> 'winner';
begin
  if not private.is_result(p_result) then
    raise sqlstate 'PT400' using message = format('Cannot correct match %s: %s is no result', p_match_id, p_result);
  end if;
  after.status := 'completed';
  after.winner_team_id := case winner when 'home' then before.home_team_id when 'away' then before.away_team_id end;
  after.end_type := p_result ->> 'end_type';
  after.home_score := (p_result ->> 'home_score')::numeric;
  after.away_score := (p_result ->> 'away_score')::numeric;
  after.home_games := coalesce((p_result ->> 'home_games')::numeric, before.home_games);
  after.away_games := coalesce((p_result ->> 'away_games')::numeric, before.away_games);
  after.played_at := coalesce(before.played_at, clock_timestamp());
  after.dispute_reason := null;
  if (select s.best_of from public.seasons s where s.id = before.season_id) > 1 and not private.agrees_with_games(after) then
    raise sqlstate 'PT400' using message = format(
      'Cannot correct match %s: with %s games to %s that is not how it ended (%s)',
      p_match_id, after.home_games, after.away_games, p_result
    );
  end if;
  return private.decide_match('match.corrected', before, after, p_reason, p_request_id);
end
$$;

-- A team, or both, did not come or gave up: 'home', 'away' or 'both' lose. Who forfeits is left with nothing.
create function public.forfeit_match(p_match_id uuid, p_by text, p_reason text, p_request_id text default null)
returns public.matches
language plpgsql
security definer
set search_path = ''
as $$
declare
  before public.matches := private.hold_match(p_match_id, 'forfeit the match');
  after public.matches := before;
begin
  if p_by is null or p_by not in ('home', 'away', 'both') then
    raise sqlstate 'PT400'
      using message = format('Cannot forfeit match %s: home, away or both do, not %L', p_match_id, p_by);
  end if;
  after.status := 'completed';
  after.winner_team_id := case p_by when 'home' then before.away_team_id when 'away' then before.home_team_id end;
  after.end_type := 'forfeit';
  after.home_score := case when p_by = 'away' then coalesce(before.home_score, 0) else 0 end;
  after.away_score := case when p_by = 'home' then coalesce(before.away_score, 0) else 0 end;
  after.played_at := coalesce(before.played_at, clock_timestamp());
  after.dispute_reason := null;
  return private.decide_match('match.forfeited', before, after, p_reason, p_request_id);
end
$$;

create function public.dispute_match(p_match_id uuid, p_reason text, p_request_id text default null)
returns public.matches
language plpgsql
security definer
set search_path = ''
as $$
declare
  before public.matches := private.hold_match(p_match_id, 'dispute the match');
  after public.matches := private.without_result(before);
begin
  after.status := 'disputed';
  after.dispute_reason := p_reason;
  return private.decide_match('match.disputed', before, after, p_reason, p_request_id);
end
$$;

create function public.cancel_match(p_match_id uuid, p_reason text, p_request_id text default null)
returns public.matches
language plpgsql
security definer
set search_path = ''
as $$
declare
  before public.matches := private.hold_match(p_match_id, 'cancel the match');
  after public.matches := private.without_result(before);
begin
  after.status := 'cancelled';
  return private.decide_match('match.cancelled', before, after, p_reason, p_request_id);
end
$$;

-- Puts a match back: its last game is played again, with those before it counted, or with p_anew all of it.
create function public.reopen_match(
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
  else
    after.status := 'in_progress';
    update public.battles b
    set status = 'void', end_type = 'void', winner_seat = null, dispute_reason = p_reason,
      completed_at = clock_timestamp()
    where b.id = battle.id and b.status in ('ended', 'completed', 'disputed');
    select s.home_games, s.away_games into strict after.home_games, after.away_games
    from private.series_score(before, battle.game) s;
  end if;
  return private.decide_match('match.reopened', before, after, p_reason, p_request_id);
end
$$;

revoke execute on function private.is_count, private.is_result, private.agrees_with_games from public;
revoke execute on function
  public.correct_match, public.forfeit_match, public.dispute_match, public.cancel_match, public.reopen_match
from public, anon;
grant execute on function
  public.correct_match, public.forfeit_match, public.dispute_match, public.cancel_match, public.reopen_match
to authenticated, service_role;
