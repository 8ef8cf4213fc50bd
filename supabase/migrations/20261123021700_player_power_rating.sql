-- Statistic 10, power rating: how strong a team and its player are in a season, whoever they met. It is the team's mean
-- differential a match plus the mean of its opponents' mean differentials: the first step of the Simple Rating System
-- (Doug Drinen, "A very simple ranking system", Pro-Football-Reference, 2006). In Pokémon left a match; 0 is average.
-- Means are kept as whole thousandths, so that sums of them are exact and can be kept up to date.

create table public.player_power_rating (
  season_id uuid not null,
  team_id uuid not null,
  played int not null check (played > 0),
  -- Mean differential, in thousandths.
  margin bigint not null,
  -- Sum of the opponents' margins, once a match.
  opponents_margin bigint not null,
  rating numeric generated always as (round((margin + opponents_margin::numeric / played) / 1000, 3)) stored,
  primary key (season_id, team_id),
  foreign key (season_id, team_id) references public.teams (season_id, id) on delete cascade
);

alter table public.player_power_rating enable row level security;
create policy "statistics are public" on public.player_power_rating for select to anon, authenticated using (true);
grant select on public.player_power_rating to anon, authenticated, service_role;

create function private.make_player_power_rating(p_season_id uuid, p_teams uuid[]) returns void
language plpgsql
set search_path = ''
as $$
declare
  old public.player_power_rating[];
begin
  select array_agg(p) into old
  from public.player_power_rating p
  where p.season_id = p_season_id and p.team_id = any (p_teams);
  delete from public.player_power_rating p
  where p.season_id = p_season_id and (p_teams is null or p.team_id = any (p_teams));

  with results as materialized (
    select r.team_id, r.opponent_id, r.differential
    from private.results_of(coalesce(p_teams, private.teams_of_season(p_season_id))) r
  ), margins as materialized (
    select r.team_id, count(*) as played, round(1000.0 * sum(r.differential) / count(*)) as margin
    from results r
    group by r.team_id
  ), moved as (
    -- Opponents whose results are as they were have met teams that are stronger or weaker than they were.
    update public.player_power_rating p
    set opponents_margin = p.opponents_margin + m.by
    from (
      select r.opponent_id as team_id, sum(m.margin - o.margin) as by
      from results r
      join margins m on m.team_id = r.team_id
      join unnest(old) o on o.team_id = r.team_id
      group by r.opponent_id
    ) m
    where p.season_id = p_season_id and p.team_id = m.team_id and m.by <> 0 and p.team_id <> all (p_teams)
  )
  insert into public.player_power_rating (season_id, team_id, played, margin, opponents_margin)
  select p_season_id, m.team_id, m.played, m.margin, sum(coalesce(fresh.margin, kept.margin))
  from margins m
  join results r on r.team_id = m.team_id
  left join margins fresh on fresh.team_id = r.opponent_id
  left join public.player_power_rating kept on kept.season_id = p_season_id and kept.team_id = r.opponent_id
  group by m.team_id, m.played, m.margin;
end
$$;

-- The strongest first; the rating is the margin plus the schedule, the mean of the opponents' margins.
create function private.show_player_power_rating(p_season_id uuid) returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(to_jsonb(r) - 'season_id' order by r.rank, r.team), '[]')
  from (
    select t.*, p.played, p.rating, round(p.margin / 1000.0, 3) as margin,
      round(p.opponents_margin / 1000.0 / p.played, 3) as schedule, rank() over (order by p.rating desc) as rank
    from public.player_power_rating p
    join private.named_teams t on t.team_id = p.team_id
    where p.season_id = p_season_id
  ) r;
$$;

revoke execute on function private.make_player_power_rating, private.show_player_power_rating from public;
