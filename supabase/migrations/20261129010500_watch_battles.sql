-- Watching: what the watcher of a Showdown server is told to watch, how a battle there becomes a match's next game, and
-- what is recorded of it. A game is found by the room that people name, or by the watcher itself when two linked names
-- begin a battle of the season's format in the match's window. Replaces what records the start and the end of battles,
-- what ends them without a result, and what asks after silent ones.

-- Opens a battle of a match there, or gives the one that is open. p_game null: the next one; a room that is null: nobody
-- knows where it was played. What the match may have soon is refused with the detail 'later'. The caller has checked who
-- asks and who plays.
create function private.adopt(
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

-- A watched battle as the watcher is told of it.
create function private.watch_of(battle public.battles) returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'battleId', battle.id,
    'room', concat_ws('-', battle.showdown_room, battle.showdown_secret),
    'matchId', battle.match_id,
    'format', battle.format,
    'correlationId', battle.correlation_id,
    'series', case when m.id is not null then jsonb_build_object(
      'bestOf', s.best_of, 'game', battle.game, 'score', jsonb_build_object('p1', m.home_games, 'p2', m.away_games)
    ) end
  )
  from (values (battle.match_id)) given (match_id)
  left join public.matches m on m.id = given.match_id
  left join public.seasons s on s.id = m.season_id;
$$;

create function private.as_timestamp(p_moment timestamptz) returns text
language sql
immutable
set search_path = ''
as $$
  select to_char(p_moment at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
$$;

-- The matches whose next game may begin there now, or within a quarter of an hour.
create function private.expected_matches(p_server_id text) returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(e.expected order by e.opens, e.id), '[]')
  from (
    select m.id, w.opens, jsonb_build_object(
      'matchId', m.id,
      'format', s.format,
      'bestOf', s.best_of,
      'home', to_jsonb(n.home),
      'away', to_jsonb(n.away),
      'from', private.as_timestamp(w.opens),
      -- Without an end, until it is asked for again.
      'until', private.as_timestamp(least(w.closes, date_trunc('day', clock_timestamp()) + interval '2 days'))
    ) as expected
    from public.seasons s
    join public.matches m on m.season_id = s.id
    left join public.battles b on b.id = m.room_id
    join public.teams home on home.id = m.home_team_id
    join public.teams away on away.id = m.away_team_id
    cross join lateral private.window_of(m) w
    cross join lateral (
      select private.names_of(home.coach_id, p_server_id) as home, private.names_of(away.coach_id, p_server_id) as away
    ) n
    where s.showdown_server = p_server_id
      and (m.status = 'scheduled' or (
        m.status = 'in_progress' and (
          b.status not in ('waiting', 'live')
          or (b.status = 'waiting' and (b.origin = 'room' or b.showdown_room like 'game-%'))
          -- Its next game may begin before the end of the last one has been reported.
          or (b.origin = 'showdown' and s.best_of > 1)
        )
      ))
      and w.opens < clock_timestamp() + interval '15 minutes' and w.closes > clock_timestamp()
      and cardinality(n.home) > 0 and cardinality(n.away) > 0
    order by w.opens, m.id
    limit 1000
  ) e;
$$;

-- Opens the next game of the series that go on in their room there.
create function private.continue_series(p_server_id text) returns void
language plpgsql
set search_path = ''
as $$
declare
  last public.battles;
begin
  for last in
    select b.*
    from public.matches m
    join public.battles b on b.id = m.room_id
    where m.status = 'in_progress' and b.showdown_server = p_server_id and b.status = 'completed'
      and b.showdown_series is not null
      and not exists (
        select
        from public.battles o
        where o.showdown_server = b.showdown_server and o.showdown_room = b.showdown_series
      )
  loop
    begin
      perform private.adopt(
        last.match_id, p_server_id, private.read_room(last.showdown_series), null, null, null,
        'showdown-' || substr(replace(gen_random_uuid()::text, '-', ''), 1, 16), gen_random_uuid()
      );
    exception when sqlstate 'PT409' then
      -- It is decided by now, or somebody else has opened its next game.
      null;
    end;
  end loop;
end
$$;

-- What the watcher of a server watches. A server that is not there or is switched off is null.
create function public.showdown_watches(p_server_id text) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  server public.showdown_servers;
begin
  select s.* into server from public.showdown_servers s where s.id = p_server_id and s.active;
  if not found then
    return jsonb_build_object('server', null, 'watches', '[]'::jsonb, 'expected', '[]'::jsonb);
  end if;
  insert into public.showdown_watchers as w (server_id, asked_at)
  values (p_server_id, clock_timestamp())
  on conflict (server_id) do update set asked_at = excluded.asked_at;
  perform private.continue_series(p_server_id);
  return jsonb_build_object(
    'server', jsonb_build_object(
      'id', server.id, 'socketUrl', server.socket_url, 'loginUrl', server.login_url, 'replayUrl', server.replay_url,
      'replayPrefix', server.replay_prefix, 'account', server.account
    ),
    'watches', (
      select coalesce(jsonb_agg(private.watch_of(w.battle) order by w.created_at, w.id), '[]')
      from (
        select b as battle, b.created_at, b.id
        from public.battles b
        where b.showdown_server = p_server_id and b.origin = 'showdown' and b.status in ('waiting', 'live')
          and b.showdown_room is not null
        order by b.created_at, b.id
        limit 1000
      ) w
    ),
    'expected', private.expected_matches(p_server_id)
  );
end
$$;

-- The watcher found a battle of two linked names: it is the match's next game, if it fits. Gives its watch; said again,
-- the same.
create function public.adopt_battle(
  p_server_id text,
  p_room text,
  p_match_id uuid,
  p_format text,
  p_p1 text,
  p_p2 text,
  p_game int,
  p_series text,
  p_battle_id text,
  p_correlation_id uuid
) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  server public.showdown_servers := private.showdown_server(p_server_id, 'watch the battle');
  room private.outside_room := private.read_room(p_room);
  match public.matches;
  terms private.match_terms;
  swapped boolean;
  opens timestamptz;
  closes timestamptz;
begin
  if room.room is null or room.best_of is not null then
    raise sqlstate 'PT400' using message = format('Cannot watch room %L: it is no battle''s', p_room);
  end if;
  select m.* into match from public.matches m where m.id = p_match_id;
  if not found then
    raise sqlstate 'PT404' using message = format('Cannot watch room %L: there is no match %s', p_room, p_match_id);
  end if;
  terms := private.terms_of(match);
  if not private.is_format_of(terms.format, terms.best_of, p_format) then
    raise sqlstate 'PT409' using message = format(
      'Cannot watch room %L: it is a battle of %s, and the season plays %s', p_room, p_format, terms.format
    );
  end if;
  select w.opens, w.closes into opens, closes from private.window_of(match) w;
  -- A series that has begun goes on wherever and whenever it does.
  if match.status = 'scheduled' and (
    terms.showdown_server is distinct from p_server_id
    or clock_timestamp() not between opens - interval '15 minutes' and closes + interval '1 hour'
  ) then
    raise sqlstate 'PT409'
      using message = format('Cannot watch room %L: match %s is not played there now', p_room, p_match_id);
  end if;
  swapped := case
    when p_p1 = any (private.names_of(terms.home_user, p_server_id))
      and p_p2 = any (private.names_of(terms.away_user, p_server_id)) then false
    when p_p2 = any (private.names_of(terms.home_user, p_server_id))
      and p_p1 = any (private.names_of(terms.away_user, p_server_id)) then true
  end;
  if swapped is null then
    raise sqlstate 'PT409' using message = format(
      'Cannot watch room %L: %s and %s are not the linked names of the coaches of match %s', p_room, p_p1, p_p2, p_match_id
    );
  end if;
  return private.watch_of(private.adopt(
    p_match_id, p_server_id, room, (private.read_room(p_series)).room, p_game, swapped, p_battle_id, p_correlation_id
  ));
end
$$;

-- Refuses whoever neither coaches in a match nor decides about it.
create function private.require_part_in(match public.matches, p_purpose text) returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if not exists (
    select
    from public.teams t
    where t.id in (match.home_team_id, match.away_team_id) and t.coach_id = private.actor()
  ) and not private.is_league_admin((select s.league_id from public.seasons s where s.id = match.season_id)) then
    raise sqlstate 'PT403'
      using message = format('Cannot %s: match %s is for its coaches and its league''s admins', p_purpose, match.id);
  end if;
end
$$;

-- A coach or an admin names the room in which a match's next game, or its series, is played. Who sits where is told by
-- the linked names when it begins.
create function public.link_showdown_room(
  p_match_id uuid,
  p_server_id text,
  p_room text,
  p_actor uuid default null,
  p_request_id text default null
) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  server public.showdown_servers := private.showdown_server(p_server_id, 'link the room');
  room private.outside_room := private.read_room(p_room);
  match public.matches;
  terms private.match_terms;
begin
  if private.is_service() then
    perform private.act_as(p_actor, p_request_id);
  end if;
  if room.room is null then
    raise sqlstate 'PT400' using message = format('Cannot link room %L: it is no battle''s', p_room);
  end if;
  select m.* into match from public.matches m where m.id = p_match_id;
  if not found then
    raise sqlstate 'PT404' using message = format('Cannot link room %L: there is no match %s', p_room, p_match_id);
  end if;
  perform private.require_part_in(match, 'link the room');
  if not server.active then
    raise sqlstate 'PT409' using message = format('Cannot link room %L: nobody watches the server %L', p_room, p_server_id);
  end if;
  terms := private.terms_of(match);
  if not private.is_format_of(terms.format, terms.best_of, room.format) then
    raise sqlstate 'PT409' using message = format(
      'Cannot link room %L: it is a battle of %s, and the season plays %s', p_room, room.format, terms.format
    );
  end if;
  if room.best_of is not null and room.best_of <> terms.best_of then
    raise sqlstate 'PT409' using message = format(
      'Cannot link room %L: it is a best of %s, and the season plays a best of %s', p_room, room.best_of, terms.best_of
    );
  end if;
  return private.watch_of(private.adopt(
    p_match_id, p_server_id, room, null, null, null,
    'showdown-' || substr(replace(gen_random_uuid()::text, '-', ''), 1, 16), gen_random_uuid()
  ));
end
$$;

revoke execute on function
  private.adopt, private.watch_of, private.as_timestamp, private.expected_matches, private.continue_series,
  private.require_part_in
from public;
revoke execute on function public.showdown_watches, public.adopt_battle, public.link_showdown_room
from public, anon, authenticated;
grant execute on function public.showdown_watches, public.adopt_battle to service_role;
grant execute on function public.link_showdown_room to authenticated, service_role;
