-- Discord's limits, as its answers tell them: how many requests a bucket still takes and when it is full again. All who
-- post take from the same buckets before they send, so that no answer has to be a refusal. Nothing about Discord's
-- numbers is known beforehand.

create table public.discord_limits (
  -- A webhook's id, 'capture' for the local stack's page, or 'global', which stands above all.
  scope text not null,
  bucket text not null,
  allowed int not null,
  remaining int not null,
  resets_at timestamptz not null,
  -- From the first request to the reset, as far as it was seen.
  window_seconds numeric not null,
  primary key (scope, bucket)
);

-- Which bucket Discord counts a webhook's posts and its edits in.
create table public.discord_routes (
  scope text not null,
  verb text not null check (verb in ('post', 'edit')),
  bucket text not null,
  primary key (scope, verb)
);

alter table public.discord_limits enable row level security;
alter table public.discord_routes enable row level security;
grant select on public.discord_limits, public.discord_routes to service_role;

-- Until Discord tells a bucket's name, it is called by the verb.
create function private.bucket_of(p_scope text, p_verb text) returns text
language sql
stable
set search_path = ''
as $$
  select coalesce((select r.bucket from public.discord_routes r where r.scope = p_scope and r.verb = p_verb), p_verb);
$$;

-- Takes the right to send one request. Gives how many seconds to wait first, 0 when it is taken.
create function private.take_send(p_scope text, p_verb text) returns numeric
language plpgsql
set search_path = ''
as $$
declare
  at timestamptz := clock_timestamp();
  until timestamptz;
  held public.discord_limits;
begin
  select l.resets_at into until from public.discord_limits l where l.scope = 'global' and l.bucket = 'global';
  if until > at then
    return extract(epoch from until - at);
  end if;
  select l.* into held
  from public.discord_limits l
  where l.scope = p_scope and l.bucket = private.bucket_of(p_scope, p_verb)
  for update;
  if not found then
    return 0;
  end if;
  if held.resets_at <= at then
    held.remaining := held.allowed;
    held.resets_at := at + make_interval(secs => held.window_seconds::double precision);
  elsif held.remaining <= 0 then
    return extract(epoch from held.resets_at - at);
  end if;
  update public.discord_limits l
  set remaining = held.remaining - 1, resets_at = held.resets_at
  where l.scope = held.scope and l.bucket = held.bucket;
  return 0;
end
$$;

-- Notes what an answer said: {bucket, limit, remaining, resetAfter} of any answer, {retryAfter, global} of a refusal.
create function private.note_limits(p_scope text, p_verb text, p_answer jsonb) returns void
language plpgsql
set search_path = ''
as $$
declare
  at timestamptz := clock_timestamp();
  refused boolean := p_answer ? 'retryAfter';
  is_global boolean := coalesce((p_answer ->> 'global')::boolean, false);
  name text := case when is_global then 'global' else coalesce(p_answer ->> 'bucket', private.bucket_of(p_scope, p_verb)) end;
  seconds numeric := coalesce(p_answer ->> 'retryAfter', p_answer ->> 'resetAfter')::numeric;
begin
  if seconds is null then
    return;
  end if;
  if not is_global then
    insert into public.discord_routes as r (scope, verb, bucket)
    values (p_scope, p_verb, name)
    on conflict (scope, verb) do update set bucket = excluded.bucket where r.bucket <> excluded.bucket;
  end if;
  insert into public.discord_limits as l (scope, bucket, allowed, remaining, resets_at, window_seconds)
  values (
    case when is_global then 'global' else p_scope end,
    name,
    greatest(coalesce((p_answer ->> 'limit')::int, 1), 1),
    case when refused then 0 else coalesce((p_answer ->> 'remaining')::int, 0) end,
    at + make_interval(secs => seconds::double precision),
    -- How long a refusal lasts tells nothing of the bucket's window.
    case when refused then 0 else seconds end
  )
  on conflict (scope, bucket) do update
    set allowed = case when p_answer ? 'limit' then excluded.allowed else l.allowed end,
      -- Answers overtake each other: within a window the lowest number is the latest.
      remaining = case when l.resets_at > at then least(l.remaining, excluded.remaining) else excluded.remaining end,
      resets_at = greatest(l.resets_at, excluded.resets_at),
      window_seconds = case
        when refused then l.window_seconds
        when l.resets_at > at then greatest(l.window_seconds, excluded.window_seconds)
        else excluded.window_seconds
      end;
end
$$;

drop function public.limit_webhook;
revoke execute on function private.bucket_of, private.take_send, private.note_limits from public;
