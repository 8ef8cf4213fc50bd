-- Looking at jobs: lists by pages, and one job with its attempts. In each of these functions `p_actor` is the user for
-- whom the service asks (null: itself), and decides what is seen.

create function private.job_json(job public.jobs) returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'id', job.id, 'queue', job.queue, 'kind', job.kind, 'subject', job.subject, 'state', job.state,
    'attempts', job.attempts, 'priority', job.priority, 'worker', job.worker, 'error', job.error,
    'triggeredBy', job.triggered_by, 'requestId', job.request_id, 'correlationId', job.correlation_id,
    'enqueuedAt', job.enqueued_at, 'startedAt', job.started_at, 'finishedAt', job.finished_at,
    'durationMs', job.duration_ms
  );
$$;

-- {jobs, next}: `next` is null on the last page, and otherwise the `p_after` of the next one.
create function public.admin_jobs(p_actor uuid, p_filter jsonb, p_after text, p_limit int) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  found public.jobs[];
  last public.jobs;
begin
  perform private.act_as(p_actor);
  -- One more than asked for tells whether there is another page.
  select array_agg(j order by j.enqueued_at desc, j.id desc) into found
  from private.jobs_matching(
    p_filter,
    private.leagues_of_actor(array['admin', 'viewer']::public.league_role[], 'list jobs'),
    p_after,
    p_limit + 1
  ) j;
  if cardinality(found) > p_limit then
    last := found[p_limit];
  end if;
  return jsonb_build_object(
    'jobs', (select coalesce(jsonb_agg(private.job_json(j)), '[]') from unnest(found[:p_limit]) j),
    'next', to_char(last.enqueued_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '/' || last.id
  );
end
$$;

-- A job that the actor may know of, in one of the roles.
create function private.job_of_actor(p_job_id uuid, p_roles public.league_role[], p_what text) returns public.jobs
language plpgsql
set search_path = ''
as $$
declare
  leagues uuid[] := private.leagues_of_actor(p_roles, p_what);
  job public.jobs;
begin
  select j.* into job from public.jobs j where j.id = p_job_id;
  if not found then
    raise sqlstate 'PT404' using message = format('Cannot %s: there is no job %s', p_what, p_job_id);
  end if;
  if leagues is not null and not coalesce(private.league_of(job.subject) = any (leagues), false) then
    raise sqlstate 'PT403' using message = format('Cannot %s: job %s is of no league of yours', p_what, p_job_id);
  end if;
  return job;
end
$$;

-- {job, attempts, message, dueAt, deadLetter}. `message` is null once it has left the queue, `dueAt` is when it may be
-- claimed; `deadLetter` is its message in the dead-letter queue.
create function public.admin_job(p_actor uuid, p_job_id uuid) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  job public.jobs;
  message jsonb;
  due_at timestamptz;
  dead_letter jsonb;
begin
  perform private.act_as(p_actor);
  job := private.job_of_actor(p_job_id, array['admin', 'viewer']::public.league_role[], 'show the job');
  execute format('select q.message, q.vt from pgmq.%I q where q.msg_id = $1', 'q_' || job.queue)
    into message, due_at using job.msg_id;
  select l.message into dead_letter from private.dead_letters(job.queue) l where l.job_id = job.id;
  return jsonb_build_object(
    'job', private.job_json(job),
    'attempts', (
      select coalesce(jsonb_agg(
        jsonb_build_object(
          'number', a.number, 'worker', a.worker, 'startedAt', a.started_at, 'finishedAt', a.finished_at,
          'outcome', a.outcome, 'error', a.error
        )
        order by a.number
      ), '[]')
      from public.job_attempts a
      where a.job_id = job.id
    ),
    'message', message,
    'dueAt', due_at,
    'deadLetter', dead_letter
  );
end
$$;

-- A queue's dead letters with the job that each was; null where it never had one.
create function private.dead_letters(p_queue text) returns table (msg_id bigint, message jsonb, job_id uuid, subject text)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query execute format(
    'select q.msg_id, q.message, j.id,
       coalesce(j.subject, q.message ->> ''battle_id'', q.message ->> ''match_id'', q.message ->> ''season_id'')
     from pgmq.%I q
     -- Who edits a message by hand may spoil the id.
     left join public.jobs j on j.id = case
       when q.message -> ''dead_letter'' ->> ''job_id'' ~ ''^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$''
       then (q.message -> ''dead_letter'' ->> ''job_id'')::uuid
     end
     order by q.msg_id',
    'q_' || p_queue || '_dlq'
  );
end
$$;

revoke execute on function private.job_json, private.job_of_actor, private.dead_letters from public;
revoke execute on function public.admin_jobs, public.admin_job from public, anon, authenticated;
grant execute on function public.admin_jobs, public.admin_job to service_role;
