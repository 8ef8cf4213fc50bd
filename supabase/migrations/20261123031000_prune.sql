-- Pruning: old history goes; what somebody has to look at stays, and so do the counters. Needs private.dead_letters.

create or replace function private.prune() returns void
language plpgsql
set search_path = ''
as $$
declare
  settings public.queue_settings;
begin
  for settings in select s.* from public.queue_settings s order by s.queue loop
    perform private.give_up_orphans(settings.queue);
    -- With their attempts.
    delete from public.jobs j
    where j.queue = settings.queue and j.state in ('completed', 'failed')
      and j.finished_at < now() - make_interval(days => settings.completed_days)
      -- What the index knows.
      and j.enqueued_at < now() - make_interval(days => settings.completed_days);
    perform private.prune_archive(settings.queue, settings.archive_days);
    perform private.prune_archive(settings.queue || '_dlq', settings.archive_days);
  end loop;
  delete from public.leases l where l.ended_at < now() - interval '1 day';
  -- Battles that never began, of no match: there is nothing to see in them.
  delete from public.battles b
  where b.status = 'void' and b.match_id is null and b.started_at is null and b.replay_path is null
    and b.created_at < now() - interval '30 days';
  -- A job every five seconds leaves 17,000 rows a day.
  delete from cron.job_run_details d where d.end_time < now() - interval '1 day';
end
$$;

-- Jobs whose message somebody deleted or archived by hand, in the queue or among the dead letters: nobody will ever work
-- on them.
create function private.give_up_orphans(p_queue text) returns void
language plpgsql
set search_path = ''
as $$
begin
  execute format(
    'update public.jobs j
    set state = ''failed'', joinable = false, finished_at = clock_timestamp(),
      error = concat_ws(''; '', j.error, ''its message was taken out of the queue'')
    where j.queue = $1 and (
      j.state in (''queued'', ''processing'') and not exists (select from pgmq.%I q where q.msg_id = j.msg_id)
      or j.state = ''dead_letter'' and not exists (select from private.dead_letters($1) l where l.job_id = j.id)
    )',
    'q_' || p_queue
  ) using p_queue;
end
$$;

create function private.prune_archive(p_queue text, p_days int) returns void
language plpgsql
set search_path = ''
as $$
begin
  execute format('delete from pgmq.%I a where a.archived_at < $1', 'a_' || p_queue)
    using now() - make_interval(days => p_days);
end
$$;
revoke execute on function private.give_up_orphans, private.prune_archive from public;
