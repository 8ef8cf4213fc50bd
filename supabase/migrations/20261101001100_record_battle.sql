-- Recording what rooms report. Each event is taken in once: the battle is locked first, then its ledger decides.

-- Whether the event is new; the caller holds the battle's row.
create function private.take_in_event(p_event_id text, p_battle_id text, p_kind text) returns boolean
language plpgsql
set search_path = ''
as $$
begin
  insert into public.battle_events (id, battle_id, kind) values (p_event_id, p_battle_id, p_kind) on conflict do nothing;
  if found then
    return true;
  end if;
  if not exists (select from public.battle_events e where e.battle_id = p_battle_id and e.kind = p_kind) then
    raise sqlstate 'PT409' using message = format('Cannot record event %L: its id belongs to another event', p_event_id);
  end if;
  return false;
end
$$;

create function public.record_battle_started(
  p_event_id text,
  p_battle_id text,
  p_occurred_at timestamptz,
  p_p1_name text,
  p_p2_name text,
  p_sim_version text
) returns text
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform from public.battles b where b.id = p_battle_id for update;
  if not found then
    raise sqlstate 'PT404' using message = format('Cannot record the start: there is no battle %L', p_battle_id);
  end if;
  if not private.take_in_event(p_event_id, p_battle_id, 'battle.started') then
    return 'seen';
  end if;
  -- The end may have arrived before: then only what is still unknown is filled in.
  update public.battles b
  set status = case when b.status = 'waiting' then 'live' else b.status end,
    started_at = p_occurred_at,
    p1_name = p_p1_name,
    p2_name = p_p2_name,
    sim_version = coalesce(b.sim_version, p_sim_version)
  where b.id = p_battle_id;
  return 'new';
end
$$;

create function public.record_battle_completed(
  p_event_id text,
  p_battle_id text,
  p_occurred_at timestamptz,
  p_winner text,
  p_end_type text,
  p_turns int,
  p_sim_version text,
  p_replay_path text,
  p_input_log_path text,
  p_request_id text
) returns text
language plpgsql
security definer
set search_path = ''
as $$
declare
  battle public.battles;
begin
  select b.* into battle from public.battles b where b.id = p_battle_id for update;
  if not found then
    raise sqlstate 'PT404' using message = format('Cannot record the end: there is no battle %L', p_battle_id);
  end if;
  if not private.take_in_event(p_event_id, p_battle_id, 'battle.completed') then
    return 'seen';
  end if;
  update public.battles b
  set status = case when b.status in ('waiting', 'live') then 'ended' else b.status end,
    winner_seat = p_winner::public.seat,
    end_type = p_end_type::public.end_type,
    turns = p_turns,
    sim_version = p_sim_version,
    replay_path = p_replay_path,
    input_log_path = p_input_log_path,
    ended_at = p_occurred_at
  where b.id = p_battle_id
  returning b.* into battle;
  -- A battle that an operator has disputed or voided meanwhile keeps its record and is not counted.
  if battle.status = 'ended' then
    perform private.send_job(
      'battle_results', 'battle.completed', battle.id, jsonb_build_object('battle_id', battle.id),
      0, 'battle-events', p_request_id, battle.correlation_id
    );
  end if;
  return 'new';
end
$$;

revoke execute on function private.take_in_event from public;
revoke execute on function public.record_battle_started, public.record_battle_completed
from public, anon, authenticated;
grant execute on function public.record_battle_started, public.record_battle_completed to service_role;
