-- Limits of the queues (20261123040400) as they hold: of an exclusive queue works one, whatever more its row allows, and
-- more cannot be asked for.

-- Workers at once, when the queue is not paused.
create function private.most_workers(settings public.queue_settings) returns int
language sql
immutable
set search_path = ''
as $$
  select case when settings.exclusive then least(settings.max_workers, 1) else settings.max_workers end;
$$;

create or replace function private.worker_limit(settings public.queue_settings) returns int
language sql
immutable
set search_path = ''
as $$
  select case when settings.paused then 0 else private.most_workers(settings) end;
$$;

create or replace function private.queue_json(settings public.queue_settings) returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'queue', settings.queue,
    'consumer', settings.consumer,
    'paused', settings.paused,
    'depth', d.depth,
    'inFlight', d.in_flight,
    'oldestSeconds', d.oldest_seconds,
    'dead', d.dead,
    'limits', jsonb_build_object(
      'maxWorkers', private.most_workers(settings),
      'batchSize', settings.batch_size,
      'maxAttempts', settings.max_attempts,
      'backoffBase', settings.backoff_base,
      'backoffCap', settings.backoff_cap,
      'visibilityTimeout', settings.visibility_timeout,
      'maxAge', settings.max_age,
      'leaseSeconds', settings.lease_seconds,
      'completedDays', settings.completed_days,
      'archiveDays', settings.archive_days
    )
  )
  from private.depth_of(settings.queue) d;
$$;

-- Limits that are not given stay; what the table forbids is refused.
create or replace function public.admin_limit_queue(p_actor uuid, p_request_id text, p_queue text, p_limits jsonb) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  before public.queue_settings;
  after public.queue_settings;
begin
  perform private.act_as(p_actor, p_request_id);
  before := private.settings_to_change(p_queue, 'change the limits');
  after := before;
  after.max_workers := coalesce((p_limits ->> 'maxWorkers')::int, before.max_workers);
  after.backoff_base := coalesce((p_limits ->> 'backoffBase')::int, before.backoff_base);
  after.backoff_cap := coalesce((p_limits ->> 'backoffCap')::int, before.backoff_cap);
  if after.backoff_base > after.backoff_cap then
    raise sqlstate 'PT400' using message = format(
      'Cannot change the limits of queue %L: backoffBase (%s) must not be more than backoffCap (%s)',
      p_queue, after.backoff_base, after.backoff_cap
    );
  end if;
  if before.exclusive and (p_limits ->> 'maxWorkers')::int > 1 then
    raise sqlstate 'PT400' using message = format(
      'Cannot change the limits of queue %L: it is exclusive, so maxWorkers must be 0 or 1, not %s',
      p_queue, after.max_workers
    );
  end if;
  update public.queue_settings s
  set max_workers = after.max_workers,
    batch_size = coalesce((p_limits ->> 'batchSize')::int, s.batch_size),
    max_attempts = coalesce((p_limits ->> 'maxAttempts')::int, s.max_attempts),
    backoff_base = after.backoff_base,
    backoff_cap = after.backoff_cap,
    visibility_timeout = coalesce((p_limits ->> 'visibilityTimeout')::int, s.visibility_timeout),
    max_age = coalesce((p_limits ->> 'maxAge')::int, s.max_age),
    lease_seconds = coalesce((p_limits ->> 'leaseSeconds')::int, s.lease_seconds),
    completed_days = coalesce((p_limits ->> 'completedDays')::int, s.completed_days),
    archive_days = coalesce((p_limits ->> 'archiveDays')::int, s.archive_days)
  where s.queue = p_queue
  returning s.* into after;
  perform private.audit(
    'queues.limit', p_queue,
    jsonb_build_object('before', private.queue_json(before) -> 'limits', 'after', private.queue_json(after) -> 'limits')
  );
  perform private.dispatch(p_queue);
  return private.queue_json(after);
exception when check_violation then
  raise sqlstate 'PT400' using message = format('Cannot change the limits of queue %L: one is out of its bounds', p_queue);
end
$$;

revoke execute on function private.most_workers from public;
