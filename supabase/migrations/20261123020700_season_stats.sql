-- Statistic 1, season and half-season stats: what each team has done in a season, in either half of its rounds, with
-- which Pokémon and moves. With an odd number of rounds the middle one belongs to the first half.

create table public.season_stats (
  season_id uuid not null,
  team_id uuid not null,
  played int not null,
  wins int not null,
  losses int not null,
  ties int not null,
  points numeric not null,
  differential int not null,
  score_for int not null,
  score_against int not null,
  games_won int not null,
  games_lost int not null,
  -- Games whose Pokémon are known; what follows is of them.
  battles int not null,
  turns int not null,
  direct_kos int not null,
  passive_kos int not null,
  faints int not null,
  -- Percent of a whole HP bar.
  damage_dealt numeric not null,
  damage_taken numeric not null,
  healed numeric not null,
  crits int not null,
  crits_taken int not null,
  misses int not null,
  dodges int not null,
  primary key (season_id, team_id),
  foreign key (season_id, team_id) references public.teams (season_id, id) on delete cascade
);

create table public.half_season_stats (
  like public.season_stats,
  half smallint not null check (half in (1, 2)),
  -- The season's rounds when its halves were told apart.
  rounds int not null,
  primary key (season_id, team_id, half),
  foreign key (season_id, team_id) references public.teams (season_id, id) on delete cascade
);

create table public.season_pokemon (
  season_id uuid not null,
  team_id uuid not null,
  species text not null,
  -- Games it was brought to, and how they ended.
  used int not null,
  wins int not null,
  ties int not null,
  sent_out int not null,
  turns_active int not null,
  direct_kos int not null,
  passive_kos int not null,
  faints int not null,
  damage_dealt numeric not null,
  damage_taken numeric not null,
  primary key (season_id, team_id, species),
  foreign key (season_id, team_id) references public.teams (season_id, id) on delete cascade
);

create table public.season_moves (
  season_id uuid not null,
  team_id uuid not null,
  species text not null,
  move text not null,
  -- By choice: what the player's clock chose is left out.
  uses int not null,
  primary key (season_id, team_id, species, move),
  foreign key (season_id, team_id) references public.teams (season_id, id) on delete cascade
);

alter table public.season_stats enable row level security;
alter table public.half_season_stats enable row level security;
alter table public.season_pokemon enable row level security;
alter table public.season_moves enable row level security;
create policy "statistics are public" on public.season_stats for select to anon, authenticated using (true);
create policy "statistics are public" on public.half_season_stats for select to anon, authenticated using (true);
create policy "statistics are public" on public.season_pokemon for select to anon, authenticated using (true);
create policy "statistics are public" on public.season_moves for select to anon, authenticated using (true);
grant select on public.season_stats, public.half_season_stats, public.season_pokemon, public.season_moves
to anon, authenticated, service_role;

-- A row of a season for each of these teams that has played, and each of its halves: half 0 is the whole season.
create function private.season_lines(p_teams uuid[], p_rounds int)
returns table (half smallint, line public.season_stats)
language sql
stable
set search_path = ''
as $$
  select coalesce(h.half, 0::smallint), row(
    s.season_id, s.team_id, count(*), count(*) filter (where s.outcome = 'win'),
    count(*) filter (where s.outcome = 'loss'), count(*) filter (where s.outcome = 'tie'), sum(s.points),
    sum(s.differential), sum(s.score_for), sum(s.score_against), sum(s.games_won), sum(s.games_lost), sum(s.battles),
    sum(s.turns),
    sum(s.direct_kos), sum(s.passive_kos), sum(s.faints), sum(s.damage_dealt), sum(s.damage_taken), sum(s.healed),
    sum(s.crits), sum(s.crits_taken), sum(s.misses), sum(s.dodges)
  )::public.season_stats
  from private.sheets_of(p_teams) s
  cross join lateral (select case when 2 * s.round <= p_rounds + 1 then 1 else 2 end::smallint as half) h
  group by grouping sets ((s.season_id, s.team_id), (s.season_id, s.team_id, h.half));
$$;

create function private.make_season_stats(p_season_id uuid, p_teams uuid[]) returns void
language plpgsql
set search_path = ''
as $$
declare
  last_round int := (select max(m.round) from public.matches m where m.season_id = p_season_id);
  teams uuid[] := p_teams;
begin
  -- More rounds were scheduled, or some called off: the halves part elsewhere.
  if exists (
    select from public.half_season_stats h where h.season_id = p_season_id and h.rounds is distinct from last_round
  ) then
    teams := null;
  end if;
  delete from public.season_stats s where s.season_id = p_season_id and (teams is null or s.team_id = any (teams));
  delete from public.half_season_stats s where s.season_id = p_season_id and (teams is null or s.team_id = any (teams));
  delete from public.season_pokemon s where s.season_id = p_season_id and (teams is null or s.team_id = any (teams));
  delete from public.season_moves s where s.season_id = p_season_id and (teams is null or s.team_id = any (teams));
  teams := coalesce(teams, private.teams_of_season(p_season_id));

  with lines as materialized (select l.* from private.season_lines(teams, last_round) l), halves as (
    insert into public.half_season_stats select (l.line).*, l.half, last_round from lines l where l.half > 0
  )
  insert into public.season_stats select (l.line).* from lines l where l.half = 0;

  insert into public.season_pokemon
  select b.season_id, b.team_id, b.species, count(*), count(*) filter (where b.won), count(*) filter (where b.tied),
    sum(b.sent_out), sum(b.turns_active), sum(b.direct_kos), sum(b.passive_kos), sum(b.faints), sum(b.damage_dealt),
    sum(b.damage_taken)
  from (
    -- A species that a team has twice was brought once.
    select p.season_id, p.team_id, p.battle_id, p.species, bool_or(p.won) as won, bool_or(p.tied) as tied,
      sum(p.sent_out) as sent_out, sum(p.turns_active) as turns_active, sum(p.direct_kos) as direct_kos,
      sum(p.passive_kos) as passive_kos, sum(p.faints) as faints, sum(p.damage_dealt) as damage_dealt,
      sum(p.damage_taken) as damage_taken
    from private.performances_of(teams) p
    where p.species is not null
    group by p.season_id, p.team_id, p.battle_id, p.species
  ) b
  group by b.season_id, b.team_id, b.species;

  insert into public.season_moves
  select m.* from private.moves_of(teams) m;
end
$$;

-- In the order of points.
create function private.show_season_stats(p_season_id uuid) returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(
    jsonb_agg(
      (to_jsonb(s) || to_jsonb(t)) - 'season_id' order by s.points desc, s.differential desc, s.score_for desc, t.team
    ),
    '[]'
  )
  from public.season_stats s
  join private.named_teams t on t.team_id = s.team_id
  where s.season_id = p_season_id;
$$;

create function private.show_half_season_stats(p_season_id uuid) returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(
    jsonb_agg(
      (to_jsonb(s) || to_jsonb(t)) - 'season_id'
      order by s.half, s.points desc, s.differential desc, s.score_for desc, t.team
    ),
    '[]'
  )
  from public.half_season_stats s
  join private.named_teams t on t.team_id = s.team_id
  where s.season_id = p_season_id;
$$;

revoke execute on function
  private.season_lines, private.make_season_stats, private.show_season_stats, private.show_half_season_stats
from public;
