-- Showdown names: who a user is on a Showdown server. A name is proved by a code said from it to the watcher's account, or
-- linked by an admin's word. Codes are kept as digests, live for ten minutes, and serve once.

create table public.showdown_names (
  server_id text not null references public.showdown_servers (id) on delete cascade,
  -- As Showdown's user ids are: lower-case letters and digits.
  name_id text not null check (name_id ~ '^[a-z0-9]{1,18}$'),
  user_id uuid not null references public.profiles (id) on delete cascade,
  proof text not null check (proof in ('code', 'admin')),
  linked_at timestamptz not null default now(),
  primary key (server_id, name_id)
);
create index showdown_names_user_id_idx on public.showdown_names (user_id, server_id);

-- A user's code, and how many they asked for in this hour.
create table public.showdown_codes (
  user_id uuid not null references public.profiles (id) on delete cascade,
  server_id text not null references public.showdown_servers (id) on delete cascade,
  digest bytea not null unique,
  -- The name that was linked by it.
  used_by text,
  expires_at timestamptz not null,
  asked int not null,
  hour_from timestamptz not null,
  primary key (user_id, server_id)
);

-- Codes that were said and are none, by who said them, in an hour.
create table public.showdown_guesses (
  server_id text not null references public.showdown_servers (id) on delete cascade,
  name_id text not null,
  guesses int not null,
  hour_from timestamptz not null,
  primary key (server_id, name_id)
);

alter table public.showdown_names enable row level security;
alter table public.showdown_codes enable row level security;
alter table public.showdown_guesses enable row level security;
create policy "one's own" on public.showdown_names for select to authenticated using (user_id = (select auth.uid()));
grant select on public.showdown_names to authenticated, service_role;

create function private.code_digest(p_server_id text, p_code text) returns bytea
language sql
immutable
set search_path = ''
as $$
  select sha256(convert_to(p_server_id || '/' || p_code, 'utf8'));
$$;

-- Eight letters and digits, forty bits of chance; without the ones that are mistaken for others.
create function private.draw_code() returns text
language sql
volatile
set search_path = ''
as $$
  select string_agg(substr('23456789ABCDEFGHJKLMNPQRSTUVWXYZ', get_byte(drawn.bytes, place) % 32 + 1, 1), '')
  -- Bytes of a random UUID that are all chance.
  from (select uuid_send(gen_random_uuid()) as bytes) drawn
  cross join unnest(array[0, 1, 2, 3, 4, 5, 9, 10]) place;
$$;

-- A code for the caller to say; the service asks for a user. The one before is void.
create function public.request_link_code(p_server_id text, p_user uuid default null) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  who uuid := case when private.is_service() then p_user else (select auth.uid()) end;
  server public.showdown_servers := private.showdown_server(p_server_id, 'link a name');
  code text := private.draw_code();
  kept public.showdown_codes;
begin
  if not exists (select from public.profiles p where p.id = who) then
    raise sqlstate 'PT404' using message = format('Cannot link a name: there is no user %s', who);
  end if;
  if not server.active then
    raise sqlstate 'PT409' using message = format('Cannot link a name: nobody watches the server %L', p_server_id);
  end if;
  insert into public.showdown_codes as c (user_id, server_id, digest, expires_at, asked, hour_from)
  values (
    who, p_server_id, private.code_digest(p_server_id, code), clock_timestamp() + interval '10 minutes', 1,
    clock_timestamp()
  )
  on conflict (user_id, server_id) do update
    set digest = excluded.digest, used_by = null, expires_at = excluded.expires_at,
      asked = case when c.hour_from < clock_timestamp() - interval '1 hour' then 1 else c.asked + 1 end,
      hour_from = case when c.hour_from < clock_timestamp() - interval '1 hour' then excluded.hour_from else c.hour_from end
  returning c.* into kept;
  if kept.asked > 10 then
    raise sqlstate 'PT409' using message = 'Cannot link a name: you asked for ten codes within an hour; wait a while';
  end if;
  return jsonb_build_object(
    'code', code, 'server', p_server_id, 'account', server.account, 'expires_at', kept.expires_at
  );
end
$$;

-- Links a name for good or says why not; p_proof is how it was proved. A name of somebody else is theirs. The caller has
-- checked that it may be.
create function private.link_name(p_server_id text, p_name_id text, p_user uuid, p_proof text) returns boolean
language plpgsql
set search_path = ''
as $$
declare
  owner uuid;
begin
  -- One at a time for a user, so that the count is right.
  perform from public.profiles p where p.id = p_user for no key update;
  select n.user_id into owner
  from public.showdown_names n
  where n.server_id = p_server_id and n.name_id = p_name_id
  for update;
  if owner = p_user then
    return false;
  end if;
  if owner is not null then
    raise sqlstate 'PT409' using message = format('Cannot link the name %L: it is linked to somebody else', p_name_id);
  end if;
  if (select count(*) from public.showdown_names n where n.server_id = p_server_id and n.user_id = p_user) >= 20 then
    raise sqlstate 'PT409' using message = format('Cannot link the name %L: twenty are linked already', p_name_id);
  end if;
  begin
    insert into public.showdown_names (server_id, name_id, user_id, proof)
    values (p_server_id, p_name_id, p_user, p_proof);
  exception when unique_violation then
    raise sqlstate 'PT409' using message = format('Cannot link the name %L: somebody linked it just now', p_name_id);
  end;
  return true;
end
$$;

create function private.linked_answer(p_user uuid) returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'linked', true, 'text', format('This name is %s''s now: battles of it count for their team.', p.display_name)
  )
  from public.profiles p
  where p.id = p_user;
$$;

-- Somebody said a code. Gives whether the name is linked now, and what to answer. A code that the same name has used is
-- answered as before: the answer may have been lost.
create function public.use_link_code(p_server_id text, p_name_id text, p_code text) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  tried public.showdown_guesses;
  code public.showdown_codes;
begin
  perform private.showdown_server(p_server_id, 'link a name');
  insert into public.showdown_guesses as g (server_id, name_id, guesses, hour_from)
  values (p_server_id, p_name_id, 0, clock_timestamp())
  on conflict (server_id, name_id) do update
    set guesses = case when g.hour_from < clock_timestamp() - interval '1 hour' then 0 else g.guesses end,
      hour_from = case when g.hour_from < clock_timestamp() - interval '1 hour' then excluded.hour_from else g.hour_from end
  returning g.* into tried;
  if tried.guesses >= 10 then
    return jsonb_build_object('linked', false, 'text', 'Too many wrong codes: wait an hour, then ask for a new one.');
  end if;
  select c.* into code
  from public.showdown_codes c
  where c.digest = private.code_digest(p_server_id, p_code) and c.server_id = p_server_id
  for update;
  if code.used_by = p_name_id then
    return private.linked_answer(code.user_id);
  end if;
  if not found or code.used_by is not null or code.expires_at < clock_timestamp() then
    update public.showdown_guesses g
    set guesses = g.guesses + 1
    where g.server_id = p_server_id and g.name_id = p_name_id;
    return jsonb_build_object('linked', false, 'text', 'This code is wrong or too old: ask for a new one.');
  end if;
  begin
    perform private.link_name(p_server_id, p_name_id, code.user_id, 'code');
  exception when sqlstate 'PT409' then
    return jsonb_build_object('linked', false, 'text', left(sqlerrm, 300));
  end;
  update public.showdown_codes c
  set used_by = p_name_id
  where c.user_id = code.user_id and c.server_id = code.server_id;
  delete from public.showdown_guesses g where g.server_id = p_server_id and g.name_id = p_name_id;
  return private.linked_answer(code.user_id);
end
$$;

-- The leagues in which a user coaches.
create function private.leagues_of_coach(p_user uuid) returns uuid[]
language sql
stable
set search_path = ''
as $$
  select coalesce(array_agg(distinct s.league_id), '{}')
  from public.teams t
  join public.seasons s on s.id = t.season_id
  where t.coach_id = p_user;
$$;

-- Refuses whoever may not decide about a user's names: operators may, and admins of a league in which they coach.
create function private.require_admin_of(p_user uuid, p_purpose text) returns uuid
language plpgsql
stable
set search_path = ''
as $$
declare
  league uuid;
begin
  if private.is_operator() then
    return null;
  end if;
  select l into league from unnest(private.leagues_of_coach(p_user)) l where private.is_league_admin(l) limit 1;
  if league is null then
    raise sqlstate 'PT403'
      using message = format('Cannot %s: you are no admin of a league in which user %s coaches', p_purpose, p_user);
  end if;
  return league;
end
$$;

-- An admin's word. Said twice it is linked.
create function public.link_showdown_name(
  p_user uuid,
  p_server_id text,
  p_name text,
  p_actor uuid default null,
  p_request_id text default null
) returns boolean
language plpgsql
security definer
set search_path = ''
as $$
declare
  name_id text := private.name_id(p_name);
  league uuid;
begin
  if private.is_service() then
    perform private.act_as(p_actor, p_request_id);
  end if;
  perform private.showdown_server(p_server_id, 'link a name');
  if not exists (select from public.profiles p where p.id = p_user) then
    raise sqlstate 'PT404' using message = format('Cannot link a name: there is no user %s', p_user);
  end if;
  if name_id is null or name_id !~ '^[a-z0-9]{1,18}$' then
    raise sqlstate 'PT400' using message = format('Cannot link the name %L: it is no Showdown name', p_name);
  end if;
  league := private.require_admin_of(p_user, 'link a name');
  if not private.link_name(p_server_id, name_id, p_user, 'admin') then
    return false;
  end if;
  perform private.audit(
    'showdown_name.linked', p_user::text,
    jsonb_build_object('server', p_server_id, 'name', name_id, 'request_id', p_request_id), league
  );
  return true;
end
$$;

-- Takes a name off its user: their own, or by an admin's word.
create function public.unlink_showdown_name(
  p_server_id text,
  p_name text,
  p_actor uuid default null,
  p_request_id text default null
) returns boolean
language plpgsql
security definer
set search_path = ''
as $$
declare
  linked public.showdown_names;
  league uuid;
begin
  if private.is_service() then
    perform private.act_as(p_actor, p_request_id);
  end if;
  select n.* into linked
  from public.showdown_names n
  where n.server_id = p_server_id and n.name_id = private.name_id(p_name)
  for update;
  if not found then
    return false;
  end if;
  if linked.user_id is distinct from private.actor() then
    league := private.require_admin_of(linked.user_id, 'unlink a name');
  end if;
  delete from public.showdown_names n where n.server_id = linked.server_id and n.name_id = linked.name_id;
  perform private.audit(
    'showdown_name.unlinked', linked.user_id::text,
    jsonb_build_object('server', linked.server_id, 'name', linked.name_id, 'request_id', p_request_id), league
  );
  return true;
end
$$;

-- By the schedule, once a night.
create function private.prune_link_codes() returns void
language sql
set search_path = ''
as $$
  delete from public.showdown_codes c
  where c.expires_at < clock_timestamp() and c.hour_from < clock_timestamp() - interval '1 hour';
  delete from public.showdown_guesses g where g.hour_from < clock_timestamp() - interval '1 hour';
$$;
select cron.schedule('prune-link-codes', '40 3 * * *', 'select private.prune_link_codes()');

revoke execute on function
  private.code_digest, private.draw_code, private.link_name, private.linked_answer, private.leagues_of_coach, private.require_admin_of,
  private.prune_link_codes
from public;
revoke execute on function
  public.request_link_code, public.use_link_code, public.link_showdown_name, public.unlink_showdown_name
from public, anon, authenticated;
grant execute on function public.request_link_code, public.link_showdown_name, public.unlink_showdown_name
to authenticated, service_role;
grant execute on function public.use_link_code to service_role;
