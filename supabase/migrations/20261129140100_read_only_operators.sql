-- Read-only operators: people who look at how the whole installation is run, and change nothing. They see the queues, the
-- workers, every job and the audit, as a league's viewer sees those of a league.

alter table public.operators add column read_only boolean not null default false;

create or replace function private.is_operator() returns boolean
language sql
stable
set search_path = ''
as $$
  select case
    when private.actor() is null then private.is_service()
    else exists (select from public.operators o where o.user_id = private.actor() and not o.read_only)
  end;
$$;

-- Operators, those who only look, and the service.
create function private.is_observer() returns boolean
language sql
stable
set search_path = ''
as $$
  select private.is_operator() or exists (select from public.operators o where o.user_id = private.actor());
$$;

create function private.require_observer(p_what text) returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if not private.is_observer() then
    raise sqlstate 'PT403' using message = format('Cannot %s: only operators may', p_what);
  end if;
end
$$;

create or replace function private.has_league_role(p_league_id uuid, p_roles public.league_role[]) returns boolean
language sql
stable
set search_path = ''
as $$
  select private.is_operator()
    or ('viewer' = any (p_roles) and private.is_observer())
    or exists (
      select
      from public.league_roles r
      where r.league_id = p_league_id and r.user_id = private.actor() and r.role = any (p_roles)
    );
$$;

-- The leagues in which the actor has one of the roles; null: all of them. Whoever has none is refused.
create or replace function private.leagues_of_actor(p_roles public.league_role[], p_what text) returns uuid[]
language plpgsql
stable
set search_path = ''
as $$
declare
  leagues uuid[];
begin
  if private.is_operator() or ('viewer' = any (p_roles) and private.is_observer()) then
    return null;
  end if;
  select array_agg(r.league_id) into leagues
  from public.league_roles r
  where r.user_id = private.actor() and r.role = any (p_roles);
  if leagues is null then
    raise sqlstate 'PT403' using message = format(
      'Cannot %s: you have not the role of %s in any league', p_what, array_to_string(p_roles, ' or ')
    );
  end if;
  return leagues;
end
$$;

-- The audit tells which kind of operator somebody became.
create or replace function private.on_role_changed() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  before jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  after jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  role jsonb := coalesce(after, before);
begin
  perform private.audit(
    case tg_op when 'INSERT' then 'role.granted' when 'DELETE' then 'role.revoked' else 'role.changed' end,
    role ->> 'user_id',
    jsonb_build_object('before', private.role_name(before), 'role', private.role_name(role)),
    -- A league that is being deleted takes its roles with it.
    (select l.id from public.leagues l where l.id = (role ->> 'league_id')::uuid)
  );
  return null;
end
$$;

create function private.role_name(p_role jsonb) returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when p_role ? 'role' then p_role ->> 'role'
    when (p_role ->> 'read_only')::boolean then 'observer'
    when p_role is not null then 'operator'
  end;
$$;

create or replace function public.admin_queues(p_actor uuid) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.act_as(p_actor);
  perform private.require_observer('list the queues');
  return jsonb_build_object(
    'queues', (select jsonb_agg(private.queue_json(s) order by s.queue) from public.queue_settings s),
    'flags', private.flags_json()
  );
end
$$;

create or replace function public.worker_stats(p_actor uuid) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.act_as(p_actor);
  perform private.require_observer('list the workers');
  return jsonb_build_object(
    'workers', (
      select coalesce(jsonb_agg(private.worker_json(l) order by l.started_at desc, l.worker), '[]')
      from (select l.* from public.leases l order by l.started_at desc limit 200) l
    ),
    'queues', (
      select jsonb_agg(private.workload_json(s) order by s.queue) from public.queue_settings s
    )
  );
end
$$;

revoke execute on function private.is_observer, private.require_observer, private.role_name from public;
