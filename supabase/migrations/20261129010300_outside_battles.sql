-- Outside battles: games that are played on a Showdown server. They are rows of battles like ours, and home is p1 in them
-- as everywhere: where it sat in the other seat there, `seats_swapped` says so, and whoever reads the replay swaps.

create type public.battle_origin as enum ('room', 'showdown');

alter table public.battles
  add column origin public.battle_origin not null default 'room',
  add column showdown_server text references public.showdown_servers (id),
  -- The room there, without the password of a hidden one: 'battle-gen9ou-12345'. A series that has yet to begin its next
  -- game: 'game-bestof3-gen9ou-12344'. Null: a replay that does not tell it.
  add column showdown_room text check (
    showdown_room ~ '^battle-[a-z0-9]+-\d{1,18}$|^game-bestof\d-[a-z0-9]+-\d{1,18}$' and char_length(showdown_room) <= 100
  ),
  -- The password of a hidden room: private.
  add column showdown_secret text check (showdown_secret ~ '^[a-z0-9]{1,40}$'),
  -- The room of the series that the game belongs to.
  add column showdown_series text check (showdown_series ~ '^game-bestof\d-[a-z0-9]+-\d{1,18}$'),
  -- Home sits in p2 there. Null: nobody knows yet.
  add column seats_swapped boolean default false,
  -- Of what happens in the replay, whatever else its text says: two replays of one battle have the same.
  add column content_hash text check (content_hash ~ '^[0-9a-f]{64}$'),
  drop constraint ended_is_stored,
  add constraint ended_is_stored check (
    status not in ('ended', 'completed')
    or num_nonnulls(end_type, turns, replay_path, ended_at, seats_swapped) = 5
    and (input_log_path is not null or origin = 'showdown')
  ),
  add constraint room_is_ours check (
    origin = 'showdown'
    or num_nonnulls(showdown_server, showdown_room, showdown_secret, showdown_series, content_hash) = 0
    and seats_swapped is not distinct from false
  ),
  add constraint showdown_is_friendly check (origin = 'room' or (not rated and bot is null)),
  add constraint showdown_room_has_server check (showdown_room is null or showdown_server is not null);
create unique index battles_showdown_room_key on public.battles (showdown_server, showdown_room)
where showdown_room is not null;
create index battles_showdown_open_idx on public.battles (showdown_server)
where origin = 'showdown' and status in ('waiting', 'live');
create index battles_content_hash_idx on public.battles (content_hash) where content_hash is not null;

grant select (origin, showdown_server, showdown_room, showdown_series, seats_swapped) on public.battles to anon, authenticated;

alter table public.matches
  -- When it was last put back to be played anew: battles from before are no games of it any more.
  add column anew_at timestamptz;

-- A room's id there in its parts: without its password, the password, the format, and the length of the series.
create type private.outside_room as (room text, secret text, format text, best_of int);

-- Null: it is the id of no battle and of no series.
create function private.read_room(p_room text) returns private.outside_room
language sql
immutable
set search_path = ''
as $$
  select row(parts[1], parts[4], parts[3], parts[2]::int)::private.outside_room
  from regexp_match(p_room, '^((?:battle|game-bestof(\d))-([a-z0-9]+)-\d{1,18})(?:-([a-z0-9]{1,40}))?$') found (parts)
  where parts is not null and char_length(parts[1]) <= 100;
$$;

-- Whether a format there is the season's: a best of three there is a format of its own, 'gen9oubo3'.
create function private.is_format_of(p_season_format text, p_best_of int, p_format text) returns boolean
language sql
immutable
set search_path = ''
as $$
  select p_format in (p_season_format, p_season_format || 'bo' || p_best_of)
    -- A season may name the format of the series itself.
    or p_season_format = p_format || 'bo' || p_best_of;
$$;

-- The names of a match's coaches on a server.
create function private.names_of(p_user uuid, p_server_id text) returns text[]
language sql
stable
set search_path = ''
as $$
  select coalesce(array_agg(n.name_id order by n.name_id), '{}')
  from public.showdown_names n
  where n.user_id = p_user and n.server_id = p_server_id;
$$;

-- Whether home sits in p2, by the names that were seen in either seat; null where the linked names do not tell. One of
-- the two is enough, if the other seat is not somebody else's of this match.
create function private.are_swapped(p_home text[], p_away text[], p_p1 text[], p_p2 text[]) returns boolean
language sql
immutable
set search_path = ''
as $$
  select case
    when (p_home && p_p1 or p_away && p_p2) and not (p_home && p_p2 or p_away && p_p1) then false
    when (p_home && p_p2 or p_away && p_p1) and not (p_home && p_p1 or p_away && p_p2) then true
  end;
$$;

create function private.other_seat(p_seat public.seat) returns public.seat
language sql
immutable
set search_path = ''
as $$
  select case p_seat when 'p1' then 'p2' when 'p2' then 'p1' end::public.seat;
$$;

-- The coaches of a match and what its season says of battles elsewhere.
create type private.match_terms as (
  home_user uuid,
  home_name text,
  away_user uuid,
  away_name text,
  format text,
  best_of int,
  clock text,
  spectator_delay int,
  showdown_server text
);

create function private.terms_of(match public.matches) returns private.match_terms
language sql
stable
set search_path = ''
as $$
  select row(
    home.id, home.display_name, away.id, away.display_name, s.format, s.best_of, s.clock, s.spectator_delay,
    s.showdown_server
  )::private.match_terms
  from public.seasons s
  join public.teams home_team on home_team.id = match.home_team_id
  join public.teams away_team on away_team.id = match.away_team_id
  left join public.profiles home on home.id = home_team.coach_id
  left join public.profiles away on away.id = away_team.coach_id
  where s.id = match.season_id;
$$;

-- When a battle of the coaches is the match's game: around its scheduled time, or on the season's days.
create function private.window_of(match public.matches, out opens timestamptz, out closes timestamptz)
language sql
stable
set search_path = ''
as $$
  select
    coalesce(
      match.scheduled_at - make_interval(mins => s.minutes_before),
      s.starts_on::timestamp at time zone 'utc', s.created_at
    ),
    coalesce(
      match.scheduled_at + make_interval(mins => s.minutes_after),
      (s.ends_on + 1)::timestamp at time zone 'utc', 'infinity'
    )
  from public.seasons s
  where s.id = match.season_id;
$$;

revoke execute on function
  private.read_room, private.is_format_of, private.names_of, private.are_swapped, private.other_seat, private.terms_of,
  private.window_of
from public;
