-- A season's table: teams in the order of their points, those that are level parted by the season's tie-breaks, with the
-- reason in words. Teams that nothing parts share a rank.

-- A team on its way into the table: its rank by points, then by points and the first tie-break, and so on.
create type private.placed_team as (team_id uuid, places int[]);

-- The win share of each team's opponents, weighted by how often it met them, their games against the team left out. Null:
-- none of them has played anybody else.
create function private.strengths(p_season_id uuid) returns table (team_id uuid, strength numeric)
language sql
stable
set search_path = ''
as $$
  select o.team_id, round(sum(o.met * (o.wins + o.ties / 2.0) / o.games) / sum(o.met), 3)
  from (
    select
      h.opponent_id as team_id,
      -- The opponent's own row of the pair: both have met as often, and it knows who lost to whom.
      h.wins + h.losses + h.ties as met,
      s.wins - h.wins as wins,
      s.ties - h.ties as ties,
      s.wins + s.losses + s.ties - (h.wins + h.losses + h.ties) as games
    from public.head_to_head h
    join public.standings s on s.season_id = h.season_id and s.team_id = h.team_id
    where h.season_id = p_season_id
  ) o
  where o.games > 0
  group by o.team_id;
$$;

-- Points a game of each team against those that are level with it; none of a team that has met none of them.
create function private.points_among(p_season_id uuid, p_placed private.placed_team[])
returns table (team_id uuid, points numeric)
language sql
stable
set search_path = ''
as $$
  select h.team_id, sum(h.points) / sum(h.wins + h.losses + h.ties)
  from unnest(p_placed) p
  join public.head_to_head h on h.season_id = p_season_id and h.team_id = p.team_id
  join unnest(p_placed) o on o.team_id = h.opponent_id and o.places = p.places
  group by h.team_id;
$$;

-- What a tie-break goes by: the more, the better. Without a value it says nothing of the team.
create function private.measures(p_season_id uuid, p_placed private.placed_team[], p_tie_break text)
returns table (team_id uuid, value numeric)
language plpgsql
stable
set search_path = ''
as $$
begin
  case p_tie_break
    when 'head_to_head' then
      return query select a.team_id, a.points from private.points_among(p_season_id, p_placed) a;
    when 'strength' then
      return query
      select s.team_id, coalesce(r.strength, 0)
      from public.standings s
      left join private.strengths(p_season_id) r on r.team_id = s.team_id
      where s.season_id = p_season_id;
    when 'differential' then
      return query select s.team_id, s.differential::numeric from public.standings s where s.season_id = p_season_id;
    when 'wins' then
      return query select s.team_id, s.wins::numeric from public.standings s where s.season_id = p_season_id;
  end case;
end
$$;

-- Parts the teams that are level so far by one tie-break. One without a value leaves all of its group as they were.
create function private.break_ties(p_season_id uuid, p_placed private.placed_team[], p_tie_break text)
returns private.placed_team[]
language sql
stable
set search_path = ''
as $$
  with measured as (
    select p.team_id, p.places, m.value, bool_and(m.value is not null) over (partition by p.places) as counts
    from unnest(p_placed) p
    left join private.measures(p_season_id, p_placed, p_tie_break) m on m.team_id = p.team_id
  )
  select array_agg(
    (m.team_id, m.places || (m.places[cardinality(m.places)] - 1 + m.place)::int)::private.placed_team
  )
  from (
    select
      m.team_id, m.places,
      rank() over (partition by m.places order by case when m.counts then m.value end desc) as place
    from measured m
  ) m;
$$;

-- How a team stands to its neighbour in the table: by points, which needs no word, or by the tie-break that parted them.
create function private.parted_by(p_tie_breaks text[], p_places int[], p_neighbour int[]) returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when p_places[1] is distinct from p_neighbour[1] then null
    else coalesce(
      (
        select
          case when p_places[i + 1] < p_neighbour[i + 1] then 'ahead on ' else 'behind on ' end
            || case p_tie_breaks[i]
              when 'head_to_head' then 'head-to-head'
              when 'strength' then 'strength of schedule'
              else p_tie_breaks[i]
            end
        from generate_subscripts(p_tie_breaks, 1) i
        where p_places[i + 1] <> p_neighbour[i + 1]
        order by i
        limit 1
      ),
      'level'
    )
  end;
$$;

-- Streaks are 'W3', 'L1', 'T2'. The reason tells what parts a team from the one below it, or above it for the last of
-- those that are level on points: 'ahead on head-to-head', 'behind on differential', 'level'.
create function public.season_standings(p_season_id uuid)
returns table (
  rank int, team_id uuid, team text, played int, wins int, losses int, ties int, points numeric, differential int,
  streak text, strength numeric, reason text
)
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  tie_breaks text[];
  tie_break text;
  placed private.placed_team[];
begin
  select r.tie_breaks into tie_breaks from public.season_rules r where r.season_id = p_season_id;
  select array_agg((p.team_id, array[p.place])::private.placed_team) into placed
  from (
    select s.team_id, (rank() over (order by s.points desc))::int as place
    from public.standings s
    where s.season_id = p_season_id
  ) p;
  foreach tie_break in array coalesce(tie_breaks, '{}') loop
    placed := private.break_ties(p_season_id, placed, tie_break);
  end loop;

  return query
  with ordered as (
    select
      p.team_id, p.places, p.places[cardinality(p.places)] as place, t.name,
      lead(p.places) over w as below, lag(p.places) over w as above
    from unnest(placed) p
    join public.teams t on t.id = p.team_id
    window w as (order by p.places[cardinality(p.places)], t.name)
  )
  select
    o.place, o.team_id, o.name, s.wins + s.losses + s.ties, s.wins, s.losses, s.ties, s.points, s.differential,
    upper(left(s.streak_outcome, 1)) || s.streak_length,
    r.strength,
    coalesce(
      private.parted_by(tie_breaks, o.places, o.below), private.parted_by(tie_breaks, o.places, o.above)
    )
  from ordered o
  join public.standings s on s.season_id = p_season_id and s.team_id = o.team_id
  left join private.strengths(p_season_id) r on r.team_id = o.team_id
  order by o.place, o.name;
end
$$;

revoke execute on function
  private.strengths, private.points_among, private.measures, private.break_ties, private.parted_by
from public;
revoke execute on function public.season_standings from public;
grant execute on function public.season_standings to anon, authenticated, service_role;
