-- Creating leagues and seasons by hand: operators create leagues, a league's admins its seasons, with all their rules in
-- one transaction. For pages and the SQL editor alike.

-- A name as people read it: on one line, nothing invisible, nothing that turns the text around.
create function private.title(p_text text, p_most int, p_purpose text, p_what text) returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
  -- Control characters, zero-width ones, and marks of direction.
  clean text := btrim(regexp_replace(
    regexp_replace(p_text, '\s+', ' ', 'g'),
    U&'[[:cntrl:]\200B-\200F\2028-\202E\2060-\2069\FEFF]', '', 'g'
  ));
begin
  if coalesce(clean, '') = '' then
    raise sqlstate 'PT400' using message = format('Cannot %s: %s is missing', p_purpose, p_what);
  end if;
  if char_length(clean) > p_most then
    raise sqlstate 'PT400' using
      message = format('Cannot %s: %s has %s characters, at most are %s', p_purpose, p_what, char_length(clean), p_most);
  end if;
  return clean;
end
$$;

-- The season, for an admin of its league who changes something about it; one at a time.
create function private.hold_season(p_season_id uuid, p_purpose text) returns public.seasons
language plpgsql
set search_path = ''
as $$
declare
  season public.seasons;
begin
  select s.* into season from public.seasons s where s.id = p_season_id for no key update;
  if not found then
    raise sqlstate 'PT404' using message = format('Cannot %s: there is no season %s', p_purpose, p_season_id);
  end if;
  perform private.require_league_admin(season.league_id, p_purpose);
  return season;
end
$$;

create function public.create_league(p_slug text, p_name text, p_request_id text default null) returns public.leagues
language plpgsql
security definer
set search_path = ''
as $$
declare
  league public.leagues;
begin
  perform private.require_operator('create a league');
  if p_slug is null or p_slug !~ '^[a-z0-9]+(-[a-z0-9]+)*$' or char_length(p_slug) > 60 then
    raise sqlstate 'PT400' using message = format(
      'Cannot create a league: %L must be at most 60 lower-case letters, digits and single hyphens', p_slug
    );
  end if;
  insert into public.leagues (slug, name)
  values (p_slug, private.title(p_name, 80, 'create a league', 'its name'))
  on conflict (slug) do nothing
  returning * into league;
  if league.id is null then
    raise sqlstate 'PT409' using message = format('Cannot create a league: there is one at %L already', p_slug);
  end if;
  perform private.audit(
    'league.created', league.id::text,
    jsonb_build_object('slug', league.slug, 'name', league.name, 'request_id', p_request_id), league.id
  );
  return league;
end
$$;

-- A season with some of its settings changed. What is no setting, or cannot be one, is refused by name.
create function private.season_with(season public.seasons, p_changes jsonb, p_purpose text) returns public.seasons
language plpgsql
set search_path = ''
as $$
declare
  settings constant text[] := array[
    'name', 'format', 'starts_on', 'ends_on', 'best_of', 'clock', 'spectator_delay', 'showdown_server', 'minutes_before',
    'minutes_after', 'coach_uploads'
  ];
  unknown text;
begin
  if jsonb_typeof(p_changes) is distinct from 'object' then
    raise sqlstate 'PT400' using message = format('Cannot %s: its settings are no object', p_purpose);
  end if;
  select k into unknown from jsonb_object_keys(p_changes) k where k <> all (settings) limit 1;
  if unknown is not null then
    raise sqlstate 'PT400' using message = format('Cannot %s: there is no setting %L', p_purpose, unknown);
  end if;
  begin
    season := jsonb_populate_record(season, p_changes);
  exception when data_exception then
    raise sqlstate 'PT400' using message = format('Cannot %s: %s', p_purpose, sqlerrm);
  end;
  season.name := private.title(season.name, 80, p_purpose, 'its name');
  if season.format is null or season.format !~ '^gen[1-9][a-z0-9]+$' or char_length(season.format) > 48 then
    raise sqlstate 'PT400' using
      message = format('Cannot %s: %L is no format, such as gen9ou', p_purpose, season.format);
  end if;
  if season.starts_on not between '1996-01-01' and '2999-12-31' or season.ends_on not between '1996-01-01' and '2999-12-31' then
    raise sqlstate 'PT400' using message = format('Cannot %s: its days must be between 1996 and 2999', p_purpose);
  end if;
  if season.ends_on < season.starts_on then
    raise sqlstate 'PT400' using message = format('Cannot %s: it would end before it starts', p_purpose);
  end if;
  if season.showdown_server is not null then
    perform private.showdown_server(season.showdown_server, p_purpose);
  end if;
  return season;
end
$$;

-- Creates a season by its settings, the columns of `seasons`; p_rules as change_season_rules takes them, p_ko_rules as
-- set_ko_rules.
create function public.create_season(
  p_league_id uuid,
  p_settings jsonb,
  p_rules jsonb default '{}',
  p_ko_rules jsonb default '{}',
  p_request_id text default null
) returns public.seasons
language plpgsql
security definer
set search_path = ''
as $$
declare
  season public.seasons;
  rules jsonb;
begin
  perform private.require_league_admin(p_league_id, 'create a season');
  -- As the table has it where nobody says otherwise.
  season.best_of := 1;
  season.clock := 'standard';
  season.spectator_delay := 0;
  season.minutes_before := 120;
  season.minutes_after := 1440;
  season.coach_uploads := false;
  season := private.season_with(season, p_settings, 'create a season');
  begin
    insert into public.seasons (
      league_id, name, format, starts_on, ends_on, best_of, clock, spectator_delay, showdown_server, minutes_before,
      minutes_after, coach_uploads
    )
    values (
      p_league_id, season.name, season.format, season.starts_on, season.ends_on, season.best_of, season.clock,
      season.spectator_delay, season.showdown_server, season.minutes_before, season.minutes_after, season.coach_uploads
    )
    returning * into season;
  exception
    when unique_violation then
      raise sqlstate 'PT409' using message = format('Cannot create a season: the league has one named %L', season.name);
    when check_violation or not_null_violation then
      raise sqlstate 'PT400' using message = format('Cannot create a season: %s', sqlerrm);
  end;
  perform private.write_rules(season.id, coalesce(p_rules, '{}'), 'create a season');
  rules := private.default_ko_rules() || coalesce(p_ko_rules, '{}');
  if not private.are_ko_rules(rules) then
    raise sqlstate 'PT400' using
      message = format('Cannot create a season: each KO rule must be direct, passive or none (%s)', p_ko_rules);
  end if;
  update public.season_rules r set ko_rules = rules where r.season_id = season.id;
  perform private.audit(
    'season.created', season.id::text,
    jsonb_build_object(
      'settings', p_settings, 'rules', p_rules, 'ko_rules', p_ko_rules, 'request_id', p_request_id
    ),
    p_league_id
  );
  return season;
end
$$;

-- Changes a season's settings. How its matches are won, and in what they are played, stays while one goes on.
create function public.change_season(p_season_id uuid, p_changes jsonb, p_request_id text default null)
returns public.seasons
language plpgsql
security definer
set search_path = ''
as $$
declare
  before public.seasons := private.hold_season(p_season_id, 'change the season');
  season public.seasons := private.season_with(before, p_changes, 'change the season');
begin
  if (season.best_of, season.format) is distinct from (before.best_of, before.format) and exists (
    select from public.matches m where m.season_id = p_season_id and m.status = 'in_progress'
  ) then
    raise sqlstate 'PT409' using
      message = 'Cannot change the season: a match of it is being played; format and best-of can be changed afterwards';
  end if;
  begin
    update public.seasons s
    set name = season.name, format = season.format, starts_on = season.starts_on, ends_on = season.ends_on,
      best_of = season.best_of, clock = season.clock, spectator_delay = season.spectator_delay,
      showdown_server = season.showdown_server, minutes_before = season.minutes_before,
      minutes_after = season.minutes_after, coach_uploads = season.coach_uploads
    where s.id = p_season_id
    returning s.* into season;
  exception
    when unique_violation then
      raise sqlstate 'PT409' using message = format('Cannot change the season: the league has one named %L', season.name);
    when check_violation or not_null_violation then
      raise sqlstate 'PT400' using message = format('Cannot change the season: %s', sqlerrm);
  end;
  perform private.audit(
    'season.changed', p_season_id::text, jsonb_build_object('changes', p_changes, 'request_id', p_request_id),
    season.league_id
  );
  return season;
end
$$;

-- Takes away a season in which nothing has been played, with its teams and its schedule.
create function public.remove_season(p_season_id uuid, p_request_id text default null) returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  season public.seasons := private.hold_season(p_season_id, 'remove the season');
begin
  -- One that is opened at this moment is found begun.
  perform from public.matches m where m.season_id = p_season_id order by m.id for update;
  if exists (
    select
    from public.matches m
    where m.season_id = p_season_id
      and (m.status <> 'scheduled' or exists (select from public.battles b where b.match_id = m.id))
  ) then
    raise sqlstate 'PT409' using message = format('Cannot remove the season %L: it has matches that have begun', season.name);
  end if;
  delete from public.seasons s where s.id = p_season_id;
  perform private.audit(
    'season.removed', p_season_id::text, jsonb_build_object('name', season.name, 'request_id', p_request_id),
    season.league_id
  );
end
$$;

revoke execute on function private.title, private.hold_season, private.season_with from public;
revoke execute on function public.create_league, public.create_season, public.change_season, public.remove_season
from public, anon;
grant execute on function public.create_league, public.create_season, public.change_season, public.remove_season
to authenticated, service_role;
