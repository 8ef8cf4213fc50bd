-- Discord users: whose account on Discord belongs to which user, so that commands act for them and notices may mention
-- them. It is proven, never told: by an identity of Supabase Auth, or by a code that the signed-in user was given and
-- says in Discord within ten minutes. Names prove nothing.

create table public.discord_users (
  user_id uuid primary key references public.profiles (id) on delete cascade,
  discord_id text not null unique check (discord_id ~ '^\d{17,20}$'),
  -- Whether reminders and results mention the user.
  pings boolean not null default true,
  linked_at timestamptz not null default clock_timestamp()
);

alter table public.discord_users enable row level security;
create policy "one's own, to see the link" on public.discord_users for select to authenticated
using (user_id = (select auth.uid()));
grant select on public.discord_users to authenticated, service_role;

-- One code a user; its hash alone is kept.
create table private.discord_codes (
  user_id uuid primary key references public.profiles (id) on delete cascade,
  code_hash bytea not null unique,
  expires_at timestamptz not null
);
alter table private.discord_codes enable row level security;

create function private.discord_code_hash(p_code text) returns bytea
language sql
immutable
set search_path = ''
as $$
  select sha256(convert_to(upper(regexp_replace(p_code, '[^0-9A-Za-z]', '', 'g')), 'UTF8'));
$$;

-- Gives the user a new code, XXXX-XXXX-XXXX: 48 bits of chance. The one before is void.
create function public.start_discord_link(p_user uuid) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  drawn text := upper(left(replace(gen_random_uuid()::text, '-', ''), 12));
  until timestamptz := date_trunc('milliseconds', clock_timestamp() + interval '10 minutes');
begin
  if not exists (select from public.profiles p where p.id = p_user) then
    raise sqlstate 'PT404' using message = format('Cannot give a code: there is no user %s', p_user);
  end if;
  insert into private.discord_codes (user_id, code_hash, expires_at)
  values (p_user, private.discord_code_hash(drawn), until)
  on conflict (user_id) do update set code_hash = excluded.code_hash, expires_at = excluded.expires_at;
  return jsonb_build_object('code', regexp_replace(drawn, '(....)(....)(....)', '\1-\2-\3'), 'expires_at', until);
end
$$;

-- Joins a Discord account to a user; either leaves whatever it was joined to, and the user's wish about pings stays.
create function private.join_discord_user(p_user uuid, p_discord_id text) returns void
language plpgsql
set search_path = ''
as $$
begin
  delete from public.discord_users d where d.discord_id = p_discord_id and d.user_id <> p_user;
  insert into public.discord_users as d (user_id, discord_id)
  values (p_user, p_discord_id)
  on conflict (user_id) do update
  set discord_id = excluded.discord_id, linked_at = excluded.linked_at where d.discord_id <> excluded.discord_id;
end
$$;

-- The user of a Discord account: {user_id, name, discord_id, pings}; null without one. Who has signed in with Discord
-- is joined by that.
create function public.discord_user(p_discord_id text) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  signed_in uuid;
begin
  if not exists (select from public.discord_users d where d.discord_id = p_discord_id) then
    select p.id into signed_in
    from auth.identities i
    join public.profiles p on p.id = i.user_id
    where i.provider = 'discord' and i.provider_id = p_discord_id;
    if signed_in is not null and not exists (select from public.discord_users d where d.user_id = signed_in) then
      perform private.join_discord_user(signed_in, p_discord_id);
    end if;
  end if;
  return (
    select jsonb_build_object('user_id', d.user_id, 'name', p.display_name, 'discord_id', d.discord_id, 'pings', d.pings)
    from public.discord_users d
    join public.profiles p on p.id = d.user_id
    where d.discord_id = p_discord_id
  );
end
$$;

-- Redeems a code, once.
create function public.finish_discord_link(p_discord_id text, p_code text) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  linked uuid;
begin
  delete from private.discord_codes c
  where c.code_hash = private.discord_code_hash(p_code)
  returning case when c.expires_at > clock_timestamp() then c.user_id end into linked;
  if linked is null then
    raise sqlstate 'PT404' using message = 'Cannot link the account: there is no such code, or it is older than ten minutes';
  end if;
  perform private.join_discord_user(linked, p_discord_id);
  return public.discord_user(p_discord_id);
end
$$;

-- Whether the user is mentioned from now on.
create function public.set_discord_pings(p_user uuid, p_pings boolean) returns boolean
language plpgsql
security definer
set search_path = ''
as $$
begin
  update public.discord_users d set pings = p_pings where d.user_id = p_user;
  if not found then
    raise sqlstate 'PT404' using message = 'Cannot set pings: no Discord account is linked';
  end if;
  return p_pings;
end
$$;

-- Whether there was a link to take away.
create function public.remove_discord_link(p_user uuid) returns boolean
language plpgsql
security definer
set search_path = ''
as $$
begin
  delete from private.discord_codes c where c.user_id = p_user;
  delete from public.discord_users d where d.user_id = p_user;
  return found;
end
$$;

revoke execute on function private.discord_code_hash, private.join_discord_user from public;
revoke execute on function
  public.start_discord_link, public.discord_user, public.finish_discord_link, public.set_discord_pings,
  public.remove_discord_link
from public, anon, authenticated;
grant execute on function
  public.start_discord_link, public.discord_user, public.finish_discord_link, public.set_discord_pings,
  public.remove_discord_link
to service_role;
