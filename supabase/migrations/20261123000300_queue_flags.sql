-- Queue flags: whether statistics are queued or made at once, by what asks for them. Switched off, the same work is done
-- inline, in the request that wants it: what an operator falls back on when queues or consumers fail. `global` stands
-- above the others.

create table public.queue_flags (
  trigger text primary key check (trigger in ('global', 'admin', 'cron', 'match')),
  enabled boolean not null default true,
  changed_at timestamptz not null default clock_timestamp()
);
alter table public.queue_flags enable row level security;
grant select on public.queue_flags to service_role;

insert into public.queue_flags (trigger) values ('global'), ('admin'), ('cron'), ('match');

-- Whether what `p_trigger` asks for is queued; what no flag names is.
create function private.is_queueing(p_trigger text) returns boolean
language sql
stable
set search_path = ''
as $$
  select coalesce(bool_and(f.enabled), true) from public.queue_flags f where f.trigger in ('global', p_trigger);
$$;
revoke execute on function private.is_queueing from public;
