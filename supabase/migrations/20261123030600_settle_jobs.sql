-- Settling: what became of the jobs of a batch, in one call. Every item is fenced by read_ct, so a worker that outlived
-- its claim changes nothing. Rows are locked in one order everywhere: messages, battles, matches, standings, jobs.

-- Locks the messages of a batch, and gives those whose claim still holds: someone else who read one since has changed
-- read_ct, someone who finished it has removed it.
create function private.hold_messages(p_queue text, p_items jsonb) returns setof bigint
language plpgsql
set search_path = ''
as $$
declare
  ids bigint[];
  read_cts int[];
begin
  if not exists (select from public.queue_settings s where s.queue = p_queue) then
    raise sqlstate 'PT404' using message = format('Cannot hold messages: there is no queue %L', p_queue);
  end if;
  select array_agg(i.msg_id), array_agg(i.read_ct) into ids, read_cts
  from jsonb_to_recordset(p_items) i (msg_id bigint, read_ct int);
  return query execute format(
    'select q.msg_id
    from pgmq.%I q
    where q.msg_id = any ($1) and q.read_ct = ($2)[array_position($1, q.msg_id)]
    order by q.msg_id
    for update',
    'q_' || p_queue
  ) using ids, read_cts;
end
$$;

-- Acknowledges messages and ends their jobs' history well. The caller holds the messages.
create function private.complete_jobs(p_queue text, p_msg_ids bigint[]) returns void
language plpgsql
set search_path = ''
as $$
begin
  if cardinality(p_msg_ids) = 0 then
    return;
  end if;
  perform pgmq.archive(p_queue, p_msg_ids);
  with ended as (
    update public.jobs j
    set state = 'completed',
      error = null,
      finished_at = clock_timestamp(),
      duration_ms = extract(epoch from clock_timestamp() - j.started_at) * 1000
    where j.queue = p_queue and j.msg_id = any (p_msg_ids)
    returning j.queue, j.kind, j.attempts, j.duration_ms
  )
  insert into public.queue_tallies (queue, kind, metric, value, attempts)
  select e.queue, e.kind, 'completed', greatest(coalesce(e.duration_ms, 0), 0) / 1000.0, e.attempts
  from ended e;
end
$$;

create or replace function private.complete_job(p_queue text, p_msg_id bigint) returns void
language sql
set search_path = ''
as $$
  select private.complete_jobs(p_queue, array[p_msg_id]);
$$;

-- Puts messages off: [{msg_id, error, delay_seconds, counts}]. `counts` false: it was not tried (a rate limit) and has
-- not used up an attempt. The caller holds the messages.
create function private.put_off_jobs(p_queue text, p_items jsonb) returns void
language plpgsql
set search_path = ''
as $$
declare
  item record;
  job public.jobs;
begin
  for item in
    select i.msg_id, i.error, greatest(coalesce(i.delay_seconds, 0), 0) as delay, coalesce(i.counts, true) as counts
    from jsonb_to_recordset(p_items) i (msg_id bigint, error text, delay_seconds int, counts boolean)
  loop
    perform pgmq.set_vt(p_queue, item.msg_id, item.delay);
    -- Said twice it changes nothing: only a job in work gives an attempt back.
    update public.jobs j
    set state = 'queued', error = item.error, attempts = j.attempts - (not item.counts)::int
    where j.queue = p_queue and j.msg_id = item.msg_id and j.state = 'processing'
    returning j.* into job;
    if found then
      perform private.fail_attempt(
        job, case when item.counts then 'retried' else 'snoozed' end::public.attempt_outcome, item.error
      );
      update public.jobs j set worker = null where j.id = job.id;
    end if;
  end loop;
end
$$;

-- p_items: [{msg_id, read_ct, action: 'finish' | 'retry' | 'dead', error, delay_seconds, counts}], each message once.
-- Gives [{msg_id, held}]: whether the claim was still the caller's.
create function public.settle_jobs(p_queue text, p_items jsonb) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  held bigint[] := array(select private.hold_messages(p_queue, p_items));
  items jsonb := (
    select jsonb_object_agg(i.action, i.items)
    from (
      select i.item ->> 'action' as action, jsonb_agg(i.item) as items
      from jsonb_array_elements(p_items) i (item)
      where (i.item ->> 'msg_id')::bigint = any (held)
      group by 1
    ) i
  );
begin
  perform private.bury_jobs(p_queue, items -> 'dead');
  perform private.put_off_jobs(p_queue, items -> 'retry');
  perform private.complete_jobs(
    p_queue, array(select (i.item ->> 'msg_id')::bigint from jsonb_array_elements(items -> 'finish') i (item))
  );
  return (
    select jsonb_agg(jsonb_build_object('msg_id', i.msg_id, 'held', i.msg_id = any (held)))
    from jsonb_to_recordset(p_items) i (msg_id bigint)
  );
end
$$;

drop function public.finish_job, public.retry_job, public.dead_letter_job;
revoke execute on function private.hold_messages, private.complete_jobs, private.put_off_jobs from public;
revoke execute on function public.settle_jobs from public, anon, authenticated;
grant execute on function public.settle_jobs to service_role;
