-- Match sides: a counted match as each of its two teams sees it, scored by the season's rules. Everything that standings
-- are made of is said here, once. In plpgsql, whose plans stay: it runs with every result.

create type private.match_side as (
  season_id uuid,
  match_id uuid,
  played_at timestamptz,
  team_id uuid,
  opponent_id uuid,
  -- 'win', 'loss' or 'tie'. Nobody won and it was no tie: both lose.
  outcome text,
  points numeric,
  differential int
);

-- What a completed match was to a team of it.
create function private.outcome_of(p_team_id uuid, p_winner_team_id uuid, p_end_type public.end_type) returns text
language plpgsql
immutable
set search_path = ''
as $$
begin
  return case when p_team_id = p_winner_team_id then 'win' when p_end_type = 'tie' then 'tie' else 'loss' end;
end
$$;

-- The two sides of a match; none of one that is not completed.
create function private.sides_of(result public.matches, rules public.season_rules)
returns setof private.match_side
language plpgsql
immutable
set search_path = ''
as $$
begin
  return query
  select
    result.season_id, result.id, result.played_at, seen.team_id, seen.opponent_id, seen.outcome,
    case
      when seen.outcome = 'win' then rules.points_win
      when seen.outcome = 'tie' then rules.points_tie
      when seen.forfeited then coalesce(rules.points_forfeit, rules.points_loss)
      else rules.points_loss
    end,
    coalesce(
      case
        when not seen.forfeited then null
        when result.winner_team_id is null then -rules.double_forfeit_differential
        when seen.outcome = 'win' then rules.forfeit_differential
        else -rules.forfeit_differential
      end,
      seen.differential
    )
  from (
    select
      side.team_id, side.opponent_id, side.differential,
      result.end_type = any (rules.forfeit_ends) as forfeited,
      private.outcome_of(side.team_id, result.winner_team_id, result.end_type) as outcome
    from (
      values
        (result.home_team_id, result.away_team_id, result.differential),
        (result.away_team_id, result.home_team_id, -result.differential)
    ) side (team_id, opponent_id, differential)
  ) seen
  where result.status = 'completed' and rules.season_id = result.season_id;
end
$$;

revoke execute on function private.outcome_of, private.sides_of from public;
