-- Worker statistics: who works and has worked on the queues, from the leases.

-- {workers, queues}: the latest 200 leases, and for each queue what its workers did in the last hour. A worker is `asked`
-- for until it is heard of, then `live`; `dead` is one that fell silent.
create function public.worker_stats(p_actor uuid) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.act_as(p_actor);
  perform private.require_operator('list the workers');
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

create function private.worker_state(lease public.leases) returns text
language sql
stable
set search_path = ''
as $$
  select case
    when lease.lost or (lease.ended_at is null and lease.expires_at < clock_timestamp()) then 'dead'
    when lease.ended_at is not null then 'ended'
    when lease.heartbeat_at is null then 'asked'
    else 'live'
  end;
$$;

create function private.worker_json(lease public.leases) returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'worker', lease.worker, 'queue', lease.queue, 'state', private.worker_state(lease),
    'startedAt', lease.started_at, 'heartbeatAt', lease.heartbeat_at, 'expiresAt', lease.expires_at,
    'endedAt', lease.ended_at, 'claimed', lease.claimed, 'done', lease.done, 'failed', lease.failed,
    'donePerSecond', lease.done
      / greatest(0.001, extract(epoch from coalesce(lease.ended_at, lease.heartbeat_at, lease.started_at) - lease.started_at))
  );
$$;

create function private.workload_json(settings public.queue_settings) returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'queue', settings.queue,
    'limit', private.worker_limit(settings),
    'live', count(*) filter (where private.worker_state(l) = 'live'),
    'asked', count(*) filter (where private.worker_state(l) = 'asked'),
    'lastHour', jsonb_build_object(
      'workers', count(*),
      'dead', count(*) filter (where private.worker_state(l) = 'dead'),
      'done', coalesce(sum(l.done), 0),
      'failed', coalesce(sum(l.failed), 0)
    )
  )
  from public.leases l
  where l.queue = settings.queue
    and (l.ended_at is null or l.started_at > clock_timestamp() - interval '1 hour');
$$;

revoke execute on function private.worker_state, private.worker_json, private.workload_json from public;
revoke execute on function public.worker_stats from public, anon, authenticated;
grant execute on function public.worker_stats to service_role;
