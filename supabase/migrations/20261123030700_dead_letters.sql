-- Dead letters: a message that failed for good moves to its dead-letter queue, with its reason and history, and the
-- operator is told, once for a burst.

-- The battle that it was about is disputed, so that people look at it, unless it was counted already or has not ended:
-- a stray message decides nothing. The caller holds the message.
create or replace function private.bury_job(p_queue text, p_msg_id bigint, p_error text) returns void
language plpgsql
set search_path = ''
as $$
declare
  message jsonb;
  job public.jobs;
  was public.job_state;
begin
  execute format('select q.message from pgmq.%I q where q.msg_id = $1', 'q_' || p_queue) into message using p_msg_id;
  if p_queue = 'battle_results' then
    perform private.dispute_battle(message ->> 'battle_id', p_error);
  end if;

  select j.state into was from public.jobs j where j.queue = p_queue and j.msg_id = p_msg_id;
  update public.jobs j
  set state = 'dead_letter', error = p_error, finished_at = clock_timestamp(),
    duration_ms = extract(epoch from clock_timestamp() - j.started_at) * 1000
  where j.queue = p_queue and j.msg_id = p_msg_id
  returning j.* into job;
  if was = 'processing' then
    perform private.fail_attempt(job, 'dead', p_error);
  end if;

  perform pgmq.send(
    p_queue || '_dlq',
    case when jsonb_typeof(message) = 'object' then message else jsonb_build_object('message', message) end
      || jsonb_build_object('dead_letter', jsonb_build_object(
        'queue', p_queue,
        'msg_id', p_msg_id,
        'job_id', job.id,
        'error', p_error,
        'attempts', job.attempts,
        'worker', job.worker,
        'enqueued_at', job.enqueued_at,
        'died_at', clock_timestamp(),
        'history', private.attempts_of(job.id)
      ))
  );
  perform pgmq.archive(p_queue, p_msg_id);
  perform private.report_dead_letter(job);
end
$$;

-- Buries what a batch gave up: [{msg_id, error}]. The caller holds the messages.
create function private.bury_jobs(p_queue text, p_items jsonb) returns void
language plpgsql
set search_path = ''
as $$
begin
  if p_items is null then
    return;
  end if;
  if p_queue = 'battle_results' then
    -- All of them first, in everybody's order: burying locks a match after each.
    perform b.id
    from public.battles b
    where b.id in (
      select j.subject
      from public.jobs j
      join jsonb_to_recordset(p_items) i (msg_id bigint) on j.queue = p_queue and j.msg_id = i.msg_id
    )
    order by b.id
    for update;
  end if;
  perform private.bury_job(p_queue, i.msg_id, i.error)
  from jsonb_to_recordset(p_items) i (msg_id bigint, error text);
end
$$;

-- A job's last attempts, as its dead letter tells them.
create function private.attempts_of(p_job_id uuid) returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(
    jsonb_agg(
      jsonb_build_object(
        'number', a.number, 'worker', a.worker, 'started_at', a.started_at, 'finished_at', a.finished_at,
        'outcome', a.outcome, 'error', a.error
      )
      order by a.number
    ),
    '[]'
  )
  from (
    select a.* from public.job_attempts a where a.job_id = p_job_id order by a.number desc limit 20
  ) a;
$$;

-- Tells the operator. An alert that cannot be sent raises no other, and undoes nothing.
create function private.report_dead_letter(job public.jobs) returns void
language plpgsql
set search_path = ''
as $$
begin
  if job.kind = 'alert' then
    return;
  end if;
  perform private.raise_alert(
    'dead_letters', job.queue,
    jsonb_build_object('job_id', job.id, 'kind', job.kind, 'subject', job.subject, 'error', job.error)
  );
exception when others then
  raise warning 'Cannot raise an alert of dead letters in %: %', job.queue, sqlerrm;
end
$$;

revoke execute on function private.bury_jobs, private.attempts_of, private.report_dead_letter from public;
