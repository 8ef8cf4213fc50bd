-- Sweeping: battles that nothing was heard of are asked after, and given up when no room answers for them. Nothing is
-- started while there is nothing to sweep.

alter table public.battles
  -- When the sweeper last asked after the battle.
  add column swept_at timestamptz,
  -- How often it did since the battle was last heard of. Time in which nobody asked, as in an outage of this side, is no
  -- sign of a room's.
  add column asked int not null default 0;

create function private.last_heard(battle public.battles) returns timestamptz
language sql
immutable
set search_path = ''
as $$
  select greatest(battle.created_at, battle.seen_at);
$$;

-- Whether a room should have been heard of by now. A match's battle may wait for its players as long as they like.
create function private.is_unheard(battle public.battles) returns boolean
language sql
stable
set search_path = ''
as $$
  select coalesce(
    private.last_heard(battle) < clock_timestamp() - case
      when battle.status = 'live' then interval '3 minutes'
      when battle.status = 'waiting' and battle.rated then interval '2 minutes'
      when battle.status = 'waiting' and battle.match_id is null then interval '24 hours'
    end,
    false
  );
$$;

-- Gives unheard battles, those that were asked after longest ago first. Two sweepers at once get different ones.
create function public.battles_to_sweep(p_limit int) returns setof public.battles
language sql
security definer
set search_path = ''
as $$
  with due as materialized (
    select b.id
    from public.battles b
    where b.status in ('waiting', 'live') and private.is_unheard(b)
      and (b.swept_at is null or b.swept_at < clock_timestamp() - interval '45 seconds')
    order by b.swept_at nulls first, b.created_at
    limit p_limit
    for update skip locked
  )
  update public.battles b
  set swept_at = clock_timestamp(), asked = case when b.swept_at > private.last_heard(b) then b.asked + 1 else 1 end
  from due
  where b.id = due.id
  returning b.*;
$$;

-- Notes that the battle is known to be in its room; gives whether it waits or goes on. A rated one is not withdrawn from
-- then on.
create function public.battle_seen(p_battle_id text) returns boolean
language plpgsql
security definer
set search_path = ''
as $$
begin
  update public.battles b
  set seen_at = clock_timestamp()
  where b.id = p_battle_id and b.status in ('waiting', 'live');
  return found;
end
$$;

-- Ends a battle that no room answers for; gives whether it did. One that was heard of meanwhile goes on.
create function public.give_up_battle(p_battle_id text, p_reason text) returns boolean
language plpgsql
security definer
set search_path = ''
as $$
declare
  battle public.battles;
begin
  battle := private.hold_battle(p_battle_id, 'give up the battle');
  return private.is_unheard(battle) and private.end_without_result(battle, p_reason, clock_timestamp());
end
$$;

-- Starts an edge function. A hint: it may be lost or doubled, and must never undo the work that gave it.
create function private.invoke(p_function text) returns void
language plpgsql
set search_path = ''
as $$
declare
  project_url text;
  secret_key text;
begin
  select d.decrypted_secret into project_url from vault.decrypted_secrets d where d.name = 'project_url';
  select d.decrypted_secret into secret_key from vault.decrypted_secrets d where d.name = 'secret_key';
  if project_url is null or secret_key is null then
    return;
  end if;
  perform net.http_post(
    url := rtrim(project_url, '/') || '/functions/v1/' || p_function,
    body := '{}'::jsonb,
    headers := jsonb_build_object('apikey', secret_key, 'Content-Type', 'application/json'),
    timeout_milliseconds := 5000
  );
exception when others then
  raise warning 'Cannot start the function %: %', p_function, sqlerrm;
end
$$;

-- Starts the queue's consumer when it has something to do.
create or replace function private.dispatch(p_queue text) returns void
language plpgsql
set search_path = ''
as $$
declare
  consumer text;
  waiting boolean;
begin
  select s.consumer into consumer from public.queue_settings s where s.queue = p_queue;
  execute format('select exists (select from pgmq.%I q where q.vt <= clock_timestamp())', 'q_' || p_queue) into waiting;
  if consumer is not null and waiting then
    perform private.invoke(consumer);
  end if;
exception when others then
  raise warning 'Cannot dispatch queue %: %', p_queue, sqlerrm;
end
$$;

create function private.sweep() returns void
language plpgsql
set search_path = ''
as $$
begin
  -- Their place in the queue is not kept any longer. Who is about to renew one has it locked.
  with forgotten as materialized (
    select e.user_id
    from public.ladder_entries e
    where e.battle_id is null and e.expires_at < clock_timestamp() - interval '5 minutes'
    for update skip locked
  )
  delete from public.ladder_entries e using forgotten f where e.user_id = f.user_id;
  if exists (select from public.battles b where b.status in ('waiting', 'live') and private.is_unheard(b)) then
    perform private.invoke('sweep-battles');
  end if;
end
$$;

create or replace function private.prune() returns void
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
  -- Battles that never began, of no match: there is nothing to see in them.
  delete from public.battles b
  where b.status = 'void' and b.match_id is null and b.started_at is null and b.replay_path is null
    and b.created_at < now() - interval '30 days';
  -- A job every five seconds leaves 17,000 rows a day.
  delete from cron.job_run_details d where d.end_time < now() - interval '1 day';
end
$$;

revoke execute on function private.last_heard, private.is_unheard, private.invoke, private.sweep from public;
revoke execute on function public.battles_to_sweep, public.battle_seen, public.give_up_battle
from public, anon, authenticated;
grant execute on function public.battles_to_sweep, public.battle_seen, public.give_up_battle to service_role;

select cron.schedule('sweep', '* * * * *', 'select private.sweep()');
