-- Stat changes: what happened that statistics have to follow. A trigger notes, in the transaction that changes a result,
-- whose statistics it touches; nobody waits for anybody over it. Each statistic remembers the database snapshot that it
-- has followed up to, so that it takes in what was committed since, however late and in whatever order that was.

create table private.stat_changes (
  id bigint generated always as identity primary key,
  -- The transaction it belongs to.
  xid xid8 not null default pg_current_xact_id(),
  -- No references: a change outlives what it was about.
  league_id uuid not null,
  season_id uuid not null,
  match_id uuid,
  team_ids uuid[] not null default '{}',
  -- Users that are touched beside the teams' coaches.
  user_ids uuid[] not null default '{}',
  -- The season is to be scored anew.
  everything boolean not null default false
);
create index stat_changes_season_idx on private.stat_changes (season_id, xid);
create index stat_changes_league_idx on private.stat_changes (league_id, xid);
create index stat_changes_xid_idx on private.stat_changes (xid);
alter table private.stat_changes enable row level security;

-- How far each statistic is. No row: it was never made.
create table private.stat_states (
  stat text not null,
  -- A season, a league, or zeros for a statistic of all leagues.
  scope_id uuid not null,
  as_of pg_snapshot,
  refreshed_at timestamptz,
  primary key (stat, scope_id)
);
alter table private.stat_states enable row level security;

-- The ten statistics, and what each is kept for: a season's teams, a league's players, or all players.
create function private.statistics() returns table (stat text, scope text)
language sql
immutable
set search_path = ''
as $$
  values
    ('season_stats', 'season'),
    ('all_time_stats', 'league'),
    ('hall_of_fame', 'league'),
    ('recent_performance', 'season'),
    ('honour_roll', 'season'),
    ('match_report', 'season'),
    ('personal_bests', 'league'),
    ('player_profile_stats', 'all'),
    ('season_race_data', 'season'),
    ('player_power_rating', 'season');
$$;

-- In plpgsql, as is all that runs with a result: its plans are kept.
create function private.note_change(
  p_season_id uuid,
  p_match_id uuid,
  p_teams uuid[],
  p_users uuid[] default '{}',
  p_everything boolean default false
) returns void
language plpgsql
set search_path = ''
as $$
begin
  -- None of a season that is being deleted: on_season_deleted has noted it.
  insert into private.stat_changes (league_id, season_id, match_id, team_ids, user_ids, everything)
  select s.league_id, s.id, p_match_id, p_teams, p_users, p_everything from public.seasons s where s.id = p_season_id;
end
$$;

-- A match came to a result, lost it, or has another one; or the season's schedule is another.
create function private.on_match_changed() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if tg_op <> 'INSERT' and old.status = 'completed' then
    perform private.note_change(old.season_id, old.id, array[old.home_team_id, old.away_team_id]);
  end if;
  if tg_op <> 'DELETE' and new.status = 'completed' then
    perform private.note_change(new.season_id, new.id, array[new.home_team_id, new.away_team_id]);
  elsif tg_op = 'INSERT' then
    perform private.note_change(new.season_id, null, '{}');
  elsif old.status <> 'completed' then
    perform private.note_change(old.season_id, null, '{}');
  end if;
  return null;
end
$$;

create trigger note_insert after insert on public.matches
for each row execute function private.on_match_changed();
create trigger note_delete after delete on public.matches
for each row execute function private.on_match_changed();
create trigger note_update after update on public.matches
for each row when (old is distinct from new) execute function private.on_match_changed();

-- Another coach: what the team did is the new one's from then on. A team that goes takes its coach's part with it.
create function private.on_coach_changed() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.note_change(
    old.season_id, null, array[old.id],
    array_remove(array[old.coach_id, case when tg_op = 'UPDATE' then new.coach_id end], null)
  );
  return old;
end
$$;

create trigger note_coach after update of coach_id on public.teams
for each row when (old.coach_id is distinct from new.coach_id) execute function private.on_coach_changed();
-- Before: while it is still known whose it was.
create trigger note_team_deleted before delete on public.teams
for each row execute function private.on_coach_changed();

-- A season that goes takes its coaches' parts with it. What is noted of its teams and matches comes too late.
create function private.on_season_deleted() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.note_change(
    old.id, null, '{}',
    array(select t.coach_id from public.teams t where t.season_id = old.id and t.coach_id is not null)
  );
  return old;
end
$$;

create trigger note_season_deleted before delete on public.seasons
for each row execute function private.on_season_deleted();

-- Other rules score the season anew.
create function private.on_rules_changed() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.note_change(new.season_id, null, '{}', '{}', true);
  return null;
end
$$;

create trigger note_rules after update on public.season_rules
for each row when (old is distinct from new) execute function private.on_rules_changed();

-- Changes that every statistic has followed, and those of statistics that were never made: making one needs none. One
-- that is being made has no state yet that this could see, and needs what is committed meanwhile: it is waited for.
create function private.prune_stat_changes() returns void
language sql
set search_path = ''
as $$
  lock table private.stat_states in share mode;
  delete from private.stat_changes c
  where not exists (
    select
    from private.stat_states s
    where s.scope_id in (c.season_id, c.league_id, '00000000-0000-0000-0000-000000000000')
      and not pg_visible_in_snapshot(c.xid, s.as_of)
  );
$$;

revoke execute on function
  private.statistics, private.note_change, private.on_match_changed, private.on_coach_changed,
  private.on_season_deleted, private.on_rules_changed, private.prune_stat_changes
from public;
