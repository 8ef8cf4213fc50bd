-- What operators ask before they act: how the queues have run in the last hours, and how many jobs an act would touch.

-- Jobs that were completed and attempts that failed, a minute each and the oldest first, of the jobs sent within a day:
-- {from, minutes, queues: [{queue, done, failed}]}; `from` is the first minute.
create function public.admin_throughput(p_actor uuid, p_minutes int) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  minutes constant int := least(greatest(coalesce(p_minutes, 60), 5), 1440);
  began timestamptz := date_trunc('minute', clock_timestamp()) - make_interval(mins => minutes - 1);
begin
  perform private.act_as(p_actor);
  perform private.require_observer('see the throughput');
  return (
    with recent as (
      select j.id, j.queue, j.state, j.finished_at
      from public.jobs j
      where j.enqueued_at > clock_timestamp() - interval '1 day'
    ),
    happened as (
      select r.queue, r.finished_at as at, true as done
      from recent r
      where r.state = 'completed' and r.finished_at >= began
      union all
      select r.queue, a.finished_at, false
      from recent r
      join public.failed_attempts a on a.job_id = r.id
      where a.finished_at >= began and a.outcome in ('retried', 'dead', 'lost')
    ),
    counted as (
      select
        h.queue, floor(extract(epoch from h.at - began) / 60)::int as minute,
        count(*) filter (where h.done) as done, count(*) filter (where not h.done) as failed
      from happened h
      group by 1, 2
    ),
    filled as (
      select
        s.queue,
        jsonb_agg(coalesce(c.done, 0) order by m.minute) as done,
        jsonb_agg(coalesce(c.failed, 0) order by m.minute) as failed
      from public.queue_settings s
      cross join generate_series(0, minutes - 1) m (minute)
      left join counted c on c.queue = s.queue and c.minute = m.minute
      group by s.queue
    )
    select jsonb_build_object(
      'from', to_char(began at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
      'minutes', minutes,
      'queues', jsonb_agg(jsonb_build_object('queue', f.queue, 'done', f.done, 'failed', f.failed) order by f.queue)
    )
    from filled f
  );
end
$$;

-- How many jobs admin_mend_jobs would touch, a thousand at the most: {count, more}.
create function public.admin_count_jobs(p_actor uuid, p_verb text, p_filter jsonb) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  most constant int := 1000;
  seen int;
begin
  perform private.act_as(p_actor);
  select count(*) into seen
  from private.mendable(
    p_verb, p_filter, private.leagues_of_actor(array['admin']::public.league_role[], p_verb || ' jobs'), most + 1
  );
  return jsonb_build_object('count', least(seen, most), 'more', seen > most);
end
$$;

revoke execute on function public.admin_throughput, public.admin_count_jobs from public, anon, authenticated;
grant execute on function public.admin_throughput, public.admin_count_jobs to service_role;
