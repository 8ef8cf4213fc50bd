-- Queue limits: how many work on a queue at once, whether anybody does, when one more is started, when a silent worker
-- counts as dead, and how long history is kept. A change counts from the next claim and the next tick.

alter table public.queue_settings
  -- Workers at once; one where the queue is exclusive.
  add column max_workers int not null default 4 check (max_workers between 0 and 64),
  add column paused boolean not null default false,
  -- Seconds that a message may wait before one more worker is started.
  add column max_age int not null default 2 check (max_age between 1 and 3600),
  -- Seconds of silence after which a worker is dead. Workers tell of themselves every three seconds.
  add column lease_seconds int not null default 10 check (lease_seconds between 5 and 3600),
  -- Days that jobs are kept after their good end, and messages in the archives.
  add column completed_days int not null default 7 check (completed_days between 1 and 3650),
  add column archive_days int not null default 30 check (archive_days between 1 and 3650),
  add check (visibility_timeout <= 3600),
  add check (max_attempts <= 100),
  add check (backoff_cap <= 86400);

create function private.worker_limit(settings public.queue_settings) returns int
language sql
immutable
set search_path = ''
as $$
  select case
    when settings.paused then 0
    when settings.exclusive then least(settings.max_workers, 1)
    else settings.max_workers
  end;
$$;

revoke execute on function private.worker_limit from public;
