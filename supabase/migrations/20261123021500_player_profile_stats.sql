-- Statistic 8, player profile: a player in all leagues together, with the Pokémon and the move that they play most and
-- the Pokémon that does best for them.

create table public.player_profile_stats (
  user_id uuid primary key references public.profiles (id) on delete cascade,
  leagues int not null,
  seasons int not null,
  played int not null,
  wins int not null,
  losses int not null,
  ties int not null,
  differential int not null,
  direct_kos int not null,
  passive_kos int not null,
  faints int not null,
  longest_streak int not null,
  first_played_at timestamptz not null,
  last_played_at timestamptz not null,
  -- Games that it was brought to.
  favourite_pokemon text,
  favourite_pokemon_used int,
  best_pokemon text,
  best_pokemon_kos int,
  favourite_move text,
  favourite_move_uses int
);

alter table public.player_profile_stats enable row level security;
create policy "statistics are public" on public.player_profile_stats for select to anon, authenticated using (true);
grant select on public.player_profile_stats to anon, authenticated, service_role;

create function private.make_player_profile_stats(p_users uuid[]) returns void
language plpgsql
set search_path = ''
as $$
declare
  teams uuid[] := private.teams_of_users(null, p_users);
begin
  delete from public.player_profile_stats p where p_users is null or p.user_id = any (p_users);

  insert into public.player_profile_stats
  with careers as (
    select t.coach_id, count(distinct e.league_id) as leagues, count(distinct s.season_id) as seasons,
      count(*) as played, count(*) filter (where s.outcome = 'win') as wins,
      count(*) filter (where s.outcome = 'loss') as losses, count(*) filter (where s.outcome = 'tie') as ties,
      sum(s.differential) as differential, sum(s.direct_kos) as direct_kos, sum(s.passive_kos) as passive_kos,
      sum(s.faints) as faints, min(s.played_at) as first_played_at, max(s.played_at) as last_played_at
    from private.sheets_of(teams) s
    join public.teams t on t.id = s.team_id and t.coach_id = any (coalesce(p_users, array[t.coach_id]))
    join public.seasons e on e.id = s.season_id
    group by t.coach_id
  ), pokemon as materialized (
    select t.coach_id, p.species, count(distinct p.battle_id) as used, sum(p.direct_kos + p.passive_kos) as kos
    from private.performances_of(teams) p
    join public.teams t on t.id = p.team_id
    where p.species is not null
    group by t.coach_id, p.species
  ), moves as (
    select t.coach_id, m.move, sum(m.uses) as uses
    from private.moves_of(teams) m
    join public.teams t on t.id = m.team_id
    group by t.coach_id, m.move
  ), favourites as (
    select distinct on (p.coach_id) p.* from pokemon p order by p.coach_id, p.used desc, p.species
  ), best as (
    select distinct on (p.coach_id) p.* from pokemon p where p.kos > 0 order by p.coach_id, p.kos desc, p.species
  ), favourite_moves as (
    select distinct on (m.coach_id) m.* from moves m order by m.coach_id, m.uses desc, m.move
  )
  select c.coach_id, c.leagues, c.seasons, c.played, c.wins, c.losses, c.ties, c.differential, c.direct_kos,
    c.passive_kos, c.faints, coalesce(w.length, 0), c.first_played_at, c.last_played_at, f.species, f.used, b.species,
    b.kos, m.move, m.uses
  from careers c
  left join private.win_streaks_of(teams, true) w on w.owner_id = c.coach_id
  left join favourites f on f.coach_id = c.coach_id
  left join best b on b.coach_id = c.coach_id
  left join favourite_moves m on m.coach_id = c.coach_id;
end
$$;

-- Of the season's players.
create function private.show_player_profile_stats(p_season_id uuid) returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(
    jsonb_agg(to_jsonb(s) || jsonb_build_object('player', p.display_name) order by p.display_name), '[]'
  )
  from public.player_profile_stats s
  join public.profiles p on p.id = s.user_id
  where s.user_id in (select t.coach_id from public.teams t where t.season_id = p_season_id);
$$;

revoke execute on function private.make_player_profile_stats, private.show_player_profile_stats from public;
