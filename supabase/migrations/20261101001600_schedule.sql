-- Schedule: the safety net behind the nudges, and the pruning of old history.

create function private.prune() returns void
language plpgsql
set search_path = ''
as $$
declare
  archive text;
begin
  delete from public.jobs j where j.state = 'completed' and j.finished_at < now() - interval '30 days';
  for archive in
    select 'a_' || name from public.queue_settings s cross join lateral (values (s.queue), (s.queue || '_dlq')) q (name)
  loop
    execute format('delete from pgmq.%I a where a.archived_at < now() - interval ''30 days''', archive);
  end loop;
  -- A job every five seconds leaves 17,000 rows a day.
  delete from cron.job_run_details d where d.end_time < now() - interval '1 day';
end
$$;
revoke execute on function private.prune from public;

select cron.schedule('dispatch', '5 seconds', 'select private.dispatch_all()');
select cron.schedule('prune', '17 3 * * *', 'select private.prune()');
