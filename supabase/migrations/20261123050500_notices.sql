-- Notices: all that a batch of notifications says, and where it goes, read at once. One that has nothing to say any more
-- is `{"skip": why}`, one about what does not exist `{"error": why}`.

drop function public.notification_context, private.active_webhooks;

-- With its secret: for the function that posts alone.
create function private.webhook_address(webhook public.discord_webhooks) returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'id', webhook.id, 'discord_id', webhook.discord_id, 'token', webhook.token, 'spoiler', webhook.spoiler
  );
$$;

-- A league's webhooks that want a kind; `captured` where it has none at all, and the local stack shows what it would get.
create function private.audience_of(p_league_id uuid, p_kind text) returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'webhooks', coalesce(
      jsonb_agg(private.webhook_address(w) order by w.created_at, w.id) filter (where p_kind = any (w.kinds)), '[]'
    ),
    'captured', count(*) = 0
  )
  from public.discord_webhooks w
  where w.league_id is not distinct from p_league_id and w.active;
$$;

create function private.match_notice(p_match_id uuid) returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'match', jsonb_build_object(
      'id', m.id, 'season_id', m.season_id, 'round', m.round, 'status', m.status, 'dispute_reason', m.dispute_reason
    ),
    'season', s.name,
    'league', l.name,
    'home', jsonb_build_object('name', home.name, 'score', m.home_score),
    'away', jsonb_build_object('name', away.name, 'score', m.away_score),
    'winner', case m.winner_team_id when m.home_team_id then 'home' when m.away_team_id then 'away' end,
    'differential', m.differential,
    'end_type', m.end_type,
    'battle_id', m.room_id,
    'next_match', private.next_match(m.season_id)
  ) || private.audience_of(l.id, 'match.completed')
  from public.matches m
  join public.seasons s on s.id = m.season_id
  join public.leagues l on l.id = s.league_id
  join public.teams home on home.id = m.home_team_id
  join public.teams away on away.id = m.away_team_id
  where m.id = p_match_id;
$$;

create function private.test_notice(p_webhook_id uuid) returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when not w.active then jsonb_build_object('skip', 'the webhook is switched off')
    else jsonb_build_object(
      'name', coalesce(nullif(w.name, ''), w.discord_id),
      'league', l.name,
      'webhooks', jsonb_build_array(private.webhook_address(w)),
      'captured', false
    )
  end
  from public.discord_webhooks w
  left join public.leagues l on l.id = w.league_id
  where w.id = p_webhook_id;
$$;

-- With those raised since it was gathered last.
create function private.alert_notice(p_alert_id uuid) returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'alert', jsonb_build_object(
      'id', a.id, 'kind', a.kind, 'subject', a.subject, 'details', a.details, 'opened_at', a.opened_at,
      'raised', a.raised + (
        select count(*) from private.raised_alerts r where r.kind = a.kind and r.subject = a.subject
      )
    )
  ) || private.audience_of(null, 'alert')
  from public.alerts a
  where a.id = p_alert_id;
$$;

create function private.notice_of(p_message jsonb) returns jsonb
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
  return coalesce(notice, jsonb_build_object('error', 'Cannot notify: what it is about is not there'));
end
$$;

-- The notices of messages, in their order.
create function public.notification_contexts(p_messages jsonb) returns jsonb
language sql
security definer
set search_path = ''
as $$
  select coalesce(jsonb_agg(private.notice_of(m.message) order by m.place), '[]')
  from jsonb_array_elements(p_messages) with ordinality m (message, place);
$$;

revoke execute on function
  private.audience_of, private.webhook_address, private.match_notice, private.test_notice, private.alert_notice,
  private.notice_of
from public;
revoke execute on function public.notification_contexts from public, anon, authenticated;
grant execute on function public.notification_contexts to service_role;
