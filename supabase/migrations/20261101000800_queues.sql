-- Queues: three pgmq queues, each with its dead-letter queue, and the settings of each. pgmq_public is the API that
-- Supabase gives its queues, here for the service role alone.

select pgmq.create('battle_results');
select pgmq.create('battle_results_dlq');
select pgmq.create('stats_refresh');
select pgmq.create('stats_refresh_dlq');
select pgmq.create('notifications');
select pgmq.create('notifications_dlq');

alter table pgmq.q_battle_results enable row level security;
alter table pgmq.a_battle_results enable row level security;
alter table pgmq.q_battle_results_dlq enable row level security;
alter table pgmq.a_battle_results_dlq enable row level security;
alter table pgmq.q_stats_refresh enable row level security;
alter table pgmq.a_stats_refresh enable row level security;
alter table pgmq.q_stats_refresh_dlq enable row level security;
alter table pgmq.a_stats_refresh_dlq enable row level security;
alter table pgmq.q_notifications enable row level security;
alter table pgmq.a_notifications enable row level security;
alter table pgmq.q_notifications_dlq enable row level security;
alter table pgmq.a_notifications_dlq enable row level security;

create table public.queue_settings (
  queue text primary key,
  -- The edge function that works on it.
  consumer text not null,
  -- Seconds; longer than the consumer's longest run.
  visibility_timeout int not null check (visibility_timeout > 0),
  batch_size int not null check (batch_size between 1 and 100),
  max_attempts int not null check (max_attempts > 0),
  -- One worker at a time, for what must happen in order or within a limit that workers share.
  exclusive boolean not null default false,
  -- Seconds.
  backoff_base int not null check (backoff_base > 0),
  backoff_cap int not null check (backoff_cap >= backoff_base)
);
alter table public.queue_settings enable row level security;
grant select on public.queue_settings to service_role;

insert into public.queue_settings
  (queue, consumer, visibility_timeout, batch_size, max_attempts, exclusive, backoff_base, backoff_cap)
values
  ('battle_results', 'process-results', 30, 10, 5, false, 2, 300),
  ('stats_refresh', 'refresh-stats', 120, 10, 5, false, 5, 300),
  ('notifications', 'notify-discord', 30, 3, 8, true, 2, 900);

create schema pgmq_public;
grant usage on schema pgmq_public to service_role;

create function pgmq_public.send(queue_name text, message jsonb, sleep_seconds integer default 0)
returns setof bigint
language sql
security definer
set search_path = ''
as $$
  select * from pgmq.send(queue_name, message, sleep_seconds);
$$;

create function pgmq_public.send_batch(queue_name text, messages jsonb[], sleep_seconds integer default 0)
returns setof bigint
language sql
security definer
set search_path = ''
as $$
  select * from pgmq.send_batch(queue_name, messages, sleep_seconds);
$$;

create function pgmq_public.read(queue_name text, sleep_seconds integer, n integer)
returns setof pgmq.message_record
language sql
security definer
set search_path = ''
as $$
  select * from pgmq.read(queue_name, sleep_seconds, n);
$$;

create function pgmq_public.pop(queue_name text)
returns setof pgmq.message_record
language sql
security definer
set search_path = ''
as $$
  select * from pgmq.pop(queue_name);
$$;

create function pgmq_public.archive(queue_name text, message_id bigint)
returns boolean
language sql
security definer
set search_path = ''
as $$
  select pgmq.archive(queue_name, message_id);
$$;

create function pgmq_public.delete(queue_name text, message_id bigint)
returns boolean
language sql
security definer
set search_path = ''
as $$
  select pgmq.delete(queue_name, message_id);
$$;

revoke execute on all functions in schema pgmq_public from public, anon, authenticated;
grant execute on all functions in schema pgmq_public to service_role;
