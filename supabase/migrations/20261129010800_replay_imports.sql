-- Imports: replays from outside that people, the service or a source handed in. One that fits its match in all becomes a
-- battle and counts like any other; one that does not waits with all its reasons for an admin to accept or refuse.

create type public.import_status as enum ('accepted', 'disputed', 'refused');

create table public.replay_imports (
  id uuid primary key default gen_random_uuid(),
  status public.import_status not null,
  -- Null: a file that does not prove where it is from.
  server_id text references public.showdown_servers (id) on delete set null,
  -- As the server calls it, without a password: 'gen9ou-12345'.
  replay_id text check (replay_id ~ '^[a-z0-9]+-\d{1,18}$' and char_length(replay_id) <= 93),
  content_hash text not null check (content_hash ~ '^[0-9a-f]{64}$'),
  match_id uuid references public.matches (id) on delete set null,
  battle_id text references public.battles (id) on delete set null,
  -- What the replay says: names of either seat, winner, end_type, turns, format, ended_at, game, series.
  facts jsonb not null,
  -- Null: the names do not tell.
  seats_swapped boolean,
  -- [{code, message}]: why it does not fit.
  reasons jsonb not null default '[]' check (jsonb_typeof(reasons) = 'array'),
  replay_path text not null,
  source text not null check (source in ('url', 'upload', 'source')),
  -- Null: the service.
  imported_by uuid references public.profiles (id) on delete set null,
  created_at timestamptz not null default clock_timestamp(),
  decided_at timestamptz,
  constraint accepted_has_battle check (status <> 'accepted' or battle_id is not null),
  constraint disputed_says_why check (status = 'accepted' or jsonb_array_length(reasons) > 0)
);
create unique index replay_imports_replay_key on public.replay_imports (server_id, replay_id) where replay_id is not null;
create index replay_imports_content_hash_idx on public.replay_imports (content_hash);
create index replay_imports_match_id_idx on public.replay_imports (match_id);
create index replay_imports_battle_id_idx on public.replay_imports (battle_id);
create index replay_imports_open_idx on public.replay_imports (created_at) where status = 'disputed';

alter table public.replay_imports enable row level security;
grant select on public.replay_imports to service_role;

-- The match that a replay is of: the one that its room is a battle of, or the one whose coaches bear its names there, of
-- its format, as near to its time as there is; those that are open come first. p_server_id null: the names of any server.
create function private.match_of_replay(
  p_server_id text,
  p_room text,
  p_p1 text[],
  p_p2 text[],
  p_format text,
  p_at timestamptz
) returns uuid
language sql
stable
set search_path = ''
as $$
  select coalesce(
    (
      select b.match_id
      from public.battles b
      where b.showdown_server = p_server_id and b.showdown_room = p_room and b.match_id is not null
    ),
    (
      select m.id
      from public.showdown_names one
      join public.showdown_names two on two.server_id = one.server_id and two.user_id <> one.user_id
      join public.teams t on t.coach_id = one.user_id
      join public.teams u on u.coach_id = two.user_id and u.season_id = t.season_id
      join public.seasons s on s.id = t.season_id
      join public.matches m on m.season_id = s.id and m.home_team_id in (t.id, u.id) and m.away_team_id in (t.id, u.id)
      cross join lateral private.window_of(m) w
      where one.name_id = any (p_p1) and two.name_id = any (p_p2)
        and (p_server_id is null or one.server_id = p_server_id)
        and private.is_format_of(s.format, s.best_of, p_format)
      order by
        m.status in ('scheduled', 'in_progress') desc, p_at between w.opens and w.closes desc nulls last,
        abs(extract(epoch from m.scheduled_at - p_at)) nulls last, m.round, m.id
      limit 1
    )
  );
$$;

-- What a replay is checked against: its match with the season's terms, and either team's linked names and roster. For a
-- coach of the match, an admin of its league, and the service.
create function public.import_terms(
  p_actor uuid,
  p_match_id uuid,
  p_server_id text,
  p_room text,
  p_p1 text[],
  p_p2 text[],
  p_format text,
  p_at timestamptz
) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  match public.matches;
begin
  perform private.act_as(p_actor);
  if p_server_id is not null then
    perform private.showdown_server(p_server_id, 'import the replay');
  end if;
  select m.* into match
  from public.matches m
  where m.id = coalesce(
    p_match_id,
    private.match_of_replay(
      p_server_id, p_room, array(select private.name_id(n) from unnest(p_p1) n),
      array(select private.name_id(n) from unnest(p_p2) n), p_format, p_at
    )
  );
  if not found then
    raise sqlstate 'PT404' using message = case
      when p_match_id is null then format(
        'Cannot import the replay: no match of %s and %s in %s is known; link their names, or say which match it is',
        coalesce(p_p1[1], 'nobody'), coalesce(p_p2[1], 'nobody'), coalesce(p_format, 'no format')
      )
      else format('Cannot import the replay: there is no match %s', p_match_id)
    end;
  end if;
  perform private.require_part_in(match, 'import the replay');
  return private.replay_terms(match, p_server_id, p_p1 || p_p2);
end
$$;

create function private.side_terms(p_team_id uuid, p_user uuid, p_server_id text) returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'names', (
      select coalesce(jsonb_agg(distinct n.name_id), '[]')
      from public.showdown_names n
      where n.user_id = p_user and (p_server_id is null or n.server_id = p_server_id)
    ),
    'roster', (
      select coalesce(jsonb_agg(r.species order by r.species), '[]') from public.rosters r where r.team_id = p_team_id
    )
  );
$$;

revoke execute on function private.match_of_replay, private.side_terms from public;
revoke execute on function public.import_terms from public, anon, authenticated;
grant execute on function public.import_terms to service_role;
