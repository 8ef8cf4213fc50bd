-- Judging watched battles: what was watched is held against its match as a replay that is handed in is: names, who sat in
-- the seats, format, date and rosters. What does not fit disputes the match, with all its reasons, and waits with the
-- imports for an admin to accept or refuse. Replaces what imports are checked against, how they are recorded and counted,
-- and what records the end of battles.

alter table public.replay_imports
  drop constraint replay_imports_source_check,
  add constraint replay_imports_source_check check (source in ('url', 'upload', 'source', 'watcher'));

-- What a replay or a battle of a match is checked against: the season's terms, and either team's linked names and roster.
-- p_names: those that are asked about.
create function private.replay_terms(match public.matches, p_server_id text, p_names text[]) returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  season public.seasons;
  terms private.match_terms := private.terms_of(match);
  opens timestamptz;
  closes timestamptz;
begin
  select s.* into strict season from public.seasons s where s.id = match.season_id;
  select w.opens, w.closes into opens, closes from private.window_of(match) w;
  return jsonb_build_object(
    'matchId', match.id,
    'seasonId', season.id,
    'format', season.format,
    'bestOf', season.best_of,
    'startsOn', season.starts_on,
    'endsOn', season.ends_on,
    'scheduledAt', private.as_timestamp(match.scheduled_at),
    'opens', private.as_timestamp(opens),
    'closes', case when isfinite(closes) then private.as_timestamp(closes) end,
    -- An admin's and the service's files are their word.
    'trustsUploads', season.coach_uploads or private.is_league_admin(season.league_id),
    'seatsSwapped', null,
    'strangers', (
      select coalesce(jsonb_agg(n.name_id order by n.name_id), '[]')
      from public.showdown_names n
      where n.server_id = coalesce(p_server_id, season.showdown_server)
        and n.name_id = any (array(select private.name_id(p) from unnest(p_names) p))
        and n.user_id is distinct from terms.home_user and n.user_id is distinct from terms.away_user
    ),
    'home', private.side_terms(match.home_team_id, terms.home_user, p_server_id),
    'away', private.side_terms(match.away_team_id, terms.away_user, p_server_id)
  );
end
$$;

create or replace function public.import_terms(
  p_actor uuid,
  p_match_id uuid,
  p_server_id text,
  p_room text,
  p_p1 text[],
  p_p2 text[],
  p_format text,
  p_at timestamptz
) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  match public.matches;
begin
  perform private.act_as(p_actor);
  if p_server_id is not null then
    perform private.showdown_server(p_server_id, 'import the replay');
  end if;
  select m.* into match
  from public.matches m
  where m.id = coalesce(
    p_match_id,
    private.match_of_replay(
      p_server_id, p_room, array(select private.name_id(n) from unnest(p_p1) n),
      array(select private.name_id(n) from unnest(p_p2) n), p_format, p_at
    )
  );
  if not found then
    raise sqlstate 'PT404' using message = case
      when p_match_id is null then format(
        'Cannot import the replay: no match of %s and %s in %s is known; link their names, or say which match it is',
        coalesce(p_p1[1], 'nobody'), coalesce(p_p2[1], 'nobody'), coalesce(p_format, 'no format')
      )
      else format('Cannot import the replay: there is no match %s', p_match_id)
    end;
  end if;
  perform private.require_part_in(match, 'import the replay');
  return private.replay_terms(match, p_server_id, p_p1 || p_p2);
end
$$;

-- What a watched battle is checked against, by all names that either seat bore; null: it is no match's, or counts for
-- nobody. The watcher saw it when it was played, by a clock that may be a little off; a series that has begun goes on
-- whenever it does.
create function public.watched_terms(p_battle_id text, p_names text[]) returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  battle public.battles;
  match public.matches;
  terms jsonb;
begin
  select b.* into battle from public.battles b where b.id = p_battle_id and b.origin = 'showdown' and b.counts;
  select m.* into match from public.matches m where m.id = battle.match_id;
  if not found or battle.showdown_room is null then
    return null;
  end if;
  terms := private.replay_terms(match, battle.showdown_server, p_names);
  return terms || jsonb_build_object(
    'room', battle.showdown_room,
    'game', battle.game,
    'seatsSwapped', battle.seats_swapped,
    'opens', private.as_timestamp((terms ->> 'opens')::timestamptz - interval '15 minutes'),
    'closes', case
      when battle.game = 1 then private.as_timestamp((terms ->> 'closes')::timestamptz + interval '1 hour')
    end,
    'endsOn', case when battle.game = 1 then terms -> 'endsOn' end
  );
end
$$;

-- One replay at a time, by what happens in it and by its id: two that are handed in at once get the same answer, and its
-- watcher's report comes before them or after. Gives its import, locked, where it was taken in before. To be asked before
-- anything else of it is locked.
create function private.hold_replay(p_server_id text, p_replay_id text, p_content_hash text) returns public.replay_imports
language plpgsql
set search_path = ''
as $$
declare
  known public.replay_imports;
begin
  perform pg_advisory_xact_lock(hashtextextended('replay ' || p_content_hash, 0));
  if p_server_id is not null and p_replay_id is not null then
    perform pg_advisory_xact_lock(hashtextextended('replay of ' || p_server_id || '/' || p_replay_id, 0));
  end if;
  select i.* into known
  from public.replay_imports i
  where (i.server_id = p_server_id and i.replay_id = p_replay_id)
    or (i.content_hash = p_content_hash and (i.replay_id is null or p_replay_id is null))
  order by i.replay_id is not distinct from p_replay_id desc, i.created_at
  limit 1
  for update;
  return known;
end
$$;

-- As before, with the battle that was watched to its end and does not fit.
create or replace function private.count_import(import public.replay_imports, p_request_id text) returns public.battles
language plpgsql
set search_path = ''
as $$
declare
  room text := 'battle-' || import.replay_id;
  battle public.battles := private.battle_of_replay(import, room);
  facts constant jsonb := import.facts;
  winner public.seat := (facts ->> 'winner')::public.seat;
begin
  if import.seats_swapped is null then
    raise sqlstate 'PT409' using message = 'Cannot count the replay: say which seat is home''s';
  end if;
  if battle.id is not null and battle.match_id is distinct from import.match_id then
    raise sqlstate 'PT409' using message = 'Cannot count the replay: it is a battle of another match';
  end if;
  if battle.status = 'void' then
    raise sqlstate 'PT409' using message = 'Cannot count the replay: its game was taken back and is played again';
  end if;
  if battle.status in ('ended', 'completed') then
    return battle;
  end if;
  if battle.status is distinct from 'disputed' then
    battle := private.adopt(
      import.match_id, import.server_id,
      row(case when import.replay_id is not null then room end, null, facts ->> 'format', null)::private.outside_room,
      facts ->> 'series', (facts ->> 'game')::int, import.seats_swapped,
      'showdown-' || substr(replace(gen_random_uuid()::text, '-', ''), 1, 16), gen_random_uuid()
    );
  elsif not exists (
    select
    from public.matches m
    where m.id = battle.match_id and m.status in ('in_progress', 'disputed') and private.is_in_play(m, battle)
  ) then
    raise sqlstate 'PT409' using message = 'Cannot count the replay: its match was decided without it, or is played again';
  end if;
  insert into public.battle_events (id, battle_id, kind)
  values ('import:' || import.id, battle.id, 'battle.completed')
  on conflict do nothing;
  update public.battles b
  set status = case when b.status in ('waiting', 'live') then 'ended' else b.status end,
    seats_swapped = import.seats_swapped,
    p1_name = facts -> 'names' -> case when import.seats_swapped then 'p2' else 'p1' end ->> 0,
    p2_name = facts -> 'names' -> case when import.seats_swapped then 'p1' else 'p2' end ->> 0,
    winner_seat = case when import.seats_swapped then private.other_seat(winner) else winner end,
    end_type = (facts ->> 'end_type')::public.end_type,
    turns = (facts ->> 'turns')::int,
    sim_version = 'showdown',
    replay_path = import.replay_path,
    input_log_path = null,
    ended_at = coalesce((facts ->> 'ended_at')::timestamptz, clock_timestamp()),
    content_hash = import.content_hash
  where b.id = battle.id
  returning b.* into battle;
  perform private.send_job(
    'battle_results', 'battle.completed', battle.id,
    jsonb_build_object('battle_id', battle.id, 'replay_path', battle.replay_path),
    0, 'import', p_request_id, battle.correlation_id
  );
  return battle;
end
$$;

-- As before, but for how it is locked.
create or replace function public.record_import(p_import jsonb, p_actor uuid default null, p_request_id text default null)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  import public.replay_imports;
  before public.replay_imports;
  known public.battles;
  detail text;
  why text;
begin
  import := jsonb_populate_record(null::public.replay_imports, p_import);
  before := private.hold_replay(import.server_id, import.replay_id, import.content_hash);
  if before.match_id <> import.match_id then
    raise sqlstate 'PT409'
      using message = format('Cannot import the replay: it was imported for another match (%s)', before.match_id);
  end if;
  if before.status in ('accepted', 'refused') then
    return jsonb_build_object('known', true, 'answer', private.import_answer(before));
  end if;
  known := private.battle_of_replay(import, 'battle-' || import.replay_id);
  if known.match_id <> import.match_id then
    raise sqlstate 'PT409'
      using message = format('Cannot import the replay: it is a battle of another match (%s)', known.match_id);
  end if;

  import.id := coalesce(before.id, gen_random_uuid());
  import.replay_path := coalesce(before.replay_path, import.replay_path);
  import.status := 'disputed';
  if jsonb_array_length(import.reasons) = 0 then
    begin
      known := private.count_import(import, p_request_id);
      import.status := 'accepted';
      import.battle_id := known.id;
    exception when sqlstate 'PT409' then
      get stacked diagnostics detail = pg_exception_detail, why = message_text;
      if detail = 'later' then
        raise;
      end if;
      import.reasons := jsonb_build_array(jsonb_build_object('code', 'MATCH_NOT_OPEN', 'message', why));
    end;
  end if;
  if before.id is null and import.status = 'disputed' and p_actor is not null and (
    select count(*) from public.replay_imports i where i.imported_by = p_actor and i.status = 'disputed'
  ) >= 20 then
    raise sqlstate 'PT409' using message = 'Cannot import the replay: twenty of yours wait for an admin already';
  end if;
  import.battle_id := coalesce(import.battle_id, before.battle_id);
  insert into public.replay_imports as i (
    id, status, server_id, replay_id, content_hash, match_id, battle_id, facts, seats_swapped, reasons, replay_path,
    source, imported_by
  )
  values (
    import.id, import.status, import.server_id, import.replay_id, import.content_hash, import.match_id, import.battle_id,
    import.facts, import.seats_swapped, import.reasons, import.replay_path, import.source, p_actor
  )
  on conflict (id) do update
    set status = excluded.status, battle_id = excluded.battle_id, facts = excluded.facts,
      seats_swapped = excluded.seats_swapped, reasons = excluded.reasons;
  return jsonb_build_object(
    'known', before.id is not null and import.status = before.status, 'answer', private.import_answer(import)
  );
end
$$;

-- Has the end of a watched battle wait with the imports. The caller holds its replay and the battle.
create function private.await_admin(battle public.battles, p_facts jsonb, p_reasons jsonb) returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into public.replay_imports as i (
    status, server_id, replay_id, content_hash, match_id, battle_id, facts, seats_swapped, reasons, replay_path, source
  )
  values (
    'disputed', battle.showdown_server, substr(battle.showdown_room, char_length('battle-') + 1), battle.content_hash,
    battle.match_id, battle.id, p_facts, battle.seats_swapped, p_reasons, battle.replay_path, 'watcher'
  )
  -- It was handed in before, and waits already.
  on conflict (server_id, replay_id) where replay_id is not null do update
    set battle_id = excluded.battle_id, facts = excluded.facts, seats_swapped = excluded.seats_swapped,
      reasons = excluded.reasons
    where i.status = 'disputed' and i.match_id = excluded.match_id;
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

revoke execute on function private.replay_terms, private.hold_replay, private.await_admin from public;
revoke execute on function public.watched_terms, public.record_battle_completed from public, anon, authenticated;
grant execute on function public.watched_terms, public.record_battle_completed to service_role;
