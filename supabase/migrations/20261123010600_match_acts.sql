-- What people decide about matches: a result corrected or entered by hand, a forfeit of one team or both, a dispute, a
-- cancellation, a match that is played on or anew. For league admins and the service; each act is audited, and what had
-- been announced is announced again: messages are edited. Standings follow the rows. Needs private.request_stats and
-- public.request_invalidation.

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
    perform private.request_stats(after.season_id, null, 'admin', 1, p_request_id, correlation);
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

-- Gives a match the result {"winner": "home" | "away" | null, "end_type", "home_score", "away_score"}, of a series with
-- "home_games" and "away_games" too, whatever it was before; nobody won and it is no tie: both lose.
create function public.correct_match(p_match_id uuid, p_result jsonb, p_reason text, p_request_id text default null)
returns public.matches
language plpgsql
security definer
set search_path = ''
as $$
declare
  before public.matches := private.hold_match(p_match_id, 'correct the match');
  after public.matches := before;
  winner text := p_result ->> 'winner';
begin
  if winner not in ('home', 'away') or jsonb_typeof(p_result -> 'home_score') is distinct from 'number'
    or jsonb_typeof(p_result -> 'away_score') is distinct from 'number'
    or coalesce(p_result ->> 'end_type', '') not in ('win', 'tie', 'forfeit', 'timeout', 'disconnect')
    or (winner is null) <> (p_result ->> 'end_type' = 'tie') and p_result ->> 'end_type' in ('win', 'tie')
  then
    raise sqlstate 'PT400' using message = format('Cannot correct match %s: %s is no result', p_match_id, p_result);
  end if;
  after.status := 'completed';
  after.winner_team_id := case winner when 'home' then before.home_team_id when 'away' then before.away_team_id end;
  after.end_type := p_result ->> 'end_type';
  after.home_score := p_result ->> 'home_score';
  after.away_score := p_result ->> 'away_score';
  after.home_games := coalesce(p_result ->> 'home_games', before.home_games::text);
  after.away_games := coalesce(p_result ->> 'away_games', before.away_games::text);
  after.played_at := coalesce(before.played_at, clock_timestamp());
  after.dispute_reason := null;
  return private.decide_match('match.corrected', before, after, p_reason, p_request_id);
end
$$;

-- A team, or both, did not come or gave up: 'home', 'away' or 'both' lose. Who forfeits is left with nothing.
create function public.forfeit_match(p_match_id uuid, p_by text, p_reason text, p_request_id text default null)
returns public.matches
language plpgsql
security definer
set search_path = ''
as $$
declare
  before public.matches := private.hold_match(p_match_id, 'forfeit the match');
  after public.matches := before;
begin
  if p_by is null or p_by not in ('home', 'away', 'both') then
    raise sqlstate 'PT400'
      using message = format('Cannot forfeit match %s: home, away or both do, not %L', p_match_id, p_by);
  end if;
  after.status := 'completed';
  after.winner_team_id := case p_by when 'home' then before.away_team_id when 'away' then before.home_team_id end;
  after.end_type := 'forfeit';
  after.home_score := case when p_by = 'away' then coalesce(before.home_score, 0) else 0 end;
  after.away_score := case when p_by = 'home' then coalesce(before.away_score, 0) else 0 end;
  after.played_at := coalesce(before.played_at, clock_timestamp());
  after.dispute_reason := null;
  return private.decide_match('match.forfeited', before, after, p_reason, p_request_id);
end
$$;

create function public.dispute_match(p_match_id uuid, p_reason text, p_request_id text default null)
returns public.matches
language plpgsql
security definer
set search_path = ''
as $$
declare
  before public.matches := private.hold_match(p_match_id, 'dispute the match');
  after public.matches := private.without_result(before);
begin
  after.status := 'disputed';
  after.dispute_reason := p_reason;
  return private.decide_match('match.disputed', before, after, p_reason, p_request_id);
end
$$;

create function public.cancel_match(p_match_id uuid, p_reason text, p_request_id text default null)
returns public.matches
language plpgsql
security definer
set search_path = ''
as $$
declare
  before public.matches := private.hold_match(p_match_id, 'cancel the match');
  after public.matches := private.without_result(before);
begin
  after.status := 'cancelled';
  return private.decide_match('match.cancelled', before, after, p_reason, p_request_id);
end
$$;

-- Puts a match back: its last game is played again, with those before it counted, or with p_anew all of it.
create function public.reopen_match(
  p_match_id uuid,
  p_anew boolean,
  p_reason text,
  p_request_id text default null
) returns public.matches
language plpgsql
security definer
set search_path = ''
as $$
declare
  before public.matches := private.hold_match(p_match_id, 'reopen the match');
  after public.matches := private.without_result(before);
  battle public.battles;
begin
  after.replay_path := null;
  after.played_at := null;
  select b.* into battle from public.battles b where b.id = before.room_id;
  if p_anew or battle.id is null then
    after.status := 'scheduled';
    after.room_id := null;
    after.home_games := 0;
    after.away_games := 0;
  else
    after.status := 'in_progress';
    update public.battles b
    set status = 'void', end_type = 'void', winner_seat = null, dispute_reason = p_reason,
      completed_at = clock_timestamp()
    where b.id = battle.id and b.status in ('ended', 'completed', 'disputed');
    select s.home_games, s.away_games into strict after.home_games, after.away_games
    from private.series_score(before, battle.game) s;
  end if;
  return private.decide_match('match.reopened', before, after, p_reason, p_request_id);
end
$$;

revoke execute on function
  private.hold_match, private.result_of, private.announce_act, private.decide_match, private.without_result
from public;
revoke execute on function
  public.correct_match, public.forfeit_match, public.dispute_match, public.cancel_match, public.reopen_match
from public, anon;
grant execute on function
  public.correct_match, public.forfeit_match, public.dispute_match, public.cancel_match, public.reopen_match
to authenticated, service_role;
