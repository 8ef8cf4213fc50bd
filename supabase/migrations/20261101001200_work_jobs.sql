-- Working on jobs: claim, finish, retry, dead letter. Every ending is fenced by read_ct, so a worker that outlived its
-- claim changes nothing. Rows are locked in one order everywhere: message, battle, match, standings, job.

-- Moves a message with its error and history to the dead-letter queue. The battle that it was about is disputed, so
-- that people look at it, unless it was counted already or has not ended: a stray message decides nothing. The caller
-- holds the message.
create function private.bury_job(p_queue text, p_msg_id bigint, p_error text) returns void
language plpgsql
set search_path = ''
as $$
declare
  message jsonb;
  job public.jobs;
begin
  execute format('select q.message from pgmq.%I q where q.msg_id = $1', 'q_' || p_queue) into message using p_msg_id;
  if p_queue = 'battle_results' then
    perform private.dispute_battle(message ->> 'battle_id', p_error);
  end if;

  update public.jobs j
  set state = 'dead_letter', error = p_error, finished_at = clock_timestamp(),
    duration_ms = extract(epoch from clock_timestamp() - j.started_at) * 1000
  where j.queue = p_queue and j.msg_id = p_msg_id
  returning j.* into job;

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
        'died_at', clock_timestamp()
      ))
  );
  perform pgmq.archive(p_queue, p_msg_id);
end
$$;

create function private.dispute_battle(p_battle_id text, p_reason text) returns void
language plpgsql
set search_path = ''
as $$
declare
  battle public.battles;
begin
  update public.battles b
  set status = 'disputed', dispute_reason = p_reason
  where b.id = p_battle_id and b.status = 'ended'
  returning b.* into battle;
  if found then
    update public.matches m
    set status = 'disputed', dispute_reason = p_reason
    where m.id = battle.match_id and m.room_id = battle.id and m.status = 'in_progress';
  end if;
end
$$;

-- Whether someone else works on the queue. The lock is held until the claim is made: of two who ask at once, one claims.
create function private.is_worked_on(p_queue text, p_worker text) returns boolean
language plpgsql
set search_path = ''
as $$
declare
  worked_on boolean;
begin
  perform pg_advisory_xact_lock(hashtextextended('claim_jobs ' || p_queue, 0));
  -- Who died over a message has it until its time is up.
  execute format(
    'select exists (
      select from public.jobs j
      join pgmq.%I q on q.msg_id = j.msg_id
      where j.queue = $1 and j.state = ''processing'' and j.worker <> $2 and q.vt > clock_timestamp()
    )',
    'q_' || p_queue
  ) into worked_on using p_queue, p_worker;
  return worked_on;
end
$$;

create function public.claim_jobs(p_queue text, p_worker text)
returns table (
  job_id uuid,
  msg_id bigint,
  read_ct int,
  attempts int,
  max_attempts int,
  backoff_base int,
  backoff_cap int,
  message jsonb
)
language plpgsql
security definer
set search_path = ''
as $$
declare
  settings public.queue_settings;
  claimed record;
  job public.jobs;
begin
  select s.* into settings from public.queue_settings s where s.queue = p_queue;
  if not found then
    raise sqlstate 'PT404' using message = format('Cannot claim jobs: there is no queue %L', p_queue);
  end if;
  if settings.exclusive and private.is_worked_on(p_queue, p_worker) then
    return;
  end if;

  for claimed in
    select r.msg_id, r.read_ct, r.enqueued_at, r.message
    from pgmq.read(p_queue, settings.visibility_timeout, settings.batch_size) r
    order by r.msg_id
  loop
    -- A message that an operator put in by hand has no row yet.
    insert into public.jobs as j
      (queue, msg_id, kind, subject, state, attempts, worker, triggered_by, enqueued_at, started_at)
    values (
      p_queue, claimed.msg_id, coalesce(claimed.message ->> 'kind', 'unknown'),
      coalesce(claimed.message ->> 'battle_id', claimed.message ->> 'match_id'),
      'processing', 1, p_worker, 'hand', claimed.enqueued_at, clock_timestamp()
    )
    on conflict on constraint jobs_queue_msg_id_key do update
      set state = 'processing', attempts = j.attempts + 1, worker = p_worker, started_at = clock_timestamp()
    returning j.* into job;

    if job.attempts > settings.max_attempts then
      -- Nobody reported a failure: its workers died over it.
      perform private.bury_job(
        p_queue, claimed.msg_id,
        format('no worker finished it in %s attempts; last error: %s', settings.max_attempts, coalesce(job.error, 'none'))
      );
      continue;
    end if;

    job_id := job.id;
    msg_id := claimed.msg_id;
    read_ct := claimed.read_ct;
    attempts := job.attempts;
    max_attempts := settings.max_attempts;
    backoff_base := settings.backoff_base;
    backoff_cap := settings.backoff_cap;
    message := claimed.message;
    return next;
  end loop;
end
$$;

create function public.finish_job(p_queue text, p_msg_id bigint, p_read_ct int) returns boolean
language plpgsql
security definer
set search_path = ''
as $$
begin
  if not private.hold_message(p_queue, p_msg_id, p_read_ct) then
    return false;
  end if;
  perform private.complete_job(p_queue, p_msg_id);
  return true;
end
$$;

-- p_counts false: the job was put off (a rate limit) and has not used up an attempt.
create function public.retry_job(
  p_queue text,
  p_msg_id bigint,
  p_read_ct int,
  p_error text,
  p_delay_seconds int,
  p_counts boolean default true
) returns boolean
language plpgsql
security definer
set search_path = ''
as $$
begin
  if not private.hold_message(p_queue, p_msg_id, p_read_ct) then
    return false;
  end if;
  perform pgmq.set_vt(p_queue, p_msg_id, greatest(p_delay_seconds, 0));
  -- Said twice it changes nothing: only a job in work gives an attempt back.
  update public.jobs j
  set state = 'queued', error = p_error, attempts = j.attempts - (not p_counts)::int, worker = null
  where j.queue = p_queue and j.msg_id = p_msg_id and j.state = 'processing';
  return true;
end
$$;

create function public.dead_letter_job(p_queue text, p_msg_id bigint, p_read_ct int, p_error text) returns boolean
language plpgsql
security definer
set search_path = ''
as $$
begin
  if not private.hold_message(p_queue, p_msg_id, p_read_ct) then
    return false;
  end if;
  perform private.bury_job(p_queue, p_msg_id, p_error);
  return true;
end
$$;

revoke execute on function private.bury_job, private.dispute_battle, private.is_worked_on from public;
revoke execute on function public.claim_jobs, public.finish_job, public.retry_job, public.dead_letter_job
from public, anon, authenticated;
grant execute on function public.claim_jobs, public.finish_job, public.retry_job, public.dead_letter_job
to service_role;
