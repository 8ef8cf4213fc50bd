-- Importing teams: a season's teams, coaches and rosters as one list. Every line is looked at first, and each that is
-- wrong is told beside what is wrong with it; nothing is written unless all are right. Said again it changes nothing: a
-- team that is there already gets the coach and the roster of its line.

-- The profile of that display name, in any case; null: nobody's.
create function private.profile_named(p_name text) returns uuid
language sql
stable
set search_path = ''
as $$
  select p.id from public.profiles p where lower(p.display_name) = lower(btrim(p_name));
$$;

-- A roster as it is kept: each species once, without a space too many. Raises PT400 with what is wrong, without a purpose.
create function private.roster_of(p_roster jsonb) returns text[]
language plpgsql
immutable
set search_path = ''
as $$
declare
  species text[];
  wrong text;
begin
  if jsonb_typeof(p_roster) is distinct from 'array' or jsonb_array_length(p_roster) > 60
    or exists (select from jsonb_array_elements(p_roster) e where jsonb_typeof(e) <> 'string') then
    raise sqlstate 'PT400' using message = 'a roster is at most 60 names of species';
  end if;
  species := array(
    select btrim(regexp_replace(e.name, '\s+', ' ', 'g'))
    from jsonb_array_elements_text(p_roster) with ordinality e (name, place)
    order by e.place
  );
  select s into wrong from unnest(species) s where char_length(s) not between 1 and 60 or s ~ '[[:cntrl:]<>]' limit 1;
  if found then
    raise sqlstate 'PT400' using message = format('%L is no species', left(wrong, 60));
  end if;
  select min(s) into wrong from unnest(species) s group by lower(s) having count(*) > 1 limit 1;
  if found then
    raise sqlstate 'PT400' using message = format('%s is on it twice', wrong);
  end if;
  return species;
end
$$;

create function private.write_roster(p_team_id uuid, p_species text[]) returns void
language sql
set search_path = ''
as $$
  delete from public.rosters r where r.team_id = p_team_id and r.species <> all (p_species);
  insert into public.rosters (team_id, species) select p_team_id, s from unnest(p_species) s on conflict do nothing;
$$;

-- A line of a list of teams: what is wrong with it, or the team that it makes or changes.
create type private.team_line as (line int, name text, coach uuid, roster text[], team_id uuid, wrong text);

create function private.read_team_line(p_season_id uuid, p_entry jsonb, p_place int) returns private.team_line
language plpgsql
stable
set search_path = ''
as $$
declare
  read private.team_line;
begin
  read.line := case
    when p_entry ->> 'line' ~ '^\d{1,6}$' then (p_entry ->> 'line')::int
    else p_place
  end;
  begin
    read.name := private.title(p_entry ->> 'team', 60, 'read the line', 'the team''s name');
    if coalesce(p_entry -> 'roster', '[]') not in ('[]', 'null') then
      read.roster := private.roster_of(p_entry -> 'roster');
    end if;
  exception when sqlstate 'PT400' then
    read.wrong := regexp_replace(sqlerrm, '^Cannot read the line: ', '');
    return read;
  end;
  if btrim(coalesce(p_entry ->> 'coach', '')) <> '' then
    read.coach := private.profile_named(p_entry ->> 'coach');
    if read.coach is null then
      read.wrong := format(
        'nobody here is called %L: a coach has signed in once; or leave the coach out and invite one',
        left(p_entry ->> 'coach', 40)
      );
    end if;
  end if;
  select t.id into read.team_id
  from public.teams t
  where t.season_id = p_season_id and lower(t.name) = lower(read.name)
  order by t.name = read.name desc, t.id
  limit 1;
  return read;
end
$$;

-- What stands against a line beside the others of its list, and beside the teams that are there.
create function private.team_conflict(p_season_id uuid, one private.team_line, lines private.team_line[]) returns text
language sql
stable
set search_path = ''
as $$
  select coalesce(
    one.wrong,
    (
      select format('the same team is on line %s', l.line)
      from unnest(lines) with ordinality l
      where lower(l.name) = lower(one.name) and l.line <> one.line
      order by l.ordinality
      limit 1
    ),
    (
      select format('%s coaches the team on line %s', p.display_name, l.line)
      from unnest(lines) with ordinality l
      join public.profiles p on p.id = one.coach
      where l.coach = one.coach and l.line <> one.line
      order by l.ordinality
      limit 1
    ),
    (
      select format('%s coaches %s already', p.display_name, t.name)
      from public.teams t
      join public.profiles p on p.id = t.coach_id
      where t.season_id = p_season_id and t.coach_id = one.coach and t.id is distinct from one.team_id
        -- A team whose coach this list changes too leaves theirs.
        and not exists (select from unnest(lines) l where l.team_id = t.id and l.coach is not null)
      limit 1
    )
  );
$$;

create function private.team_line_does(one private.team_line) returns text
language sql
stable
set search_path = ''
as $$
  select case
    when one.team_id is null then 'new'
    when (select t.name <> one.name or (one.coach is not null and t.coach_id is distinct from one.coach)
      from public.teams t where t.id = one.team_id) then 'changed'
    when one.roster is not null and array(
      select r.species from public.rosters r where r.team_id = one.team_id order by r.species
    ) <> array(select s from unnest(one.roster) s order by s) then 'changed'
    else 'same'
  end;
$$;

-- Teams are [{line, team, coach, roster}]: a display name, or none for a team without a coach yet, and names of species.
-- What is left out of a team that is there stays. Gives {applied, errors: [{line, message}], teams: [{line, team, what}]};
-- `what` is new, changed or same. With p_check nothing is written either way.
create function public.import_teams(
  p_season_id uuid,
  p_teams jsonb,
  p_check boolean default false,
  p_request_id text default null
) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  season public.seasons := private.hold_season(p_season_id, 'import teams');
  lines private.team_line[];
  told jsonb;
  errors jsonb;
  one private.team_line;
  team uuid;
begin
  if jsonb_typeof(p_teams) is distinct from 'array' or jsonb_array_length(p_teams) not between 1 and 200 then
    raise sqlstate 'PT400' using message = 'Cannot import teams: a list of 1 to 200 teams is wanted';
  end if;
  lines := array(
    select private.read_team_line(p_season_id, e.value, e.ordinality::int)
    from jsonb_array_elements(p_teams) with ordinality e
    order by e.ordinality
  );
  if (select count(distinct l.line) from unnest(lines) l) < cardinality(lines) then
    raise sqlstate 'PT400' using message = 'Cannot import teams: two of them say that they are on the same line';
  end if;
  select
    coalesce(jsonb_agg(jsonb_build_object('line', l.line, 'message', c.conflict) order by l.line)
      filter (where c.conflict is not null), '[]'),
    coalesce(jsonb_agg(jsonb_build_object('line', l.line, 'team', l.name, 'what', private.team_line_does(l)) order by l.line)
      filter (where c.conflict is null), '[]')
  into errors, told
  from unnest(lines) l
  cross join lateral private.team_conflict(p_season_id, l, lines) c (conflict);
  if p_check or errors <> '[]' then
    return jsonb_build_object('applied', false, 'errors', errors, 'teams', told);
  end if;

  -- Two teams may swap their coaches.
  update public.teams t
  set coach_id = null
  from unnest(lines) l
  where t.id = l.team_id and l.coach is not null and t.coach_id <> l.coach;
  foreach one in array lines loop
    if one.team_id is null then
      insert into public.teams (season_id, coach_id, name) values (p_season_id, one.coach, one.name) returning id into team;
    else
      team := one.team_id;
      update public.teams t
      set name = one.name, coach_id = coalesce(one.coach, t.coach_id)
      where t.id = team and (t.name <> one.name or t.coach_id is distinct from coalesce(one.coach, t.coach_id));
    end if;
    if one.roster is not null then
      perform private.write_roster(team, one.roster);
    end if;
  end loop;
  perform private.audit(
    'teams.imported', p_season_id::text, jsonb_build_object('teams', told, 'request_id', p_request_id), season.league_id
  );
  return jsonb_build_object('applied', true, 'errors', errors, 'teams', told);
end
$$;

-- The team, for an admin of its league; its season is held.
create function private.hold_team(p_team_id uuid, p_purpose text) returns public.teams
language plpgsql
set search_path = ''
as $$
declare
  team public.teams;
begin
  select t.* into team from public.teams t where t.id = p_team_id;
  if not found then
    raise sqlstate 'PT404' using message = format('Cannot %s: there is no team %s', p_purpose, p_team_id);
  end if;
  perform private.hold_season(team.season_id, p_purpose);
  select t.* into strict team from public.teams t where t.id = p_team_id for no key update;
  return team;
end
$$;

-- Changes a team: {name, coach, roster}, what is left out stays. `coach` is a display name, or null for none.
create function public.change_team(p_team_id uuid, p_changes jsonb, p_request_id text default null) returns public.teams
language plpgsql
security definer
set search_path = ''
as $$
declare
  team public.teams := private.hold_team(p_team_id, 'change the team');
  unknown text;
begin
  if jsonb_typeof(p_changes) is distinct from 'object' then
    raise sqlstate 'PT400' using message = 'Cannot change the team: the changes are no object';
  end if;
  select k into unknown from jsonb_object_keys(p_changes) k where k not in ('name', 'coach', 'roster') limit 1;
  if unknown is not null then
    raise sqlstate 'PT400' using message = format('Cannot change the team: a team has no %L', unknown);
  end if;
  if p_changes ? 'name' then
    team.name := private.title(p_changes ->> 'name', 60, 'change the team', 'its name');
  end if;
  if p_changes ? 'coach' then
    team.coach_id := private.profile_named(p_changes ->> 'coach');
    if team.coach_id is null and p_changes ->> 'coach' is not null then
      raise sqlstate 'PT404' using
        message = format('Cannot change the team: nobody here is called %L', left(p_changes ->> 'coach', 40));
    end if;
  end if;
  begin
    update public.teams t set name = team.name, coach_id = team.coach_id where t.id = p_team_id;
  exception when unique_violation then
    raise sqlstate 'PT409' using
      message = 'Cannot change the team: another team of the season has that name, or that coach';
  end;
  if p_changes ? 'roster' then
    begin
      perform private.write_roster(p_team_id, private.roster_of(p_changes -> 'roster'));
    exception when sqlstate 'PT400' then
      raise sqlstate 'PT400' using message = format('Cannot change the team: %s', sqlerrm);
    end;
  end if;
  perform private.audit(
    'team.changed', p_team_id::text, jsonb_build_object('changes', p_changes, 'request_id', p_request_id),
    (select s.league_id from public.seasons s where s.id = team.season_id)
  );
  return team;
end
$$;

-- Takes a team out of a season in whose schedule it is not.
create function public.remove_team(p_team_id uuid, p_request_id text default null) returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  team public.teams := private.hold_team(p_team_id, 'remove the team');
begin
  if exists (select from public.matches m where p_team_id in (m.home_team_id, m.away_team_id)) then
    raise sqlstate 'PT409' using
      message = format('Cannot remove %L: it has matches in the schedule; make the schedule without it first', team.name);
  end if;
  delete from public.teams t where t.id = p_team_id;
  perform private.audit(
    'team.removed', p_team_id::text, jsonb_build_object('name', team.name, 'request_id', p_request_id),
    (select s.league_id from public.seasons s where s.id = team.season_id)
  );
end
$$;

revoke usage on type private.team_line from public;
revoke execute on function
  private.profile_named, private.roster_of, private.write_roster, private.read_team_line, private.team_conflict,
  private.team_line_does, private.hold_team
from public;
revoke execute on function public.import_teams, public.change_team, public.remove_team from public, anon;
grant execute on function public.import_teams, public.change_team, public.remove_team to authenticated, service_role;
