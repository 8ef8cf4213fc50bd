-- Rooms that are named in error: whoever names a room for their match must not keep its battle from the match whose
-- coaches play there. While it is not over, the battle goes to the match whose linked names it has; the one that named it
-- is disputed.

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

revoke execute on function private.take_room_back, private.is_awaited_by_another from public;
