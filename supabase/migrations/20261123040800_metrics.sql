-- Metrics: all numbers of the database that /metrics gives, in one look that scans no history: queues, leases, battles
-- that go on, and the counters.

-- {health, workers, figures, battles, flags}. `figures` are histograms of what happened since the beginning: buckets by
-- upper bound, not cumulative. `battles` are those that are not over, and those that somebody has to look at.
create function public.metrics_snapshot() returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select jsonb_build_object(
    'health', public.health_snapshot(),
    'workers', (
      select coalesce(jsonb_agg(to_jsonb(w)), '[]')
      from (
        select l.queue, private.worker_state(l) as state, count(*) as count
        from public.leases l
        where l.ended_at is null
        group by 1, 2
      ) w
    ),
    'figures', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'queue', f.queue, 'kind', f.kind, 'metric', f.metric, 'label', f.label,
        'le', f.le::text, 'count', f.count, 'total', f.total
      )), '[]')
      from private.queue_figures f
    ),
    'battles', (
      select coalesce(jsonb_object_agg(b.status, b.count), '{}')
      from (
        select b.status, count(*) as count
        from public.battles b
        where b.status in ('waiting', 'live', 'ended', 'disputed')
        group by b.status
      ) b
    ),
    'flags', private.flags_json()
  );
$$;

revoke execute on function public.metrics_snapshot from public, anon, authenticated;
grant execute on function public.metrics_snapshot to service_role;
