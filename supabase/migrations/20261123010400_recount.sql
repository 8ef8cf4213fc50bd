-- Recounting: a season's standings made anew from its matches. Results as they come leave nothing to put right; changed
-- rules do, and whoever wrote into the tables by hand.

-- Gives how many rows were not as they should be.
create function private.recount_standings(p_season_id uuid) returns int
language plpgsql
set search_path = ''
as $$
declare
  changed int;
  total int;
begin
  perform from public.standings s where s.season_id = p_season_id order by s.team_id for update;

  update public.standings s
  set wins = c.wins, losses = c.losses, ties = c.ties, points = c.points, differential = c.differential,
    streak_outcome = c.streak_outcome, streak_length = c.streak_length, last_played_at = c.last_played_at,
    last_match_id = c.last_match_id, updated_at = clock_timestamp()
  from private.counted_standings(p_season_id) c
  where s.season_id = p_season_id and s.team_id = c.team_id
    and (
      s.wins, s.losses, s.ties, s.points, s.differential, s.streak_outcome, s.streak_length, s.last_played_at,
      s.last_match_id
    ) is distinct from (
      c.wins, c.losses, c.ties, c.points, c.differential, c.streak_outcome, c.streak_length, c.last_played_at,
      c.last_match_id
    );
  get diagnostics total = row_count;

  insert into public.head_to_head as h (season_id, team_id, opponent_id, wins, losses, ties, points, differential)
  select p_season_id, c.team_id, c.opponent_id, c.wins, c.losses, c.ties, c.points, c.differential
  from private.counted_head_to_head(p_season_id) c
  on conflict (season_id, team_id, opponent_id) do update
    set wins = excluded.wins, losses = excluded.losses, ties = excluded.ties, points = excluded.points,
      differential = excluded.differential
    where (h.wins, h.losses, h.ties, h.points, h.differential)
      is distinct from (excluded.wins, excluded.losses, excluded.ties, excluded.points, excluded.differential);
  get diagnostics changed = row_count;
  total := total + changed;

  delete from public.head_to_head h
  where h.season_id = p_season_id and not exists (
    select from private.counted_head_to_head(p_season_id) c
    where c.team_id = h.team_id and c.opponent_id = h.opponent_id
  );
  get diagnostics changed = row_count;
  return total + changed;
end
$$;

create function private.counted_head_to_head(p_season_id uuid)
returns table (
  team_id uuid, opponent_id uuid, wins int, losses int, ties int, points numeric, differential int
)
language sql
stable
set search_path = ''
as $$
  select
    s.team_id, s.opponent_id, (count(*) filter (where s.outcome = 'win'))::int,
    (count(*) filter (where s.outcome = 'loss'))::int, (count(*) filter (where s.outcome = 'tie'))::int,
    sum(s.points), sum(s.differential)::int
  from public.matches m
  join public.season_rules r on r.season_id = m.season_id
  cross join lateral private.sides_of(m, r) s
  where m.season_id = p_season_id and m.status = 'completed'
  group by s.team_id, s.opponent_id;
$$;

create function private.counted_standings(p_season_id uuid)
returns table (
  team_id uuid, wins int, losses int, ties int, points numeric, differential int, streak_outcome text,
  streak_length int, last_played_at timestamptz, last_match_id uuid
)
language sql
stable
set search_path = ''
as $$
  select
    t.id, coalesce(c.wins, 0), coalesce(c.losses, 0), coalesce(c.ties, 0), coalesce(c.points, 0),
    coalesce(c.differential, 0), w.outcome, w.length, w.last_played_at, w.last_match_id
  from public.teams t
  cross join lateral private.streak_of(t.id) w
  left join (
    select
      h.team_id, sum(h.wins)::int as wins, sum(h.losses)::int as losses, sum(h.ties)::int as ties,
      sum(h.points) as points, sum(h.differential)::int as differential
    from private.counted_head_to_head(p_season_id) h
    group by h.team_id
  ) c on c.team_id = t.id
  where t.season_id = p_season_id;
$$;

create function private.on_scoring_changed() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.recount_standings(new.season_id);
  return null;
end
$$;

create trigger rescore_season after update on public.season_rules
for each row
when (
  (
    old.points_win, old.points_tie, old.points_loss, old.points_forfeit, old.forfeit_ends, old.forfeit_differential,
    old.double_forfeit_differential
  ) is distinct from (
    new.points_win, new.points_tie, new.points_loss, new.points_forfeit, new.forfeit_ends, new.forfeit_differential,
    new.double_forfeit_differential
  )
)
execute function private.on_scoring_changed();

-- Seasons that were played before their standings had points.
select private.recount_standings(s.id) from public.seasons s;

revoke execute on function
  private.recount_standings, private.counted_head_to_head, private.counted_standings, private.on_scoring_changed
from public;
