-- Attempts: a job's timeline. The job itself holds the attempt that goes on, and the one that ended it well; those after
-- which it went on, or died, have a row of their own.

-- A job is updated twice, and no index learns of it: none tells of what changes, and pages have room for the new rows.
drop index public.jobs_state_idx;
drop index public.jobs_finished_at_idx;
create index jobs_enqueued_at_idx on public.jobs (enqueued_at, id);
alter table public.jobs set (fillfactor = 50);
-- Every send would lock the settings of its queue.
alter table public.jobs drop constraint jobs_queue_fkey;

alter table public.jobs
  -- Claims in its whole life; `attempts` begins anew when a dead letter is sent again, and leaves out what was put off.
  add column claims int not null default 0 check (claims >= 0),
  -- Whether requests for the same thing join it: until it is claimed.
  add column joinable boolean not null default false;
update public.jobs j set claims = j.attempts;
create index jobs_joinable_idx on public.jobs (queue, kind, subject) where joinable;

-- `snoozed` was only put off; `lost`: nobody reported what became of it.
create type public.attempt_outcome as enum ('completed', 'retried', 'snoozed', 'dead', 'lost');

create table public.failed_attempts (
  job_id uuid not null references public.jobs (id) on delete cascade,
  number int not null check (number > 0),
  worker text,
  started_at timestamptz not null,
  finished_at timestamptz not null default clock_timestamp(),
  outcome public.attempt_outcome not null,
  error text,
  primary key (job_id, number)
);
alter table public.failed_attempts enable row level security;
grant select on public.failed_attempts to service_role;

create view public.job_attempts with (security_invoker = true) as
select a.job_id, a.number, a.worker, a.started_at, a.finished_at, a.outcome, a.error
from public.failed_attempts a
join public.jobs j on j.id = a.job_id
-- A worker that was taken for dead may still do its work.
where j.state <> 'completed' or a.number <> j.claims
union all
select j.id, j.claims, j.worker, j.started_at, j.finished_at, 'completed', null
from public.jobs j
where j.state = 'completed';
grant select on public.job_attempts to service_role;

-- Notes and counts an attempt that did not end its job well, given as the job was while it went on.
create function private.fail_attempt(job public.jobs, p_outcome public.attempt_outcome, p_error text) returns void
language plpgsql
set search_path = ''
as $$
begin
  -- A worker that was taken for dead may still report.
  insert into public.failed_attempts as a (job_id, number, worker, started_at, outcome, error)
  values (job.id, greatest(job.claims, 1), job.worker, coalesce(job.started_at, job.enqueued_at), p_outcome, p_error)
  on conflict (job_id, number) do update
    set outcome = excluded.outcome, error = excluded.error, finished_at = excluded.finished_at;
  insert into public.queue_tallies (queue, kind, metric, value, attempts)
  values (
    job.queue, job.kind, p_outcome::text, private.seconds_since(job.started_at),
    case when p_outcome = 'dead' then job.attempts end
  );
end
$$;

-- Never negative, whatever the clock does.
create function private.seconds_since(p_when timestamptz) returns double precision
language sql
volatile
set search_path = ''
as $$
  select coalesce(greatest(0, extract(epoch from clock_timestamp() - p_when)), 0)::double precision;
$$;

revoke execute on function private.fail_attempt, private.seconds_since from public;
