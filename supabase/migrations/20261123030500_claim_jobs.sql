-- Claiming: the most urgent messages first, then the oldest. pgmq's own read knows no priority, so the claim does what
-- that does in this order: a message's priority is in it, and an index keeps them so.

create index q_battle_results_priority_idx on pgmq.q_battle_results (coalesce(message -> 'priority', '0'), msg_id);
create index q_stats_refresh_priority_idx on pgmq.q_stats_refresh (coalesce(message -> 'priority', '0'), msg_id);
create index q_notifications_priority_idx on pgmq.q_notifications (coalesce(message -> 'priority', '0'), msg_id);

-- A job that comes to a worker although another one has it (its time is up), or though its attempts are used up: what
-- nobody reported is noted, and after the last attempt it is buried. Gives which messages are not to be worked on.
create function private.settle_strays(p_queue text, p_msg_ids bigint[], p_max_attempts int) returns bigint[]
language plpgsql
set search_path = ''
as $$
declare
  stray public.jobs;
  buried bigint[] := '{}';
begin
  for stray in
    select j.*
    from public.jobs j
    where j.queue = p_queue and j.msg_id = any (p_msg_ids) and (j.state = 'processing' or j.attempts >= p_max_attempts)
    order by j.subject, j.msg_id
  loop
    if stray.state = 'processing' then
      perform private.fail_attempt(stray, 'lost', 'it took longer than it may');
      update public.jobs j
      set state = 'queued', error = coalesce(j.error, 'it took longer than it may')
      where j.id = stray.id;
    end if;
    if stray.attempts >= p_max_attempts then
      buried := buried || stray.msg_id;
      perform private.bury_job(
        p_queue, stray.msg_id,
        format('no worker finished it in %s attempts; last error: %s', p_max_attempts, coalesce(stray.error, 'none'))
      );
    end if;
  end loop;
  return buried;
end
$$;

-- Planned once a connection, as public.complete_battles is.
create or replace function public.claim_jobs(p_queue text, p_worker text)
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
set plan_cache_mode = force_generic_plan
as $$
declare
  settings public.queue_settings;
  msg_ids bigint[];
  read_cts int[];
  sent timestamptz[];
  messages jsonb[];
  buried bigint[];
begin
  select s.* into settings from public.queue_settings s where s.queue = p_queue;
  if not found then
    raise sqlstate 'PT404' using message = format('Cannot claim jobs: there is no queue %L', p_queue);
  end if;
  if settings.paused or not private.hold_lease(settings, p_worker) then
    return;
  end if;

  -- A claim that a crash of the database forgets was never made: there is no need to wait for the disk.
  set local synchronous_commit = off;
  execute format(
    'with picked as materialized (
      select q.msg_id
      from pgmq.%1$I q
      where q.vt <= $1
      order by coalesce(q.message -> ''priority'', ''0''), q.msg_id
      limit $2
      for update skip locked
    ),
    claimed as (
      update pgmq.%1$I q
      set vt = $1 + make_interval(secs => $3), read_ct = q.read_ct + 1
      from picked p
      where q.msg_id = p.msg_id
      returning q.msg_id, q.read_ct, q.enqueued_at, q.message
    )
    select array_agg(c.msg_id), array_agg(c.read_ct), array_agg(c.enqueued_at), array_agg(c.message) from claimed c',
    'q_' || p_queue
  )
  into msg_ids, read_cts, sent, messages
  using clock_timestamp(), settings.batch_size, settings.visibility_timeout;
  if msg_ids is null then
    return;
  end if;
  update public.leases l set claimed = l.claimed + cardinality(msg_ids) where l.worker = p_worker;
  buried := private.settle_strays(p_queue, msg_ids, settings.max_attempts);

  return query
  with claimed as (
    select c.*
    from unnest(msg_ids, read_cts, sent, messages) c (msg_id, read_ct, enqueued_at, message)
    where c.msg_id <> all (buried)
  ),
  known as (
    update public.jobs j
    set state = 'processing', attempts = j.attempts + 1, claims = j.claims + 1, worker = p_worker, joinable = false,
      started_at = clock_timestamp()
    from claimed c
    where j.queue = p_queue and j.msg_id = c.msg_id
    returning j.id, j.msg_id, j.attempts
  ),
  -- A message that an operator put in by hand has no row yet.
  unknown as (
    insert into public.jobs
      (queue, msg_id, kind, subject, state, attempts, claims, worker, triggered_by, enqueued_at, started_at)
    select
      p_queue, c.msg_id, coalesce(left(c.message ->> 'kind', 60), 'unknown'),
      coalesce(c.message ->> 'battle_id', c.message ->> 'match_id', c.message ->> 'season_id'),
      'processing', 1, 1, p_worker, 'hand', c.enqueued_at, clock_timestamp()
    from claimed c
    where not exists (select from known k where k.msg_id = c.msg_id)
    returning jobs.id, jobs.msg_id, jobs.attempts
  )
  select
    s.id, c.msg_id, c.read_ct, s.attempts, settings.max_attempts, settings.backoff_base, settings.backoff_cap, c.message
  from claimed c
  join (select * from known union all select * from unknown) s on s.msg_id = c.msg_id
  order by coalesce(c.message -> 'priority', '0'), c.msg_id;
end
$$;

drop function private.is_worked_on;
revoke execute on function private.settle_strays from public;
