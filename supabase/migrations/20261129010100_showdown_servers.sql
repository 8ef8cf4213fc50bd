-- Showdown servers: where leagues play outside our rooms. The password of `account` is a secret of the room server.

create table public.showdown_servers (
  id text primary key check (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and char_length(id) <= 40),
  -- Addresses have no user, no query and no fragment; what is not encrypted goes no further than this machine.
  socket_url text not null check (
    socket_url ~ '^wss://[^/?#@\s]+(/[^?#@\s]*)?$' or socket_url ~ '^ws://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(/[^?#@\s]*)?$'
  ),
  -- Null: names are taken without a password.
  login_url text check (
    login_url ~ '^https://[^/?#@\s]+(/[^?#@\s]*)?$'
    or login_url ~ '^http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(/[^?#@\s]*)?$'
  ),
  -- Replays are at <replay_url>/<replay_prefix>-<room without 'battle-'>.json, without a prefix where there is none.
  -- Null: it publishes none.
  replay_url text check (
    replay_url ~ '^https://[^/?#@\s]+(/[^?#@\s]*[^/?#@\s])?$'
    or replay_url ~ '^http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(/[^?#@\s]*[^/?#@\s])?$'
  ),
  -- The server's own id, where it keeps its replays with those of other servers.
  replay_prefix text check (replay_prefix ~ '^[a-z0-9]{1,40}$'),
  -- Null: as a guest.
  account text check (char_length(account) between 1 and 18),
  active boolean not null default true,
  created_at timestamptz not null default now()
);
create unique index showdown_servers_replays_key
on public.showdown_servers (replay_url, coalesce(replay_prefix, '')) where replay_url is not null;

alter table public.showdown_servers enable row level security;
create policy "servers are public" on public.showdown_servers for select to anon, authenticated using (true);
grant select on public.showdown_servers to anon, authenticated, service_role;

insert into public.showdown_servers (id, socket_url, login_url, replay_url)
values (
  'main', 'wss://sim3.psim.us/showdown/websocket', 'https://play.pokemonshowdown.com/api/login',
  'https://replay.pokemonshowdown.com'
);

alter table public.seasons
  -- Where its matches are played; null: in our rooms. A match may be played in both.
  add column showdown_server text references public.showdown_servers (id),
  -- Minutes around a match's scheduled time in which a battle of its coaches is its game.
  add column minutes_before int not null default 120 check (minutes_before between 0 and 43200),
  add column minutes_after int not null default 1440 check (minutes_after between 1 and 43200),
  -- Whether a replay that a coach uploads as a file counts at once, when it fits; otherwise an admin decides. Anybody can
  -- write a battle log, and a file proves nothing: a league that trusts its coaches says so.
  add column coach_uploads boolean not null default false;

-- A Showdown name as its user id: lower-case letters and digits.
create function private.name_id(p_name text) returns text
language sql
immutable
set search_path = ''
as $$
  select regexp_replace(lower(p_name), '[^a-z0-9]', '', 'g');
$$;

-- The server of that id, which must be there.
create function private.showdown_server(p_id text, p_purpose text) returns public.showdown_servers
language plpgsql
stable
set search_path = ''
as $$
declare
  server public.showdown_servers;
begin
  select s.* into server from public.showdown_servers s where s.id = p_id;
  if not found then
    raise sqlstate 'PT404' using message = format('Cannot %s: there is no Showdown server %L', p_purpose, p_id);
  end if;
  return server;
end
$$;

revoke execute on function private.name_id, private.showdown_server from public;
