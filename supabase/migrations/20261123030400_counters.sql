-- Counters: how often what happened, and how long it took, for ever. What happens is appended to the tallies, so that
-- nobody waits for a counter that somebody else has locked; each tick folds them into histograms.

create table public.queue_tallies (
  -- Empty where it is about no queue, as the answers of another service.
  queue text not null default '' check (char_length(queue) <= 60),
  kind text not null default '' check (char_length(kind) <= 60),
  metric text not null check (char_length(metric) <= 60),
  label text not null default '' check (char_length(label) <= 60),
  -- Seconds, where it took any.
  value double precision not null check (value >= 0),
  -- Of a job that has ended: how many it took.
  attempts int
);
alter table public.queue_tallies enable row level security;

create table public.queue_counters (
  queue text not null,
  kind text not null,
  metric text not null,
  label text not null,
  -- The bucket's upper bound, 'infinity' for the last; buckets are not cumulative.
  le double precision not null,
  count bigint not null,
  -- Of the values.
  total double precision not null,
  primary key (queue, kind, metric, label, le)
);
alter table public.queue_counters enable row level security;
grant select on public.queue_counters to service_role;

create function private.bucket(p_metric text, p_value double precision) returns double precision
language sql
immutable
set search_path = ''
as $$
  select min(bound)
  from unnest(
    case p_metric
      when 'attempts' then array[1, 2, 3, 4, 5, 8, 'infinity']::double precision[]
      else array[0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 'infinity']::double precision[]
    end
  ) b (bound)
  where bound >= p_value;
$$;

-- What a tally tells: its own metric, and the job's attempts.
create function private.observations(tally public.queue_tallies)
returns table (queue text, kind text, metric text, label text, value double precision)
language sql
immutable
set search_path = ''
as $$
  values (tally.queue, tally.kind, tally.metric, tally.label, tally.value)
  union all
  select tally.queue, tally.kind, 'attempts', '', tally.attempts where tally.attempts is not null;
$$;

-- One at a time: a second one leaves it to the first.
create function private.fold_tallies() returns void
language plpgsql
set search_path = ''
as $$
begin
  if not pg_try_advisory_xact_lock(hashtextextended('fold_tallies', 0)) then
    return;
  end if;
  with taken as (
    delete from public.queue_tallies t returning t.*
  )
  insert into public.queue_counters as c (queue, kind, metric, label, le, count, total)
  select o.queue, o.kind, o.metric, o.label, private.bucket(o.metric, o.value), count(*), sum(o.value)
  from taken t
  cross join lateral private.observations(t) o
  group by 1, 2, 3, 4, 5
  on conflict (queue, kind, metric, label, le) do update
    set count = c.count + excluded.count, total = c.total + excluded.total;
end
$$;

-- The counters with what is not folded yet.
create view private.queue_figures as
select f.queue, f.kind, f.metric, f.label, f.le, sum(f.count)::bigint as count, sum(f.total) as total
from (
  select c.* from public.queue_counters c
  union all
  select o.queue, o.kind, o.metric, o.label, private.bucket(o.metric, o.value), 1, o.value
  from public.queue_tallies t
  cross join lateral private.observations(t) o
) f
group by f.queue, f.kind, f.metric, f.label, f.le;

-- Counts events that functions observe: [{metric, label, value, queue?, kind?}], values in seconds where they have one.
create function public.count_events(p_events jsonb) returns void
language sql
security definer
set search_path = ''
as $$
  insert into public.queue_tallies (queue, kind, metric, label, value)
  select coalesce(e.queue, ''), coalesce(e.kind, ''), e.metric, coalesce(e.label, ''), greatest(coalesce(e.value, 0), 0)
  from jsonb_to_recordset(p_events) e (queue text, kind text, metric text, label text, value double precision);
$$;

revoke execute on function private.bucket, private.observations, private.fold_tallies from public;
revoke execute on function public.count_events from public, anon, authenticated;
grant execute on function public.count_events to service_role;
