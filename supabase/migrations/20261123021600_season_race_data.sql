-- Statistic 9, season race: the points that each team had after each round that it played, for a chart.

create table public.season_race_data (
  season_id uuid not null,
  team_id uuid not null,
  round int not null,
  -- Up to and with this round.
  played int not null,
  points numeric not null,
  differential int not null,
  primary key (season_id, team_id, round),
  foreign key (season_id, team_id) references public.teams (season_id, id) on delete cascade
);

alter table public.season_race_data enable row level security;
create policy "statistics are public" on public.season_race_data for select to anon, authenticated using (true);
grant select on public.season_race_data to anon, authenticated, service_role;

create function private.make_season_race_data(p_season_id uuid, p_teams uuid[]) returns void
language plpgsql
set search_path = ''
as $$
begin
  delete from public.season_race_data r
  where r.season_id = p_season_id and (p_teams is null or r.team_id = any (p_teams));

  insert into public.season_race_data
  select p_season_id, r.team_id, r.round, sum(count(*)) over rounds, sum(sum(r.points)) over rounds,
    sum(sum(r.differential)) over rounds
  from private.results_of(coalesce(p_teams, private.teams_of_season(p_season_id))) r
  group by r.team_id, r.round
  window rounds as (partition by r.team_id order by r.round);
end
$$;

-- A row a team with its rounds, who has most points first.
create function private.show_season_race_data(p_season_id uuid) returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(to_jsonb(t) - 'season_id' || r.race order by r.points desc, t.team), '[]')
  from (
    select d.team_id, max(d.points) as points, jsonb_build_object(
      'rounds', jsonb_agg(to_jsonb(d) - '{season_id,team_id}'::text[] order by d.round)
    ) as race
    from public.season_race_data d
    where d.season_id = p_season_id
    group by d.team_id
  ) r
  join private.named_teams t on t.team_id = r.team_id;
$$;

revoke execute on function private.make_season_race_data, private.show_season_race_data from public;
