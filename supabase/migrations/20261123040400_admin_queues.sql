-- Running the queues: operators pause them, change their limits and switch what is queued at all; a league's admins ask
-- for its statistics anew. Whoever may look reads the audit.

-- What lies in a queue. `in_flight`: a worker has it. `oldest_seconds` is the age of the oldest message that waits for a
-- worker, `lag_seconds` how long one has been due.
create function private.depth_of(
  p_queue text,
  out depth bigint,
  out in_flight bigint,
  out oldest_seconds numeric,
  out lag_seconds numeric,
  out dead bigint,
  out dead_oldest_seconds numeric
)
language plpgsql
stable
set search_path = ''
as $$
begin
  execute format(
    'select count(*), extract(epoch from clock_timestamp() - min(q.enqueued_at) filter (where q.vt <= clock_timestamp())),
       extract(epoch from clock_timestamp() - min(q.vt) filter (where q.vt <= clock_timestamp()))
     from pgmq.%I q',
    'q_' || p_queue
  ) into depth, oldest_seconds, lag_seconds;
  execute format(
    'select count(*), extract(epoch from clock_timestamp() - min(q.enqueued_at)) from pgmq.%I q', 'q_' || p_queue || '_dlq'
  ) into dead, dead_oldest_seconds;
  execute format(
    'select count(*)
     from pgmq.%I q
     join public.jobs j on j.queue = $1 and j.msg_id = q.msg_id and j.state = ''processing''
     where q.vt > clock_timestamp()',
    'q_' || p_queue
  ) into in_flight using p_queue;
end
$$;

create function private.queue_json(settings public.queue_settings) returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'queue', settings.queue,
    'consumer', settings.consumer,
    'paused', settings.paused,
    'depth', d.depth,
    'inFlight', d.in_flight,
    'oldestSeconds', d.oldest_seconds,
    'dead', d.dead,
    'limits', jsonb_build_object(
      'maxWorkers', settings.max_workers,
      'batchSize', settings.batch_size,
      'maxAttempts', settings.max_attempts,
      'backoffBase', settings.backoff_base,
      'backoffCap', settings.backoff_cap,
      'visibilityTimeout', settings.visibility_timeout,
      'maxAge', settings.max_age,
      'leaseSeconds', settings.lease_seconds,
      'completedDays', settings.completed_days,
      'archiveDays', settings.archive_days
    )
  )
  from private.depth_of(settings.queue) d;
$$;

create function private.flags_json() returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_object_agg(f.trigger, f.enabled) from public.queue_flags f;
$$;

-- {queues, flags}
create function public.admin_queues(p_actor uuid) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.act_as(p_actor);
  perform private.require_operator('list the queues');
  return jsonb_build_object(
    'queues', (select jsonb_agg(private.queue_json(s) order by s.queue) from public.queue_settings s),
    'flags', private.flags_json()
  );
end
$$;

-- A queue's settings, for an operator who changes them.
create function private.settings_to_change(p_queue text, p_what text) returns public.queue_settings
language plpgsql
set search_path = ''
as $$
declare
  settings public.queue_settings;
begin
  perform private.require_operator(p_what);
  select s.* into settings from public.queue_settings s where s.queue = p_queue for update;
  if not found then
    raise sqlstate 'PT404' using message = format('Cannot %s: there is no queue %L', p_what, p_queue);
  end if;
  return settings;
end
$$;

-- Of a paused queue nothing is claimed; what is being worked on is finished. Resumed, it goes on at once.
create function public.admin_pause_queue(p_actor uuid, p_request_id text, p_queue text, p_paused boolean) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  verb text := case when p_paused then 'pause' else 'resume' end;
  before public.queue_settings;
  after public.queue_settings;
begin
  perform private.act_as(p_actor, p_request_id);
  before := private.settings_to_change(p_queue, verb || ' the queue');
  update public.queue_settings s set paused = p_paused where s.queue = p_queue returning s.* into after;
  perform private.audit('queues.' || verb, p_queue, jsonb_build_object('was', before.paused));
  if not p_paused then
    perform private.dispatch(p_queue);
  end if;
  return private.queue_json(after);
end
$$;

-- Limits that are not given stay; what the table forbids is refused.
create function public.admin_limit_queue(p_actor uuid, p_request_id text, p_queue text, p_limits jsonb) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  before public.queue_settings;
  after public.queue_settings;
begin
  perform private.act_as(p_actor, p_request_id);
  before := private.settings_to_change(p_queue, 'change the limits');
  update public.queue_settings s
  set max_workers = coalesce((p_limits ->> 'maxWorkers')::int, s.max_workers),
    batch_size = coalesce((p_limits ->> 'batchSize')::int, s.batch_size),
    max_attempts = coalesce((p_limits ->> 'maxAttempts')::int, s.max_attempts),
    backoff_base = coalesce((p_limits ->> 'backoffBase')::int, s.backoff_base),
    backoff_cap = coalesce((p_limits ->> 'backoffCap')::int, s.backoff_cap),
    visibility_timeout = coalesce((p_limits ->> 'visibilityTimeout')::int, s.visibility_timeout),
    max_age = coalesce((p_limits ->> 'maxAge')::int, s.max_age),
    lease_seconds = coalesce((p_limits ->> 'leaseSeconds')::int, s.lease_seconds),
    completed_days = coalesce((p_limits ->> 'completedDays')::int, s.completed_days),
    archive_days = coalesce((p_limits ->> 'archiveDays')::int, s.archive_days)
  where s.queue = p_queue
  returning s.* into after;
  perform private.audit(
    'queues.limit', p_queue,
    jsonb_build_object('before', private.queue_json(before) -> 'limits', 'after', private.queue_json(after) -> 'limits')
  );
  perform private.dispatch(p_queue);
  return private.queue_json(after);
exception when check_violation then
  raise sqlstate 'PT400' using message = format('Cannot change the limits of queue %L: %s', p_queue, sqlerrm);
end
$$;

-- Gives all flags.
create function public.admin_set_flag(p_actor uuid, p_request_id text, p_trigger text, p_enabled boolean) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  was boolean;
begin
  perform private.act_as(p_actor, p_request_id);
  perform private.require_operator('set a flag');
  select f.enabled into was from public.queue_flags f where f.trigger = p_trigger for update;
  if not found then
    raise sqlstate 'PT404' using message = format('Cannot set a flag: there is no trigger %L', p_trigger);
  end if;
  update public.queue_flags f set enabled = p_enabled, changed_at = clock_timestamp() where f.trigger = p_trigger;
  perform private.audit('flags.set', p_trigger, jsonb_build_object('was', was, 'enabled', p_enabled));
  return private.flags_json();
end
$$;

-- {actions, next}, the latest first; a league's people see the lines of their leagues and their own.
create function public.admin_audit(p_actor uuid, p_action text, p_subject text, p_after bigint, p_limit int) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  leagues uuid[];
  found public.admin_actions[];
begin
  perform private.act_as(p_actor);
  leagues := private.leagues_of_actor(array['admin', 'viewer']::public.league_role[], 'read the audit');
  found := array(
    select a
    from public.admin_actions a
    where (p_action is null or a.action = p_action)
      and (p_subject is null or a.subject = p_subject)
      and (p_after is null or a.id < p_after)
      and (leagues is null or a.league_id = any (leagues) or a.actor = p_actor::text)
    order by a.id desc
    limit p_limit + 1
  );
  return jsonb_build_object(
    'actions', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'id', a.id, 'at', a.at, 'actor', a.actor, 'action', a.action, 'subject', a.subject, 'leagueId', a.league_id,
        'requestId', a.request_id, 'details', a.details
      )), '[]')
      from unnest(found[:p_limit]) a
    ),
    'next', case when cardinality(found) > p_limit then (found[p_limit]).id end
  );
end
$$;

revoke execute on function
  private.depth_of, private.queue_json, private.flags_json, private.settings_to_change
from public;
revoke execute on function
  public.admin_queues, public.admin_pause_queue, public.admin_limit_queue, public.admin_set_flag, public.admin_audit
from public, anon, authenticated;
grant execute on function
  public.admin_queues, public.admin_pause_queue, public.admin_limit_queue, public.admin_set_flag, public.admin_audit
to service_role;
