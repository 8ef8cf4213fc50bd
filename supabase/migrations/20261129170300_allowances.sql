-- Allowances: what a user may have fetched or read for them within an hour, each kind by itself: it costs this project's
-- time, and the hosts that are asked are somebody else's. Counted in the database, as functions remember nothing.

create table private.allowances (
  user_id uuid not null references public.profiles (id) on delete cascade,
  kind text not null check (kind in ('import', 'paste')),
  used int not null,
  hour_from timestamptz not null,
  primary key (user_id, kind)
);
alter table private.allowances enable row level security;

-- Takes one of the user's; raises PT429 where none is left in this hour.
create function public.take_allowance(p_user uuid, p_kind text) returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  allowed constant int := case p_kind when 'import' then 60 when 'paste' then 60 end;
  kept private.allowances;
begin
  if allowed is null then
    raise sqlstate 'PT400' using message = format('Cannot count what was asked: there is no kind %L', p_kind);
  end if;
  if not exists (select from public.profiles p where p.id = p_user) then
    raise sqlstate 'PT404' using message = format('Cannot count what was asked: there is no user %s', p_user);
  end if;
  insert into private.allowances as a (user_id, kind, used, hour_from)
  values (p_user, p_kind, 1, clock_timestamp())
  on conflict (user_id, kind) do update
    set used = case when a.hour_from < clock_timestamp() - interval '1 hour' then 1 else least(a.used, allowed) + 1 end,
      hour_from = case
        when a.hour_from < clock_timestamp() - interval '1 hour' then excluded.hour_from
        else a.hour_from
      end
  returning a.* into kept;
  if kept.used > allowed then
    raise sqlstate 'PT429' using message = format(
      'Cannot do that: you did it %s times within an hour; wait %s minutes', allowed,
      greatest(1, ceil(extract(epoch from kept.hour_from + interval '1 hour' - clock_timestamp()) / 60))
    );
  end if;
end
$$;

create function private.prune_allowances() returns void
language sql
set search_path = ''
as $$
  delete from private.allowances a where a.hour_from < clock_timestamp() - interval '1 hour';
$$;
select cron.schedule('prune-allowances', '45 3 * * *', 'select private.prune_allowances()');

revoke execute on function private.prune_allowances from public;
revoke execute on function public.take_allowance from public, anon, authenticated;
grant execute on function public.take_allowance to service_role;
