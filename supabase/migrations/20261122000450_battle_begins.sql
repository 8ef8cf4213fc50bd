-- The beginning of a battle: its room reports it, or sends the first inputs, whichever is heard first. A room that begins
-- a battle which was called off or given up meanwhile is told so (410), and ends it.

-- Refuses what a room sends of a battle that counts for nobody. One that has its record was void by its own end: what
-- comes late of it is taken in.
create function private.refuse_void(battle public.battles) returns void
language plpgsql
set search_path = ''
as $$
begin
  if battle.status = 'void' and battle.replay_path is null then
    raise sqlstate 'PT410' using message = format(
      'Cannot go on with battle %L: it is void (%s)', battle.id, coalesce(battle.dispute_reason, 'an operator said so')
    );
  end if;
end
$$;

create or replace function public.record_battle_started(
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
declare
  battle public.battles;
begin
  battle := private.hold_battle(p_battle_id, 'record the start');
  perform private.refuse_void(battle);
  if not private.take_in_event(p_event_id, p_battle_id, 'battle.started') then
    return 'seen';
  end if;
  -- The end may have arrived before: then only what is still unknown is filled in.
  update public.battles b
  set status = case when b.status = 'waiting' then 'live' else b.status end,
    started_at = p_occurred_at,
    seen_at = clock_timestamp(),
    p1_name = p_p1_name,
    p2_name = p_p2_name,
    sim_version = coalesce(b.sim_version, p_sim_version)
  where b.id = p_battle_id;
  return 'new';
end
$$;

revoke execute on function private.refuse_void from public;
