-- Dispatch: from what waits and who works it starts as many workers as a queue needs, none for an idle one. Starting one
-- is a hint that may be lost: its lease then expires, and the next tick starts another.

-- Asks for a run of an edge function; gives whether it was asked for. The call must never undo the work that gave it.
drop function private.invoke(text);
create function private.invoke(p_function text, p_body jsonb default '{}') returns boolean
language plpgsql
set search_path = ''
as $$
declare
  project_url text;
  secret_key text;
begin
  select d.decrypted_secret into project_url from vault.decrypted_secrets d where d.name = 'project_url';
  select d.decrypted_secret into secret_key from vault.decrypted_secrets d where d.name = 'secret_key';
  if project_url is null or secret_key is null then
    return false;
  end if;
  perform net.http_post(
    url := rtrim(project_url, '/') || '/functions/v1/' || p_function,
    body := p_body,
    headers := jsonb_build_object('apikey', secret_key, 'Content-Type', 'application/json'),
    timeout_milliseconds := 5000
  );
  return true;
exception when others then
  raise warning 'Cannot start the function %: %', p_function, sqlerrm;
  return false;
end
$$;

-- Asks for a worker; gives whether it could. Its lease is written at once, so that nobody asks for it twice.
create function private.start_worker(settings public.queue_settings) returns boolean
language plpgsql
set search_path = ''
as $$
declare
  worker text := settings.consumer || '/' || left(gen_random_uuid()::text, 8);
begin
  if not private.invoke(settings.consumer, jsonb_build_object('worker', worker)) then
    return false;
  end if;
  insert into public.leases (worker, queue, expires_at)
  values (worker, settings.queue, clock_timestamp() + make_interval(secs => settings.lease_seconds));
  return true;
end
$$;

-- How many should work on the queue: as many batches as wait, and one more than work already where messages lie about.
create function private.workers_wanted(settings public.queue_settings, p_live int) returns int
language plpgsql
set search_path = ''
as $$
declare
  most int := private.worker_limit(settings);
  batches int;
  waited interval;
begin
  execute format(
    'select ceil(count(*)::numeric / $2), $1 - min(w.vt)
    from (select q.vt from pgmq.%I q where q.vt <= $1 order by q.vt limit $2 * $3) w',
    'q_' || settings.queue
  ) into batches, waited using clock_timestamp(), settings.batch_size, most;
  return least(most, greatest(batches, case when waited >= make_interval(secs => settings.max_age) then p_live + 1 end));
end
$$;

-- Starts what a queue needs. One at a time does so for a queue: the others leave it to that one.
create or replace function private.dispatch(p_queue text) returns void
language plpgsql
set search_path = ''
as $$
declare
  settings public.queue_settings;
  live int;
  wanted int;
begin
  select s.* into settings from public.queue_settings s where s.queue = p_queue;
  if not found or not pg_try_advisory_xact_lock(hashtextextended('starting ' || p_queue, 0)) then
    return;
  end if;
  perform private.bury_dead_workers(p_queue);
  live := private.live_workers(p_queue);
  wanted := private.workers_wanted(settings, live);
  while live < wanted and private.start_worker(settings) loop
    live := live + 1;
  end loop;
exception when others then
  raise warning 'Cannot dispatch queue %: %', p_queue, sqlerrm;
end
$$;

-- After a message is sent: starts a worker where there is none. One who is there takes the message, as it does not leave
-- before this transaction has ended.
create function private.nudge(p_queue text) returns void
language plpgsql
set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock_shared(hashtextextended('sending ' || p_queue, 0));
  if not exists (select from public.leases l where l.queue = p_queue and l.ended_at is null) then
    perform private.dispatch(p_queue);
  end if;
end
$$;

create or replace function private.dispatch_all() returns void
language sql
set search_path = ''
as $$
  select private.dispatch(s.queue) from public.queue_settings s order by s.queue;
  select private.fold_tallies();
$$;

revoke execute on function private.invoke, private.start_worker, private.workers_wanted, private.nudge from public;
