-- Alerts: what an operator has to hear of. What is raised within a quarter of an hour about the same thing is one alert:
-- it is told at once, and each minute its message is edited to tell how often it was raised since.

create table public.alerts (
  id uuid primary key default gen_random_uuid(),
  -- 'dead_letters', 'webhook_disabled', 'worker_lost', …
  kind text not null check (char_length(kind) between 1 and 60),
  -- A queue, a webhook's id, …
  subject text not null,
  raised int not null default 0,
  -- Of the last time.
  details jsonb not null default '{}',
  opened_at timestamptz not null default clock_timestamp(),
  raised_at timestamptz not null default clock_timestamp()
);
create index alerts_kind_idx on public.alerts (kind, subject, opened_at desc);
create index alerts_opened_at_idx on public.alerts (opened_at);

-- What was raised and is not counted yet. Only ever appended to, so that nobody waits for anybody's alert.
create table private.raised_alerts (
  id bigint generated always as identity primary key,
  kind text not null,
  subject text not null,
  details jsonb not null,
  raised_at timestamptz not null default clock_timestamp()
);

alter table public.alerts enable row level security;
alter table private.raised_alerts enable row level security;
grant select on public.alerts to service_role;

-- Counts what was raised about something. One at a time: the others leave it to the next tick.
create function private.gather_alert(p_kind text, p_subject text) returns void
language plpgsql
set search_path = ''
as $$
declare
  gathered record;
  alert uuid;
begin
  if not pg_try_advisory_xact_lock(hashtextextended('alert ' || p_kind || ' ' || p_subject, 0)) then
    return;
  end if;
  with taken as (
    delete from private.raised_alerts r
    where r.id in (
      select o.id from private.raised_alerts o where o.kind = p_kind and o.subject = p_subject for update skip locked
    )
    returning r.*
  )
  select count(*)::int as times, max(t.raised_at) as last_at, (array_agg(t.details order by t.id desc))[1] as details
  into gathered
  from taken t;
  if gathered.times = 0 then
    return;
  end if;
  update public.alerts a
  set raised = a.raised + gathered.times, details = gathered.details, raised_at = gathered.last_at
  where a.id = (
    select o.id
    from public.alerts o
    where o.kind = p_kind and o.subject = p_subject and o.opened_at > clock_timestamp() - interval '15 minutes'
    order by o.opened_at desc
    limit 1
  )
  returning a.id into alert;
  if alert is null then
    insert into public.alerts (kind, subject, raised, details, raised_at)
    values (p_kind, p_subject, gathered.times, gathered.details, gathered.last_at)
    returning id into alert;
  end if;
  perform private.coalesce_job(
    'notifications', 'alert', alert::text, jsonb_build_object('alert_id', alert), 0, 'alert', null, alert
  );
end
$$;

-- Raises an alert with the transaction that it is about. It never fails, and waits for nobody.
create function private.raise_alert(p_kind text, p_subject text, p_details jsonb) returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into private.raised_alerts (kind, subject, details)
  values (left(p_kind, 60), left(p_subject, 200), coalesce(p_details, '{}'));
  -- The first of a burst is told at once.
  if not exists (
    select
    from public.alerts a
    where a.kind = left(p_kind, 60) and a.subject = left(p_subject, 200)
      and a.opened_at > clock_timestamp() - interval '15 minutes'
  ) then
    perform private.gather_alert(left(p_kind, 60), left(p_subject, 200));
  end if;
exception when others then
  raise warning 'Cannot raise the alert % of %: %', p_kind, p_subject, sqlerrm;
end
$$;

create function private.gather_alerts() returns void
language sql
set search_path = ''
as $$
  select private.gather_alert(r.kind, r.subject)
  from (select distinct o.kind, o.subject from private.raised_alerts o order by o.kind, o.subject) r;
$$;

revoke execute on function
  private.gather_alert, private.raise_alert, private.gather_alerts
from public;

select cron.schedule('gather-alerts', '* * * * *', 'select private.gather_alerts()');
