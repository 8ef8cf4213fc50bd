-- Deciding about a match (20261123010550), and two things that follow from it. Its battle: who has a ticket for one that
-- is not needed any more must not play it in vain. And its message: whatever an act makes of a match whose message was
-- posted, and of its round's table, is put right.

-- What becomes of a match's battle when people decide the match, call it off, or have it played anew: one that has not
-- begun is void, and its room is told so (410) when it begins; one that goes on counts for nobody. A match that is put
-- back while that still goes on takes it back. The caller holds the battle.
create function private.settle_battle(before public.matches, after public.matches, p_reason text) returns void
language plpgsql
set search_path = ''
as $$
begin
  if after.status in ('completed', 'cancelled', 'scheduled') then
    update public.battles b
    set status = 'void', end_type = 'void', dispute_reason = p_reason, ended_at = clock_timestamp(),
      completed_at = clock_timestamp()
    where b.match_id = before.id and b.status = 'waiting';
    update public.battles b set counts = false where b.match_id = before.id and b.status = 'live';
  elsif after.status = 'in_progress' then
    update public.battles b set counts = true where b.id = before.room_id and b.status = 'live' and not b.counts;
  end if;
end
$$;

-- Tells everybody what an act changed. A match that was never announced has no message, and gets one for a result alone.
create or replace function private.announce_act(before public.matches, after public.matches, p_request_id text) returns void
language plpgsql
set search_path = ''
as $$
declare
  correlation uuid := gen_random_uuid();
begin
  perform private.send_job(
    'notifications', 'match.completed', after.id::text, jsonb_build_object('match_id', after.id),
    1, 'admin', p_request_id, correlation
  );
  perform private.follow_act(after.season_id, p_request_id, correlation);
  perform public.request_invalidation(
    array['battles', 'matches:' || after.season_id, 'standings:' || after.season_id]
  );
end
$$;

-- Writes what an act makes of a match, notes it and announces it. The caller holds the match.
create or replace function private.decide_match(
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
  perform private.settle_battle(before, after, p_reason);
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

-- Battles that were left open by acts before.
update public.battles b
set status = 'void', end_type = 'void', dispute_reason = 'its match was decided without it',
  ended_at = clock_timestamp(), completed_at = clock_timestamp()
from public.matches m
where m.id = b.match_id and b.status = 'waiting'
  and (m.status in ('completed', 'cancelled') or m.room_id is distinct from b.id);
update public.battles b
set counts = false
from public.matches m
where m.id = b.match_id and b.status = 'live'
  and (m.status in ('completed', 'cancelled') or m.room_id is distinct from b.id);

revoke execute on function private.settle_battle from public;
