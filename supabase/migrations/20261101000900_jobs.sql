-- Jobs: the history of each queue message, from its sending to its end.

create type public.job_state as enum ('queued', 'processing', 'completed', 'failed', 'dead_letter');

create table public.jobs (
  id uuid primary key default gen_random_uuid(),
  queue text not null references public.queue_settings (queue),
  msg_id bigint not null,
  kind text not null,
  -- What it is about: a battle's or match's id.
  subject text,
  state public.job_state not null default 'queued',
  -- Claims so far, without those that were only put off.
  attempts int not null default 0 check (attempts >= 0),
  priority int not null default 0,
  worker text,
  error text,
  triggered_by text,
  request_id text,
  correlation_id uuid,
  enqueued_at timestamptz not null default clock_timestamp(),
  started_at timestamptz,
  finished_at timestamptz,
  duration_ms int,
  unique (queue, msg_id)
);
create index jobs_state_idx on public.jobs (queue, state, enqueued_at);
create index jobs_correlation_id_idx on public.jobs (correlation_id);
create index jobs_finished_at_idx on public.jobs (finished_at);

alter table public.jobs enable row level security;
grant select on public.jobs to service_role;

-- Starts the queue's consumer when it has something to do. A hint: it may be lost or doubled, and must never undo
-- the work that gave it.
create function private.dispatch(p_queue text) returns void
language plpgsql
set search_path = ''
as $$
declare
  consumer text;
  waiting boolean;
  project_url text;
  secret_key text;
begin
  select s.consumer into consumer from public.queue_settings s where s.queue = p_queue;
  execute format('select exists (select from pgmq.%I q where q.vt <= clock_timestamp())', 'q_' || p_queue) into waiting;
  if consumer is null or not waiting then
    return;
  end if;
  select d.decrypted_secret into project_url from vault.decrypted_secrets d where d.name = 'project_url';
  select d.decrypted_secret into secret_key from vault.decrypted_secrets d where d.name = 'secret_key';
  if project_url is null or secret_key is null then
    return;
  end if;
  perform net.http_post(
    url := rtrim(project_url, '/') || '/functions/v1/' || consumer,
    body := '{}'::jsonb,
    headers := jsonb_build_object('apikey', secret_key, 'Content-Type', 'application/json'),
    timeout_milliseconds := 5000
  );
exception when others then
  raise warning 'Cannot dispatch queue %: %', p_queue, sqlerrm;
end
$$;

create function private.dispatch_all() returns void
language sql
set search_path = ''
as $$
  select private.dispatch(s.queue) from public.queue_settings s order by s.queue;
$$;

-- Sends a job: the message in its envelope, its row, and a nudge to its consumer. Gives the job's id.
create function private.send_job(
  p_queue text,
  p_kind text,
  p_subject text,
  p_payload jsonb,
  p_priority int,
  p_triggered_by text,
  p_request_id text,
  p_correlation_id uuid
) returns uuid
language plpgsql
set search_path = ''
as $$
declare
  job uuid := gen_random_uuid();
  message jsonb := p_payload || jsonb_build_object(
    'kind', p_kind,
    'v', 1,
    'id', job,
    'occurred_at', to_jsonb(clock_timestamp()),
    'correlation_id', p_correlation_id
  );
  message_id bigint;
begin
  select s.send into message_id from pgmq.send(p_queue, message) as s (send);
  insert into public.jobs (id, queue, msg_id, kind, subject, priority, triggered_by, request_id, correlation_id)
  values (job, p_queue, message_id, p_kind, p_subject, p_priority, p_triggered_by, p_request_id, p_correlation_id);
  perform private.dispatch(p_queue);
  return job;
end
$$;

-- Locks a claimed message, and says whether the claim still holds: someone else who read it since has changed
-- read_ct, someone who finished it has removed it.
create function private.hold_message(p_queue text, p_msg_id bigint, p_read_ct int) returns boolean
language plpgsql
set search_path = ''
as $$
declare
  held boolean;
begin
  if not exists (select from public.queue_settings s where s.queue = p_queue) then
    raise sqlstate 'PT404' using message = format('Cannot hold message %s: there is no queue %L', p_msg_id, p_queue);
  end if;
  execute format('select q.read_ct = $2 from pgmq.%I q where q.msg_id = $1 for update', 'q_' || p_queue)
    into held using p_msg_id, p_read_ct;
  return coalesce(held, false);
end
$$;

-- Acknowledges a message and ends its job's history well.
create function private.complete_job(p_queue text, p_msg_id bigint) returns void
language plpgsql
set search_path = ''
as $$
begin
  perform pgmq.archive(p_queue, p_msg_id);
  update public.jobs j
  set state = 'completed',
    error = null,
    finished_at = clock_timestamp(),
    duration_ms = extract(epoch from clock_timestamp() - j.started_at) * 1000
  where j.queue = p_queue and j.msg_id = p_msg_id;
end
$$;

revoke execute on function
  private.dispatch, private.dispatch_all, private.send_job, private.hold_message, private.complete_job
from public;
