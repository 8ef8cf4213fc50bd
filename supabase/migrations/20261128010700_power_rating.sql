-- Statistic 10, power rating (20261123021700): what an opponent did against the team itself says nothing of the
-- opponent's strength, and took back what the team had done: after one round all were level. The formula:
--
--   rating   = margin + schedule
--   margin   = the team's mean differential a match
--   schedule = the mean, over the team's matches, of the mean differential of the opponent in its matches against others;
--              0, which is average, of an opponent that has met nobody else
--
-- All of it is in head_to_head, which moves with each result.

create or replace function private.make_player_power_rating(p_season_id uuid, p_teams uuid[]) returns void
language plpgsql
set search_path = ''
as $$
declare
  -- The opponents of a team that changed have met a stronger or a weaker one than before.
  teams uuid[] := case
    when p_teams is not null then p_teams || array(
      select h.opponent_id from public.head_to_head h where h.season_id = p_season_id and h.team_id = any (p_teams)
    )
  end;
begin
  delete from public.player_power_rating p
  where p.season_id = p_season_id and (teams is null or p.team_id = any (teams));

  insert into public.player_power_rating (season_id, team_id, played, margin, opponents_margin)
  with pairs as materialized (
    select h.team_id, h.opponent_id, h.wins + h.losses + h.ties as played, h.differential
    from public.head_to_head h
    where h.season_id = p_season_id and h.wins + h.losses + h.ties > 0
  ), totals as materialized (
    select p.team_id, sum(p.played) as played, sum(p.differential) as differential from pairs p group by p.team_id
  )
  select
    p_season_id, t.team_id, t.played, round(1000.0 * t.differential / t.played),
    sum(
      p.played * coalesce(round(1000.0 * (o.differential - back.differential) / nullif(o.played - back.played, 0)), 0)
    )
  from totals t
  join pairs p on p.team_id = t.team_id
  join totals o on o.team_id = p.opponent_id
  -- Not the same with the other sign: both may have forfeited.
  join pairs back on back.team_id = p.opponent_id and back.opponent_id = p.team_id
  where teams is null or t.team_id = any (teams)
  group by t.team_id, t.played, t.differential;
end
$$;

select private.make_player_power_rating(s.id, null) from public.seasons s;
