-- Telling watchers: what a watcher of a Showdown server watches follows from servers, names, seasons, teams, matches and
-- battles. Whoever writes to these calls no function, so the rows themselves leave a job that has the watcher look again.
-- A hint: lost, the watcher looks by itself within half a minute. Needs private.is_queueing.

create function private.reconcile_showdown(p_servers text[]) returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  server text;
begin
  if not private.is_queueing('match') then
    return;
  end if;
  -- In one order, whoever asks: they lock jobs that wait.
  for server in select distinct s from unnest(p_servers) s where s is not null order by s loop
    perform private.coalesce_job(
      'stats_refresh', 'showdown.reconcile', server, jsonb_build_object('server', server), 0, 'match', null,
      gen_random_uuid()
    );
  end loop;
end
$$;

create function private.on_showdown_server_changed() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.reconcile_showdown(array(select c.id from changed c));
  return null;
end
$$;

create function private.on_showdown_names_changed() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.reconcile_showdown(array(select c.server_id from changed c));
  return null;
end
$$;

create function private.on_outside_season_changed() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.reconcile_showdown(array[old.showdown_server, new.showdown_server]);
  return null;
end
$$;

create function private.on_outside_schedule_changed() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.reconcile_showdown(array(
    select s.showdown_server from changed c join public.seasons s on s.id = c.season_id
  ));
  return null;
end
$$;

create function private.on_outside_battle_changed() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.reconcile_showdown(array[new.showdown_server]);
  return null;
end
$$;

create trigger tell_watcher_of_insert after insert on public.showdown_servers
referencing new table as changed for each statement execute function private.on_showdown_server_changed();
create trigger tell_watcher_of_update after update on public.showdown_servers
referencing new table as changed for each statement execute function private.on_showdown_server_changed();
create trigger tell_watcher_of_delete after delete on public.showdown_servers
referencing old table as changed for each statement execute function private.on_showdown_server_changed();

create trigger tell_watcher_of_insert after insert on public.showdown_names
referencing new table as changed for each statement execute function private.on_showdown_names_changed();
create trigger tell_watcher_of_delete after delete on public.showdown_names
referencing old table as changed for each statement execute function private.on_showdown_names_changed();

create trigger tell_watcher_of_update after update on public.seasons for each row
when (
  (old.showdown_server, old.format, old.best_of, old.starts_on, old.ends_on, old.minutes_before, old.minutes_after)
  is distinct from
  (new.showdown_server, new.format, new.best_of, new.starts_on, new.ends_on, new.minutes_before, new.minutes_after)
)
execute function private.on_outside_season_changed();

create trigger tell_watcher_of_update after update on public.teams
referencing new table as changed for each statement execute function private.on_outside_schedule_changed();

create trigger tell_watcher_of_insert after insert on public.matches
referencing new table as changed for each statement execute function private.on_outside_schedule_changed();
create trigger tell_watcher_of_update after update on public.matches
referencing new table as changed for each statement execute function private.on_outside_schedule_changed();
create trigger tell_watcher_of_delete after delete on public.matches
referencing old table as changed for each statement execute function private.on_outside_schedule_changed();

create trigger tell_watcher_of_insert after insert on public.battles for each row
when (new.origin = 'showdown' and new.status = 'waiting')
execute function private.on_outside_battle_changed();
create trigger tell_watcher_of_update after update on public.battles for each row
when (
  new.origin = 'showdown'
  and (old.status, old.showdown_room, old.showdown_secret) is distinct from (new.status, new.showdown_room, new.showdown_secret)
)
execute function private.on_outside_battle_changed();

revoke execute on function
  private.reconcile_showdown, private.on_showdown_server_changed, private.on_showdown_names_changed,
  private.on_outside_season_changed, private.on_outside_schedule_changed, private.on_outside_battle_changed
from public;
