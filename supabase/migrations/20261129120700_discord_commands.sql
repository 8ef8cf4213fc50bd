-- What slash commands ask about the league of the guild in which they are asked: its seasons, teams, matches and
-- coaches, by id as autocompletion gives them or by name as people type them. Nothing of another league is found.

create function private.league_of_guild(p_guild_id text) returns uuid
language plpgsql
stable
set search_path = ''
as $$
declare
  league uuid := (select g.league_id from public.discord_guilds g where g.guild_id = p_guild_id);
begin
  if league is null then
    raise sqlstate 'PT404'
      using message = 'Cannot answer here: this Discord server belongs to no league yet; a league''s admin sets it';
  end if;
  return league;
end
$$;

create function private.is_uuid(p_text text) returns boolean
language sql
immutable
set search_path = ''
as $$
  select p_text ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';
$$;

-- A season of the guild's league; the latest where none is named.
create function public.guild_season(p_guild_id text, p_season text) returns uuid
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  league uuid := private.league_of_guild(p_guild_id);
  season uuid;
begin
  select s.id into season
  from public.seasons s
  where s.league_id = league
    and (p_season is null or s.id::text = lower(p_season) or lower(s.name) = lower(btrim(p_season)))
  order by s.created_at desc, s.id
  limit 1;
  if season is null then
    raise sqlstate 'PT404' using message = case
      when p_season is null then 'Cannot find a season: the league has none yet'
      else format('Cannot find the season: the league has none named %L', left(p_season, 80))
    end;
  end if;
  return season;
end
$$;

-- Names that hold the text, as choices {name, value}, 25 at the most: seasons, teams of a season, coaches, Showdown servers, or
-- matches whose result is open, those of the asker's own teams first.
create function public.guild_choices(
  p_guild_id text,
  p_kind text,
  p_text text,
  p_season text,
  p_user uuid
) returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  league uuid := private.league_of_guild(p_guild_id);
  wanted text := lower(btrim(coalesce(p_text, '')));
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('name', q.name, 'value', q.value) order by q.place), '[]')
    from (
      select c.name, c.value, row_number() over (order by c.own desc, c.recent desc, c.name, c.value) as place
      from (
        select s.name, s.id::text as value, false as own, extract(epoch from s.created_at) as recent
        from public.seasons s
        where p_kind = 'season' and s.league_id = league
        union all
        select t.name, t.id::text, t.coach_id is not distinct from p_user, 0
        from public.teams t
        where p_kind = 'team' and t.season_id = public.guild_season(p_guild_id, p_season)
        union all
        select v.id, v.id, false, 0
        from public.showdown_servers v
        where p_kind = 'server' and v.active
        union all
        select distinct p.display_name, p.id::text, false, 0
        from public.teams t
        join public.seasons s on s.id = t.season_id
        join public.profiles p on p.id = t.coach_id
        where p_kind = 'player' and s.league_id = league
        union all
        select
          format('%s vs %s · %s, round %s', home.name, away.name, s.name, m.round), m.id::text,
          coalesce(p_user in (home.coach_id, away.coach_id), false), -m.round
        from public.matches m
        join public.seasons s on s.id = m.season_id
        join public.teams home on home.id = m.home_team_id
        join public.teams away on away.id = m.away_team_id
        where p_kind = 'match' and s.league_id = league and m.status in ('scheduled', 'in_progress')
      ) c
      where position(wanted in lower(c.name)) > 0
    ) q
    where q.place <= 25
  );
end
$$;

-- A match of the guild's league by its id: {match_id, home, away, best_of, server}, the Showdown server of its season or
-- the main one.
create function public.guild_match(p_guild_id text, p_match text) returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  league uuid := private.league_of_guild(p_guild_id);
  match jsonb;
begin
  if private.is_uuid(p_match) then
    select jsonb_build_object(
      'match_id', m.id, 'home', home.name, 'away', away.name, 'best_of', s.best_of,
      'server', coalesce(s.showdown_server, 'main')
    ) into match
    from public.matches m
    join public.seasons s on s.id = m.season_id
    join public.teams home on home.id = m.home_team_id
    join public.teams away on away.id = m.away_team_id
    where m.id = p_match::uuid and s.league_id = league;
  end if;
  if match is null then
    raise sqlstate 'PT404' using message = 'Cannot find the match: choose one of those that the command offers';
  end if;
  return match;
end
$$;

-- A season's next ten matches and the five that were played last, of one team or of all.
create function public.guild_schedule(p_guild_id text, p_season text, p_team text) returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  season uuid := public.guild_season(p_guild_id, p_season);
  team uuid;
begin
  if p_team is not null then
    select t.id into team
    from public.teams t
    where t.season_id = season and (t.id::text = lower(p_team) or lower(t.name) = lower(btrim(p_team)))
    order by t.id::text = lower(p_team) desc
    limit 1;
    if team is null then
      raise sqlstate 'PT404'
        using message = format('Cannot find the team: the season has none named %L', left(p_team, 60));
    end if;
  end if;
  return private.season_head(season) || jsonb_build_object(
    'team', (select t.name from public.teams t where t.id = team),
    'next', (
      select coalesce(jsonb_agg(private.api_match(m) order by q.place), '[]')
      from (
        select o.id, row_number() over (order by o.status = 'scheduled', o.scheduled_at, o.round, o.id) as place
        from public.matches o
        where o.season_id = season and o.status in ('scheduled', 'in_progress')
          and (team is null or team in (o.home_team_id, o.away_team_id))
        order by place
        limit 10
      ) q
      join public.matches m on m.id = q.id
    ),
    'last', (
      select coalesce(jsonb_agg(private.api_match(m) order by q.place), '[]')
      from (
        select o.id, row_number() over (order by o.played_at desc nulls last, o.id) as place
        from public.matches o
        where o.season_id = season and o.status in ('completed', 'disputed')
          and (team is null or team in (o.home_team_id, o.away_team_id))
        order by place
        limit 5
      ) q
      join public.matches m on m.id = q.id
    )
  );
end
$$;

-- What a player did: {user_id, name, teams, record, ratings}; by id, by name, or oneself.
create function public.guild_profile(p_guild_id text, p_player text, p_user uuid) returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  league uuid := private.league_of_guild(p_guild_id);
  player public.profiles;
begin
  select p.* into player
  from public.profiles p
  where case
    when p_player is null then p.id = p_user
    when private.is_uuid(p_player) then p.id = p_player::uuid
    else lower(p.display_name) = lower(btrim(p_player))
  end;
  if player.id is null then
    raise sqlstate 'PT404' using message = case
      when p_player is null then 'Cannot show your profile: link your account first, with /link account'
      else format('Cannot show the profile: nobody is named %L', left(p_player, 40))
    end;
  end if;
  return jsonb_build_object(
    'user_id', player.id,
    'name', player.display_name,
    'teams', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'team', q.team, 'season', q.season, 'wins', q.wins, 'losses', q.losses, 'ties', q.ties
      ) order by q.created_at desc), '[]')
      from (
        select t.name as team, s.name as season, s.created_at, st.wins, st.losses, st.ties
        from public.teams t
        join public.seasons s on s.id = t.season_id
        join public.standings st on st.season_id = s.id and st.team_id = t.id
        where t.coach_id = player.id and s.league_id = league
        order by s.created_at desc
        limit 5
      ) q
    ),
    'record', (
      select to_jsonb(r) - 'user_id' - 'first_played_at' - 'last_played_at'
      from public.player_profile_stats r
      where r.user_id = player.id
    ),
    'ratings', (
      select coalesce(jsonb_agg(jsonb_build_object('format', q.format, 'elo', q.elo) order by q.elo desc, q.format), '[]')
      from (
        select r.format, greatest(1000, round(r.elo))::int as elo
        from public.ratings r
        where r.user_id = player.id and r.wins + r.losses + r.ties > 0
        order by r.elo desc
        limit 5
      ) q
    )
  );
end
$$;

revoke execute on function private.league_of_guild, private.is_uuid from public;
revoke execute on function
  public.guild_season, public.guild_choices, public.guild_match, public.guild_schedule, public.guild_profile
from public, anon, authenticated;
grant execute on function
  public.guild_season, public.guild_choices, public.guild_match, public.guild_schedule, public.guild_profile
to service_role;
