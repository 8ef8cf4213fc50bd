-- Finished battles are counted for the metrics: each once, however often its result was delivered.

create function private.count_finished() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  perform public.count_events('[{"metric": "finished"}]');
  return null;
end
$$;
revoke execute on function private.count_finished from public;

create trigger count_finished
after update of status on public.battles
for each row
when (new.status = 'completed' and old.status <> 'completed')
execute function private.count_finished();
