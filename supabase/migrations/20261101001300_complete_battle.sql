-- Completing a battle: battle, match, standings, acknowledgement and notification in one transaction, or none of it.
-- Ten deliveries of one message leave one result.

-- Counts a completed battle for its match. Gives whether the match took it: a match that is decided, disputed by
-- people or cancelled stays as it is; a dispute that came from this battle's own dead letter is resolved by it.
create function private.complete_match(battle public.battles, was_disputed boolean) returns boolean
language plpgsql
set search_path = ''
as $$
declare
  match public.matches;
begin
  select m.* into match from public.matches m where m.id = battle.match_id and m.room_id = battle.id for update;
  if not found or not (match.status = 'in_progress' or (match.status = 'disputed' and was_disputed)) then
    return false;
  end if;
  if battle.end_type = 'void' then
    update public.matches m
    set status = 'disputed', dispute_reason = format('battle %s was void', battle.id)
    where m.id = match.id;
    return false;
  end if;
  update public.matches m
  set status = 'completed',
    winner_team_id = case battle.winner_seat when 'p1' then m.home_team_id when 'p2' then m.away_team_id end,
    home_score = battle.p1_score,
    away_score = battle.p2_score,
    differential = battle.differential,
    end_type = battle.end_type,
    dispute_reason = null,
    replay_path = battle.replay_path,
    played_at = battle.ended_at,
    completed_at = battle.completed_at
  where m.id = match.id
  returning m.* into match;
  perform private.count_result(match);
  return true;
end
$$;

create function public.complete_battle(p_msg_id bigint, p_read_ct int, p_battle_id text, p_summary jsonb)
returns text
language plpgsql
security definer
set search_path = ''
as $$
declare
  battle public.battles;
  was_disputed boolean;
begin
  if not private.hold_message('battle_results', p_msg_id, p_read_ct) then
    return 'stale';
  end if;
  select b.* into battle from public.battles b where b.id = p_battle_id for update;
  if not found then
    raise sqlstate 'PT404' using message = format('Cannot complete the battle: there is no battle %L', p_battle_id);
  end if;
  if battle.status in ('completed', 'void') then
    perform private.complete_job('battle_results', p_msg_id);
    return 'already';
  end if;
  if battle.ended_at is null then
    raise sqlstate 'PT409' using message = format('Cannot complete battle %L: it has not ended', p_battle_id);
  end if;

  was_disputed := battle.status = 'disputed';
  update public.battles b
  set status = case when p_summary ->> 'endType' = 'void' then 'void' else 'completed' end::public.battle_status,
    winner_seat = (p_summary ->> 'winner')::public.seat,
    end_type = (p_summary ->> 'endType')::public.end_type,
    turns = (p_summary ->> 'turns')::int,
    p1_score = (p_summary -> 'score' ->> 'p1')::int,
    p2_score = (p_summary -> 'score' ->> 'p2')::int,
    differential = (p_summary ->> 'differential')::int,
    summary = p_summary,
    dispute_reason = null,
    completed_at = clock_timestamp()
  where b.id = p_battle_id
  returning b.* into battle;

  if private.complete_match(battle, was_disputed) then
    perform private.send_job(
      'notifications', 'match.completed', battle.match_id::text, jsonb_build_object('match_id', battle.match_id),
      0, 'complete_battle', null, battle.correlation_id
    );
  end if;
  perform private.complete_job('battle_results', p_msg_id);
  return 'completed';
end
$$;

revoke execute on function private.complete_match from public;
revoke execute on function public.complete_battle from public, anon, authenticated;
grant execute on function public.complete_battle to service_role;
