-- Statistic 7, personal bests: each player's best matches in a league.

create table public.personal_bests (
  league_id uuid not null references public.leagues (id) on delete cascade,
  user_id uuid not null references public.profiles (id) on delete cascade,
  -- As bests_of has them, and win_streak, which names its last match.
  category text not null,
  value numeric not null,
  season_id uuid not null references public.seasons (id) on delete cascade,
  match_id uuid not null references public.matches (id) on delete cascade,
  species text,
  primary key (league_id, user_id, category)
);
create index personal_bests_user_id_idx on public.personal_bests (user_id);
create index personal_bests_season_id_idx on public.personal_bests (season_id);
create index personal_bests_match_id_idx on public.personal_bests (match_id);

alter table public.personal_bests enable row level security;
create policy "statistics are public" on public.personal_bests for select to anon, authenticated using (true);
grant select on public.personal_bests to anon, authenticated, service_role;

create function private.make_personal_bests(p_league_id uuid, p_users uuid[]) returns void
language plpgsql
set search_path = ''
as $$
declare
  teams uuid[] := private.teams_of_users(p_league_id, p_users);
begin
  delete from public.personal_bests p
  where p.league_id = p_league_id and (p_users is null or p.user_id = any (p_users));

  insert into public.personal_bests
  select distinct on (t.coach_id, b.category)
    p_league_id, t.coach_id, b.category, b.value, b.season_id, b.match_id, b.species
  from private.bests_of(teams) b
  join public.teams t on t.id = b.team_id and t.coach_id = any (coalesce(p_users, array[t.coach_id]))
  order by t.coach_id, b.category, private.goodness(b.category, b.value) desc, b.played_at, b.match_id;

  insert into public.personal_bests
  select p_league_id, w.owner_id, 'win_streak', w.length, w.season_id, w.last_match_id
  from private.win_streaks_of(teams, true) w
  where w.owner_id = any (coalesce(p_users, array[w.owner_id]));
end
$$;

-- Of the season's league, the best of each category first.
create function private.show_personal_bests(p_season_id uuid) returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(
    jsonb_agg(
      to_jsonb(b) - '{league_id,season_id}'::text[] || jsonb_build_object('player', p.display_name, 'season', s.name)
      order by b.category, private.goodness(b.category, b.value) desc, p.display_name
    ),
    '[]'
  )
  from public.personal_bests b
  join public.profiles p on p.id = b.user_id
  join public.seasons s on s.id = b.season_id
  where b.league_id = (select s.league_id from public.seasons s where s.id = p_season_id);
$$;

revoke execute on function private.make_personal_bests, private.show_personal_bests from public;
