-- Statistic 10, power rating (20261128010700): a result changes the schedules of all whom its teams have met, and each of
-- those was made anew from all of its opponents: nearly the whole season, for one result. The formula stays; in the
-- schedules of others the terms of the teams that have changed are exchanged now. For that a row keeps its team's
-- differential, of which the margin says no more than thousandths. Totals come from the standings, pairs from
-- head_to_head: both move with each result.

do $$
begin
  -- Who makes ratings at this moment ends first: rows of theirs would have no differential.
  lock table public.player_power_rating in access exclusive mode;
  delete from public.player_power_rating;
  -- Of all matches, as `played` is their number: both are what the opponents' schedules are made of.
  alter table public.player_power_rating add column differential int not null;
end
$$;

create or replace function private.make_player_power_rating(p_season_id uuid, p_teams uuid[]) returns void
language plpgsql
set search_path = ''
as $$
declare
  -- Besides those that are named, teams whose last results have come since.
  changed uuid[] := array(
    select s.team_id
    from public.standings s
    left join public.player_power_rating p on p.season_id = s.season_id and p.team_id = s.team_id
    where s.season_id = p_season_id and (
      p_teams is null or s.team_id = any (p_teams)
      or (s.wins + s.losses + s.ties, s.differential) <> (coalesce(p.played, 0), coalesce(p.differential, 0))
    )
  );
begin
  with totals as materialized (
    select s.team_id, s.wins + s.losses + s.ties as played, s.differential
    from public.standings s
    where s.season_id = p_season_id and s.team_id = any (changed)
    union all
    -- What the schedules of others were made of, not what has come this moment: that would be added twice.
    select p.team_id, p.played, p.differential
    from public.player_power_rating p
    where p.season_id = p_season_id and p.team_id <> all (changed)
  ), opponents as (
    select t.team_id, t.played, t.differential, 1 as factor from totals t
    union all
    select p.team_id, p.played, p.differential, -1
    from public.player_power_rating p
    where p.season_id = p_season_id and p.team_id = any (changed)
  ), schedules as materialized (
    -- What the opponent has made of this team is not what this team has made of it with the other sign: both may have
    -- forfeited.
    select h.team_id, sum(
      o.factor * h.played
      * coalesce(round(1000.0 * (o.differential - h.differential) / nullif(o.played - h.played, 0)), 0)
    ) as margin
    from (
      select h.opponent_id as team_id, h.team_id as opponent_id, h.wins + h.losses + h.ties as played, h.differential
      from public.head_to_head h
      where h.season_id = p_season_id and (h.team_id = any (changed) or h.opponent_id = any (changed))
    ) h
    join opponents o on o.team_id = h.opponent_id
    where case when h.team_id = any (changed) then o.factor = 1 else h.opponent_id = any (changed) end
    group by h.team_id
  ), gone as (
    delete from public.player_power_rating p
    using totals t
    where p.season_id = p_season_id and p.team_id = t.team_id and t.played = 0
  )
  insert into public.player_power_rating as p (season_id, team_id, played, differential, margin, opponents_margin)
  select
    p_season_id, t.team_id, t.played, t.differential, round(1000.0 * t.differential / t.played), s.margin
  from totals t
  join schedules s on s.team_id = t.team_id
  where t.played > 0 and (t.team_id = any (changed) or s.margin <> 0)
  on conflict (season_id, team_id) do update
  set played = excluded.played, differential = excluded.differential, margin = excluded.margin,
    opponents_margin = excluded.opponents_margin
      + case when p.team_id = any (changed) then 0 else p.opponents_margin end;
end
$$;

select private.make_player_power_rating(s.id, null) from public.seasons s;
