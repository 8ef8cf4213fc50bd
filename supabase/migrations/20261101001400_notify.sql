-- Notifying: what a match's message says and where it goes, and the ledger of deliveries. A delivery found in mid-post
-- is ambiguous: it may have been posted, and is not posted again.

create function public.notification_context(p_match_id uuid) returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  context jsonb;
begin
  if exists (select from public.matches m where m.id = p_match_id and m.status <> 'completed') then
    raise sqlstate 'PT409' using message = format('Cannot notify: match %s has no result', p_match_id);
  end if;
  select jsonb_build_object(
    'match', jsonb_build_object(
      'id', m.id, 'season_id', m.season_id, 'round', m.round, 'status', m.status,
      'played_at', m.played_at, 'completed_at', m.completed_at
    ),
    'season', s.name,
    'league', l.name,
    'home', jsonb_build_object('name', home.name, 'score', m.home_score),
    'away', jsonb_build_object('name', away.name, 'score', m.away_score),
    'winner', winner.name,
    'differential', m.differential,
    'end_type', m.end_type,
    'battle_id', m.room_id,
    'replay_path', m.replay_path,
    'next_match', private.next_match(m.season_id),
    'webhooks', private.active_webhooks(l.id)
  )
  into context
  from public.matches m
  join public.seasons s on s.id = m.season_id
  join public.leagues l on l.id = s.league_id
  join public.teams home on home.id = m.home_team_id
  join public.teams away on away.id = m.away_team_id
  left join public.teams winner on winner.id = m.winner_team_id
  where m.id = p_match_id;
  if context is null then
    raise sqlstate 'PT404' using message = format('Cannot notify: there is no match %s', p_match_id);
  end if;
  return context;
end
$$;

create function private.next_match(p_season_id uuid) returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object('home', home.name, 'away', away.name, 'round', m.round, 'scheduled_at', m.scheduled_at)
  from public.matches m
  join public.teams home on home.id = m.home_team_id
  join public.teams away on away.id = m.away_team_id
  where m.season_id = p_season_id and m.status = 'scheduled'
  order by m.scheduled_at nulls last, m.round, m.id
  limit 1;
$$;

create function private.active_webhooks(p_league_id uuid) returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(
    jsonb_agg(
      jsonb_build_object(
        'id', w.id,
        'discord_id', w.discord_id,
        'token', w.token,
        'limited_for_seconds', greatest(0, coalesce(extract(epoch from w.limited_until - clock_timestamp()), 0))
      )
      order by w.created_at, w.id
    ),
    '[]'::jsonb
  )
  from public.discord_webhooks w
  where w.league_id = p_league_id and w.active;
$$;

create function public.begin_delivery(p_webhook_id uuid, p_kind text, p_subject text)
returns table (id uuid, state text, message_id text)
language sql
security definer
set search_path = ''
as $$
  insert into public.discord_deliveries as d (webhook_id, kind, subject)
  values (p_webhook_id, p_kind, p_subject)
  on conflict (webhook_id, kind, subject) do update
    set state = case d.state when 'sending' then 'ambiguous' when 'failed' then 'sending' else d.state end,
      attempts = d.attempts + (d.state = 'failed')::int
  returning d.id, d.state::text, d.message_id;
$$;

create function public.finish_delivery(p_id uuid, p_state text, p_message_id text, p_error text) returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  update public.discord_deliveries d
  set state = p_state::public.delivery_state,
    message_id = coalesce(p_message_id, d.message_id),
    error = p_error,
    sent_at = case when p_state = 'sent' then coalesce(d.sent_at, clock_timestamp()) else d.sent_at end
  where d.id = p_id;
  if not found then
    raise sqlstate 'PT404' using message = format('Cannot finish the delivery: there is no delivery %s', p_id);
  end if;
end
$$;

-- Ten thousand refused posts in ten minutes ban the sender: one refusal is enough.
create function public.disable_webhook(p_webhook_id uuid, p_reason text) returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  update public.discord_webhooks w set active = false, disabled_reason = p_reason where w.id = p_webhook_id;
  if not found then
    raise sqlstate 'PT404' using message = format('Cannot disable the webhook: there is no webhook %s', p_webhook_id);
  end if;
end
$$;

-- Without a webhook: all of them.
create function public.limit_webhook(p_webhook_id uuid, p_seconds numeric) returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  update public.discord_webhooks w
  set limited_until = greatest(w.limited_until, clock_timestamp() + make_interval(secs => p_seconds::double precision))
  where w.id = p_webhook_id or p_webhook_id is null;
  if not found and p_webhook_id is not null then
    raise sqlstate 'PT404' using message = format('Cannot limit the webhook: there is no webhook %s', p_webhook_id);
  end if;
end
$$;

revoke execute on function private.next_match, private.active_webhooks from public;
revoke execute on function
  public.notification_context, public.begin_delivery, public.finish_delivery, public.disable_webhook,
  public.limit_webhook
from public, anon, authenticated;
grant execute on function
  public.notification_context, public.begin_delivery, public.finish_delivery, public.disable_webhook,
  public.limit_webhook
to service_role;
