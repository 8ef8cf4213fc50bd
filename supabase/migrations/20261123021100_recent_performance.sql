-- Statistic 4, recent performance: each team's last five results in a season, and the row that it is in.

create table public.recent_performance (
  season_id uuid not null,
  team_id uuid not null,
  -- W, L and T of the last five, the latest last.
  form text not null check (form ~ '^[WLT]{1,5}$'),
  wins int not null,
  losses int not null,
  ties int not null,
  differential int not null,
  direct_kos int not null,
  passive_kos int not null,
  -- The latest results of one kind in a row, over the whole season.
  streak_outcome text not null check (streak_outcome in ('win', 'loss', 'tie')),
  streak_length int not null,
  last_played_at timestamptz not null,
  primary key (season_id, team_id),
  foreign key (season_id, team_id) references public.teams (season_id, id) on delete cascade
);

alter table public.recent_performance enable row level security;
create policy "statistics are public" on public.recent_performance for select to anon, authenticated using (true);
grant select on public.recent_performance to anon, authenticated, service_role;

create function private.make_recent_performance(p_season_id uuid, p_teams uuid[]) returns void
language plpgsql
set search_path = ''
as $$
declare
  teams uuid[] := coalesce(p_teams, private.teams_of_season(p_season_id));
begin
  delete from public.recent_performance r
  where r.season_id = p_season_id and (p_teams is null or r.team_id = any (p_teams));

  insert into public.recent_performance
  with results as materialized (
    select r.*, row_number() over latest as ago, first_value(r.outcome) over latest as last_outcome
    from private.results_of(teams) r
    window latest as (partition by r.team_id order by r.played_at desc, r.match_id desc)
  ), streaks as (
    select r.team_id, coalesce(min(r.ago) filter (where r.outcome <> r.last_outcome) - 1, count(*)) as length
    from results r
    group by r.team_id
  ), kos as (
    select p.match_id, p.team_id, sum(p.direct_kos) as direct, sum(p.passive_kos) as passive
    from private.performances_of(teams, array(select r.match_id from results r where r.ago <= 5)) p
    group by p.match_id, p.team_id
  )
  select p_season_id, r.team_id, string_agg(upper(left(r.outcome, 1)), '' order by r.ago desc),
    count(*) filter (where r.outcome = 'win'), count(*) filter (where r.outcome = 'loss'),
    count(*) filter (where r.outcome = 'tie'), sum(r.differential), coalesce(sum(k.direct), 0),
    coalesce(sum(k.passive), 0), min(r.last_outcome), min(s.length), max(r.played_at)
  from results r
  join streaks s on s.team_id = r.team_id
  left join kos k on k.match_id = r.match_id and k.team_id = r.team_id
  where r.ago <= 5
  group by r.team_id;
end
$$;

-- Who has won most of late first.
create function private.show_recent_performance(p_season_id uuid) returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(
    jsonb_agg((to_jsonb(r) || to_jsonb(t)) - 'season_id' order by r.wins desc, r.differential desc, t.team), '[]'
  )
  from public.recent_performance r
  join private.named_teams t on t.team_id = r.team_id
  where r.season_id = p_season_id;
$$;

revoke execute on function private.make_recent_performance, private.show_recent_performance from public;
