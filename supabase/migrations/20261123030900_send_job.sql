-- Sending: the message in its envelope, its priority in it, its row, and a nudge to its consumer. It costs no more than
-- pgmq's own send, which plans its statement anew each time.

-- What pgmq.send does, in statements that are planned once; gives the message's id.
create function private.put_message(p_queue text, p_message jsonb) returns bigint
language plpgsql
set search_path = ''
as $$
declare
  id bigint;
begin
  case p_queue
    when 'battle_results' then
      insert into pgmq.q_battle_results (vt, message) values (clock_timestamp(), p_message) returning msg_id into id;
    when 'stats_refresh' then
      insert into pgmq.q_stats_refresh (vt, message) values (clock_timestamp(), p_message) returning msg_id into id;
    when 'notifications' then
      insert into pgmq.q_notifications (vt, message) values (clock_timestamp(), p_message) returning msg_id into id;
    else
      select s.send into id from pgmq.send(p_queue, p_message) as s (send);
  end case;
  return id;
end
$$;

-- Gives the job's id. A lower priority comes first.
create or replace function private.send_job(
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
  message jsonb := private.envelope(job, p_kind, p_payload, p_priority, p_correlation_id);
begin
  insert into public.jobs (id, queue, msg_id, kind, subject, priority, triggered_by, request_id, correlation_id)
  values (
    job, p_queue, private.put_message(p_queue, message), p_kind, p_subject, p_priority, p_triggered_by, p_request_id,
    p_correlation_id
  );
  perform private.nudge(p_queue);
  return job;
end
$$;

-- The message of a job: what it is about, in its envelope.
create function private.envelope(p_job uuid, p_kind text, p_payload jsonb, p_priority int, p_correlation_id uuid)
returns jsonb
language plpgsql
set search_path = ''
as $$
begin
  return p_payload || jsonb_build_object(
    'kind', p_kind,
    'v', 1,
    'id', p_job,
    'occurred_at', clock_timestamp(),
    'correlation_id', p_correlation_id,
    'priority', p_priority
  );
end
$$;

revoke execute on function private.put_message, private.envelope from public;
