-- A player's own team of a battle that is over: input logs hold the seed and both teams, so a function reads them, and
-- this says whose part of which log it may hand out.

-- {seat, path} of a player of an ended battle. Of a battle on another server there is no input log.
create function public.own_input_log(p_battle_id text, p_user_id uuid) returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  battle public.battles;
begin
  select b.* into battle from public.battles b where b.id = p_battle_id;
  if not found then
    raise sqlstate 'PT404' using message = format('Cannot show your team: there is no battle %L', p_battle_id);
  end if;
  if p_user_id is null or (p_user_id is distinct from battle.p1_user and p_user_id is distinct from battle.p2_user) then
    raise sqlstate 'PT403' using message = 'Cannot show your team: you did not play this battle';
  end if;
  if battle.status not in ('ended', 'completed', 'disputed') or battle.ended_at is null then
    raise sqlstate 'PT409' using message = format('Cannot show your team: the battle is %s', battle.status);
  end if;
  if battle.input_log_path is null then
    raise sqlstate 'PT404' using message = 'Cannot show your team: nothing of it was recorded';
  end if;
  return jsonb_build_object(
    'seat', case when p_user_id = battle.p1_user then 'p1' else 'p2' end, 'path', battle.input_log_path
  );
end
$$;

revoke execute on function public.own_input_log from public, anon, authenticated;
grant execute on function public.own_input_log to service_role;
