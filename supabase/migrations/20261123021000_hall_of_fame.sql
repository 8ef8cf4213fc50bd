-- Statistic 3, hall of fame: a league's greatest. Each player's value in each category, ranked when it is read, and a
-- title for who leads a season when all of it is played.

create table public.hall_of_fame (
  league_id uuid not null references public.leagues (id) on delete cascade,
  -- title (a row a season won), wins, win_rate (0 to 1, of 5 matches or more), kos, differential, streak (wins in a
  -- row).
  category text not null,
  user_id uuid not null references public.profiles (id) on delete cascade,
  -- Of a title.
  season_id uuid references public.seasons (id) on delete cascade,
  value numeric not null,
  unique nulls not distinct (league_id, category, user_id, season_id)
);
create index hall_of_fame_category_idx on public.hall_of_fame (league_id, category, value desc);
create index hall_of_fame_user_id_idx on public.hall_of_fame (user_id);
create index hall_of_fame_season_id_idx on public.hall_of_fame (season_id);

alter table public.hall_of_fame enable row level security;
create policy "statistics are public" on public.hall_of_fame for select to anon, authenticated using (true);
grant select on public.hall_of_fame to anon, authenticated, service_role;

-- Who has won a season: nobody before its last match has its result, and nobody while two are level after all
-- tie-breaks.
create function private.champion_of(p_season_id uuid) returns uuid
language plpgsql
stable
set search_path = ''
as $$
declare
  champion uuid;
begin
  if exists (
    select from public.matches m
    where m.season_id = p_season_id and m.status in ('scheduled', 'in_progress', 'disputed')
  ) or not exists (
    select from public.matches m where m.season_id = p_season_id and m.status = 'completed'
  ) then
    return null;
  end if;
  select case when count(*) = 1 then min(t.coach_id::text)::uuid end into champion
  from public.season_standings(p_season_id) s
  join public.teams t on t.id = s.team_id
  where s.rank = 1;
  return champion;
end
$$;

-- Titles of some seasons, and the other categories of some players; null: of all in the league.
create function private.make_hall_of_fame(p_league_id uuid, p_users uuid[], p_seasons uuid[]) returns void
language plpgsql
set search_path = ''
as $$
declare
  teams uuid[] := private.teams_of_users(p_league_id, p_users);
begin
  delete from public.hall_of_fame h
  where h.league_id = p_league_id
    and case h.category
      when 'title' then p_seasons is null or h.season_id = any (p_seasons)
      else p_users is null or h.user_id = any (p_users)
    end;

  insert into public.hall_of_fame (league_id, category, user_id, season_id, value)
  select p_league_id, 'title', c.champion, s.id, 1
  from public.seasons s
  cross join lateral (select private.champion_of(s.id) as champion) c
  where s.league_id = p_league_id and (p_seasons is null or s.id = any (p_seasons)) and c.champion is not null;

  insert into public.hall_of_fame (league_id, category, user_id, value)
  select p_league_id, c.category, u.coach_id, c.value
  from (
    select t.coach_id, count(*) as played, count(*) filter (where s.outcome = 'win') as wins,
      sum(s.direct_kos + s.passive_kos) as kos, sum(s.differential) as differential
    from private.sheets_of(teams) s
    join public.teams t on t.id = s.team_id and t.coach_id = any (coalesce(p_users, array[t.coach_id]))
    group by t.coach_id
  ) u
  cross join lateral (
    values
      ('wins', u.wins::numeric),
      ('win_rate', case when u.played >= 5 then round(u.wins::numeric / u.played, 4) end),
      ('kos', u.kos),
      ('differential', u.differential)
  ) c (category, value)
  where c.value > 0
  union all
  select p_league_id, 'streak', w.owner_id, w.length
  from private.win_streaks_of(teams, true) w
  where w.owner_id = any (coalesce(p_users, array[w.owner_id]));
end
$$;

-- The first ten of each category in the season's league, titles added up.
create function private.show_hall_of_fame(p_season_id uuid) returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(to_jsonb(r) order by r.category, r.rank, r.player), '[]')
  from (
    select h.category, h.user_id, p.display_name as player, sum(h.value) as value,
      array_agg(s.name order by s.starts_on, s.name) filter (where s.id is not null) as seasons,
      rank() over (partition by h.category order by sum(h.value) desc) as rank
    from public.hall_of_fame h
    join public.profiles p on p.id = h.user_id
    left join public.seasons s on s.id = h.season_id
    where h.league_id = (select s.league_id from public.seasons s where s.id = p_season_id)
    group by h.category, h.user_id, p.display_name
  ) r
  where r.rank <= 10;
$$;

revoke execute on function private.champion_of, private.make_hall_of_fame, private.show_hall_of_fame from public;
