-- Rooms that are named in error: whoever names a room for their match must not keep its battle from the match whose
-- coaches play there. While it is not over, the battle goes to the match whose linked names it has; the one that named it
-- is disputed. Replaces adopt, and what records the start of battles.

-- Takes a battle's room off it. The caller holds the battle.
create function private.take_room_back(battle public.battles) returns void
language plpgsql
set search_path = ''
as $$
begin
  update public.battles b set showdown_room = null, showdown_secret = null where b.id = battle.id;
  perform private.end_without_result(
    battle, format('room %L is a battle of another match', battle.showdown_room), clock_timestamp()
  );
end
$$;

-- Whether another match waits for a battle of these two names now.
create function private.is_awaited_by_another(battle public.battles, p_p1 text, p_p2 text, p_at timestamptz) returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select
    from public.matches m
    cross join lateral private.window_of(m) w
    where m.id = private.match_of_replay(
        battle.showdown_server, null, array[private.name_id(p_p1)], array[private.name_id(p_p2)],
        (private.read_room(battle.showdown_room)).format, p_at
      )
      and m.id <> battle.match_id and m.status in ('scheduled', 'in_progress') and p_at between w.opens and w.closes
  );
$$;

create or replace function private.adopt(
  p_match_id uuid,
  p_server_id text,
  p_room private.outside_room,
  p_series text,
  p_game int,
  p_swapped boolean,
  p_battle_id text,
  p_correlation_id uuid
) returns public.battles
language plpgsql
set search_path = ''
as $$
declare
  match public.matches;
  known public.battles;
  current public.battles;
  game public.battles;
  score record;
  is_named_in_error boolean := false;
  room constant text := coalesce('room ' || quote_literal(p_room.room), 'the battle');
begin
  -- One at a time for a room: two that adopt it at once get the same battle.
  perform pg_advisory_xact_lock(
    hashtextextended('showdown_room ' || coalesce(p_server_id || '/' || p_room.room, p_match_id::text), 0)
  );
  -- Battles are locked before their match, as everywhere.
  select b.* into known
  from public.battles b
  where b.showdown_server = p_server_id and b.showdown_room = p_room.room
  for update;
  if found then
    is_named_in_error := known.match_id is distinct from p_match_id and known.status in ('waiting', 'live')
      and p_swapped is not null and not exists (
        select
        from public.matches m
        cross join lateral private.terms_of(m) t
        where m.id = p_match_id and array[t.home_user, t.away_user] <@ array[known.p1_user, known.p2_user]
      );
    if known.match_id is distinct from p_match_id and not is_named_in_error then
      raise sqlstate 'PT409' using message = format('Cannot watch %s: it is a battle of another match', room);
    end if;
    if known.status not in ('waiting', 'live') then
      raise sqlstate 'PT409' using message = format('Cannot watch %s: its battle is %s', room, known.status);
    end if;
    if not is_named_in_error then
      update public.battles b
      set showdown_secret = coalesce(p_room.secret, b.showdown_secret),
        seats_swapped = coalesce(b.seats_swapped, p_swapped)
      where b.id = known.id
      returning b.* into known;
      return known;
    end if;
  end if;

  select m.room_id into current.id from public.matches m where m.id = p_match_id;
  select b.* into current from public.battles b where b.id = current.id for update;
  if is_named_in_error then
    perform from public.matches m where m.id in (p_match_id, known.match_id) order by m.id for update;
  end if;
  match := private.hold_open_match(p_match_id);
  if is_named_in_error then
    perform private.take_room_back(known);
  end if;
  if match.room_id is distinct from current.id then
    raise sqlstate 'PT409' using detail = 'later', message = format(
      'Cannot watch %s: another game of match %s was opened just now; ask again', room, p_match_id
    );
  end if;
  if current.status in ('waiting', 'live') then
    if current.origin = 'room' and current.status = 'waiting' then
      -- Nobody has begun it: they play there. Its room is told so when it begins.
      update public.battles b
      set status = 'void', end_type = 'void', dispute_reason = 'the game is played on Showdown',
        ended_at = clock_timestamp(), completed_at = clock_timestamp()
      where b.id = current.id;
    elsif current.origin = 'showdown' and current.status = 'waiting'
      and (current.showdown_room like 'game-%' or p_swapped is null) then
      -- The series goes on with this game, or somebody named the wrong room before.
      update public.battles b
      set showdown_series = coalesce(p_series, case when b.showdown_room like 'game-%' then b.showdown_room end),
        showdown_room = p_room.room, showdown_secret = p_room.secret, seats_swapped = p_swapped
      where b.id = current.id
      returning b.* into current;
      return current;
    elsif current.origin = 'room' or (private.terms_of(match)).best_of = 1 then
      raise sqlstate 'PT409' using message = format(
        'Cannot watch %s: another game of match %s is played (%s)', room, p_match_id, current.id
      );
    end if;
    -- Otherwise a series goes on there before the end of its last game has been reported.
  elsif current.status = 'ended' and current.origin = 'room' then
    raise sqlstate 'PT409' using detail = 'later', message = format(
      'Cannot watch %s: the result of the last game is being counted; ask again in a moment', room
    );
  end if;

  select s.* into strict score
  from private.series_score(match, private.last_game(match, coalesce(current.game, 0)), true) s;
  if score.decided then
    raise sqlstate 'PT409' using message = format('Cannot watch %s: match %s is decided', room, p_match_id);
  end if;
  game.id := p_battle_id;
  game.correlation_id := p_correlation_id;
  game.origin := 'showdown';
  game.showdown_server := p_server_id;
  game.showdown_room := p_room.room;
  game.showdown_secret := p_room.secret;
  game.showdown_series := p_series;
  game.seats_swapped := p_swapped;
  -- A number that is taken is no number of the match's.
  game.game := case
    when p_game >= score.next_game and p_game <= 2 * score.best_of and not exists (
      select
      from public.battles b
      where b.match_id = match.id and b.game = p_game and b.status in ('ended', 'completed')
        and (match.anew_at is null or b.created_at > match.anew_at)
    ) then p_game
    else score.next_game
  end;
  select b.* into current
  from public.battles b
  where b.match_id = match.id and b.game = game.game and b.status in ('waiting', 'live')
    and (match.anew_at is null or b.created_at > match.anew_at);
  if found then
    raise sqlstate 'PT409' using message = format(
      'Cannot watch %s: another game of match %s is played (%s)', room, p_match_id, current.id
    );
  end if;
  return private.open_game(match, game);
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

revoke execute on function private.take_room_back, private.is_awaited_by_another from public;
