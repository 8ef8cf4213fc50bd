-- Mending jobs: those that wait after a failure come back at once (retry), dead letters go back into their queue
-- (redrive) or are given up (discard). A redriven job stays the same job: its attempts start anew, its timeline goes on.
-- A job that was given up is `failed`. Messages are locked before jobs, as everywhere.

-- A worker that claims the message in the same moment has it: then nothing happens.
create function private.retry_waiting(job public.jobs) returns boolean
language plpgsql
set search_path = ''
as $$
declare
  waits boolean;
begin
  execute format('select true from pgmq.%I q where q.msg_id = $1 for update', 'q_' || job.queue)
    into waits using job.msg_id;
  if waits and exists (
    select from public.jobs j where j.id = job.id and j.msg_id = job.msg_id and j.state = 'queued'
  ) then
    perform pgmq.set_vt(job.queue, job.msg_id, 0);
    return true;
  end if;
  return false;
end
$$;

-- Takes a letter out of the dead-letter queue; into the archive either way. `p_job_id` is null where it has no job.
create function private.redrive(p_queue text, p_msg_id bigint, p_job_id uuid) returns boolean
language plpgsql
set search_path = ''
as $$
declare
  letter jsonb;
  sent bigint;
begin
  execute format('select q.message - ''dead_letter'' from pgmq.%I q where q.msg_id = $1 for update', 'q_' || p_queue || '_dlq')
    into letter using p_msg_id;
  if letter is null then
    return false;
  end if;
  -- What was no object was wrapped in one.
  if letter ? 'message' and not letter ? 'kind' then
    letter := letter -> 'message';
  end if;
  select s.send into sent from pgmq.send(p_queue, letter) as s (send);
  perform pgmq.archive(p_queue || '_dlq', p_msg_id);
  update public.jobs j
  set msg_id = sent, state = 'queued', attempts = 0, worker = null,
    started_at = null, finished_at = null, duration_ms = null
  where j.id = p_job_id;
  return true;
end
$$;

create function private.discard(p_queue text, p_msg_id bigint, p_job_id uuid) returns boolean
language plpgsql
set search_path = ''
as $$
begin
  if not pgmq.archive(p_queue || '_dlq', p_msg_id) then
    return false;
  end if;
  update public.jobs j set state = 'failed' where j.id = p_job_id;
  return true;
end
$$;

create function private.settle_letter(p_verb text, p_queue text, p_msg_id bigint, p_job_id uuid) returns boolean
language sql
set search_path = ''
as $$
  select case p_verb
    when 'redrive' then private.redrive(p_queue, p_msg_id, p_job_id)
    when 'discard' then private.discard(p_queue, p_msg_id, p_job_id)
  end;
$$;

-- Mends one job. A dead job that is retried is redriven.
create function public.admin_mend_job(p_actor uuid, p_request_id text, p_verb text, p_job_id uuid) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  job public.jobs;
  mended boolean;
begin
  perform private.act_as(p_actor, p_request_id);
  job := private.job_of_actor(p_job_id, array['admin']::public.league_role[], p_verb || ' the job');
  if job.state = 'dead_letter' then
    select private.settle_letter(case p_verb when 'retry' then 'redrive' else p_verb end, job.queue, l.msg_id, job.id)
    into mended
    from private.dead_letters(job.queue) l
    where l.job_id = job.id;
  elsif job.state = 'queued' and p_verb = 'retry' then
    mended := private.retry_waiting(job);
  else
    raise sqlstate 'PT409' using message = format('Cannot %s job %s: it is %s', p_verb, p_job_id, job.state);
  end if;
  if mended is not true then
    raise sqlstate 'PT409' using
      message = format('Cannot %s job %s: a worker has it, or its message is gone', p_verb, p_job_id);
  end if;
  perform private.audit(
    'jobs.' || p_verb, p_job_id::text,
    jsonb_build_object('queue', job.queue, 'kind', job.kind, 'about', job.subject, 'was', job.state, 'error', job.error),
    private.league_of(job.subject)
  );
  perform private.nudge(job.queue);
  return jsonb_build_object('count', 1, 'more', false);
end
$$;

-- The messages of a queue that wait for a later moment.
create function private.waiting_messages(p_queue text) returns setof bigint
language plpgsql
stable
set search_path = ''
as $$
begin
  return query execute format('select q.msg_id from pgmq.%I q where q.vt > $1', 'q_' || p_queue) using clock_timestamp();
end
$$;

-- What a filter names of what can be mended so, at most p_limit at once, oldest first: what is due already needs no
-- retry. Letters that have no job go by their queue alone, and are an operator's.
create function private.mendable(p_verb text, p_filter jsonb, p_leagues uuid[], p_limit int)
returns table (queue text, msg_id bigint, job public.jobs)
language plpgsql
stable
set search_path = ''
as $$
begin
  if p_verb = 'retry' then
    return query
    select j.queue, j.msg_id, j
    from public.queue_settings s
    cross join lateral private.waiting_messages(s.queue) w (msg_id)
    join private.jobs_matching(p_filter || '{"states": ["queued"]}', p_leagues, null, null) j
      on j.queue = s.queue and j.msg_id = w.msg_id
    where j.error is not null
    order by j.queue, j.msg_id
    limit p_limit;
  else
    return query
    select s.queue, l.msg_id, j
    from public.queue_settings s
    cross join lateral private.dead_letters(s.queue) l
    left join private.jobs_matching(p_filter || '{"states": ["dead_letter"]}', p_leagues, null, null) j on j.id = l.job_id
    where s.queue = coalesce(p_filter ->> 'queue', s.queue)
      and (j.id is not null or (l.job_id is null and p_leagues is null and p_filter - 'queue' = '{}'))
    order by s.queue, l.msg_id
    limit p_limit;
  end if;
end
$$;

-- Mends all that a filter names, a thousand at once: {count, more}. Writes a line of audit for each league.
create function public.admin_mend_jobs(p_actor uuid, p_request_id text, p_verb text, p_filter jsonb) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  most constant int := 1000;
  leagues uuid[];
  seen int := 0;
  one record;
  mended boolean;
  jobs public.jobs[] := '{}';
  line record;
begin
  perform private.act_as(p_actor, p_request_id);
  leagues := private.leagues_of_actor(array['admin']::public.league_role[], p_verb || ' jobs');
  for one in select * from private.mendable(p_verb, p_filter, leagues, most + 1) loop
    seen := seen + 1;
    exit when seen > most;
    if p_verb = 'retry' then
      mended := private.retry_waiting(one.job);
    else
      mended := private.settle_letter(p_verb, one.queue, one.msg_id, (one.job).id);
    end if;
    if mended then
      jobs := jobs || one.job;
    end if;
  end loop;
  for line in
    select private.league_of(j.subject) as league, count(*) as count, jsonb_agg(j.id) as ids
    from unnest(jobs) j
    group by 1
  loop
    perform private.audit(
      'jobs.' || p_verb, p_filter ->> 'queue',
      jsonb_build_object('filter', p_filter, 'count', line.count, 'jobs', line.ids), line.league
    );
  end loop;
  if not found then
    perform private.audit('jobs.' || p_verb, p_filter ->> 'queue', jsonb_build_object('filter', p_filter, 'count', 0));
  end if;
  perform private.nudge(s.queue) from public.queue_settings s;
  return jsonb_build_object('count', cardinality(jobs), 'more', seen > most);
end
$$;

revoke execute on function
  private.retry_waiting, private.redrive, private.discard, private.settle_letter, private.waiting_messages,
  private.mendable
from public;
revoke execute on function public.admin_mend_job, public.admin_mend_jobs from public, anon, authenticated;
grant execute on function public.admin_mend_job, public.admin_mend_jobs to service_role;
