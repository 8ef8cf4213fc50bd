-- What statistics are made of, for some teams: their results as the season's rules score them, and what their Pokémon
-- did. A match counts when it is completed; of a game that was played again, the last battle does,
-- and of a series that was, what came since. What a team did belongs to its coach.

create function private.teams_of_season(p_season_id uuid) returns uuid[]
language sql
stable
set search_path = ''
as $$
  select coalesce(array_agg(t.id), '{}') from public.teams t where t.season_id = p_season_id;
$$;

-- The teams that some users coach; null: all users'. Of one league, or of all (null). Who asks for them looks at their
-- coaches again with what it reads next: one may have gone since, or come who was not asked for.
create function private.teams_of_users(p_league_id uuid, p_users uuid[]) returns uuid[]
language sql
stable
set search_path = ''
as $$
  select coalesce(array_agg(t.id), '{}')
  from public.teams t
  join public.seasons s on s.id = t.season_id
  where t.coach_id is not null
    and (p_league_id is null or s.league_id = p_league_id)
    and (p_users is null or t.coach_id = any (p_users));
$$;

-- Teams with their coaches, as statistics show them.
create view private.named_teams as
select t.season_id, t.id as team_id, t.name as team, t.coach_id as user_id, c.display_name as player
from public.teams t
left join public.profiles c on c.id = t.coach_id;

-- The battles that count for their match, once that has its result: none that a game of its number or of a lower one came
-- after.
create view private.counted_games as
select b.*
from public.battles b
where b.match_id is not null and b.status = 'completed'
  and not exists (
    select
    from public.battles later
    where later.match_id = b.match_id and later.game <= b.game and (later.created_at, later.id) > (b.created_at, b.id)
  );

create function private.results_of(p_teams uuid[])
returns table (
  season_id uuid, match_id uuid, team_id uuid, opponent_id uuid, round int, played_at timestamptz,
  end_type public.end_type, outcome text, points numeric, differential int, score_for int, score_against int,
  games_won int, games_lost int
)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select m.season_id, m.id, s.team_id, s.opponent_id, m.round, m.played_at, m.end_type, s.outcome, s.points,
    s.differential,
    case when at_home then m.home_score else m.away_score end,
    case when at_home then m.away_score else m.home_score end,
    case when at_home then m.home_games else m.away_games end,
    case when at_home then m.away_games else m.home_games end
  from public.matches m
  join public.season_rules r on r.season_id = m.season_id
  cross join lateral private.sides_of(m, r) s
  cross join lateral (select s.team_id = m.home_team_id as at_home) h
  where m.status = 'completed' and (m.home_team_id = any (p_teams) or m.away_team_id = any (p_teams))
    and s.team_id = any (p_teams);
end
$$;

-- A row a Pokémon a battle; KOs that count for a player and none of its Pokémon have a row without species. Of all the
-- teams' matches, or of some.
create function private.performances_of(p_teams uuid[], p_matches uuid[] default null)
returns table (
  season_id uuid, match_id uuid, team_id uuid, battle_id text, turns int, won boolean, tied boolean, seat public.seat,
  index smallint, species text, nickname text, sent_out int, turns_active int, damage_dealt numeric, damage_taken numeric,
  healed numeric, crits int, crits_taken int, misses int, dodges int, faints int, direct_kos int, passive_kos int
)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  with games as materialized (
    select m.season_id, m.id as match_id, s.team_id, b.id as battle_id, b.turns, s.seat,
      b.winner_seat is not distinct from s.seat as won, b.winner_seat is null and b.end_type = 'tie' as tied
    from public.matches m
    join private.counted_games b on b.match_id = m.id
    cross join lateral (
      values (m.home_team_id, 'p1'::public.seat), (m.away_team_id, 'p2'::public.seat)
    ) s (team_id, seat)
    where m.status = 'completed' and (m.home_team_id = any (p_teams) or m.away_team_id = any (p_teams))
      and s.team_id = any (p_teams)
      and (p_matches is null or m.id = any (p_matches))
  ), kos as materialized (
    select g.battle_id, g.seat, k.credit_index as index,
      (count(*) filter (where r.kind = 'direct'))::int as direct,
      (count(*) filter (where r.kind = 'passive'))::int as passive
    from games g
    join public.battle_kos k on k.battle_id = g.battle_id and k.credit_seat = g.seat
    join (
      select sr.season_id, e.key as rule, e.value as kind
      from public.season_rules sr cross join lateral jsonb_each_text(sr.ko_rules) e
      where sr.season_id in (select g.season_id from games g)
      union all
      select distinct g.season_id, 'move', 'direct' from games g
    ) r on r.season_id = g.season_id and r.rule = k.rule and r.kind <> 'none'
    group by g.battle_id, g.seat, k.credit_index
  )
  select g.season_id, g.match_id, g.team_id, g.battle_id, g.turns, g.won, g.tied, p.seat, p.index, p.species, p.nickname,
    p.sent_out, p.turns_active, p.damage_dealt, p.damage_taken, p.healed, p.crits, p.crits_taken, p.misses, p.dodges,
    p.faints, coalesce(k.direct, 0), coalesce(k.passive, 0)
  from games g
  join public.battle_pokemon p on p.battle_id = g.battle_id and p.seat = g.seat and p.brought is distinct from false
  left join kos k on k.battle_id = p.battle_id and k.seat = p.seat and k.index = p.index
  union all
  select g.season_id, g.match_id, g.team_id, g.battle_id, g.turns, g.won, g.tied, g.seat, null, null, null,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, k.direct, k.passive
  from games g
  join kos k on k.battle_id = g.battle_id and k.seat = g.seat and k.index is null;
end
$$;

-- A row a match and team: its result, and its Pokémon's doings added up.
create function private.sheets_of(p_teams uuid[])
returns table (
  season_id uuid, match_id uuid, team_id uuid, opponent_id uuid, round int, played_at timestamptz,
  end_type public.end_type, outcome text, points numeric, differential int, score_for int, score_against int,
  games_won int, games_lost int, battles int, turns int,
  direct_kos int, passive_kos int, faints int, damage_dealt numeric, damage_taken numeric, healed numeric, crits int,
  crits_taken int, misses int, dodges int
)
language sql
stable
set search_path = ''
as $$
  with battles as (
    select p.match_id, p.team_id, p.battle_id, max(p.turns) as turns, sum(p.direct_kos) as direct_kos,
      sum(p.passive_kos) as passive_kos, sum(p.faints) as faints, sum(p.damage_dealt) as damage_dealt,
      sum(p.damage_taken) as damage_taken, sum(p.healed) as healed, sum(p.crits) as crits,
      sum(p.crits_taken) as crits_taken, sum(p.misses) as misses, sum(p.dodges) as dodges
    from private.performances_of(p_teams) p
    group by p.match_id, p.team_id, p.battle_id
  ), totals as (
    select b.match_id, b.team_id, count(*)::int as battles, sum(b.turns)::int as turns,
      sum(b.direct_kos)::int as direct_kos, sum(b.passive_kos)::int as passive_kos, sum(b.faints)::int as faints, sum(b.damage_dealt) as damage_dealt,
      sum(b.damage_taken) as damage_taken, sum(b.healed) as healed, sum(b.crits)::int as crits,
      sum(b.crits_taken)::int as crits_taken, sum(b.misses)::int as misses, sum(b.dodges)::int as dodges
    from battles b
    group by b.match_id, b.team_id
  )
  select r.*, coalesce(t.battles, 0), coalesce(t.turns, 0), coalesce(t.direct_kos, 0), coalesce(t.passive_kos, 0),
    coalesce(t.faints, 0),
    coalesce(t.damage_dealt, 0), coalesce(t.damage_taken, 0), coalesce(t.healed, 0), coalesce(t.crits, 0),
    coalesce(t.crits_taken, 0), coalesce(t.misses, 0), coalesce(t.dodges, 0)
  from private.results_of(p_teams) r
  left join totals t on t.match_id = r.match_id and t.team_id = r.team_id;
$$;

-- The moves that some teams chose.
create function private.moves_of(p_teams uuid[])
returns table (season_id uuid, team_id uuid, species text, move text, uses int)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select p.season_id, p.team_id, p.species, m.move, sum(m.uses)::int
  from private.performances_of(p_teams) p
  join public.battle_moves m on m.battle_id = p.battle_id and m.seat = p.seat and m.index = p.index
  where m.uses > 0
  group by p.season_id, p.team_id, p.species, m.move;
end
$$;

revoke execute on function
  private.teams_of_season, private.teams_of_users, private.results_of, private.performances_of, private.sheets_of,
  private.moves_of
from public;
