-- Deciding about a match: who may, what it comes to, on record and announced. What the acts of 20261123010600 are made of.
-- Needs private.follow_act and public.request_invalidation.

-- The match's row, locked, for somebody who may decide about it; its battle's row was locked before, as everywhere.
create function private.hold_match(p_match_id uuid, p_purpose text) returns public.matches
language plpgsql
set search_path = ''
as $$
declare
  match public.matches;
  room text;
  league uuid;
begin
  select m.room_id into room from public.matches m where m.id = p_match_id;
  perform from public.battles b where b.id = room for update;
  select m.* into match from public.matches m where m.id = p_match_id for update;
  if not found then
    raise sqlstate 'PT404' using message = format('Cannot %s: there is no match %s', p_purpose, p_match_id);
  end if;
  if match.room_id is distinct from room then
    raise sqlstate 'PT409'
      using message = format('Cannot %s: another game of match %s was opened just now; ask again', p_purpose, p_match_id);
  end if;
  select s.league_id into league from public.seasons s where s.id = match.season_id;
  if not private.is_league_admin(league) then
    raise sqlstate 'PT403' using message = format('Cannot %s: match %s is for its league''s admins', p_purpose, p_match_id);
  end if;
  return match;
end
$$;

create function private.result_of(match public.matches) returns jsonb
language sql
immutable
set search_path = ''
as $$
  select jsonb_build_object(
    'status', match.status, 'winner_team_id', match.winner_team_id, 'end_type', match.end_type,
    'home_score', match.home_score, 'away_score', match.away_score, 'dispute_reason', match.dispute_reason
  );
$$;

-- Tells everybody what an act changed: a result that is new, other or gone.
create function private.announce_act(before public.matches, after public.matches, p_request_id text) returns void
language plpgsql
set search_path = ''
as $$
declare
  correlation uuid := gen_random_uuid();
begin
  if before.status = 'completed' or after.status = 'completed' then
    perform private.send_job(
      'notifications', 'match.completed', after.id::text, jsonb_build_object('match_id', after.id),
      1, 'admin', p_request_id, correlation
    );
    perform private.follow_act(after.season_id, p_request_id, correlation);
  end if;
  perform public.request_invalidation(
    array['battles', 'matches:' || after.season_id, 'standings:' || after.season_id]
  );
end
$$;

-- Writes what an act makes of a match, notes it and announces it. The caller holds the match.
create function private.decide_match(
  p_action text,
  before public.matches,
  after public.matches,
  p_reason text,
  p_request_id text
) returns public.matches
language plpgsql
set search_path = ''
as $$
begin
  if p_reason !~ '\S' or p_reason is null then
    raise sqlstate 'PT400' using message = format('Cannot decide about match %s: the reason is missing', before.id);
  end if;
  -- A match of one game is that game.
  if (select s.best_of from public.seasons s where s.id = before.season_id) = 1 then
    after.home_games := coalesce((after.winner_team_id = before.home_team_id)::int, 0);
    after.away_games := coalesce((after.winner_team_id = before.away_team_id)::int, 0);
  end if;
  update public.matches m
  set status = after.status, winner_team_id = after.winner_team_id, home_score = after.home_score,
    away_score = after.away_score, differential = after.home_score - after.away_score, end_type = after.end_type,
    home_games = after.home_games, away_games = after.away_games, dispute_reason = after.dispute_reason,
    room_id = after.room_id, replay_path = after.replay_path, played_at = after.played_at,
    completed_at = case when after.status = 'completed' then coalesce(before.completed_at, clock_timestamp()) end
  where m.id = before.id
  returning m.* into after;
  perform private.audit(
    p_action,
    before.id::text,
    jsonb_build_object(
      'reason', p_reason, 'request_id', p_request_id,
      'before', private.result_of(before), 'after', private.result_of(after)
    ),
    (select s.league_id from public.seasons s where s.id = before.season_id)
  );
  perform private.announce_act(before, after, p_request_id);
  return after;
end
$$;

-- The match as it is without a result; when it was played and its replay stay known.
create function private.without_result(match public.matches) returns public.matches
language plpgsql
immutable
set search_path = ''
as $$
begin
  match.winner_team_id := null;
  match.home_score := null;
  match.away_score := null;
  match.end_type := null;
  match.dispute_reason := null;
  return match;
end
$$;

revoke execute on function
  private.hold_match, private.result_of, private.announce_act, private.decide_match, private.without_result
from public;
