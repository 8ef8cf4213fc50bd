-- Recording outside battles: the same events, in the seats of the server there. They are written in ours: home is p1.
-- Replaces what records the start and the end of battles, what ends them without a result, and what asks after silent
-- ones. Battles in our rooms are recorded as before.

-- Whether home sits in p2 of a battle there, by these names of either seat, where it was not known before.
create function private.seats_by_names(battle public.battles, p_p1 text[], p_p2 text[]) returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return coalesce(battle.seats_swapped, private.are_swapped(
    private.names_of(battle.p1_user, battle.showdown_server),
    private.names_of(battle.p2_user, battle.showdown_server),
    array(select private.name_id(n) from unnest(p_p1) n),
    array(select private.name_id(n) from unnest(p_p2) n)
  ));
end
$$;

-- Why a battle there is not its match's, by all names that either seat bore; null: it is. Who names a room must not win
-- it against somebody else: both players are linked, or people decide.
create function private.stranger_in(battle public.battles, p_swapped boolean, p_p1 text[], p_p2 text[]) returns text
language sql
stable
set search_path = ''
as $$
  select case
    when p_swapped is null then format(
      'neither %s nor %s is a linked name of the coaches', coalesce(p_p1[1], 'p1'), coalesce(p_p2[1], 'p2')
    )
    else (
      select string_agg(format('%s is no linked name of %s', coalesce(seat.names[1], 'nobody'), seat.coach), '; ')
      from (
        values
          (battle.p1_user, battle.p1_name, case when p_swapped then p_p2 else p_p1 end),
          (battle.p2_user, battle.p2_name, case when p_swapped then p_p1 else p_p2 end)
      ) coach (user_id, name, names)
      cross join lateral (
        select coach.names, coalesce((select p.display_name from public.profiles p where p.id = coach.user_id), 'the coach') as coach
      ) seat
      where not private.names_of(coach.user_id, battle.showdown_server)
        && array(select private.name_id(n) from unnest(coach.names) n)
    )
  end;
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
  swapped boolean;
begin
  battle := private.hold_battle(p_battle_id, 'record the start');
  perform private.refuse_void(battle);
  if not private.take_in_event(p_event_id, p_battle_id, 'battle.started') then
    return 'seen';
  end if;
  swapped := private.seats_by_names(battle, array[p_p1_name], array[p_p2_name]);
  if battle.origin = 'showdown'
    and private.stranger_in(battle, swapped, array[p_p1_name], array[p_p2_name]) is not null
    and private.is_awaited_by_another(battle, p_p1_name, p_p2_name, p_occurred_at) then
    perform private.take_room_back(battle);
    return 'new';
  end if;
  -- The end may have arrived before: then only what is still unknown is filled in.
  update public.battles b
  set status = case when b.status = 'waiting' then 'live' else b.status end,
    started_at = p_occurred_at,
    seen_at = clock_timestamp(),
    seats_swapped = case when b.ended_at is null then swapped else b.seats_swapped end,
    p1_name = case when swapped then p_p2_name else p_p1_name end,
    p2_name = case when swapped then p_p1_name else p_p2_name end,
    sim_version = coalesce(b.sim_version, p_sim_version)
  where b.id = p_battle_id;
  return 'new';
end
$$;

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
  p_faints jsonb default null,
  -- Of a battle on Showdown: the names that either seat bore, {"p1": […], "p2": […]}, what its replay comes to, and how it
  -- fits its match, {facts, swapped, reasons}; null where it is held against none.
  p_names jsonb default null,
  p_content_hash text default null,
  p_judged jsonb default null
) returns text
language plpgsql
security definer
set search_path = ''
as $$
declare
  battle public.battles;
  p1 text[] := array(select jsonb_array_elements_text(p_names -> 'p1'));
  p2 text[] := array(select jsonb_array_elements_text(p_names -> 'p2'));
  reasons constant jsonb := nullif(p_judged -> 'reasons', '[]');
  swapped boolean;
  why text;
begin
  if reasons is not null then
    perform private.hold_replay(b.showdown_server, substr(b.showdown_room, char_length('battle-') + 1), p_content_hash)
    from public.battles b
    where b.id = p_battle_id;
  end if;
  battle := private.hold_battle(p_battle_id, 'record the end');
  if battle.origin = 'room' and p_input_log_path is null then
    raise sqlstate 'PT400' using message = format('Cannot record the end: battle %L has no input log', p_battle_id);
  end if;
  if not private.take_in_event(p_event_id, p_battle_id, 'battle.completed') then
    return 'seen';
  end if;
  swapped := coalesce(battle.seats_swapped, (p_judged ->> 'swapped')::boolean, private.seats_by_names(battle, p1, p2));
  if reasons is not null then
    why := (select left(string_agg(r.value ->> 'message', '; '), 500) from jsonb_array_elements(reasons) r);
  elsif battle.origin = 'showdown' and p_names is not null then
    why := private.stranger_in(battle, swapped, p1, p2);
  end if;
  update public.battles b
  set status = case when b.status in ('waiting', 'live') and why is null then 'ended' else b.status end,
    seats_swapped = swapped,
    winner_seat = case when swapped then private.other_seat(p_winner::public.seat) else p_winner::public.seat end,
    end_type = p_end_type::public.end_type,
    turns = p_turns,
    sim_version = p_sim_version,
    replay_path = p_replay_path,
    input_log_path = p_input_log_path,
    ended_at = p_occurred_at,
    truth = nullif(p_faints, 'null'),
    content_hash = case when b.origin = 'showdown' then p_content_hash end
  where b.id = p_battle_id
  returning b.* into battle;
  if why is not null and private.end_without_result(battle, why, p_occurred_at) and reasons is not null and battle.counts then
    perform private.await_admin(battle, p_judged -> 'facts', reasons);
  end if;
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

-- A game that people have to decide about is the one that its match names.
create function private.dispute_match_of(battle public.battles, p_reason text) returns void
language plpgsql
set search_path = ''
as $$
begin
  update public.matches m
  set status = 'disputed', dispute_reason = p_reason, room_id = battle.id
  where m.id = battle.match_id and m.status = 'in_progress' and private.is_in_play(m, battle);
end
$$;

create or replace function private.dispute_battle(p_battle_id text, p_reason text) returns void
language plpgsql
set search_path = ''
as $$
declare
  battle public.battles;
begin
  update public.battles b
  set status = 'disputed', dispute_reason = p_reason
  where b.id = p_battle_id and b.status = 'ended'
  returning b.* into battle;
  if found then
    perform private.dispute_match_of(battle, p_reason);
  end if;
end
$$;

-- Ends a battle that waits or goes on; gives whether it did. The caller holds the battle's row. One that its match does
-- not wait for is nobody's to decide.
create or replace function private.end_without_result(battle public.battles, p_reason text, p_ended_at timestamptz)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
  if battle.status not in ('waiting', 'live') then
    return false;
  end if;
  if battle.match_id is not null and battle.counts then
    update public.battles b set status = 'disputed', dispute_reason = p_reason where b.id = battle.id;
    perform private.dispute_match_of(battle, p_reason);
    return true;
  end if;
  update public.battles b
  set status = 'void', end_type = 'void', dispute_reason = p_reason, ended_at = p_ended_at,
    completed_at = clock_timestamp()
  where b.id = battle.id;
  return true;
end
$$;

-- Only our rooms are asked after.
create or replace function private.is_unheard(battle public.battles) returns boolean
language sql
stable
set search_path = ''
as $$
  select coalesce(
    private.last_heard(battle) < clock_timestamp() - case
      when battle.origin = 'showdown' then null
      when battle.status = 'live' then interval '3 minutes'
      when battle.status = 'waiting' and battle.rated then interval '2 minutes'
      when battle.status = 'waiting' and battle.match_id is null then interval '24 hours'
    end,
    false
  );
$$;

-- A battle there is over within the day, whether its watcher has told or not: then people decide, or import its replay.
create function private.give_up_outside() returns void
language plpgsql
set search_path = ''
as $$
declare
  battle public.battles;
begin
  for battle in
    select b.*
    from public.battles b
    where b.origin = 'showdown' and b.status in ('waiting', 'live')
      and private.last_heard(b) < clock_timestamp() - interval '24 hours'
    order by b.created_at
    limit 100
    for update skip locked
  loop
    perform private.end_without_result(
      battle, 'nothing was heard of the battle on Showdown for a day', clock_timestamp()
    );
  end loop;
end
$$;
select cron.schedule('give-up-outside', '*/10 * * * *', 'select private.give_up_outside()');

-- As before, and with the seats of the replay.
create or replace function public.battles_to_complete(p_ids text[]) returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return (
    select coalesce(
      jsonb_agg(jsonb_build_object(
        'id', b.id,
        'status', b.status,
        'format', b.format,
        'season_id', m.season_id,
        'winner_seat', b.winner_seat,
        'end_type', b.end_type,
        'turns', b.turns,
        'replay_path', b.replay_path,
        'truth', b.truth,
        'seats_swapped', coalesce(b.seats_swapped, false),
        -- Null: nobody's rating depends on it.
        'ratings', case
          when b.rated and num_nonnulls(b.p1_user, b.p2_user) = 2 then jsonb_build_object(
            'p1', private.rating_of(b.p1_user, b.format, b.ended_at),
            'p2', private.rating_of(b.p2_user, b.format, b.ended_at)
          )
        end
      )),
      '[]'
    )
    from public.battles b
    left join public.matches m on m.id = b.match_id
    where b.id = any (p_ids)
  );
end
$$;

revoke execute on function private.seats_by_names, private.stranger_in, private.dispute_match_of, private.give_up_outside from public;
revoke execute on function public.record_battle_completed from public, anon, authenticated;
grant execute on function public.record_battle_completed to service_role;
