-- Deliveries: what was posted where, by webhook, kind and subject. A message is posted once; what has changed since is
-- an edit of it. A delivery found in mid-post is ambiguous: it may have been posted, and is not posted again.

-- Of the text that was sent last: the same again is not sent.
alter table public.discord_deliveries add column fingerprint text;
create index discord_deliveries_created_at_idx on public.discord_deliveries (created_at);

drop function public.begin_delivery, public.finish_delivery;

create function private.scope_of(p_webhook_id uuid) returns text
language sql
immutable
set search_path = ''
as $$
  select coalesce(p_webhook_id::text, 'capture');
$$;

create function private.note_ambiguous(p_delivery public.discord_deliveries) returns void
language plpgsql
set search_path = ''
as $$
begin
  update public.discord_deliveries d set state = 'ambiguous' where d.id = p_delivery.id;
  if p_delivery.kind <> 'alert' then
    perform private.raise_alert(
      'delivery_ambiguous', private.scope_of(p_delivery.webhook_id),
      jsonb_build_object('kind', p_delivery.kind, 'subject', p_delivery.subject)
    );
  end if;
end
$$;

-- What is to be done for a delivery, and the right to do it, in one: {id, action, messageId, waitSeconds}.
--   post, edit  send it now, and finish the delivery
--   wait        a limit: nothing is begun
--   ambiguous   it may be posted already, and nobody knows
--   nothing     it stands as it should, was never posted (p_if_posted), was deleted at Discord, or its webhook was
--               switched off meanwhile
create function public.begin_delivery(
  p_webhook_id uuid,
  p_kind text,
  p_subject text,
  p_fingerprint text,
  p_if_posted boolean
) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  delivery public.discord_deliveries;
  verb text;
  wait numeric;
begin
  select d.* into delivery
  from public.discord_deliveries d
  where d.webhook_id is not distinct from p_webhook_id and d.kind = p_kind and d.subject = p_subject
  for update;
  if delivery.state in ('sending', 'ambiguous') then
    if delivery.state = 'sending' then
      perform private.note_ambiguous(delivery);
    end if;
    return jsonb_build_object('id', delivery.id, 'action', 'ambiguous');
  end if;
  if exists (select from public.discord_webhooks w where w.id = p_webhook_id and not w.active)
    or p_if_posted and delivery.state is distinct from 'sent'
    or delivery.state = 'sent' and (delivery.message_id is null or delivery.fingerprint = p_fingerprint)
  then
    return jsonb_build_object('id', delivery.id, 'action', 'nothing');
  end if;

  verb := case delivery.state when 'sent' then 'edit' else 'post' end;
  wait := private.take_send(private.scope_of(p_webhook_id), verb);
  if wait > 0 then
    return jsonb_build_object('id', delivery.id, 'action', 'wait', 'waitSeconds', wait);
  end if;
  if delivery.id is null then
    insert into public.discord_deliveries (webhook_id, kind, subject)
    values (p_webhook_id, p_kind, p_subject)
    on conflict (webhook_id, kind, subject) do nothing
    returning * into delivery;
    if not found then
      -- Somebody else began it this very moment.
      return public.begin_delivery(p_webhook_id, p_kind, p_subject, p_fingerprint, p_if_posted);
    end if;
  else
    update public.discord_deliveries d
    set state = case verb when 'post' then 'sending' else d.state end, attempts = d.attempts + 1
    where d.id = delivery.id;
  end if;
  return jsonb_build_object('id', delivery.id, 'action', verb, 'messageId', delivery.message_id);
end
$$;

-- Notes what came of it: {state: 'sent' | 'failed' | 'ambiguous' | 'deleted', messageId, fingerprint, error, verb, limits}.
-- An edit that failed leaves a message that is sent.
create function public.finish_delivery(p_id uuid, p_result jsonb) returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  delivery public.discord_deliveries;
  verb text := p_result ->> 'verb';
  came text := p_result ->> 'state';
begin
  update public.discord_deliveries d
  set state = case when verb = 'edit' or came = 'deleted' then 'sent' else came end::public.delivery_state,
    message_id = case came when 'deleted' then null else coalesce(p_result ->> 'messageId', d.message_id) end,
    fingerprint = case came when 'sent' then p_result ->> 'fingerprint' else d.fingerprint end,
    error = p_result ->> 'error',
    sent_at = case when came = 'sent' then coalesce(d.sent_at, clock_timestamp()) else d.sent_at end
  where d.id = p_id
  returning d.* into delivery;
  if not found then
    raise sqlstate 'PT404' using message = format('Cannot finish the delivery: there is no delivery %s', p_id);
  end if;
  if delivery.state = 'ambiguous' then
    perform private.note_ambiguous(delivery);
  end if;
  perform private.note_limits(private.scope_of(delivery.webhook_id), verb, p_result -> 'limits');
end
$$;

revoke execute on function private.scope_of, private.note_ambiguous from public;
revoke execute on function public.begin_delivery, public.finish_delivery from public, anon, authenticated;
grant execute on function public.begin_delivery, public.finish_delivery to service_role;
