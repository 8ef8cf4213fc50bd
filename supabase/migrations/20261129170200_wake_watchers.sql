-- Waking watchers: one whose room has left memory, or was never asked for, looks at nothing by itself, and a hint to it may
-- be lost. Each look leaves its time here, and where something is to be watched and nobody has looked for a while, the
-- watcher is told again. It is told too when somebody is about to say a code there: it may be away.

create table public.showdown_watchers (
  server_id text primary key references public.showdown_servers (id) on delete cascade,
  -- When its watcher last asked what to watch.
  asked_at timestamptz not null
);
alter table public.showdown_watchers enable row level security;
grant select on public.showdown_watchers to service_role;

-- By the schedule: the servers on which something is to be watched, or a code may be said, and nobody has looked for
-- three quarters of a minute; who is there looks twice in a minute.
create function private.wake_watchers() returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.reconcile_showdown(array(
    select s.id
    from public.showdown_servers s
    left join public.showdown_watchers w on w.server_id = s.id
    where s.active and (w.asked_at is null or w.asked_at < clock_timestamp() - interval '45 seconds')
      and (
        exists (
          select
          from public.battles b
          where b.showdown_server = s.id and b.origin = 'showdown' and b.status in ('waiting', 'live')
            and b.showdown_room is not null
        )
        or (s.account is not null and exists (
          select
          from public.showdown_codes c
          where c.server_id = s.id and c.used_by is null and c.expires_at > clock_timestamp()
        ))
        or private.expected_matches(s.id) <> '[]'
      )
  ));
end
$$;
select cron.schedule('wake-watchers', '30 seconds', 'select private.wake_watchers()');

create function private.on_link_code_drawn() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.reconcile_showdown(array[new.server_id]);
  return null;
end
$$;
create trigger tell_watcher_of_insert after insert on public.showdown_codes for each row
execute function private.on_link_code_drawn();
create trigger tell_watcher_of_update after update on public.showdown_codes for each row
when (old.digest is distinct from new.digest)
execute function private.on_link_code_drawn();

revoke execute on function private.wake_watchers, private.on_link_code_drawn from public;
