-- Reporting a result, and deciding about a report: what a coach's word does to a match.

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
  if (select count(*) from public.result_reports r where r.match_id = p_match_id) >= 20 then
    raise sqlstate 'PT409'
      using message = 'Cannot report the result: it was reported twenty times; the league''s admins decide';
  end if;
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
  private.close_report, private.confirm_report, private.refuse_report, private.audit_report
from public;
revoke execute on function public.report_result, public.decide_report from public, anon, authenticated;
grant execute on function public.report_result, public.decide_report to service_role;
