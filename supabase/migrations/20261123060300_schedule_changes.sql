-- Views that no result changes: seasons and teams come, go and are renamed, matches are scheduled. Whoever does that
-- writes to tables and calls no function, so the rows themselves see to it that pages are told: a statement leaves a job
-- for each view that it touches. Needs private.is_queueing.

create function private.invalidate_views(p_kinds text[], p_seasons uuid[]) returns void
language sql
security definer
set search_path = ''
as $$
  select public.request_invalidation(array_agg(k.kind || coalesce(':' || s.id, '')))
  from unnest(p_kinds) k (kind)
  left join unnest(p_seasons) s (id) on k.kind <> 'seasons'
  -- A statement may touch nothing. Where nothing is queued, the views are read again when they have become old.
  where cardinality(p_seasons) > 0 and private.is_queueing('match')
  having count(*) > 0;
$$;

create function private.on_seasons_changed() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.invalidate_views('{seasons,standings,matches}', array(select c.id from changed c));
  return null;
end
$$;

create function private.on_teams_changed() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.invalidate_views('{standings,matches}', array(select distinct c.season_id from changed c));
  return null;
end
$$;

create function private.on_schedule_changed() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.invalidate_views('{matches}', array(select distinct c.season_id from changed c));
  return null;
end
$$;

-- A match is put off, begins, or is broken off. Results are told by whoever counts them.
create function private.on_match_rescheduled() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.invalidate_views(
    '{matches}',
    array(
      select distinct c.season_id
      from changed c
      join former f on f.id = c.id
      where 'completed' not in (c.status::text, f.status::text)
        and (c.status, c.round, c.scheduled_at) is distinct from (f.status, f.round, f.scheduled_at)
    )
  );
  return null;
end
$$;

create trigger tell_of_insert after insert on public.seasons
referencing new table as changed for each statement execute function private.on_seasons_changed();
create trigger tell_of_update after update on public.seasons
referencing new table as changed for each statement execute function private.on_seasons_changed();
create trigger tell_of_delete after delete on public.seasons
referencing old table as changed for each statement execute function private.on_seasons_changed();

create trigger tell_of_insert after insert on public.teams
referencing new table as changed for each statement execute function private.on_teams_changed();
create trigger tell_of_update after update on public.teams
referencing new table as changed for each statement execute function private.on_teams_changed();
create trigger tell_of_delete after delete on public.teams
referencing old table as changed for each statement execute function private.on_teams_changed();

create trigger tell_of_insert after insert on public.matches
referencing new table as changed for each statement execute function private.on_schedule_changed();
create trigger tell_of_update after update on public.matches
referencing new table as changed old table as former
for each statement execute function private.on_match_rescheduled();
create trigger tell_of_delete after delete on public.matches
referencing old table as changed for each statement execute function private.on_schedule_changed();

revoke execute on function
  private.invalidate_views, private.on_seasons_changed, private.on_teams_changed, private.on_schedule_changed,
  private.on_match_rescheduled
from public;
