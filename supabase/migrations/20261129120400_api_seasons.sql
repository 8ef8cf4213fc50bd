-- What leagues' own sites read of seasons, their teams and users. Pages of a list end with `next`, the `p_after` of the
-- next one, and null on the last.

create function public.api_seasons(p_league text, p_after text, p_limit int) returns jsonb
language plpgsql
stable
security definer
set search_path = ''
-- Cursors are moments in UTC.
set timezone = 'UTC'
as $$
declare
  rows jsonb;
begin
  if p_league is not null and not exists (select from public.leagues l where l.slug = p_league) then
    raise sqlstate 'PT404' using message = format('Cannot list seasons: there is no league %L', p_league);
  end if;
  select coalesce(jsonb_agg(to_jsonb(q) order by q.created_at desc, q.season_id desc), '[]') into rows
  from (
    select
      s.id as season_id, s.name as season, l.id as league_id, l.slug as league_slug, l.name as league, s.format, s.best_of,
      s.clock, s.starts_on, s.ends_on, s.created_at
    from public.seasons s
    join public.leagues l on l.id = s.league_id
    where (p_league is null or l.slug = p_league)
      and (p_after is null
        or (s.created_at, s.id) < (split_part(p_after, '/', 1)::timestamptz, split_part(p_after, '/', 2)::uuid))
    order by s.created_at desc, s.id desc
    limit p_limit + 1
  ) q;
  return private.page_of('seasons', rows, p_limit, 'created_at', 'season_id');
end
$$;

-- A page of `p_limit` of rows, of which one more was read where there are more; the cursor is made of two of a row's keys.
create function private.page_of(p_name text, p_rows jsonb, p_limit int, p_moment text, p_id text) returns jsonb
language sql
immutable
set search_path = ''
as $$
  select jsonb_build_object(
    p_name, case when jsonb_array_length(p_rows) > p_limit then p_rows - p_limit else p_rows end,
    'next', case when jsonb_array_length(p_rows) > p_limit then
      regexp_replace(p_rows -> (p_limit - 1) ->> p_moment, '\+00:00$', 'Z') || '/' || (p_rows -> (p_limit - 1) ->> p_id)
    end
  );
$$;

-- A season's teams with their coaches and what they drafted, by name.
create function public.api_teams(p_season_id uuid) returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  if not exists (select from public.seasons s where s.id = p_season_id) then
    raise sqlstate 'PT404' using message = format('Cannot list teams: there is no season %s', p_season_id);
  end if;
  return private.season_head(p_season_id) || jsonb_build_object('teams', (
    select coalesce(jsonb_agg(to_jsonb(q) order by q.team, q.team_id), '[]')
    from (
      select
        t.id as team_id, t.name as team, t.coach_id, p.display_name as coach,
        (select coalesce(jsonb_agg(r.species order by r.species), '[]') from public.rosters r where r.team_id = t.id)
          as roster
      from public.teams t
      left join public.profiles p on p.id = t.coach_id
      where t.season_id = p_season_id
    ) q
  ));
end
$$;

-- What a team of Pokémon has to keep to: the season's format, and the roster; null where it has
-- drafted nothing.
create function public.team_terms(p_team_id uuid) returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  terms jsonb;
begin
  select jsonb_build_object(
    'format', s.format,
    'roster', (select jsonb_agg(r.species order by r.species) from public.rosters r where r.team_id = t.id)
  ) into terms
  from public.teams t
  join public.seasons s on s.id = t.season_id
  where t.id = p_team_id;
  if terms is null then
    raise sqlstate 'PT404' using message = format('Cannot validate the team: there is no team %s', p_team_id);
  end if;
  return terms;
end
$$;

revoke execute on function private.page_of from public;
revoke execute on function public.api_seasons, public.api_teams, public.team_terms from public, anon, authenticated;
grant execute on function public.api_seasons, public.api_teams, public.team_terms to service_role;
