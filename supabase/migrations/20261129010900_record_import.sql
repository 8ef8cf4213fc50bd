-- Recording imports: the same replay is taken in once, whoever hands it in and however often; one that fits becomes the
-- next game of its match in the same transaction, with its job.

-- What an import is answered with.
create function private.import_answer(import public.replay_imports) returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'status', import.status, 'import_id', import.id, 'match_id', import.match_id, 'battle_id', import.battle_id,
    'game', (select b.game from public.battles b where b.id = import.battle_id), 'reasons', import.reasons
  );
$$;

-- The battle of a replay that is known already, whether it was watched or imported: by its room, or by what happened in
-- it where one of the two does not tell its room. Locked.
create function private.battle_of_replay(import public.replay_imports, p_room text) returns public.battles
language plpgsql
set search_path = ''
as $$
declare
  battle public.battles;
begin
  select b.* into battle
  from public.battles b
  where (b.showdown_server = import.server_id and b.showdown_room = p_room)
    or (b.content_hash = import.content_hash and (b.showdown_room is null or p_room is null))
  order by b.showdown_room is not distinct from p_room desc, b.created_at
  limit 1
  for update;
  return battle;
end
$$;

-- As before, with the battle that was watched to its end and does not fit.
create function private.count_import(import public.replay_imports, p_request_id text) returns public.battles
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
create function public.record_import(p_import jsonb, p_actor uuid default null, p_request_id text default null)
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

-- An import that waits for an admin, locked, for somebody who may decide about its match.
create function private.hold_import(p_import_id uuid, p_purpose text) returns public.replay_imports
language plpgsql
set search_path = ''
as $$
declare
  import public.replay_imports;
  league uuid;
begin
  select i.* into import from public.replay_imports i where i.id = p_import_id for update;
  if not found then
    raise sqlstate 'PT404' using message = format('Cannot %s: there is no import %s', p_purpose, p_import_id);
  end if;
  league := private.league_of(import.match_id::text);
  if not (case when league is null then private.is_operator() else private.is_league_admin(league) end) then
    raise sqlstate 'PT403' using message = format('Cannot %s: it is for the league''s admins', p_purpose);
  end if;
  if import.status = 'accepted' then
    raise sqlstate 'PT409' using message = format('Cannot %s: it is accepted already', p_purpose);
  end if;
  return import;
end
$$;

-- Who acts in a call: a user of the Data API for themselves, the service for whom it says.
create function private.act_for(p_actor uuid, p_request_id text, p_reason text, p_purpose text) returns void
language plpgsql
set search_path = ''
as $$
begin
  if private.is_service() then
    perform private.act_as(p_actor, p_request_id);
  end if;
  if p_reason is null or p_reason !~ '\S' then
    raise sqlstate 'PT400' using message = format('Cannot %s: the reason is missing', p_purpose);
  end if;
end
$$;

-- An admin takes a replay for what it is, whatever did not fit. p_home, 'p1' or 'p2': the seat that is home's in the
-- replay, where the names do not tell. p_game: its number in the series.
create function public.accept_import(
  p_import_id uuid,
  p_reason text,
  p_home text default null,
  p_game int default null,
  p_actor uuid default null,
  p_request_id text default null
) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  import public.replay_imports;
  battle public.battles;
begin
  perform private.act_for(p_actor, p_request_id, p_reason, 'accept the import');
  import := private.hold_import(p_import_id, 'accept the import');
  if p_home is not null and p_home not in ('p1', 'p2') then
    raise sqlstate 'PT400' using message = format('Cannot accept the import: home is p1 or p2, not %L', p_home);
  end if;
  import.seats_swapped := coalesce(p_home = 'p2', import.seats_swapped);
  import.facts := import.facts || jsonb_strip_nulls(jsonb_build_object('game', p_game));
  battle := private.count_import(import, p_request_id);
  update public.replay_imports i
  set status = 'accepted', battle_id = battle.id, seats_swapped = import.seats_swapped, facts = import.facts,
    decided_at = clock_timestamp()
  where i.id = import.id
  returning i.* into import;
  perform private.audit(
    'import.accepted', import.match_id::text,
    jsonb_build_object(
      'import', import.id, 'battle', battle.id, 'reason', p_reason, 'reasons', import.reasons, 'request_id', p_request_id
    ),
    private.league_of(import.match_id::text)
  );
  return private.import_answer(import);
end
$$;

create function public.refuse_import(
  p_import_id uuid,
  p_reason text,
  p_actor uuid default null,
  p_request_id text default null
) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  import public.replay_imports;
begin
  perform private.act_for(p_actor, p_request_id, p_reason, 'refuse the import');
  import := private.hold_import(p_import_id, 'refuse the import');
  if import.status = 'refused' then
    return private.import_answer(import);
  end if;
  update public.replay_imports i
  set status = 'refused', decided_at = clock_timestamp()
  where i.id = import.id
  returning i.* into import;
  perform private.audit(
    'import.refused', import.match_id::text,
    jsonb_build_object('import', import.id, 'reason', p_reason, 'reasons', import.reasons, 'request_id', p_request_id),
    private.league_of(import.match_id::text)
  );
  return private.import_answer(import);
end
$$;

-- Imports that wait for an admin, the oldest first, in the leagues that the actor may decide about.
create function public.disputed_imports(p_league_id uuid default null, p_actor uuid default null) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  leagues uuid[];
begin
  if private.is_service() then
    perform private.act_as(p_actor);
  end if;
  leagues := private.leagues_of_actor(array['admin']::public.league_role[], 'list imports');
  return (
    select coalesce(jsonb_agg(d.import order by d.created_at, d.id), '[]')
    from (
      select i.created_at, i.id, private.import_answer(i) || jsonb_build_object(
        'server', i.server_id, 'replay_id', i.replay_id, 'replay_path', i.replay_path, 'source', i.source,
        'imported_by', i.imported_by, 'created_at', i.created_at, 'facts', i.facts,
        'home', case i.seats_swapped when true then 'p2' when false then 'p1' end, 'league_id', s.league_id
      ) as import
      from public.replay_imports i
      left join public.matches m on m.id = i.match_id
      left join public.seasons s on s.id = m.season_id
      where i.status = 'disputed' and (leagues is null or s.league_id = any (leagues))
        and (p_league_id is null or s.league_id = p_league_id)
      order by i.created_at, i.id
      limit 200
    ) d
  );
end
$$;

revoke execute on function private.hold_import, private.act_for from public;
revoke execute on function public.accept_import, public.refuse_import, public.disputed_imports
from public, anon, authenticated;
grant execute on function public.accept_import, public.refuse_import, public.disputed_imports
to authenticated, service_role;

revoke execute on function private.import_answer, private.battle_of_replay, private.count_import from public;
revoke execute on function public.record_import from public, anon, authenticated;
grant execute on function public.record_import to service_role;
