-- Statistic 2, all-time stats: what each player has done in all seasons of a league.

create table public.all_time_stats (
  league_id uuid not null references public.leagues (id) on delete cascade,
  user_id uuid not null references public.profiles (id) on delete cascade,
  seasons int not null,
  played int not null,
  wins int not null,
  losses int not null,
  ties int not null,
  differential int not null,
  score_for int not null,
  score_against int not null,
  games_won int not null,
  games_lost int not null,
  turns int not null,
  direct_kos int not null,
  passive_kos int not null,
  faints int not null,
  damage_dealt numeric not null,
  damage_taken numeric not null,
  healed numeric not null,
  crits int not null,
  crits_taken int not null,
  misses int not null,
  dodges int not null,
  first_played_at timestamptz not null,
  last_played_at timestamptz not null,
  primary key (league_id, user_id)
);
create index all_time_stats_user_id_idx on public.all_time_stats (user_id);

alter table public.all_time_stats enable row level security;
create policy "statistics are public" on public.all_time_stats for select to anon, authenticated using (true);
grant select on public.all_time_stats to anon, authenticated, service_role;

create function private.make_all_time_stats(p_league_id uuid, p_users uuid[]) returns void
language plpgsql
set search_path = ''
as $$
begin
  delete from public.all_time_stats a
  where a.league_id = p_league_id and (p_users is null or a.user_id = any (p_users));

  insert into public.all_time_stats
  select p_league_id, t.coach_id, count(distinct s.season_id), count(*), count(*) filter (where s.outcome = 'win'),
    count(*) filter (where s.outcome = 'loss'), count(*) filter (where s.outcome = 'tie'), sum(s.differential),
    sum(s.score_for), sum(s.score_against), sum(s.games_won), sum(s.games_lost), sum(s.turns), sum(s.direct_kos),
    sum(s.passive_kos), sum(s.faints), sum(s.damage_dealt), sum(s.damage_taken), sum(s.healed), sum(s.crits),
    sum(s.crits_taken), sum(s.misses), sum(s.dodges), min(s.played_at), max(s.played_at)
  from private.sheets_of(private.teams_of_users(p_league_id, p_users)) s
  join public.teams t on t.id = s.team_id and t.coach_id = any (coalesce(p_users, array[t.coach_id]))
  group by t.coach_id;
end
$$;

-- Of the season's league, who has won most first.
create function private.show_all_time_stats(p_season_id uuid) returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(
    jsonb_agg(
      to_jsonb(a) - 'league_id' || jsonb_build_object('player', p.display_name)
      order by a.wins desc, a.differential desc, p.display_name
    ),
    '[]'
  )
  from public.all_time_stats a
  join public.profiles p on p.id = a.user_id
  where a.league_id = (select s.league_id from public.seasons s where s.id = p_season_id);
$$;

revoke execute on function private.make_all_time_stats, private.show_all_time_stats from public;
