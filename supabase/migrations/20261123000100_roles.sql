-- Roles: who runs things. An operator runs the installation, a league's admins run their league, its viewers look at
-- how it is run. The service (the secret key, the schedule, the SQL editor) may do everything; a function of it that
-- acts for a user says so with private.act_as, and may then do what that user may.

create type public.league_role as enum ('admin', 'viewer');

create table public.operators (
  user_id uuid primary key references public.profiles (id) on delete cascade,
  granted_at timestamptz not null default now()
);

create table public.league_roles (
  league_id uuid not null references public.leagues (id) on delete cascade,
  user_id uuid not null references public.profiles (id) on delete cascade,
  role public.league_role not null,
  granted_at timestamptz not null default now(),
  primary key (league_id, user_id)
);
create index league_roles_user_id_idx on public.league_roles (user_id);

alter table public.operators enable row level security;
alter table public.league_roles enable row level security;
create policy "one's own, to know what to show" on public.operators for select to authenticated
using (user_id = (select auth.uid()));
create policy "one's own, to know what to show" on public.league_roles for select to authenticated
using (user_id = (select auth.uid()));
grant select on public.operators, public.league_roles to authenticated, service_role;

-- From here to the end of the transaction the service acts for a user (null: for itself).
create function private.act_as(p_user uuid, p_request_id text default null) returns void
language plpgsql
set search_path = ''
as $$
begin
  perform set_config('plateau.actor', coalesce(p_user::text, ''), true);
  perform set_config('plateau.request_id', coalesce(p_request_id, ''), true);
end
$$;

-- By the role that the session took, which a function's own owner does not hide.
create function private.is_service() returns boolean
language sql
stable
set search_path = ''
as $$
  select current_setting('role') in ('none', 'postgres', 'service_role');
$$;

-- Who acts: a user, or null for the service and for guests.
create function private.actor() returns uuid
language sql
stable
set search_path = ''
as $$
  select case
    when private.is_service() then nullif(current_setting('plateau.actor', true), '')::uuid
    else (select auth.uid())
  end;
$$;

create function private.is_operator() returns boolean
language sql
stable
set search_path = ''
as $$
  select case
    when private.actor() is null then private.is_service()
    else exists (select from public.operators o where o.user_id = private.actor())
  end;
$$;

create function private.has_league_role(p_league_id uuid, p_roles public.league_role[]) returns boolean
language sql
stable
set search_path = ''
as $$
  select private.is_operator() or exists (
    select
    from public.league_roles r
    where r.league_id = p_league_id and r.user_id = private.actor() and r.role = any (p_roles)
  );
$$;

-- Operators and the service are admins of every league.
create function private.is_league_admin(p_league_id uuid) returns boolean
language sql
stable
set search_path = ''
as $$
  select private.has_league_role(p_league_id, array['admin']::public.league_role[]);
$$;

create function private.is_league_viewer(p_league_id uuid) returns boolean
language sql
stable
set search_path = ''
as $$
  select private.has_league_role(p_league_id, array['admin', 'viewer']::public.league_role[]);
$$;

revoke execute on function
  private.act_as, private.is_service, private.actor, private.is_operator, private.has_league_role,
  private.is_league_admin, private.is_league_viewer
from public;
