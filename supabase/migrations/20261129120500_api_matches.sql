-- Matches as leagues' own sites list, schedule and decide them. Acts are the user's whose token they come with, or the
-- service's: a league's admins may, and each is on record.

create index matches_list_idx on public.matches (season_id, round, id);

create function private.api_match(match public.matches) returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'match_id', match.id, 'season_id', match.season_id, 'round', match.round, 'status', match.status,
    'home_team_id', match.home_team_id, 'home', home.name, 'away_team_id', match.away_team_id, 'away', away.name,
    'winner_team_id', match.winner_team_id, 'home_games', match.home_games, 'away_games', match.away_games,
    'home_score', match.home_score, 'away_score', match.away_score, 'end_type', match.end_type,
    'dispute_reason', match.dispute_reason, 'battle_id', match.room_id, 'scheduled_at', match.scheduled_at,
    'played_at', match.played_at
  )
  from public.teams home, public.teams away
  where home.id = match.home_team_id and away.id = match.away_team_id;
$$;

-- A season's matches by round. Keys of the filter, each optional: status, team_id, round, and from and until, between
-- which they are scheduled. The cursor is `round/id`.
create function public.api_matches(p_season_id uuid, p_filter jsonb, p_after text, p_limit int) returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  rows jsonb;
begin
  if not exists (select from public.seasons s where s.id = p_season_id) then
    raise sqlstate 'PT404' using message = format('Cannot list matches: there is no season %s', p_season_id);
  end if;
  select coalesce(jsonb_agg(private.api_match(q) order by q.round, q.id), '[]') into rows
  from (
    select m.*
    from public.matches m
    where m.season_id = p_season_id
      and (p_after is null or (m.round, m.id) > (split_part(p_after, '/', 1)::int, split_part(p_after, '/', 2)::uuid))
      and (p_filter ->> 'status' is null or m.status::text = p_filter ->> 'status')
      and (p_filter ->> 'round' is null or m.round = (p_filter ->> 'round')::int)
      and (p_filter ->> 'team_id' is null or (p_filter ->> 'team_id')::uuid in (m.home_team_id, m.away_team_id))
      and (p_filter ->> 'from' is null or m.scheduled_at >= (p_filter ->> 'from')::timestamptz)
      and (p_filter ->> 'until' is null or m.scheduled_at < (p_filter ->> 'until')::timestamptz)
    order by m.round, m.id
    limit p_limit + 1
  ) q;
  return private.page_of('matches', rows, p_limit, 'round', 'match_id');
end
$$;

create function public.api_match(p_match_id uuid) returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  match public.matches;
begin
  select m.* into match from public.matches m where m.id = p_match_id;
  if not found then
    raise sqlstate 'PT404' using message = format('Cannot show the match: there is no match %s', p_match_id);
  end if;
  return private.api_match(match);
end
$$;

-- Schedules a match: {id, season_id, round, home_team_id, away_team_id, scheduled_at}. Said again with the same id it is
-- the same match.
create function public.api_create_match(p_actor uuid, p_request_id text, p_match jsonb) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  wanted public.matches := jsonb_populate_record(null::public.matches, p_match);
  match public.matches;
  league uuid := (select s.league_id from public.seasons s where s.id = wanted.season_id);
begin
  if league is null then
    raise sqlstate 'PT404' using message = format('Cannot schedule the match: there is no season %s', wanted.season_id);
  end if;
  perform private.act_as(p_actor, p_request_id);
  perform private.require_league_admin(league, 'schedule the match');
  if wanted.home_team_id = wanted.away_team_id then
    raise sqlstate 'PT400' using message = 'Cannot schedule the match: a team does not play itself';
  end if;
  if (select count(*) from public.teams t
    where t.season_id = wanted.season_id and t.id in (wanted.home_team_id, wanted.away_team_id)) < 2 then
    raise sqlstate 'PT400' using message = 'Cannot schedule the match: both teams must be of its season';
  end if;
  insert into public.matches (id, season_id, round, home_team_id, away_team_id, scheduled_at)
  values (
    coalesce(wanted.id, gen_random_uuid()), wanted.season_id, wanted.round, wanted.home_team_id, wanted.away_team_id,
    wanted.scheduled_at
  )
  on conflict (id) do nothing
  returning * into match;
  if match.id is null then
    select m.* into match from public.matches m where m.id = wanted.id;
    if (match.season_id, match.home_team_id, match.away_team_id)
      is distinct from (wanted.season_id, wanted.home_team_id, wanted.away_team_id) then
      raise sqlstate 'PT409'
        using message = format('Cannot schedule the match: %s is the id of another one', wanted.id);
    end if;
    return private.api_match(match);
  end if;
  perform private.audit('match.scheduled', match.id::text, private.api_match(match), league);
  return private.api_match(match);
end
$$;

-- Moves a match that is not over to another time or round: what the changes do not name stays.
create function private.reschedule_match(p_match_id uuid, p_changes jsonb, p_reason text) returns public.matches
language plpgsql
set search_path = ''
as $$
declare
  before public.matches := private.hold_match(p_match_id, 'reschedule the match');
  after public.matches;
begin
  if before.status not in ('scheduled', 'in_progress') then
    raise sqlstate 'PT409' using message = format('Cannot reschedule match %s: it is %s', p_match_id, before.status);
  end if;
  update public.matches m
  set round = coalesce((p_changes ->> 'round')::int, m.round),
    scheduled_at = case
      when p_changes ? 'scheduled_at' then (p_changes ->> 'scheduled_at')::timestamptz else m.scheduled_at
    end
  where m.id = p_match_id
  returning m.* into after;
  perform private.audit(
    'match.rescheduled', p_match_id::text,
    jsonb_build_object(
      'reason', p_reason,
      'before', jsonb_build_object('round', before.round, 'scheduled_at', before.scheduled_at),
      'after', jsonb_build_object('round', after.round, 'scheduled_at', after.scheduled_at)
    ),
    (select s.league_id from public.seasons s where s.id = before.season_id)
  );
  return after;
end
$$;

-- Does one act to a match: {action, reason, …} as the API's description has it.
create function public.api_change_match(p_actor uuid, p_request_id text, p_match_id uuid, p_act jsonb) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  reason text := p_act ->> 'reason';
begin
  perform private.act_as(p_actor, p_request_id);
  return private.api_match(case p_act ->> 'action'
    when 'reschedule' then private.reschedule_match(p_match_id, p_act, reason)
    when 'correct' then public.correct_match(p_match_id, p_act -> 'result', reason, p_request_id)
    when 'forfeit' then public.forfeit_match(p_match_id, p_act ->> 'by', reason, p_request_id)
    when 'dispute' then public.dispute_match(p_match_id, reason, p_request_id)
    when 'cancel' then public.cancel_match(p_match_id, reason, p_request_id)
    when 'reopen' then public.reopen_match(p_match_id, (p_act ->> 'anew')::boolean, reason, p_request_id)
  end);
end
$$;

revoke execute on function private.api_match, private.reschedule_match from public;
revoke execute on function
  public.api_matches, public.api_match, public.api_create_match, public.api_change_match
from public, anon, authenticated;
grant execute on function
  public.api_matches, public.api_match, public.api_create_match, public.api_change_match
to service_role;
