-- Truth: what the simulator of a battle knows of each faint, as its room recorded it: who did it, and by what. The replay's
-- text tells less. Public as the replay is; before the end there is none.

alter table public.battles
  -- In the order of the replay's faints; null where the room did not record them.
  add column truth jsonb check (jsonb_typeof(truth) = 'array');

grant select (truth) on public.battles to anon, authenticated;

drop function public.record_battle_completed;

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
  p_request_id text,
  -- Rooms and functions of the release before do not tell it.
  p_faints jsonb default null
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
    ended_at = p_occurred_at,
    truth = nullif(p_faints, 'null')
  where b.id = p_battle_id
  returning b.* into battle;
  -- A battle that an operator has disputed or voided meanwhile keeps its record and is not counted.
  if battle.status = 'ended' then
    perform private.send_job(
      'battle_results', 'battle.completed', battle.id,
      jsonb_build_object('battle_id', battle.id, 'replay_path', battle.replay_path),
      0, 'battle-events', p_request_id, battle.correlation_id
    );
  end if;
  return 'new';
end
$$;

revoke execute on function public.record_battle_completed from public, anon, authenticated;
grant execute on function public.record_battle_completed to service_role;
