-- Files that coaches upload: anybody can write a battle log, and a file proves nothing. In a new season one that a coach
-- uploads waits for an admin; a league that trusts its coaches says so. Seasons that are there stay as they are. Replaces
-- create_season.

alter table public.seasons alter column coach_uploads set default false;

create or replace function public.create_season(
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
