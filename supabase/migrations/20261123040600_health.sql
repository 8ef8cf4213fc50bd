-- Health: what can be told of the database, its queues, workers and schedule, in one cheap look. How old a thing is comes
-- in seconds, null where there is none.

create function private.queue_health(settings public.queue_settings) returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'queue', settings.queue,
    'paused', settings.paused,
    'depth', d.depth,
    'inFlight', d.in_flight,
    'oldestSeconds', d.oldest_seconds,
    'lagSeconds', d.lag_seconds,
    'dead', d.dead,
    'deadOldestSeconds', d.dead_oldest_seconds
  )
  from private.depth_of(settings.queue) d;
$$;

-- {connections, maxConnections, queues, workers: {live, silent, lastSeenSeconds}, schedule: {ageSeconds, failed}}.
-- `silent` workers have let their lease run out; the next tick counts them as dead.
create function public.health_snapshot() returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select jsonb_build_object(
    'connections', (select count(*) from pg_catalog.pg_stat_activity a where a.backend_type = 'client backend'),
    'maxConnections', current_setting('max_connections')::int,
    'queues', (select jsonb_agg(private.queue_health(s) order by s.queue) from public.queue_settings s),
    'workers', (
      select jsonb_build_object(
        'live', count(*) filter (where l.ended_at is null and l.expires_at >= clock_timestamp()),
        'silent', count(*) filter (where l.ended_at is null and l.expires_at < clock_timestamp()),
        'lastSeenSeconds', extract(epoch from clock_timestamp() - max(l.heartbeat_at))
      )
      from public.leases l
    ),
    'schedule', (
      select jsonb_build_object(
        'ageSeconds', extract(epoch from clock_timestamp() - d.start_time), 'failed', d.status = 'failed'
      )
      from cron.job_run_details d
      order by d.runid desc
      limit 1
    )
  );
$$;

revoke execute on function private.queue_health from public;
revoke execute on function public.health_snapshot from public, anon, authenticated;
grant execute on function public.health_snapshot to service_role;
