-- Seasons: a league plays seasons, a season has teams, a team is coached by a user and drafts a roster.

create table public.leagues (
  id uuid primary key default gen_random_uuid(),
  slug text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and char_length(slug) <= 60),
  name text not null check (char_length(name) between 1 and 80),
  created_at timestamptz not null default now()
);

create table public.seasons (
  id uuid primary key default gen_random_uuid(),
  league_id uuid not null references public.leagues (id) on delete cascade,
  name text not null check (char_length(name) between 1 and 80),
  format text not null check (format ~ '^gen[1-9][a-z0-9]+$' and char_length(format) <= 48),
  starts_on date,
  ends_on date check (ends_on >= starts_on),
  created_at timestamptz not null default now(),
  unique (league_id, name)
);

create table public.teams (
  id uuid primary key default gen_random_uuid(),
  season_id uuid not null references public.seasons (id) on delete cascade,
  coach_id uuid references public.profiles (id) on delete set null,
  name text not null check (char_length(name) between 1 and 60),
  created_at timestamptz not null default now(),
  unique (season_id, name),
  unique (season_id, coach_id),
  unique (season_id, id)
);
create index teams_coach_id_idx on public.teams (coach_id);

create table public.rosters (
  team_id uuid not null references public.teams (id) on delete cascade,
  species text not null check (char_length(species) between 1 and 60),
  primary key (team_id, species)
);

alter table public.leagues enable row level security;
alter table public.seasons enable row level security;
alter table public.teams enable row level security;
alter table public.rosters enable row level security;

create policy "leagues are public" on public.leagues for select to anon, authenticated using (true);
create policy "seasons are public" on public.seasons for select to anon, authenticated using (true);
create policy "teams are public" on public.teams for select to anon, authenticated using (true);
create policy "rosters are public" on public.rosters for select to anon, authenticated using (true);

grant select on public.leagues, public.seasons, public.teams, public.rosters to anon, authenticated, service_role;
