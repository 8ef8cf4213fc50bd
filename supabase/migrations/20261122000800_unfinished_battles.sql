-- Battles without a result: called off before they began, abandoned because somebody did not come, failed because their
-- room cannot go on, given up because no room was found. They count for nobody; a match's is for people to decide.

-- Ends a battle that waits or goes on; gives whether it did. The caller holds the battle's row.
create function private.end_without_result(battle public.battles, p_reason text, p_ended_at timestamptz)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
  if battle.status not in ('waiting', 'live') then
    return false;
  end if;
  if battle.match_id is not null then
    update public.battles b set status = 'disputed', dispute_reason = p_reason where b.id = battle.id;
    update public.matches m
    set status = 'disputed', dispute_reason = p_reason
    where m.id = battle.match_id and m.room_id = battle.id and m.status = 'in_progress';
    return true;
  end if;
  update public.battles b
  set status = 'void', end_type = 'void', dispute_reason = p_reason, ended_at = p_ended_at,
    completed_at = clock_timestamp()
  where b.id = battle.id;
  return true;
end
$$;

-- The players did not both come. Who came has their place in the queue again, for as long as they need to say so.
create function public.record_battle_abandoned(
  p_event_id text,
  p_battle_id text,
  p_occurred_at timestamptz,
  p_present text[]
) returns text
language plpgsql
security definer
set search_path = ''
as $$
declare
  battle public.battles;
begin
  battle := private.hold_battle(p_battle_id, 'record the abandonment');
  if not private.take_in_event(p_event_id, p_battle_id, 'battle.abandoned') then
    return 'seen';
  end if;
  perform private.hold_entries(p_battle_id);
  update public.ladder_entries e
  set battle_id = null, claim = null, expires_at = clock_timestamp() + interval '60 seconds'
  where e.battle_id = p_battle_id
    and (('p1' = any (p_present) and e.user_id = battle.p1_user) or ('p2' = any (p_present) and e.user_id = battle.p2_user));
  perform private.end_without_result(battle, 'not both players came', p_occurred_at);
  return 'new';
end
$$;

create function public.record_battle_failed(
  p_event_id text,
  p_battle_id text,
  p_occurred_at timestamptz,
  p_reason text
) returns text
language plpgsql
security definer
set search_path = ''
as $$
declare
  battle public.battles;
begin
  battle := private.hold_battle(p_battle_id, 'record the failure');
  if not private.take_in_event(p_event_id, p_battle_id, 'battle.failed') then
    return 'seen';
  end if;
  perform private.end_without_result(battle, p_reason, p_occurred_at);
  return 'new';
end
$$;

-- Calls off an open battle of one's own that has not begun. Said twice it is called off.
create function public.call_off_battle(p_battle_id text) returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  battle public.battles;
begin
  battle := private.hold_battle(p_battle_id, 'call off the battle');
  if battle.p1_user is distinct from (select auth.uid()) then
    raise sqlstate 'PT403' using message = format('Cannot call off battle %L: you did not open it', p_battle_id);
  end if;
  if battle.match_id is not null or battle.rated then
    raise sqlstate 'PT409'
      using message = format('Cannot call off battle %L: it is a match''s or a rated one', p_battle_id);
  end if;
  if battle.status not in ('waiting', 'void') then
    raise sqlstate 'PT409' using message = format('Cannot call off battle %L: it is %s', p_battle_id, battle.status);
  end if;
  perform private.end_without_result(battle, 'called off', clock_timestamp());
end
$$;

revoke execute on function private.end_without_result from public;
revoke execute on function public.record_battle_abandoned, public.record_battle_failed, public.call_off_battle
from public, anon, authenticated;
grant execute on function public.record_battle_abandoned, public.record_battle_failed to service_role;
grant execute on function public.call_off_battle to authenticated;
