-- Opening battles: the room of a scheduled match, an open battle, and taking a seat in one.

create function public.open_match_battle(p_match_id uuid, p_battle_id text, p_correlation_id uuid)
returns public.battles
language plpgsql
security definer
set search_path = ''
as $$
declare
  match public.matches;
  battle public.battles;
  players record;
begin
  select m.* into match from public.matches m where m.id = p_match_id for update;
  if not found then
    raise sqlstate 'PT404' using message = format('Cannot open a battle: there is no match %s', p_match_id);
  end if;
  if match.status = 'in_progress' then
    select b.* into strict battle from public.battles b where b.id = match.room_id;
    return battle;
  end if;
  if match.status <> 'scheduled' then
    raise sqlstate 'PT409' using message = format('Cannot open a battle: match %s is %s', p_match_id, match.status);
  end if;

  select s.format, home.id as home_user, home.display_name as home_name, away.id as away_user, away.display_name as away_name
  into strict players
  from public.seasons s
  join public.teams home_team on home_team.id = match.home_team_id
  join public.teams away_team on away_team.id = match.away_team_id
  left join public.profiles home on home.id = home_team.coach_id
  left join public.profiles away on away.id = away_team.coach_id
  where s.id = match.season_id;
  if players.home_user is null or players.away_user is null then
    raise sqlstate 'PT409' using message = format('Cannot open a battle: a team of match %s has no coach', p_match_id);
  end if;

  insert into public.battles (id, match_id, format, p1_user, p2_user, p1_name, p2_name, correlation_id)
  values (
    p_battle_id, match.id, players.format, players.home_user, players.away_user,
    players.home_name, players.away_name, p_correlation_id
  )
  returning * into battle;
  update public.matches m set status = 'in_progress', room_id = battle.id where m.id = match.id;
  return battle;
end
$$;

create function public.open_battle(p_user uuid, p_format text, p_battle_id text, p_correlation_id uuid)
returns public.battles
language plpgsql
security definer
set search_path = ''
as $$
declare
  battle public.battles;
begin
  insert into public.battles (id, format, p1_user, p1_name, correlation_id)
  select p_battle_id, p_format, p.id, p.display_name, p_correlation_id from public.profiles p where p.id = p_user
  returning * into battle;
  if not found then
    raise sqlstate 'PT404' using message = format('Cannot open a battle: there is no user %s', p_user);
  end if;
  return battle;
end
$$;

create function public.take_seat(p_battle_id text, p_user uuid)
returns public.battles
language plpgsql
security definer
set search_path = ''
as $$
declare
  battle public.battles;
begin
  select b.* into battle from public.battles b where b.id = p_battle_id for update;
  if not found then
    raise sqlstate 'PT404' using message = format('Cannot take a seat: there is no battle %L', p_battle_id);
  end if;
  if p_user = battle.p1_user or p_user = battle.p2_user then
    return battle;
  end if;
  if battle.status not in ('waiting', 'live') then
    raise sqlstate 'PT409' using message = format('Cannot take a seat: battle %L is %s', p_battle_id, battle.status);
  end if;
  if battle.match_id is not null or battle.p2_name is not null then
    raise sqlstate 'PT409' using message = format('Cannot take a seat: both seats of battle %L are taken', p_battle_id);
  end if;
  update public.battles b
  set p2_user = p.id, p2_name = p.display_name
  from public.profiles p
  where b.id = p_battle_id and p.id = p_user
  returning b.* into battle;
  if not found then
    raise sqlstate 'PT404' using message = format('Cannot take a seat: there is no user %s', p_user);
  end if;
  return battle;
end
$$;

-- Takes back an open battle that its room refused; one that a match or a player waits for stays.
create function public.withdraw_battle(p_battle_id text) returns boolean
language plpgsql
security definer
set search_path = ''
as $$
begin
  delete from public.battles b
  where b.id = p_battle_id and b.status = 'waiting' and b.match_id is null and b.p2_name is null;
  return found;
end
$$;

revoke execute on function
  public.open_match_battle, public.open_battle, public.take_seat, public.withdraw_battle
from public, anon, authenticated;
grant execute on function
  public.open_match_battle, public.open_battle, public.take_seat, public.withdraw_battle
to service_role;
