-- Profiles: the public side of a user, a display name. Made with the account; unique ignoring case, so that two
-- players of one battle are never named alike.

create table public.profiles (
  id uuid primary key references auth.users (id) on delete cascade,
  display_name text not null check (char_length(display_name) between 1 and 40),
  created_at timestamptz not null default now()
);
create unique index profiles_display_name_key on public.profiles (lower(display_name));

alter table public.profiles enable row level security;
create policy "profiles are public" on public.profiles for select to anon, authenticated using (true);
grant select (id, display_name) on public.profiles to anon, authenticated;
grant select on public.profiles to service_role;

-- Letters, digits, space and -_.' only: a name is printed into battle logs, where | and line ends are syntax.
create function private.clean_name(raw text) returns text
language sql
stable
set search_path = ''
as $$
  select btrim(left(btrim(regexp_replace(regexp_replace(raw, '[^[:alnum:] ._''-]', '', 'g'), '\s+', ' ', 'g')), 40));
$$;

create function private.create_profile(user_id uuid, metadata jsonb) returns void
language plpgsql
set search_path = ''
as $$
declare
  wanted text := private.clean_name(metadata ->> 'display_name');
  candidate text;
begin
  if wanted is null or wanted !~ '[[:alnum:]]' then
    wanted := null;
  end if;
  for attempt in 0 .. 9 loop
    candidate := case
      when wanted is null then 'Guest-' || substr(md5(user_id::text || attempt), 1, 4)
      when attempt = 0 then wanted
      else left(wanted, 35) || '-' || substr(md5(user_id::text || attempt), 1, 4)
    end;
    insert into public.profiles (id, display_name) values (user_id, candidate) on conflict do nothing;
    if exists (select from public.profiles p where p.id = user_id) then
      return;
    end if;
  end loop;
  insert into public.profiles (id, display_name)
  values (user_id, 'Guest-' || replace(user_id::text, '-', ''))
  on conflict do nothing;
end
$$;

create function private.on_user_created() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  begin
    perform private.create_profile(new.id, new.raw_user_meta_data);
  exception when others then
    -- A sign-up never fails over its name; the profile can be made later.
    raise warning 'Cannot create the profile of user %: %', new.id, sqlerrm;
  end;
  return new;
end
$$;

create trigger create_profile after insert on auth.users for each row execute function private.on_user_created();

revoke execute on function private.clean_name, private.create_profile, private.on_user_created from public;

select private.create_profile(u.id, u.raw_user_meta_data) from auth.users u;
