-- Bests: the best single matches of teams, and the longest rows of wins: what records and personal
-- bests are made of.

-- The higher the better, but for what is best when it is low.
create function private.goodness(p_category text, p_value numeric) returns numeric
language sql
immutable
set search_path = ''
as $$
  select case p_category when 'fastest_win' then -p_value else p_value end;
$$;

-- Each team's best in each category: the first one, where there are several as good.
--   biggest_win    differential of a match won        most_kos      KOs in a match, direct and passive
--   most_damage    dealt in a match                   longest_match turns of a match
--   fastest_win    turns of a match won by battle, the fewest
--   best_pokemon   KOs of one Pokémon in one battle
create function private.bests_of(p_teams uuid[])
returns table (
  team_id uuid, category text, value numeric, match_id uuid, season_id uuid, played_at timestamptz, species text
)
language sql
stable
set search_path = ''
as $$
  with candidates as (
    select s.team_id, c.category, c.value, s.match_id, s.season_id, s.played_at, null::text as species
    from private.sheets_of(p_teams) s
    cross join lateral (
      values
        ('biggest_win', case when s.outcome = 'win' then s.differential end),
        ('most_kos', s.direct_kos + s.passive_kos),
        ('most_damage', s.damage_dealt),
        ('longest_match', s.turns),
        ('fastest_win', case when s.outcome = 'win' and s.end_type = 'win' then s.turns end)
    ) c (category, value)
    where c.value > 0
    union all
    select p.team_id, 'best_pokemon', p.direct_kos + p.passive_kos, p.match_id, p.season_id, m.played_at, p.species
    from private.performances_of(p_teams) p
    join public.matches m on m.id = p.match_id
    where p.species is not null and p.direct_kos + p.passive_kos > 0
  )
  select distinct on (c.team_id, c.category) c.*
  from candidates c
  order by c.team_id, c.category, private.goodness(c.category, c.value) desc, c.played_at, c.match_id, c.species;
$$;

-- The longest row of wins, in the order that matches were played: of each team, or of each coach over all their teams.
create function private.win_streaks_of(p_teams uuid[], p_by_coach boolean)
returns table (owner_id uuid, length int, last_match_id uuid, season_id uuid)
language sql
stable
set search_path = ''
as $$
  with played as (
    select o.owner, r.match_id, r.season_id, r.outcome, r.played_at,
      row_number() over (partition by o.owner order by r.played_at, r.match_id)
        - row_number() over (partition by o.owner, r.outcome order by r.played_at, r.match_id) as run
    from private.results_of(p_teams) r
    join public.teams t on t.id = r.team_id
    cross join lateral (select case when p_by_coach then t.coach_id else t.id end as owner) o
    where o.owner is not null
  ), runs as (
    select p.owner, count(*)::int as length, max(p.played_at) as ended_at,
      (array_agg(p.match_id order by p.played_at desc, p.match_id desc))[1] as match_id,
      (array_agg(p.season_id order by p.played_at desc, p.match_id desc))[1] as season_id
    from played p
    where p.outcome = 'win'
    group by p.owner, p.run
  )
  select distinct on (u.owner) u.owner, u.length, u.match_id, u.season_id
  from runs u
  order by u.owner, u.length desc, u.ended_at, u.match_id;
$$;

revoke execute on function private.bests_of, private.goodness, private.win_streaks_of from public;
