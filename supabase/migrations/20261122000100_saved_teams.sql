-- Saved teams: what a user brings to the ladder. Their own alone; a team is seen by nobody else before it is played.

create table public.saved_teams (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null default auth.uid() references public.profiles (id) on delete cascade,
  format text not null check (format ~ '^gen[1-9][a-z0-9]+$' and char_length(format) <= 48),
  name text not null check (name ~ '\S' and char_length(name) <= 60),
  -- Packed or export text, as the user wrote it; validated when it is used.
  team text not null check (char_length(team) <= 25000),
  updated_at timestamptz not null default now()
);
create index saved_teams_user_id_idx on public.saved_teams (user_id, format, name);

alter table public.saved_teams enable row level security;
create policy "saved teams are their user's" on public.saved_teams for all to authenticated
using ((select auth.uid()) = user_id)
with check ((select auth.uid()) = user_id);
grant select, delete, insert (format, name, team), update (format, name, team) on public.saved_teams to authenticated;
grant select on public.saved_teams to service_role;

-- The limits, said in words before a constraint would say them in its own.
create function private.on_team_saved() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  size int := char_length(new.team);
begin
  if new.team !~ '\S' then
    raise sqlstate 'PT400' using message = 'Cannot save the team: it is empty';
  end if;
  if size > 25000 then
    raise sqlstate 'PT400'
      using message = format('Cannot save the team: it may have 25000 characters and has %s', size);
  end if;
  if tg_op = 'INSERT' then
    -- Two that are saved at once are counted one after the other.
    perform from public.profiles p where p.id = new.user_id for no key update;
    if (select count(*) from public.saved_teams t where t.user_id = new.user_id) >= 100 then
      raise sqlstate 'PT409' using message = 'Cannot save the team: 100 are saved already; delete one first';
    end if;
  end if;
  new.updated_at := clock_timestamp();
  return new;
end
$$;

create trigger limit_saved_team before insert or update on public.saved_teams
for each row execute function private.on_team_saved();

revoke execute on function private.on_team_saved from public;
