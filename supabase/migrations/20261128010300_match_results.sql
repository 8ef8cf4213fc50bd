-- Results that people enter: what one must say, and what no match can come to. A clumsy one is refused with the reason,
-- and never taken for another result.

-- What a result lacks, whatever match it is of; null: nothing. What must hold between its numbers depends on the match:
-- private.score_fault.
create function private.result_fault(p_result jsonb) returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
  winner constant jsonb := p_result -> 'winner';
  ending constant text := p_result ->> 'end_type';
  unknown text;
begin
  if jsonb_typeof(p_result) is distinct from 'object' then
    return 'it must be an object';
  end if;
  select min(k) into unknown
  from jsonb_object_keys(p_result) k
  where k not in ('winner', 'end_type', 'home_score', 'away_score', 'home_games', 'away_games');
  if unknown is not null then
    return format('there is no %L in one', left(unknown, 40));
  end if;
  -- Said by null that nobody won: a winner who was forgotten would leave both with a loss.
  if winner is null or winner not in ('"home"', '"away"', 'null') then
    return 'its winner must be "home", "away", or null where nobody won';
  end if;
  if ending is null or ending not in ('win', 'tie', 'forfeit', 'timeout', 'disconnect') then
    return 'its end_type must be win, tie, forfeit, timeout or disconnect';
  end if;
  if ending = 'win' and winner = 'null' then
    return 'a win must have a winner';
  end if;
  if ending = 'tie' and winner <> 'null' then
    return 'a tie has no winner';
  end if;
  if not coalesce(private.is_count(p_result -> 'home_score') and private.is_count(p_result -> 'away_score'), false) then
    return 'its home_score and away_score must be whole numbers from 0 to 999';
  end if;
  if exists (
    select
    from (values (p_result -> 'home_games'), (p_result -> 'away_games')) g (given)
    where g.given <> 'null' and not private.is_count(g.given)
  ) then
    return 'its home_games and away_games must be whole numbers';
  end if;
  return null;
end
$$;

create or replace function private.is_result(p_result jsonb) returns boolean
language sql
immutable
set search_path = ''
as $$
  select private.result_fault(p_result) is null;
$$;

-- Why no match of so many games ends as this one; null: it may. Of a forfeit and the like the numbers are as it stood.
-- In one game who wins has no fewer Pokémon left: none, where both sides fainted, and a time limit parts sides that are
-- level. A tie leaves either nobody or both with some, and not the same where a turn limit ended it. What is left after
-- the games of a series says nothing of who won it; games do.
create function private.score_fault(match public.matches, p_best_of int) returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when greatest(match.home_games, match.away_games) > p_best_of / 2 + 1
      or least(match.home_games, match.away_games) > p_best_of / 2
      then format('a best of %s is over with %s won', p_best_of, p_best_of / 2 + 1)
    when match.end_type = 'tie' and match.home_games <> match.away_games then 'a tie is level in games'
    -- Level: how many games there were is not known.
    when match.end_type = 'win' and case match.winner_team_id
      when match.home_team_id then match.home_games < match.away_games
      else match.away_games < match.home_games
    end then 'its winner won fewer games'
    when p_best_of > 1 then null
    when match.end_type = 'win' and case match.winner_team_id
      when match.home_team_id then match.home_score < match.away_score
      else match.away_score < match.home_score
    end then 'its winner has fewer Pokémon left'
    when match.end_type = 'tie' and (match.home_score = 0) <> (match.away_score = 0)
      then 'a side with none left has lost to one that has some'
  end;
$$;

-- Gives a match the result {"winner": "home" | "away" | null, "end_type", "home_score", "away_score"}, of a series with
-- "home_games" and "away_games" too, whatever it was before; nobody won and it is no tie: both lose.
create or replace function public.correct_match(p_match_id uuid, p_result jsonb, p_reason text, p_request_id text default null)
returns public.matches
language plpgsql
security definer
set search_path = ''
as $$
declare
  before public.matches := private.hold_match(p_match_id, 'correct the match');
  after public.matches := before;
  winner text := p_result ->> 'winner';
  best_of int;
  fault text := private.result_fault(p_result);
begin
  if fault is null then
    select s.best_of into strict best_of from public.seasons s where s.id = before.season_id;
    after.status := 'completed';
    after.winner_team_id := case winner when 'home' then before.home_team_id when 'away' then before.away_team_id end;
    after.end_type := p_result ->> 'end_type';
    after.home_score := (p_result ->> 'home_score')::numeric;
    after.away_score := (p_result ->> 'away_score')::numeric;
    if best_of = 1 then
      after.home_games := (winner is not distinct from 'home')::int;
      after.away_games := (winner is not distinct from 'away')::int;
    end if;
    after.home_games := coalesce((p_result ->> 'home_games')::numeric, after.home_games);
    after.away_games := coalesce((p_result ->> 'away_games')::numeric, after.away_games);
    after.played_at := coalesce(before.played_at, clock_timestamp());
    after.dispute_reason := null;
    fault := private.score_fault(after, best_of)
      || format(' (%s to %s games, %s to %s left)', after.home_games, after.away_games, after.home_score, after.away_score);
  end if;
  if fault is not null then
    raise sqlstate 'PT400' using message = format(
      'Cannot correct match %s: %s is no result of it: %s', p_match_id, left(coalesce(p_result::text, 'null'), 200), fault
    );
  end if;
  return private.decide_match('match.corrected', before, after, p_reason, p_request_id);
end
$$;
drop function private.agrees_with_games;

-- A team, or both, did not come or gave up: 'home', 'away' or 'both' lose. Who forfeits is left with nothing, the other
-- with what the match had come to: a dispute has taken that out of its row, and it is with its battles.
create or replace function public.forfeit_match(p_match_id uuid, p_by text, p_reason text, p_request_id text default null)
returns public.matches
language plpgsql
security definer
set search_path = ''
as $$
declare
  before public.matches := private.hold_match(p_match_id, 'forfeit the match');
  after public.matches := before;
  played record;
begin
  if p_by is null or p_by not in ('home', 'away', 'both') then
    raise sqlstate 'PT400'
      using message = format('Cannot forfeit match %s: home, away or both do, not %L', p_match_id, p_by);
  end if;
  select coalesce(before.home_score, s.home_score, 0) as home, coalesce(before.away_score, s.away_score, 0) as away
  into strict played
  from (values (1)) one
  left join public.battles b on b.id = before.room_id and b.counts
  left join lateral private.series_score(before, b.game) s on true;
  after.status := 'completed';
  after.winner_team_id := case p_by when 'home' then before.away_team_id when 'away' then before.home_team_id end;
  after.end_type := 'forfeit';
  after.home_score := case when p_by = 'away' then played.home else 0 end;
  after.away_score := case when p_by = 'home' then played.away else 0 end;
  after.played_at := coalesce(before.played_at, clock_timestamp());
  after.dispute_reason := null;
  return private.decide_match('match.forfeited', before, after, p_reason, p_request_id);
end
$$;

revoke execute on function private.result_fault, private.score_fault from public;
