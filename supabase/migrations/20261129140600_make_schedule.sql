-- Making a schedule: all matches of a season at once, as a list that somebody drew, or that a round-robin came to. It
-- takes the place of a schedule of which nothing has been played.

-- A moment of a list; an error of whoever wrote it is theirs.
create function private.moment_of(p_text text, p_purpose text) returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
declare
  moment timestamptz;
begin
  moment := p_text::timestamptz;
  if moment not between '1996-01-01' and '2999-12-31' then
    raise sqlstate 'PT400' using message = format('Cannot %s: %L is no time to play at', p_purpose, left(p_text, 40));
  end if;
  return moment;
exception when data_exception then
  raise sqlstate 'PT400' using message = format('Cannot %s: %L is no time', p_purpose, left(p_text, 40));
end
$$;

-- Matches are [{round, home, away, at}]: ids of teams of the season, and when, or null. Without p_replace only a season
-- that has no matches is given some. Gives {made, removed}.
create function public.schedule_matches(
  p_season_id uuid,
  p_matches jsonb,
  p_replace boolean default false,
  p_request_id text default null
) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  purpose constant text := 'make the schedule';
  season public.seasons := private.hold_season(p_season_id, purpose);
  wrong record;
  there int;
  begun int;
  removed int;
  made int;
begin
  if jsonb_typeof(p_matches) is distinct from 'array' or jsonb_array_length(p_matches) not between 1 and 2000 then
    raise sqlstate 'PT400' using message = 'Cannot make the schedule: a list of 1 to 2000 matches is wanted';
  end if;
  select e.value, e.ordinality into wrong
  from jsonb_array_elements(p_matches) with ordinality e
  where not (
    coalesce(e.value ->> 'round', '') ~ '^[1-9]\d{0,2}$'
    and exists (select from public.teams t where t.season_id = p_season_id and t.id::text = e.value ->> 'home')
    and exists (select from public.teams t where t.season_id = p_season_id and t.id::text = e.value ->> 'away')
    and e.value ->> 'home' <> e.value ->> 'away'
  )
  order by e.ordinality
  limit 1;
  if found then
    raise sqlstate 'PT400' using message = format(
      'Cannot make the schedule: match %s must have a round from 1 to 999 and two different teams of the season (%s)',
      wrong.ordinality, left(wrong.value::text, 200)
    );
  end if;
  select t.name, sides.round into wrong
  from (
    select (e ->> 'round')::int as round, side.id::uuid as team
    from jsonb_array_elements(p_matches) e
    cross join unnest(array[e ->> 'home', e ->> 'away']) side (id)
  ) sides
  join public.teams t on t.id = sides.team
  group by t.id, t.name, sides.round
  having count(*) > 1
  order by sides.round, t.name
  limit 1;
  if found then
    raise sqlstate 'PT400' using
      message = format('Cannot make the schedule: %s plays twice in round %s', wrong.name, wrong.round);
  end if;

  -- One that is opened at this moment is found begun.
  perform from public.matches m where m.season_id = p_season_id order by m.id for update;
  select
    count(*),
    count(*) filter (
      where m.status <> 'scheduled' or exists (select from public.battles b where b.match_id = m.id)
    )
  into there, begun
  from public.matches m
  where m.season_id = p_season_id;
  if begun > 0 then
    raise sqlstate 'PT409' using message = format('Cannot make the schedule: %s of its matches have begun', begun);
  end if;
  if there > 0 and not p_replace then
    raise sqlstate 'PT409' using message = format('Cannot make the schedule: there is one of %s matches', there);
  end if;
  delete from public.matches m where m.season_id = p_season_id;
  get diagnostics removed = row_count;
  insert into public.matches (season_id, round, home_team_id, away_team_id, scheduled_at)
  select
    p_season_id, (e ->> 'round')::int, (e ->> 'home')::uuid, (e ->> 'away')::uuid,
    private.moment_of(e ->> 'at', purpose)
  from jsonb_array_elements(p_matches) e;
  get diagnostics made = row_count;
  perform private.audit(
    'schedule.made', p_season_id::text,
    jsonb_build_object('matches', made, 'removed', removed, 'request_id', p_request_id), season.league_id
  );
  return jsonb_build_object('made', made, 'removed', removed);
end
$$;

-- Sets when a match is played, or with null that it is not said; before it is over.
create function public.reschedule_match(p_match_id uuid, p_at timestamptz, p_request_id text default null)
returns public.matches
language plpgsql
security definer
set search_path = ''
as $$
declare
  match public.matches := private.hold_match(p_match_id, 'move the match');
begin
  if match.status not in ('scheduled', 'in_progress') then
    raise sqlstate 'PT409' using message = format('Cannot move the match: it is %s', match.status);
  end if;
  perform private.moment_of(p_at::text, 'move the match');
  perform private.audit(
    'match.moved', p_match_id::text,
    jsonb_build_object('before', match.scheduled_at, 'at', p_at, 'request_id', p_request_id),
    (select s.league_id from public.seasons s where s.id = match.season_id)
  );
  update public.matches m set scheduled_at = p_at where m.id = p_match_id returning m.* into match;
  return match;
end
$$;

revoke execute on function private.moment_of from public;
revoke execute on function public.schedule_matches, public.reschedule_match from public, anon;
grant execute on function public.schedule_matches, public.reschedule_match to authenticated, service_role;
