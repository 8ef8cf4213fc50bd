-- Statistic 5, honour roll: a season's honours and records. Each team's value of each, ranked when it is read.

create table public.honour_roll (
  season_id uuid not null,
  -- Honours of the whole season: most_wins, best_differential, all_kos, win_streak, mvp (the Pokémon with the most
  -- KOs). Records of one match: as bests_of has them.
  honour text not null,
  team_id uuid not null,
  value numeric not null,
  match_id uuid references public.matches (id) on delete cascade,
  species text,
  primary key (season_id, honour, team_id),
  foreign key (season_id, team_id) references public.teams (season_id, id) on delete cascade
);
create index honour_roll_match_id_idx on public.honour_roll (match_id);

alter table public.honour_roll enable row level security;
create policy "statistics are public" on public.honour_roll for select to anon, authenticated using (true);
grant select on public.honour_roll to anon, authenticated, service_role;

create function private.make_honour_roll(p_season_id uuid, p_teams uuid[]) returns void
language plpgsql
set search_path = ''
as $$
declare
  teams uuid[] := coalesce(p_teams, private.teams_of_season(p_season_id));
begin
  delete from public.honour_roll h
  where h.season_id = p_season_id and (p_teams is null or h.team_id = any (p_teams));

  insert into public.honour_roll (season_id, honour, team_id, value)
  select p_season_id, h.honour, t.team_id, h.value
  from (
    select s.team_id, count(*) filter (where s.outcome = 'win') as wins, sum(s.differential) as differential,
      sum(s.direct_kos + s.passive_kos) as kos
    from private.sheets_of(teams) s
    group by s.team_id
  ) t
  cross join lateral (
    values ('most_wins', t.wins), ('best_differential', t.differential), ('all_kos', t.kos)
  ) h (honour, value)
  where h.value > 0;

  insert into public.honour_roll (season_id, honour, team_id, value, match_id)
  select p_season_id, 'win_streak', w.owner_id, w.length, w.last_match_id from private.win_streaks_of(teams, false) w;

  insert into public.honour_roll (season_id, honour, team_id, value, species)
  select distinct on (p.team_id) p_season_id, 'mvp', p.team_id, p.kos, p.species
  from (
    select p.team_id, p.species, sum(p.direct_kos + p.passive_kos) as kos
    from private.performances_of(teams) p
    where p.species is not null
    group by p.team_id, p.species
  ) p
  where p.kos > 0
  order by p.team_id, p.kos desc, p.species;

  insert into public.honour_roll (season_id, honour, team_id, value, match_id, species)
  select p_season_id, b.category, b.team_id, b.value, b.match_id, b.species from private.bests_of(teams) b;
end
$$;

-- The first three of each.
create function private.show_honour_roll(p_season_id uuid) returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(to_jsonb(r) - 'season_id' order by r.honour, r.rank, r.team), '[]')
  from (
    select h.honour, h.value, h.match_id, h.species, t.*,
      rank() over (partition by h.honour order by private.goodness(h.honour, h.value) desc) as rank
    from public.honour_roll h
    join private.named_teams t on t.team_id = h.team_id
    where h.season_id = p_season_id
  ) r
  where r.rank <= 3;
$$;

revoke execute on function private.make_honour_roll, private.show_honour_roll from public;
