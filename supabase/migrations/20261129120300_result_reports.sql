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

create function private.close_report(p_id uuid, p_state public.report_state, p_user uuid) returns public.result_reports
language sql
set search_path = ''
as $$
  update public.result_reports r
  set state = p_state, decided_by = p_user, decided_at = clock_timestamp()
  where r.id = p_id and r.state = 'open'
  returning r.*;
$$;

-- Enters what a report says. On record: who reported, by the report; who decided, by this line; what it did, by the
-- line that correct_match writes.
create function private.confirm_report(report public.result_reports, p_user uuid, p_request_id text)
returns public.result_reports
language plpgsql
set search_path = ''
as $$
declare
  names text := (
    select format('reported by %s, confirmed by %s', coalesce(r.display_name, 'a user who is gone'), d.display_name)
    from public.profiles d
    left join public.profiles r on r.id = report.reporter_id
    where d.id = p_user
  );
begin
  perform public.correct_match(report.match_id, report.result, names, p_request_id);
  return private.close_report(report.id, 'confirmed', p_user);
end
$$;

create function private.refuse_report(report public.result_reports, p_user uuid, p_reason text, p_request_id text)
returns public.result_reports
language plpgsql
set search_path = ''
as $$
begin
  perform public.dispute_match(report.match_id, p_reason, p_request_id);
  return private.close_report(report.id, 'refused', p_user);
end
$$;

create function private.audit_report(p_action text, report public.result_reports, p_user uuid, p_request_id text) returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.act_as(p_user, p_request_id);
  perform private.audit(
    p_action, report.match_id::text, jsonb_build_object('report_id', report.id, 'result', report.result),
    (
      select s.league_id from public.matches m join public.seasons s on s.id = m.season_id where m.id = report.match_id
    )
  );
  -- What follows is the league's own doing, of which the coaches are the cause.
  perform private.act_as(null, p_request_id);
end
$$;

-- Says what a match came to. The same again changes nothing; another result of the same coach takes the place of the one
-- before; what the other coach said already is confirmed by saying the same and disputed by saying another. An admin's
-- report needs nobody's word.
create function public.report_result(p_user uuid, p_match_id uuid, p_result jsonb, p_request_id text default null)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  match public.matches;
  part text;
  before public.result_reports;
  report public.result_reports;
begin
  match := private.hold_reportable(p_match_id, 'report the result');
  part := private.part_in_match(match, p_user);
  if part is null then
    raise sqlstate 'PT403' using message = 'Cannot report the result: you coach neither team of this match';
  end if;
  perform private.require_reportable(match, p_result);
  select r.* into before from public.result_reports r where r.match_id = p_match_id and r.state = 'open' for update;
  if before.side = part and before.result = p_result then
    return private.report_view(before);
  end if;
  if part <> 'admin' and before.side <> part then
    if before.result = p_result then
      perform private.audit_report('report.confirmed', before, p_user, p_request_id);
      before := private.confirm_report(before, p_user, p_request_id);
      return private.report_view(before);
    end if;
    insert into public.result_reports (match_id, reporter_id, side, result, state, decided_by, decided_at)
    values (p_match_id, p_user, part, p_result, 'refused', p_user, clock_timestamp())
    returning * into report;
    perform private.audit_report('report.contradicted', report, p_user, p_request_id);
    before := private.refuse_report(before, p_user, 'the coaches report different results', p_request_id);
    return private.report_view(before);
  end if;
  if before.id is not null then
    perform private.close_report(before.id, 'replaced', p_user);
  end if;
  insert into public.result_reports (match_id, reporter_id, side, result)
  values (p_match_id, p_user, part, p_result)
  returning * into report;
  perform private.audit_report('report.made', report, p_user, p_request_id);
  if part = 'admin' then
    report := private.confirm_report(report, p_user, p_request_id);
  end if;
  return private.report_view(report);
end
$$;

-- Confirms a report or refuses it; what was decided the same way before stays so.
create function public.decide_report(p_user uuid, p_report_id uuid, p_confirm boolean, p_request_id text default null)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  purpose constant text := case when p_confirm then 'confirm the result' else 'dispute the result' end;
  report public.result_reports;
  part text;
begin
  select r.* into report from public.result_reports r where r.id = p_report_id;
  if not found then
    raise sqlstate 'PT404' using message = format('Cannot %s: nobody reported it', purpose);
  end if;
  part := private.part_in_match(private.hold_match(report.match_id, purpose), p_user);
  select r.* into strict report from public.result_reports r where r.id = p_report_id for update;
  if part is null or part = report.side then
    raise sqlstate 'PT403'
      using message = format('Cannot %s: the other team''s coach does, or an admin of the league', purpose);
  end if;
  if report.state = (case when p_confirm then 'confirmed' else 'refused' end)::public.report_state then
    return private.report_view(report);
  elsif report.state <> 'open' then
    raise sqlstate 'PT409' using message = format('Cannot %s: the report is %s', purpose, report.state);
  end if;
  perform private.hold_reportable(report.match_id, purpose);
  perform private.audit_report(
    case when p_confirm then 'report.confirmed' else 'report.refused' end, report, p_user, p_request_id
  );
  if p_confirm then
    report := private.confirm_report(report, p_user, p_request_id);
  else
    report := private.refuse_report(report, p_user, 'the reported result was refused', p_request_id);
  end if;
  return private.report_view(report);
end
$$;

revoke execute on function
  private.part_in_match, private.hold_reportable, private.require_reportable, private.report_view, private.close_report,
  private.confirm_report, private.refuse_report, private.audit_report
from public;
revoke execute on function public.report_result, public.decide_report from public, anon, authenticated;
grant execute on function public.report_result, public.decide_report to service_role;
