-- Judging watched battles: what was watched is held against its match as a replay that is handed in is: names, who sat in
-- the seats, format, date and rosters. What does not fit disputes the match, with all its reasons, and waits with the
-- imports for an admin to accept or refuse.

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

revoke execute on function private.replay_terms, private.hold_replay, private.await_admin from public;
revoke execute on function public.watched_terms from public, anon, authenticated;
grant execute on function public.watched_terms to service_role;
