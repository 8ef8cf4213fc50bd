-- Needs private.raise_alert.
--
-- Leases: who works on a queue. The dispatcher writes one when it asks for a worker, the worker's first claim takes it
-- up, claims and heartbeats renew it. One that expires is of a dead worker: its messages return at once. Ended leases
-- stay for a day, as the record of what each worker did.

create table public.leases (
  worker text primary key check (char_length(worker) <= 80),
  queue text not null references public.queue_settings (queue),
  started_at timestamptz not null default clock_timestamp(),
  -- Null: asked for, and not heard of yet.
  heartbeat_at timestamptz,
  expires_at timestamptz not null,
  ended_at timestamptz,
  -- It fell silent.
  lost boolean not null default false,
  claimed int not null default 0,
  done int not null default 0,
  failed int not null default 0
)
-- Room for a worker's next heartbeat on the same page: no index learns of it.
with (fillfactor = 60);
create index leases_live_idx on public.leases (queue) where ended_at is null;
create index leases_started_at_idx on public.leases (started_at);

alter table public.leases enable row level security;
grant select on public.leases to service_role;

-- Two advisory locks a queue, both held until the end of the transaction. `sending <queue>` is shared by all who send:
-- no worker leaves meanwhile who would have been told of the message. `starting <queue>` is of who starts a worker.

create function private.live_workers(p_queue text) returns int
language sql
stable
set search_path = ''
as $$
  select count(*)::int from public.leases l where l.queue = p_queue and l.ended_at is null;
$$;

-- Gives the messages back that a dead worker holds; those that it is settling in this very moment are its own.
create function private.return_messages(p_queue text, p_worker text) returns void
language plpgsql
set search_path = ''
as $$
declare
  why constant text := 'its worker fell silent';
  locked bigint[];
  job public.jobs;
begin
  execute format(
    'with held as materialized (
      select q.msg_id
      from pgmq.%I q
      join public.jobs j on j.queue = $1 and j.msg_id = q.msg_id
      where q.vt > $3 and j.state = ''processing'' and j.worker = $2
      order by q.msg_id
      for update of q skip locked
    )
    select array_agg(h.msg_id) from held h',
    'q_' || p_queue
  ) into locked using p_queue, p_worker, clock_timestamp();
  -- Looked at again under the lock: somebody else may have claimed one meanwhile.
  for job in
    select j.*
    from public.jobs j
    where j.queue = p_queue and j.msg_id = any (locked) and j.state = 'processing' and j.worker = p_worker
    order by j.msg_id
  loop
    perform pgmq.set_vt(p_queue, job.msg_id, 0);
    perform private.fail_attempt(job, 'lost', why);
    update public.jobs j set state = 'queued', worker = null, error = why where j.id = job.id;
  end loop;
end
$$;

create function private.bury_dead_workers(p_queue text) returns void
language plpgsql
set search_path = ''
as $$
declare
  dead public.leases;
begin
  for dead in
    select l.*
    from public.leases l
    where l.queue = p_queue and l.ended_at is null and l.expires_at < clock_timestamp()
    order by l.worker
    for update skip locked
  loop
    update public.leases l
    set ended_at = clock_timestamp(), lost = true
    where l.worker = dead.worker;
    if dead.heartbeat_at is not null then
      perform private.return_messages(p_queue, dead.worker);
      perform private.raise_alert('worker_lost', p_queue, jsonb_build_object('worker', dead.worker));
    end if;
  end loop;
end
$$;

-- The name under which the dispatcher asked for a worker: the worker's own has one part more. Of a call that was sent
-- again there are two workers, and the lease that was written is for the first.
create function private.asked_as(p_worker text) returns text
language sql
immutable
set search_path = ''
as $$
  select regexp_replace(p_worker, '/[^/]*$', '');
$$;

-- Renews the worker's lease, takes up the one that was written when it was asked for, or gives it one where there is
-- room. Gives whether it has one. Once per claim, before any message is locked.
create function private.hold_lease(settings public.queue_settings, p_worker text) returns boolean
language plpgsql
set search_path = ''
as $$
begin
  update public.leases l
  set heartbeat_at = clock_timestamp(), expires_at = clock_timestamp() + make_interval(secs => settings.lease_seconds)
  where l.worker = p_worker and l.queue = settings.queue and l.ended_at is null;
  if found then
    return true;
  end if;
  update public.leases l
  set worker = p_worker,
    heartbeat_at = clock_timestamp(),
    expires_at = clock_timestamp() + make_interval(secs => settings.lease_seconds)
  where l.worker = private.asked_as(p_worker) and l.queue = settings.queue
    and l.heartbeat_at is null and l.ended_at is null;
  if found then
    return true;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('starting ' || settings.queue, 0));
  perform private.bury_dead_workers(settings.queue);
  if private.live_workers(settings.queue) >= private.worker_limit(settings) then
    return false;
  end if;
  -- One that was taken for dead begins anew.
  insert into public.leases as l (worker, queue, heartbeat_at, expires_at)
  values (p_worker, settings.queue, clock_timestamp(), clock_timestamp() + make_interval(secs => settings.lease_seconds))
  on conflict (worker) do update
    set heartbeat_at = excluded.heartbeat_at, expires_at = excluded.expires_at, ended_at = null, lost = false
    where l.queue = excluded.queue;
  return found;
end
$$;

-- A sign of life in the middle of a batch. Gives whether the lease still stands.
create function public.heartbeat(p_worker text, p_done int, p_failed int) returns boolean
language plpgsql
security definer
set search_path = ''
as $$
begin
  update public.leases l
  set heartbeat_at = clock_timestamp(),
    expires_at = clock_timestamp() + make_interval(secs => s.lease_seconds),
    done = p_done,
    failed = p_failed
  from public.queue_settings s
  where l.worker = p_worker and l.ended_at is null and s.queue = l.queue;
  return found;
end
$$;

-- Ends a lease; gives whether it has ended. It does not where there is something to claim, or where a message is on its
-- way whose sender relies on this worker: then the worker looks again. With p_anyway it ends, and another worker is
-- started for what is left.
create function public.end_lease(p_worker text, p_done int, p_failed int, p_anyway boolean) returns boolean
language plpgsql
security definer
set search_path = ''
as $$
declare
  lease public.leases;
begin
  update public.leases l
  set done = p_done, failed = p_failed
  where l.ended_at is null
    and (l.worker = p_worker or l.worker = private.asked_as(p_worker) and l.heartbeat_at is null)
  returning l.* into lease;
  if not found then
    return true;
  end if;
  if not p_anyway and (
    not pg_try_advisory_xact_lock(hashtextextended('sending ' || lease.queue, 0)) or private.is_waiting(lease.queue)
  ) then
    return false;
  end if;
  update public.leases l set ended_at = clock_timestamp() where l.worker = lease.worker;
  if p_anyway then
    perform private.dispatch(lease.queue);
  end if;
  return true;
end
$$;

-- Whether a worker would be given something. A statement of its own: it sees what was committed while locks were taken.
create function private.is_waiting(p_queue text) returns boolean
language plpgsql
set search_path = ''
as $$
declare
  waiting boolean;
begin
  if exists (select from public.queue_settings s where s.queue = p_queue and s.paused) then
    return false;
  end if;
  execute format('select exists (select from pgmq.%I q where q.vt <= $1)', 'q_' || p_queue)
    into waiting using clock_timestamp();
  return waiting;
end
$$;

revoke execute on function
  private.live_workers, private.asked_as, private.return_messages, private.bury_dead_workers, private.hold_lease,
  private.is_waiting
from public;
revoke execute on function public.heartbeat, public.end_lease from public, anon, authenticated;
grant execute on function public.heartbeat, public.end_lease to service_role;
