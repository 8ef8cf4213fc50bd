-- Battles: one simulated game in one room, with or without a match. `ended`: the replay is stored and its job is
-- queued; `completed`: it is counted.

create type public.battle_status as enum ('waiting', 'live', 'ended', 'completed', 'disputed', 'void');
create type public.seat as enum ('p1', 'p2');

create table public.battles (
  id text primary key check (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and char_length(id) <= 64),
  match_id uuid references public.matches (id) on delete set null,
  format text not null check (format ~ '^gen[1-9][a-z0-9]+$' and char_length(format) <= 48),
  status public.battle_status not null default 'waiting',
  p1_user uuid references public.profiles (id) on delete set null,
  p2_user uuid references public.profiles (id) on delete set null,
  p1_name text,
  p2_name text,
  -- Null in an ended battle: nobody won.
  winner_seat public.seat,
  end_type public.end_type,
  turns int check (turns >= 0),
  p1_score int check (p1_score >= 0),
  p2_score int check (p2_score >= 0),
  differential int,
  summary jsonb,
  replay_path text,
  -- Seed and both teams: private.
  input_log_path text,
  sim_version text,
  dispute_reason text,
  correlation_id uuid not null,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  -- The room's own clock.
  ended_at timestamptz,
  completed_at timestamptz,
  constraint two_players check (p1_user <> p2_user),
  constraint ended_is_stored check (
    status not in ('ended', 'completed') or num_nonnulls(end_type, turns, replay_path, input_log_path, ended_at) = 5
  ),
  constraint completed_is_counted check (
    status <> 'completed' or num_nonnulls(p1_score, p2_score, differential, summary, completed_at) = 5
  ),
  constraint disputed_says_why check (status <> 'disputed' or dispute_reason is not null)
);
create index battles_match_id_idx on public.battles (match_id);
create index battles_status_idx on public.battles (status, created_at desc);
-- The results that the first page shows, however many there are.
create index battles_ended_at_idx on public.battles (ended_at desc) where status in ('ended', 'completed');
create index battles_p1_user_idx on public.battles (p1_user);
create index battles_p2_user_idx on public.battles (p2_user);

alter table public.matches
  add constraint matches_room_id_fkey foreign key (room_id) references public.battles (id);

alter table public.battles enable row level security;
create policy "battles are public" on public.battles for select to anon, authenticated using (true);
-- Every column but input_log_path.
grant select (
  id, match_id, format, status, p1_user, p2_user, p1_name, p2_name, winner_seat, end_type, turns, p1_score, p2_score,
  differential, summary, replay_path, sim_version, dispute_reason, correlation_id, created_at, started_at, ended_at,
  completed_at
) on public.battles to anon, authenticated;
grant select on public.battles to service_role;

-- The events of rooms that were taken in: a second delivery finds the first one here.
create table public.battle_events (
  id text primary key check (char_length(id) between 1 and 100),
  battle_id text not null references public.battles (id) on delete cascade,
  kind text not null,
  received_at timestamptz not null default clock_timestamp(),
  unique (battle_id, kind)
);

alter table public.battle_events enable row level security;
grant select on public.battle_events to service_role;
