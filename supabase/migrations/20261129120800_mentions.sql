-- Mentions: reminders and results name the Discord accounts of both coaches, so that Discord tells them, unless they
-- asked not to be.

create function private.mentions_of(p_home_team_id uuid, p_away_team_id uuid) returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(d.discord_id order by t.id <> p_home_team_id), '[]')
  from public.teams t
  join public.discord_users d on d.user_id = t.coach_id
  where t.id in (p_home_team_id, p_away_team_id) and d.pings;
$$;

create or replace function private.notice_of(p_message jsonb) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  notice jsonb;
begin
  case p_message ->> 'kind'
    when 'match.completed' then notice := private.match_notice((p_message ->> 'match_id')::uuid);
    when 'match.reminder' then
      notice := private.reminder_notice(
        (p_message ->> 'match_id')::uuid, (p_message ->> 'scheduled_at')::timestamptz, (p_message ->> 'lead_minutes')::int
      );
    when 'standings.digest' then
      notice := private.digest_notice((p_message ->> 'season_id')::uuid, (p_message ->> 'round')::int);
    when 'record.broken' then
      notice := private.record_notice((p_message ->> 'scope_id')::uuid, p_message ->> 'topic');
    when 'alert' then notice := private.alert_notice((p_message ->> 'alert_id')::uuid);
    when 'webhook.test' then notice := private.test_notice((p_message ->> 'webhook_id')::uuid);
  end case;
  if p_message ->> 'kind' in ('match.completed', 'match.reminder') and notice ? 'home' then
    notice := notice || jsonb_build_object('mentions', (
      select private.mentions_of(m.home_team_id, m.away_team_id)
      from public.matches m
      where m.id = (p_message ->> 'match_id')::uuid
    ));
  end if;
  return coalesce(notice, jsonb_build_object('error', 'Cannot notify: what it is about is not there'));
end
$$;

revoke execute on function private.mentions_of from public;
