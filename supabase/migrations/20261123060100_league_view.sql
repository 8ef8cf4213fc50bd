-- The views of the site: each is one JSON body with a tag for its name, made of what is public alone. `party/league`
-- keeps the bodies and forgets one when its tag is invalidated, so equal rows must make equal bodies: every order ends in
-- a key, and no body tells when it was made.
--   battles              the battles that are open, and those that ended last
--   seasons              the seasons that began last
--   matches:<season>     a season's schedule and results
--   standings:<season>   a season's table
--   leaderboard:<format> the best of a format's ladder
--   stats:<season>:<statistic>, usage:<season>, usage:<format>

create function private.battles_view() returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'open', (
      select coalesce(jsonb_agg(to_jsonb(o) order by o.created_at desc, o.id), '[]')
      from (
        select b.id, b.format, b.status, b.match_id, b.rated, b.bot, b.p1_user, b.p2_user, b.p1_name, b.p2_name, b.created_at
        from public.battles b
        where b.status in ('waiting', 'live')
        order by b.created_at desc, b.id
        limit 30
      ) o
    ),
    'results', (
      select coalesce(jsonb_agg(to_jsonb(r) order by r.ended_at desc, r.id), '[]')
      from (
        select b.id, b.format, b.p1_name, b.p2_name, b.winner_seat, b.end_type, b.turns, b.p1_score, b.p2_score, b.ended_at
        from public.battles b
        where b.status in ('ended', 'completed')
        order by b.ended_at desc, b.id
        limit 10
      ) r
    )
  );
$$;

create function private.seasons_view() returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object('seasons', coalesce(jsonb_agg(to_jsonb(q) - 'created_at' order by q.created_at desc, q.season_id), '[]'))
  from (
    select s.id as season_id, s.name as season, l.name as league, s.format, s.best_of, s.created_at
    from public.seasons s
    join public.leagues l on l.id = s.league_id
    order by s.created_at desc, s.id
    limit 20
  ) q;
$$;

-- Null: there is no such season.
create function private.season_head(p_season_id uuid) returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object('season_id', s.id, 'season', s.name, 'league', l.name, 'format', s.format, 'best_of', s.best_of)
  from public.seasons s
  join public.leagues l on l.id = s.league_id
  where s.id = p_season_id;
$$;

-- What is played, the next hundred, and the hundred that were over last.
create function private.matches_view(p_season_id uuid) returns jsonb
language sql
stable
set search_path = ''
as $$
  select private.season_head(p_season_id) || jsonb_build_object(
    'matches', coalesce(jsonb_agg(to_jsonb(l) order by l.round, l.scheduled_at, l.match_id), '[]')
  )
  from (
    select
      m.id as match_id, m.round, m.status, m.home_team_id, home.name as home, m.away_team_id, away.name as away,
      m.winner_team_id, m.home_games, m.away_games, m.home_score, m.away_score, m.end_type, m.room_id as battle_id,
      m.scheduled_at, m.played_at
    from (
      (
        select o.id
        from public.matches o
        where o.season_id = p_season_id and o.status in ('scheduled', 'in_progress')
        order by o.status = 'scheduled', o.scheduled_at, o.round, o.id
        limit 100
      )
      union all
      (
        select o.id
        from public.matches o
        where o.season_id = p_season_id and o.status not in ('scheduled', 'in_progress')
        order by o.played_at desc nulls last, o.id
        limit 100
      )
    ) shown
    join public.matches m on m.id = shown.id
    join public.teams home on home.id = m.home_team_id
    join public.teams away on away.id = m.away_team_id
  ) l;
$$;

create function private.standings_view(p_season_id uuid) returns jsonb
language sql
stable
set search_path = ''
as $$
  select private.season_head(p_season_id) || jsonb_build_object(
    'tie_breaks', (select r.tie_breaks from public.season_rules r where r.season_id = p_season_id),
    'rows', (
      select coalesce(jsonb_agg(to_jsonb(s) order by s.rank, s.team, s.team_id), '[]')
      from public.season_standings(p_season_id) s
    )
  );
$$;

create function private.leaderboard_view(p_format text) returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'format', p_format, 'rows', (select coalesce(jsonb_agg(to_jsonb(l) order by l.rank), '[]') from public.leaderboard(p_format, 100, 0) l)
  );
$$;

-- A view by its tag. Null: there is none of that name.
create function public.league_view(p_tag text) returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  parts constant text[] := string_to_array(p_tag, ':');
  kind constant text := parts[1];
  id constant text := parts[2];
  of_season constant boolean := id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';
  of_format constant boolean := id ~ '^gen[1-9][a-z0-9]{1,44}$';
begin
  return case cardinality(parts)
    when 1 then
      case kind
        when 'battles' then private.battles_view()
        when 'seasons' then private.seasons_view()
      end
    when 2 then
      case
        when kind = 'matches' and of_season then private.matches_view(id::uuid)
        when kind = 'standings' and of_season then private.standings_view(id::uuid)
        when kind = 'leaderboard' and of_format then private.leaderboard_view(id)
        when kind = 'usage' and of_season then public.usage_view('season', id)
        when kind = 'usage' and of_format then public.usage_view('format', id)
      end
    when 3 then
      case when kind = 'stats' and of_season then public.stat_view(parts[3], id::uuid) end
  end;
exception when sqlstate 'PT404' then
  return null;
end
$$;

revoke execute on function
  private.battles_view, private.seasons_view, private.season_head, private.matches_view, private.standings_view,
  private.leaderboard_view
from public;
revoke execute on function public.league_view from public;
grant execute on function public.league_view to anon, authenticated, service_role;
