-- Views of one thing each: a league, a season, a team, a match, a player, in as much as their page shows. They are made of
-- what other views tell too; `follows` names those, and whoever keeps a body forgets it when one of them changes. As all
-- views they are public, bounded, and the same text for the same rows.
--   leagues         the leagues, with their latest season
--   league:<slug>   a league's seasons
--   season:<season> a season's rules, teams with their rosters, and who beat whom
--   team:<team>     a team's roster with its KOs, its place, its matches
--   match:<match>   a match's rosters, games, Pokémon and KOs
--   player:<user>   a player's ratings with their past, badges, teams, bests and latest battles

create index battles_p1_ended_idx on public.battles (p1_user, ended_at desc) where status in ('ended', 'completed');
create index battles_p2_ended_idx on public.battles (p2_user, ended_at desc) where status in ('ended', 'completed');

create function private.leagues_view() returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object('follows', '["seasons"]'::jsonb, 'leagues', coalesce(jsonb_agg(to_jsonb(q) - 'at' order by q.at desc, q.league_id), '[]'))
  from (
    select
      l.id as league_id, l.slug, l.name as league,
      (select count(*) from public.seasons s where s.league_id = l.id) as seasons,
      n.id as season_id, n.name as season, n.format, coalesce(n.created_at, l.created_at) as at
    from public.leagues l
    left join lateral (
      select s.* from public.seasons s where s.league_id = l.id order by s.created_at desc, s.id limit 1
    ) n on true
    order by coalesce(n.created_at, l.created_at) desc, l.id
    limit 100
  ) q;
$$;

create function private.one_league_view(p_slug text) returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'follows', (
      select '["seasons"]'::jsonb || coalesce(jsonb_agg('matches:' || r.id order by r.created_at desc, r.id), '[]')
      from (
        select s.id, s.created_at from public.seasons s where s.league_id = l.id order by s.created_at desc, s.id limit 5
      ) r
    ),
    'league_id', l.id, 'slug', l.slug, 'league', l.name,
    'seasons', (
      select coalesce(jsonb_agg(to_jsonb(q) - 'created_at' order by q.created_at desc, q.season_id), '[]')
      from (
        select
          s.id as season_id, s.name as season, s.format, s.best_of, s.starts_on, s.ends_on, s.created_at,
          (select count(*) from public.teams t where t.season_id = s.id) as teams, m.matches, m.over
        from public.seasons s
        cross join lateral (
          select
            count(*) filter (where m.status <> 'cancelled') as matches,
            count(*) filter (where m.status = 'completed') as over
          from public.matches m
          where m.season_id = s.id
        ) m
        where s.league_id = l.id
        order by s.created_at desc, s.id
        limit 100
      ) q
    )
  )
  from public.leagues l
  where l.slug = p_slug;
$$;

create function private.roster_view(p_team_id uuid) returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(r.species order by r.species), '[]')
  from (select r.species from public.rosters r where r.team_id = p_team_id order by r.species limit 60) r;
$$;

-- A player's rating of a format with the latest Elo after each battle, the oldest first; null: none.
create function private.rating_view(p_user_id uuid, p_format text, p_points int) returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'format', r.format, 'elo', greatest(1000, round(r.elo))::int, 'glicko', round(r.glicko)::int,
    'deviation', round(d.now)::int, 'gxe', private.gxe(r.glicko, d.now), 'provisional', d.now > 100,
    'wins', r.wins, 'losses', r.losses, 'ties', r.ties,
    'history', (
      select coalesce(jsonb_agg(jsonb_build_object('at', h.rated_at, 'elo', h.elo) order by h.rated_at, h.id), '[]')
      from (
        select c.id, c.rated_at, greatest(1000, round(c.elo_after))::int as elo
        from public.rating_changes c
        where c.user_id = p_user_id and c.format = p_format and c.reversed_at is null
        order by c.rated_at desc, c.id desc
        limit p_points
      ) h
    )
  )
  from public.ratings r
  -- By the day, as a body that is made again must be the same.
  cross join lateral (select private.deviation_at(r.deviation, r.rated_at, date_trunc('day', now()))) d (now)
  where r.user_id = p_user_id and r.format = p_format and r.wins + r.losses + r.ties > 0;
$$;

create function private.season_page_view(p_season_id uuid) returns jsonb
language sql
stable
set search_path = ''
as $$
  select private.season_head(s.id) || jsonb_build_object(
    'follows', jsonb_build_array('seasons', 'standings:' || s.id, 'matches:' || s.id, 'leaderboard:' || s.format),
    'slug', l.slug, 'clock', s.clock, 'starts_on', s.starts_on, 'ends_on', s.ends_on,
    'rules', jsonb_build_object(
      'points_win', r.points_win, 'points_tie', r.points_tie, 'points_loss', r.points_loss,
      'points_forfeit', r.points_forfeit, 'forfeit_differential', r.forfeit_differential, 'tie_breaks', r.tie_breaks
    ),
    'teams', (
      select coalesce(jsonb_agg(to_jsonb(t) order by t.team, t.team_id), '[]')
      from (
        select
          t.id as team_id, t.name as team, t.coach_id as user_id, p.display_name as player,
          private.roster_view(t.id) as roster, private.rating_view(t.coach_id, s.format, 20) as rating
        from public.teams t
        left join public.profiles p on p.id = t.coach_id
        where t.season_id = s.id
        order by t.name, t.id
        limit 100
      ) t
    ),
    'head_to_head', (
      select coalesce(jsonb_agg(to_jsonb(h) order by h.team_id, h.opponent_id), '[]')
      from (
        select h.team_id, h.opponent_id, h.wins, h.losses, h.ties, h.differential
        from public.head_to_head h
        where h.season_id = s.id
        order by h.team_id, h.opponent_id
        limit 2000
      ) h
    ),
    'seasons', (
      select coalesce(jsonb_agg(jsonb_build_object('season_id', o.id, 'season', o.name) order by o.created_at desc, o.id), '[]')
      from (
        select o.* from public.seasons o where o.league_id = s.league_id order by o.created_at desc, o.id limit 50
      ) o
    )
  )
  from public.seasons s
  join public.leagues l on l.id = s.league_id
  join public.season_rules r on r.season_id = s.id
  where s.id = p_season_id;
$$;

-- A match as schedules show it.
create function private.fixture_of(match public.matches) returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'match_id', match.id, 'round', match.round, 'status', match.status, 'home_team_id', match.home_team_id,
    'home', home.name, 'away_team_id', match.away_team_id, 'away', away.name, 'winner_team_id', match.winner_team_id,
    'home_games', match.home_games, 'away_games', match.away_games, 'home_score', match.home_score,
    'away_score', match.away_score, 'end_type', match.end_type, 'battle_id', match.room_id,
    'scheduled_at', match.scheduled_at, 'played_at', match.played_at, 'revision', match.revision,
    'revised_at', match.revised_at
  )
  from public.teams home, public.teams away
  where home.id = match.home_team_id and away.id = match.away_team_id;
$$;

-- As before (20261123060100), with what a calendar wants to know of a change.
create or replace function private.matches_view(p_season_id uuid) returns jsonb
language sql
stable
set search_path = ''
as $$
  select private.season_head(p_season_id) || jsonb_build_object(
    'matches', coalesce(jsonb_agg(private.fixture_of(m) order by m.round, m.scheduled_at, m.id), '[]')
  )
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
  join public.matches m on m.id = shown.id;
$$;

create function private.team_view(p_team_id uuid) returns jsonb
language sql
stable
set search_path = ''
as $$
  select private.season_head(t.season_id) || jsonb_build_object(
    'follows', jsonb_build_array(
      'standings:' || t.season_id, 'matches:' || t.season_id, 'stats:' || t.season_id || ':season_stats'
    ),
    'slug', l.slug, 'team_id', t.id, 'team', t.name, 'user_id', t.coach_id, 'player', p.display_name,
    'place', (
      select to_jsonb(s) - '{team_id,team}'::text[]
      from public.season_standings(t.season_id) s
      where s.team_id = t.id
    ),
    'pokemon', (
      select coalesce(jsonb_agg(to_jsonb(q) order by q.drafted desc, q.used desc, q.species), '[]')
      from (
        select
          coalesce(d.species, u.species) as species, d.species is not null as drafted, coalesce(u.used, 0) as used,
          coalesce(u.wins, 0) as wins, coalesce(u.ties, 0) as ties, coalesce(u.direct_kos, 0) as direct_kos,
          coalesce(u.passive_kos, 0) as passive_kos, coalesce(u.faints, 0) as faints,
          coalesce(u.damage_dealt, 0) as damage_dealt
        from (select r.species from public.rosters r where r.team_id = t.id) d
        full join (
          select u.* from public.season_pokemon u where u.season_id = t.season_id and u.team_id = t.id
        ) u on u.species = d.species
        order by (d.species is not null) desc, coalesce(u.used, 0) desc, coalesce(d.species, u.species)
        limit 100
      ) q
    ),
    'matches', (
      select coalesce(jsonb_agg(private.fixture_of(m) order by m.round, m.scheduled_at, m.id), '[]')
      from (
        select m.id
        from (
          select h.* from public.matches h where h.home_team_id = t.id
          union all
          select a.* from public.matches a where a.away_team_id = t.id
        ) m
        order by m.round desc, m.id
        limit 200
      ) shown
      join public.matches m on m.id = shown.id
    )
  )
  from public.teams t
  join public.seasons s on s.id = t.season_id
  join public.leagues l on l.id = s.league_id
  left join public.profiles p on p.id = t.coach_id
  where t.id = p_team_id;
$$;

create function private.match_side_view(p_team_id uuid) returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'team_id', t.id, 'team', t.name, 'user_id', t.coach_id, 'player', p.display_name,
    'roster', private.roster_view(t.id)
  )
  from public.teams t
  left join public.profiles p on p.id = t.coach_id
  where t.id = p_team_id;
$$;

-- The KOs of a match in their order: what each counts as by the season's rules, and how sure it is whose it was.
create function private.match_kos(match public.matches) returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(to_jsonb(q) order by q.game, q.battle_id, q.number), '[]')
  from (
    select
      k.battle_id, b.game, k.number, k.turn,
      jsonb_build_object(
        'team_id', case k.victim_seat when 'p1' then match.home_team_id else match.away_team_id end,
        'species', v.species
      ) as victim,
      case
        when k.by_seat is not null then jsonb_build_object(
          'team_id', case k.by_seat when 'p1' then match.home_team_id else match.away_team_id end,
          'species', a.species
        )
      end as by,
      k.cause, k.source, k.confidence,
      case k.rule when 'move' then 'direct' else coalesce(r.ko_rules ->> k.rule, 'none') end as counts
    from private.counted_games b
    join public.season_rules r on r.season_id = match.season_id
    join public.battle_kos k on k.battle_id = b.id
    left join public.battle_pokemon v on (v.battle_id, v.seat, v.index) = (k.battle_id, k.victim_seat, k.victim_index)
    left join public.battle_pokemon a on (a.battle_id, a.seat, a.index) = (k.battle_id, k.by_seat, k.by_index)
    where b.match_id = match.id
    order by b.game, k.battle_id, k.number
    limit 300
  ) q;
$$;

create function private.match_page_view(p_match_id uuid) returns jsonb
language sql
stable
set search_path = ''
as $$
  select private.season_head(m.season_id) || private.fixture_of(m) - '{home,away,battle_id}'::text[] || jsonb_build_object(
    'follows', jsonb_build_array('matches:' || m.season_id, 'stats:' || m.season_id || ':match_report'),
    'slug', l.slug, 'dispute_reason', m.dispute_reason,
    'home', private.match_side_view(m.home_team_id),
    'away', private.match_side_view(m.away_team_id),
    'games', (
      select coalesce(jsonb_agg(to_jsonb(g) order by g.game, g.created_at, g.battle_id), '[]')
      from (
        select
          b.id as battle_id, b.game, b.status, b.winner_seat, b.end_type, b.turns, b.p1_score, b.p2_score, b.created_at,
          b.ended_at, exists (select from private.counted_games c where c.id = b.id) as counted
        from public.battles b
        where b.match_id = m.id
        order by b.created_at desc, b.id
        limit 30
      ) g
    ),
    'report', (
      select jsonb_build_object('turns', r.turns, 'mvp', r.mvp, 'sides', r.sides)
      from public.match_report r
      where r.match_id = m.id
    ),
    'kos', private.match_kos(m)
  )
  from public.matches m
  join public.seasons s on s.id = m.season_id
  join public.leagues l on l.id = s.league_id
  where m.id = p_match_id;
$$;

create function private.latest_battles_of(p_user_id uuid) returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(to_jsonb(q) order by q.ended_at desc, q.id), '[]')
  from (
    select u.seat, b.id, b.format, b.match_id, b.rated, b.p1_name, b.p2_name, b.winner_seat, b.end_type, b.turns, b.p1_score,
      b.p2_score, b.ended_at
    from (
      (
        select 'p1' as seat, b.id, b.ended_at from public.battles b
        where b.p1_user = p_user_id and b.status in ('ended', 'completed')
        order by b.ended_at desc
        limit 20
      )
      union all
      (
        select 'p2', b.id, b.ended_at from public.battles b
        where b.p2_user = p_user_id and b.status in ('ended', 'completed')
        order by b.ended_at desc
        limit 20
      )
    ) u
    join public.battles b on b.id = u.id
    order by u.ended_at desc, u.id
    limit 20
  ) q;
$$;

create function private.player_view(p_user_id uuid) returns jsonb
language sql
stable
set search_path = ''
as $$
  with rated as (
    select r.format
    from public.ratings r
    where r.user_id = p_user_id and r.wins + r.losses + r.ties > 0
    order by r.wins + r.losses + r.ties desc, r.format
    limit 20
  ), teams as (
    select
      t.id as team_id, t.name as team, s.id as season_id, s.name as season, l.name as league, l.slug, s.format,
      c.wins, c.losses, c.ties, c.points, s.created_at
    from public.teams t
    join public.seasons s on s.id = t.season_id
    join public.leagues l on l.id = s.league_id
    left join public.standings c on c.season_id = t.season_id and c.team_id = t.id
    where t.coach_id = p_user_id
    order by s.created_at desc, t.id
    limit 50
  )
  select jsonb_build_object(
    'follows', (
      select coalesce(jsonb_agg(f.tag order by f.tag), '[]')
      from (
        select 'leaderboard:' || r.format as tag from rated r
        union all
        select 'matches:' || n.season_id from (select t.* from teams t order by t.created_at desc, t.team_id limit 5) n
        union all
        -- The first season of all is told of a player's statistics with every other.
        select 'stats:' || n.season_id || ':' || s.stat
        from (select t.* from teams t order by t.created_at desc, t.team_id limit 5) n
        cross join (values ('personal_bests'), ('player_profile_stats')) s (stat)
      ) f
    ),
    'user_id', p.id, 'name', p.display_name,
    'ratings', (
      select coalesce(jsonb_agg(v.view order by (v.view ->> 'elo')::int desc, r.format), '[]')
      from rated r
      cross join lateral (select private.rating_view(p_user_id, r.format, 60) as view) v
    ),
    'badges', (
      select coalesce(jsonb_agg(to_jsonb(b) order by b.ended_at desc, b.format), '[]')
      from (
        select s.format, s.name as season, b.badge, b.rank, round(b.elo)::int as elo, b.games, s.ends_at as ended_at
        from public.ladder_badges b
        join public.ladder_seasons s on s.id = b.season_id
        where b.user_id = p_user_id
        order by s.ends_at desc, s.id
        limit 50
      ) b
    ),
    'teams', (select coalesce(jsonb_agg(to_jsonb(t) - 'created_at' order by t.created_at desc, t.team_id), '[]') from teams t),
    'profile', (select to_jsonb(c) - 'user_id' from public.player_profile_stats c where c.user_id = p_user_id),
    'bests', (
      select coalesce(jsonb_agg(to_jsonb(b) order by b.league, b.category), '[]')
      from (
        select l.name as league, b.category, b.value, b.match_id, b.season_id, s.name as season, b.species
        from public.personal_bests b
        join public.leagues l on l.id = b.league_id
        join public.seasons s on s.id = b.season_id
        where b.user_id = p_user_id
        order by l.name, b.league_id, b.category
        limit 70
      ) b
    ),
    'battles', private.latest_battles_of(p_user_id)
  )
  from public.profiles p
  where p.id = p_user_id;
$$;

revoke execute on function
  private.leagues_view, private.one_league_view, private.roster_view, private.rating_view, private.season_page_view,
  private.fixture_of, private.team_view, private.match_side_view, private.match_kos, private.match_page_view,
  private.latest_battles_of, private.player_view
from public;
