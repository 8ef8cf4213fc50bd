-- Standings, moved by the rows of matches: whoever completes, corrects, disputes, cancels or deletes a match, the old
-- result goes out and the new one comes in within the same transaction, at a cost that does not grow with the season.
-- Who moves standings locks the teams' rows first, in the order of season and team; rules are read behind that lock, so
-- that a recount, which holds all rows of its season, and a result never pass each other.

alter table public.standings
  add column points numeric not null default 0,
  -- The latest results of one kind in a row; null: nothing was played.
  add column streak_outcome text check (streak_outcome in ('win', 'loss', 'tie')),
  add column streak_length int not null default 0 check (streak_length >= 0),
  add column last_played_at timestamptz,
  add column last_match_id uuid;

-- What each team has made of each opponent.
create table public.head_to_head (
  season_id uuid not null,
  team_id uuid not null,
  opponent_id uuid not null,
  wins int not null default 0 check (wins >= 0),
  losses int not null default 0 check (losses >= 0),
  ties int not null default 0 check (ties >= 0),
  points numeric not null default 0,
  differential int not null default 0,
  primary key (season_id, team_id, opponent_id),
  foreign key (season_id, team_id) references public.teams (season_id, id) on delete cascade,
  foreign key (season_id, opponent_id) references public.teams (season_id, id) on delete cascade
);
create index head_to_head_opponent_id_idx on public.head_to_head (opponent_id);

alter table public.head_to_head enable row level security;
create policy "head-to-head is public" on public.head_to_head for select to anon, authenticated using (true);
grant select on public.head_to_head to anon, authenticated, service_role;

-- A team's latest results of one kind in a row, walked back from the last one: when an earlier result has changed.
create function private.streak_of(p_team_id uuid)
returns table (outcome text, length int, last_played_at timestamptz, last_match_id uuid)
language plpgsql
stable
set search_path = ''
as $$
declare
  side record;
begin
  length := 0;
  for side in
    select m.id, m.played_at, private.outcome_of(p_team_id, m.winner_team_id, m.end_type) as outcome
    from (
      select h.* from public.matches h where h.home_team_id = p_team_id and h.status = 'completed'
      union all
      select a.* from public.matches a where a.away_team_id = p_team_id and a.status = 'completed'
    ) m
    order by m.played_at desc, m.id desc
  loop
    exit when side.outcome <> outcome;
    if outcome is null then
      outcome := side.outcome;
      last_played_at := side.played_at;
      last_match_id := side.id;
    end if;
    length := length + 1;
  end loop;
  return next;
end
$$;

-- What a result adds to the record of a team against another, or takes from it (factor -1).
create type private.record_change as (
  season_id uuid, team_id uuid, opponent_id uuid, factor int, outcome text, points numeric, differential int
);

create function private.changes_of(before public.matches, after public.matches) returns private.record_change[]
language plpgsql
stable
set search_path = ''
as $$
begin
  return array(
    select (s.season_id, s.team_id, s.opponent_id, t.factor, s.outcome, s.points, s.differential)::private.record_change
    from (values (before, -1), (after, 1)) t (result, factor)
    join public.season_rules r on r.season_id = (t.result).season_id
    cross join lateral private.sides_of(t.result, r) s
  );
end
$$;

create function private.move_records(changes private.record_change[]) returns void
language plpgsql
set search_path = ''
as $$
begin
  update public.standings s
  set wins = s.wins + c.wins,
    losses = s.losses + c.losses,
    ties = s.ties + c.ties,
    points = s.points + c.points,
    differential = s.differential + c.differential,
    updated_at = clock_timestamp()
  from (
    select
      c.season_id, c.team_id,
      coalesce(sum(c.factor) filter (where c.outcome = 'win'), 0) as wins,
      coalesce(sum(c.factor) filter (where c.outcome = 'loss'), 0) as losses,
      coalesce(sum(c.factor) filter (where c.outcome = 'tie'), 0) as ties,
      sum(c.factor * c.points) as points,
      sum(c.factor * c.differential) as differential
    from unnest(changes) c
    group by c.season_id, c.team_id
  ) c
  where s.season_id = c.season_id and s.team_id = c.team_id;
end
$$;

create function private.move_head_to_head(changes private.record_change[]) returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into public.head_to_head (season_id, team_id, opponent_id)
  select c.season_id, c.team_id, c.opponent_id from unnest(changes) c where c.factor = 1
  on conflict do nothing;

  update public.head_to_head h
  set wins = h.wins + c.wins,
    losses = h.losses + c.losses,
    ties = h.ties + c.ties,
    points = h.points + c.points,
    differential = h.differential + c.differential
  from (
    select
      c.season_id, c.team_id, c.opponent_id,
      coalesce(sum(c.factor) filter (where c.outcome = 'win'), 0) as wins,
      coalesce(sum(c.factor) filter (where c.outcome = 'loss'), 0) as losses,
      coalesce(sum(c.factor) filter (where c.outcome = 'tie'), 0) as ties,
      sum(c.factor * c.points) as points,
      sum(c.factor * c.differential) as differential
    from unnest(changes) c
    group by c.season_id, c.team_id, c.opponent_id
  ) c
  where h.season_id = c.season_id and h.team_id = c.team_id and h.opponent_id = c.opponent_id;

  delete from public.head_to_head h
  using unnest(changes) c
  where c.factor = -1 and h.season_id = c.season_id and h.team_id = c.team_id and h.opponent_id = c.opponent_id
    and h.wins + h.losses + h.ties = 0;
end
$$;

-- A result that is later than all others of its teams goes on from their streaks; any other change walks them anew.
create function private.move_streaks(changes private.record_change[], before public.matches, after public.matches)
returns void
language plpgsql
set search_path = ''
as $$
begin
  update public.standings s
  set streak_outcome = c.outcome,
    streak_length = case when c.outcome = s.streak_outcome then s.streak_length + 1 else 1 end,
    last_played_at = after.played_at,
    last_match_id = after.id
  from unnest(changes) c
  where before.id is null and s.season_id = c.season_id and s.team_id = c.team_id
    and (s.last_played_at is null or (s.last_played_at, s.last_match_id) < (after.played_at, after.id));

  update public.standings s
  set (streak_outcome, streak_length, last_played_at, last_match_id) = (
    select w.outcome, w.length, w.last_played_at, w.last_match_id from private.streak_of(s.team_id) w
  )
  from (select distinct c.season_id, c.team_id from unnest(changes) c) c
  where s.season_id = c.season_id and s.team_id = c.team_id
    and (before.id is not null or s.last_match_id is distinct from after.id);
end
$$;

-- Takes the old result out of the standings and puts the new one in; either may be null.
create function private.move_standings(before public.matches, after public.matches) returns void
language plpgsql
set search_path = ''
as $$
declare
  changes private.record_change[];
begin
  perform from public.standings s
  where (s.season_id, s.team_id) in (
    (before.season_id, before.home_team_id), (before.season_id, before.away_team_id),
    (after.season_id, after.home_team_id), (after.season_id, after.away_team_id)
  )
  order by s.season_id, s.team_id
  for update;
  changes := private.changes_of(before, after);
  perform private.move_records(changes);
  perform private.move_head_to_head(changes);
  perform private.move_streaks(changes, before, after);
end
$$;

create function private.on_result_changed() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  before public.matches;
  after public.matches;
begin
  if tg_op <> 'INSERT' and old.status = 'completed' then
    before := old;
  end if;
  if tg_op <> 'DELETE' and new.status = 'completed' then
    after := new;
  end if;
  perform private.move_standings(before, after);
  return null;
end
$$;

create trigger count_result after insert on public.matches
for each row when (new.status = 'completed') execute function private.on_result_changed();

create trigger recount_result after update on public.matches
for each row
when (
  (old.status = 'completed' or new.status = 'completed')
  and (
    old.status, old.season_id, old.home_team_id, old.away_team_id, old.winner_team_id, old.differential, old.end_type,
    old.played_at
  ) is distinct from (
    new.status, new.season_id, new.home_team_id, new.away_team_id, new.winner_team_id, new.differential, new.end_type,
    new.played_at
  )
)
execute function private.on_result_changed();

create trigger uncount_result after delete on public.matches
for each row when (old.status = 'completed') execute function private.on_result_changed();

revoke execute on function
  private.streak_of, private.changes_of, private.move_records, private.move_head_to_head, private.move_streaks,
  private.move_standings, private.on_result_changed
from public;
