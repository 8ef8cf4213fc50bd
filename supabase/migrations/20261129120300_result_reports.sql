-- Result reports: what a coach says a match came to, where neither room nor replay can tell. A report moves nothing by
-- itself: the other team's coach confirms it, or an admin of the league who coaches neither; a report that contradicts
-- an open one, or is refused by the other coach, makes the match disputed. Each step is on record.

create type public.report_state as enum ('open', 'confirmed', 'refused', 'replaced');

create table public.result_reports (
  id uuid primary key default gen_random_uuid(),
  match_id uuid not null references public.matches (id) on delete cascade,
  -- Who says so; null once the user is gone.
  reporter_id uuid references public.profiles (id) on delete set null,
  -- For whom: a team may change hands before the other one answers.
  side text not null check (side in ('home', 'away', 'admin')),
  -- As correct_match takes it.
  result jsonb not null check (private.is_result(result)),
  state public.report_state not null default 'open',
  decided_by uuid references public.profiles (id) on delete set null,
  reported_at timestamptz not null default clock_timestamp(),
  decided_at timestamptz,
  check ((state = 'open') = (decided_at is null))
);
create unique index result_reports_open_key on public.result_reports (match_id) where state = 'open';
create index result_reports_match_id_idx on public.result_reports (match_id, reported_at);
create index result_reports_reporter_id_idx on public.result_reports (reporter_id);
create index result_reports_decided_by_idx on public.result_reports (decided_by);

alter table public.result_reports enable row level security;
grant select on public.result_reports to service_role;

-- How a user stands to a match: 'home' or 'away' for its coach, 'admin' for an admin of its league who coaches neither.
create function private.part_in_match(match public.matches, p_user uuid) returns text
language plpgsql
stable
set search_path = ''
as $$
begin
  return coalesce(
    (
      select case t.id when match.home_team_id then 'home' else 'away' end
      from public.teams t
      where t.id in (match.home_team_id, match.away_team_id) and t.coach_id = p_user
      order by t.id
      limit 1
    ),
    case when exists (
      select from public.league_roles r
      join public.seasons s on s.league_id = r.league_id
      where s.id = match.season_id and r.user_id = p_user and r.role = 'admin'
    ) or exists (select from public.operators o where o.user_id = p_user) then 'admin' end
  );
end
$$;

-- The match, locked, where its result is still open to be reported.
create function private.hold_reportable(p_match_id uuid, p_purpose text) returns public.matches
language plpgsql
set search_path = ''
as $$
declare
  match public.matches := private.hold_match(p_match_id, p_purpose);
begin
  if match.status = 'disputed' then
    raise sqlstate 'PT409' using message = format('Cannot %s: the match is disputed, its league''s admins decide', p_purpose);
  elsif match.status not in ('scheduled', 'in_progress') then
    raise sqlstate 'PT409' using message = format('Cannot %s: the match is %s', p_purpose, match.status);
  elsif exists (select from public.battles b where b.id = match.room_id and b.status in ('live', 'ended')) then
    raise sqlstate 'PT409'
      using message = format('Cannot %s: its battle is being played or counted, and its result comes by itself', p_purpose);
  end if;
  return match;
end
$$;

-- Of a series a report says the games; of one game there is nothing to say.
create function private.require_reportable(match public.matches, p_result jsonb) returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  best_of int := (select s.best_of from public.seasons s where s.id = match.season_id);
  home int := p_result ->> 'home_games';
  away int := p_result ->> 'away_games';
  fault text;
begin
  fault := case
    when not private.is_result(p_result) or p_result ->> 'end_type' not in ('win', 'tie') then
      'it is a win or a tie, with what both sides had left'
    when best_of = 1 and num_nonnulls(home, away) > 0 then 'it is one game: games are for a series'
    when best_of = 1 and p_result ->> 'winner' is not null
      and ((p_result ->> 'home_score')::int > (p_result ->> 'away_score')::int) <> (p_result ->> 'winner' = 'home') then
      'who won has more left'
    when best_of > 1 and num_nonnulls(home, away) < 2 then format('it is a best of %s: say the games', best_of)
    when best_of > 1 and p_result ->> 'winner' is null and (home <> away or home + away > 2 * best_of) then
      'a tie is level in games'
    when best_of > 1 and p_result ->> 'winner' is not null and (
      (home > away) <> (p_result ->> 'winner' = 'home') or home = away or greatest(home, away) > best_of / 2 + 1
    ) then format('a best of %s is not won like that', best_of)
  end;
  if fault is not null then
    raise sqlstate 'PT400' using message = 'Cannot report the result: ' || fault;
  end if;
end
$$;

-- What a report says now, for who shows it, in a statement of its own: it reads the match that the report moved; `mention` is the account of who is to confirm, where it wants to be mentioned.
create function private.report_view(report public.result_reports) returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'report_id', report.id, 'match_id', m.id, 'state', report.state, 'status', m.status, 'round', m.round,
    'season', s.name, 'home', home.name, 'away', away.name, 'best_of', s.best_of,
    'result', jsonb_build_object(
      'winner', report.result ->> 'winner', 'home_score', (report.result ->> 'home_score')::int,
      'away_score', (report.result ->> 'away_score')::int, 'home_games', (report.result ->> 'home_games')::int,
      'away_games', (report.result ->> 'away_games')::int
    ),
    'reporter', reporter.display_name,
    'decider', decider.display_name,
    'mention', (
      select d.discord_id
      from public.discord_users d
      where d.pings and d.user_id = case report.side when 'home' then away.coach_id when 'away' then home.coach_id end
    )
  )
  from public.matches m
  join public.seasons s on s.id = m.season_id
  join public.teams home on home.id = m.home_team_id
  join public.teams away on away.id = m.away_team_id
  left join public.profiles reporter on reporter.id = report.reporter_id
  left join public.profiles decider on decider.id = report.decided_by
  where m.id = report.match_id;
$$;

revoke execute on function
  private.part_in_match, private.hold_reportable, private.require_reportable, private.report_view
from public;
