-- Coalescing: sending what need not be done twice. A job of the same kind and subject that nobody has claimed yet will do,
-- at the more urgent of both priorities. It cannot be claimed before this transaction has ended, so its worker sees all
-- that this transaction has done: no request is lost.

-- The jobs that may be joined, with their messages locked. Who is being claimed in this moment is left out.
create function private.hold_joinable(p_queue text, p_kind text, p_subjects text[]) returns setof public.jobs
language plpgsql
set search_path = ''
as $$
declare
  ids uuid[];
begin
  execute format(
    'with held as materialized (
      select j.id
      from public.jobs j
      join pgmq.%I q on q.msg_id = j.msg_id
      where j.queue = $1 and j.kind = $2 and j.subject = any ($3) and j.joinable
      order by q.msg_id
      for key share of q skip locked
    )
    select array_agg(h.id) from held h',
    'q_' || p_queue
  ) into ids using p_queue, p_kind, p_subjects;
  -- Looked at again under the lock: one may have been claimed just before.
  return query
  select distinct on (j.subject) j.* from public.jobs j where j.id = any (ids) and j.joinable order by j.subject, j.msg_id;
end
$$;

-- Sends jobs of one kind: [{subject, payload}], each subject once. Gives the job of each subject, waiting or new.
create function private.coalesce_jobs(
  p_queue text,
  p_kind text,
  p_jobs jsonb,
  p_priority int,
  p_triggered_by text,
  p_request_id text,
  p_correlation_id uuid
) returns table (subject text, job_id uuid)
language plpgsql
set search_path = ''
as $$
declare
  waiting public.jobs[];
  urgent bigint[];
  subjects text[];
  ids uuid[];
  messages jsonb[];
begin
  select array_agg(h) into waiting
  from private.hold_joinable(
    p_queue, p_kind, array(select i.subject from jsonb_to_recordset(p_jobs) i (subject text))
  ) h;

  urgent := array(select w.msg_id from unnest(waiting) w where w.priority > p_priority order by w.msg_id);
  if cardinality(urgent) > 0 then
    execute format('update pgmq.%I q set message = q.message || $2 where q.msg_id = any ($1)', 'q_' || p_queue)
      using urgent, jsonb_build_object('priority', p_priority);
    update public.jobs j set priority = least(j.priority, p_priority) where j.queue = p_queue and j.msg_id = any (urgent);
  end if;

  select array_agg(n.subject), array_agg(n.id), array_agg(
    private.envelope(n.id, p_kind, n.payload, p_priority, p_correlation_id)
  )
  into subjects, ids, messages
  from (
    select i.subject, i.payload, gen_random_uuid() as id
    from jsonb_to_recordset(p_jobs) i (subject text, payload jsonb)
    where not exists (select from unnest(waiting) w where w.subject = i.subject)
  ) n;
  if subjects is not null then
    insert into public.jobs
      (id, queue, msg_id, kind, subject, joinable, priority, triggered_by, request_id, correlation_id)
    select n.id, p_queue, s.msg_id, p_kind, n.subject, true, p_priority, p_triggered_by, p_request_id, p_correlation_id
    from unnest(subjects, ids) with ordinality n (subject, id, place)
    join pgmq.send_batch(p_queue, messages) with ordinality s (msg_id, place) on s.place = n.place;
    perform private.nudge(p_queue);
  end if;

  return query
  select w.subject, w.id from unnest(waiting) w
  union all
  select n.subject, n.id from unnest(subjects, ids) n (subject, id);
end
$$;

-- One of them; gives its job.
create function private.coalesce_job(
  p_queue text,
  p_kind text,
  p_subject text,
  p_payload jsonb,
  p_priority int,
  p_triggered_by text,
  p_request_id text,
  p_correlation_id uuid
) returns uuid
language sql
set search_path = ''
as $$
  select c.job_id
  from private.coalesce_jobs(
    p_queue, p_kind, jsonb_build_array(jsonb_build_object('subject', p_subject, 'payload', p_payload)), p_priority,
    p_triggered_by, p_request_id, p_correlation_id
  ) c;
$$;

revoke execute on function private.hold_joinable, private.coalesce_jobs, private.coalesce_job from public;
