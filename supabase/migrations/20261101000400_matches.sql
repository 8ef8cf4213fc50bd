-- Matches: a scheduled contest between two teams of a season. Home plays seat p1, away plays seat p2.

create type public.match_status as enum ('scheduled', 'in_progress', 'completed', 'disputed', 'cancelled');
create type public.end_type as enum ('win', 'tie', 'forfeit', 'timeout', 'disconnect', 'void');

create table public.matches (
  id uuid primary key default gen_random_uuid(),
  season_id uuid not null references public.seasons (id) on delete cascade,
  round int not null check (round > 0),
  home_team_id uuid not null,
  away_team_id uuid not null,
  status public.match_status not null default 'scheduled',
  -- Null with a completed match: a tie, or a loss for both (no winner of a forfeit).
  winner_team_id uuid,
  home_score int check (home_score >= 0),
  away_score int check (away_score >= 0),
  differential int,
  end_type public.end_type,
  dispute_reason text,
  replay_path text,
  scheduled_at timestamptz,
  played_at timestamptz,
  completed_at timestamptz,
  room_id text unique,
  created_at timestamptz not null default now(),
  foreign key (season_id, home_team_id) references public.teams (season_id, id) on delete cascade,
  foreign key (season_id, away_team_id) references public.teams (season_id, id) on delete cascade,
  constraint two_teams check (home_team_id <> away_team_id),
  constraint winner_played check (winner_team_id in (home_team_id, away_team_id)),
  constraint scheduled_has_no_room check (status <> 'scheduled' or room_id is null),
  constraint in_progress_has_room check (status <> 'in_progress' or room_id is not null),
  constraint disputed_says_why check (status <> 'disputed' or dispute_reason is not null),
  constraint completed_is_counted check (
    case status
      when 'completed' then
        num_nonnulls(home_score, away_score, differential, end_type, played_at, completed_at) = 6
        and differential = home_score - away_score
        and end_type <> 'void'
        and (end_type <> 'win' or winner_team_id is not null)
        and (end_type <> 'tie' or winner_team_id is null)
      else num_nonnulls(winner_team_id, home_score, away_score, differential, completed_at) = 0
    end
  )
);
create index matches_season_id_idx on public.matches (season_id, round);
create index matches_home_team_id_idx on public.matches (home_team_id);
create index matches_away_team_id_idx on public.matches (away_team_id);
create index matches_next_idx on public.matches (season_id, scheduled_at) where status = 'scheduled';

alter table public.matches enable row level security;
create policy "matches are public" on public.matches for select to anon, authenticated using (true);
grant select on public.matches to anon, authenticated, service_role;
