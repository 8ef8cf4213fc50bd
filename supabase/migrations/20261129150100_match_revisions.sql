-- Match revisions: how often what a calendar tells of a match has changed, and when it did last. Calendars take a change
-- for one by its number.

alter table public.matches
  add column revision int not null default 0 check (revision >= 0),
  add column revised_at timestamptz not null default clock_timestamp();
-- What is already there has not changed since it was written or played.
update public.matches m set revised_at = coalesce(m.completed_at, m.created_at);

create function private.on_match_revised() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.revision := old.revision + 1;
  new.revised_at := clock_timestamp();
  return new;
end
$$;

create trigger revise before update on public.matches
for each row
when (
  (old.status, old.round, old.scheduled_at, old.home_team_id, old.away_team_id, old.home_score, old.away_score,
    old.winner_team_id)
  is distinct from
  (new.status, new.round, new.scheduled_at, new.home_team_id, new.away_team_id, new.home_score, new.away_score,
    new.winner_team_id)
)
execute function private.on_match_revised();

revoke execute on function private.on_match_revised from public;
