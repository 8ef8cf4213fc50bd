-- Webhook settings: what each webhook is told of, and how. A league's admins manage those of their league, operators
-- also the one that belongs to no league: it gets the alerts. A token is written and never read again but by the
-- function that posts.

alter table public.discord_webhooks
  alter column league_id drop not null,
  add column name text not null default '' check (char_length(name) <= 80),
  add column kinds text[] not null
    default array['match.completed', 'match.reminder', 'standings.digest', 'record.broken']
    check (kinds <@ array['match.completed', 'match.reminder', 'standings.digest', 'record.broken', 'alert']),
  -- Results behind bars that a reader clicks away.
  add column spoiler boolean not null default false,
  -- Minutes before a match that it is reminded of.
  add column lead_minutes int not null default 60 check (lead_minutes between 5 and 10080),
  -- Which bucket Discord counts posts and edits in: {"post": "…", "edit": "…"}.
  add column buckets jsonb not null default '{}',
  add constraint alerts_are_for_operators check ((league_id is null) = (kinds && array['alert'])),
  drop column limited_until;
create index discord_webhooks_alerts_idx on public.discord_webhooks (created_at) where league_id is null and active;

-- A webhook as its admins see it.
create function private.webhook_view(webhook public.discord_webhooks) returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'id', webhook.id, 'leagueId', webhook.league_id, 'discordId', webhook.discord_id, 'name', webhook.name,
    'kinds', to_jsonb(webhook.kinds), 'spoiler', webhook.spoiler, 'leadMinutes', webhook.lead_minutes,
    'active', webhook.active, 'disabledReason', webhook.disabled_reason, 'createdAt', webhook.created_at
  );
$$;

create function private.require_webhook_admin(p_league_id uuid, p_purpose text) returns void
language plpgsql
set search_path = ''
as $$
begin
  if p_league_id is null and not private.is_operator() then
    raise sqlstate 'PT403' using message = format('Cannot %s: alerts are for operators', p_purpose);
  elsif p_league_id is not null and not exists (select from public.leagues l where l.id = p_league_id) then
    raise sqlstate 'PT404' using message = format('Cannot %s: there is no league %s', p_purpose, p_league_id);
  elsif p_league_id is not null and not private.is_league_admin(p_league_id) then
    raise sqlstate 'PT403' using message = format('Cannot %s: it is for the league''s admins', p_purpose);
  end if;
end
$$;

-- The webhook, locked, for somebody who may change it.
create function private.hold_webhook(p_id uuid, p_purpose text) returns public.discord_webhooks
language plpgsql
set search_path = ''
as $$
declare
  webhook public.discord_webhooks;
begin
  select w.* into webhook from public.discord_webhooks w where w.id = p_id for update;
  if not found then
    raise sqlstate 'PT404' using message = format('Cannot %s: there is no webhook %s', p_purpose, p_id);
  end if;
  perform private.require_webhook_admin(webhook.league_id, p_purpose);
  return webhook;
end
$$;

-- Adds a webhook by its address, https://discord.com/api/webhooks/<id>/<token>, or changes the one that has its id; a
-- league's, or without a league the operators' own. Settings are {name, kinds, spoiler, leadMinutes, active}, all
-- optional. What was switched off is on again, unless it says otherwise.
create function public.set_webhook(
  p_league_id uuid,
  p_url text,
  p_settings jsonb default '{}',
  p_request_id text default null
) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  parts text[] := regexp_match(
    p_url,
    '^https://(?:[a-z]+\.)?discord(?:app)?\.com/api/(?:v\d+/)?webhooks/(\d{17,20})/([A-Za-z0-9_-]{60,100})$'
  );
  webhook public.discord_webhooks;
begin
  perform private.require_webhook_admin(p_league_id, 'set the webhook');
  if parts is null then
    raise sqlstate 'PT400' using message = 'Cannot set the webhook: its address is none of Discord''s';
  end if;
  insert into public.discord_webhooks as w (league_id, discord_id, token, kinds)
  values (
    p_league_id, parts[1], parts[2],
    case when p_league_id is null then array['alert']
    else array['match.completed', 'match.reminder', 'standings.digest', 'record.broken'] end
  )
  on conflict (discord_id) do update set token = excluded.token where w.league_id is not distinct from excluded.league_id
  returning w.* into webhook;
  if webhook.id is null then
    raise sqlstate 'PT409' using message = format('Cannot set the webhook: %s belongs to another league', parts[1]);
  end if;
  return private.change_webhook(webhook, '{"active": true}' || coalesce(p_settings, '{}'), p_request_id);
end
$$;

create function private.texts(p_list jsonb) returns text[]
language sql
immutable
set search_path = ''
as $$
  select array(select jsonb_array_elements_text(p_list));
$$;

create function private.change_webhook(webhook public.discord_webhooks, p_settings jsonb, p_request_id text) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  unknown text;
begin
  select k into unknown
  from jsonb_object_keys(p_settings) k
  where k not in ('name', 'kinds', 'spoiler', 'leadMinutes', 'active')
  limit 1;
  if unknown is not null then
    raise sqlstate 'PT400' using message = format('Cannot set the webhook: there is no setting %L', unknown);
  end if;
  update public.discord_webhooks w
  set name = coalesce(p_settings ->> 'name', w.name),
    kinds = case when p_settings ? 'kinds' then private.texts(p_settings -> 'kinds') else w.kinds end,
    spoiler = coalesce((p_settings ->> 'spoiler')::boolean, w.spoiler),
    lead_minutes = coalesce((p_settings ->> 'leadMinutes')::int, w.lead_minutes),
    active = coalesce((p_settings ->> 'active')::boolean, w.active),
    disabled_reason = case when (p_settings ->> 'active')::boolean then null else w.disabled_reason end
  where w.id = webhook.id
  returning w.* into webhook;
  perform private.audit(
    'webhook.set', webhook.id::text, jsonb_build_object('settings', p_settings, 'request_id', p_request_id),
    webhook.league_id
  );
  return private.webhook_view(webhook);
-- The parameter is JSON of another shape.
exception when check_violation or invalid_text_representation or numeric_value_out_of_range or invalid_parameter_value then
  raise sqlstate 'PT400' using message = format('Cannot set the webhook: %s', sqlerrm);
end
$$;

-- Changes the settings of a webhook.
create function public.change_webhook(p_id uuid, p_settings jsonb, p_request_id text default null) returns jsonb
language sql
security definer
set search_path = ''
as $$
  select private.change_webhook(private.hold_webhook(p_id, 'change the webhook'), p_settings, p_request_id);
$$;

create function public.remove_webhook(p_id uuid, p_request_id text default null) returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  webhook public.discord_webhooks := private.hold_webhook(p_id, 'remove the webhook');
begin
  delete from public.discord_webhooks w where w.id = p_id;
  perform private.audit(
    'webhook.removed', p_id::text,
    jsonb_build_object('discord_id', webhook.discord_id, 'request_id', p_request_id), webhook.league_id
  );
end
$$;

-- A league's webhooks; without a league those of the operators.
create function public.league_webhooks(p_league_id uuid) returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  perform private.require_webhook_admin(p_league_id, 'list webhooks');
  return (
    select coalesce(jsonb_agg(private.webhook_view(w) order by w.created_at, w.id), '[]')
    from public.discord_webhooks w
    where w.league_id is not distinct from p_league_id
  );
end
$$;

-- Posts a message to a webhook, to see whether it arrives. Gives the job's id.
create function public.test_webhook(p_id uuid, p_request_id text default null) returns uuid
language plpgsql
security definer
set search_path = ''
as $$
declare
  webhook public.discord_webhooks := private.hold_webhook(p_id, 'test the webhook');
  test uuid := gen_random_uuid();
begin
  perform private.audit(
    'webhook.tested', p_id::text, jsonb_build_object('request_id', p_request_id), webhook.league_id
  );
  return private.send_job(
    'notifications', 'webhook.test', coalesce(webhook.league_id::text, 'operators') || '/' || test,
    jsonb_build_object('webhook_id', p_id, 'test_id', test), 0, 'admin', p_request_id, test
  );
end
$$;

-- Ten thousand refused posts in ten minutes ban the sender: one refusal is enough.
create or replace function public.disable_webhook(p_webhook_id uuid, p_reason text) returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  webhook public.discord_webhooks;
begin
  update public.discord_webhooks w
  set active = false, disabled_reason = p_reason
  where w.id = p_webhook_id
  returning w.* into webhook;
  if not found then
    raise sqlstate 'PT404' using message = format('Cannot disable the webhook: there is no webhook %s', p_webhook_id);
  end if;
  perform private.raise_alert(
    'webhook_disabled', p_webhook_id::text,
    jsonb_build_object(
      'webhook', coalesce(nullif(webhook.name, ''), webhook.discord_id),
      'league', (select l.name from public.leagues l where l.id = webhook.league_id),
      'error', p_reason
    )
  );
end
$$;

revoke execute on function
  private.webhook_view, private.require_webhook_admin, private.hold_webhook, private.texts,
  private.change_webhook
from public;
revoke execute on function
  public.set_webhook, public.change_webhook, public.remove_webhook, public.league_webhooks, public.test_webhook
from public, anon;
grant execute on function
  public.set_webhook, public.change_webhook, public.remove_webhook, public.league_webhooks, public.test_webhook
to authenticated, service_role;
