-- Giving roles: a league's admins say who else is admin or viewer of their league, operators say who is operator. Nobody
-- locks themselves out: a league that has an admin keeps one, and so do the operators, unless the service decides. The
-- triggers of the two tables write down what was done.

-- The request of what follows in this transaction, for the lines that triggers write.
create function private.in_request(p_request_id text) returns void
language sql
set search_path = ''
as $$
  select set_config('plateau.request_id', coalesce(left(p_request_id, 100), ''), true);
$$;

create function private.require_profile(p_user uuid, p_purpose text) returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if p_user is null or not exists (select from public.profiles p where p.id = p_user) then
    raise sqlstate 'PT404' using message = format('Cannot %s: there is no user %s', p_purpose, coalesce(p_user::text, 'of that id'));
  end if;
end
$$;

-- Gives a user a role in a league, another one, or with null none. Gives whether that changed anything.
create function public.set_league_role(
  p_league_id uuid,
  p_user uuid,
  p_role public.league_role,
  p_request_id text default null
) returns boolean
language plpgsql
security definer
set search_path = ''
as $$
declare
  before public.league_role;
begin
  perform private.require_league_admin(p_league_id, 'give a role');
  perform private.require_profile(p_user, 'give a role');
  -- One at a time for a league, so that the last admin is seen.
  perform from public.leagues l where l.id = p_league_id for no key update;
  select r.role into before from public.league_roles r where r.league_id = p_league_id and r.user_id = p_user;
  if before is not distinct from p_role then
    return false;
  end if;
  if before = 'admin' and not private.is_operator() and not exists (
    select from public.league_roles r where r.league_id = p_league_id and r.role = 'admin' and r.user_id <> p_user
  ) then
    raise sqlstate 'PT409' using message = 'Cannot give a role: the league would have no admin; make somebody else one first';
  end if;
  perform private.in_request(p_request_id);
  if p_role is null then
    delete from public.league_roles r where r.league_id = p_league_id and r.user_id = p_user;
  else
    insert into public.league_roles as r (league_id, user_id, role)
    values (p_league_id, p_user, p_role)
    on conflict (league_id, user_id) do update set role = excluded.role;
  end if;
  return true;
end
$$;

-- Makes a user an operator, one that only looks, or with null none of them. Gives whether that changed anything.
create function public.set_operator(p_user uuid, p_role text, p_request_id text default null) returns boolean
language plpgsql
security definer
set search_path = ''
as $$
declare
  before text;
begin
  perform private.require_operator('name operators');
  perform private.require_profile(p_user, 'name operators');
  if p_role not in ('operator', 'observer') then
    raise sqlstate 'PT400' using message = format('Cannot name operators: %L is neither operator nor observer', p_role);
  end if;
  perform pg_advisory_xact_lock(hashtextextended('operators', 0));
  select private.role_name(to_jsonb(o)) into before from public.operators o where o.user_id = p_user;
  if before is not distinct from p_role then
    return false;
  end if;
  if before = 'operator' and private.actor() is not null and not exists (
    select from public.operators o where not o.read_only and o.user_id <> p_user
  ) then
    raise sqlstate 'PT409' using message = 'Cannot name operators: there would be none left; make somebody else one first';
  end if;
  perform private.in_request(p_request_id);
  if p_role is null then
    delete from public.operators o where o.user_id = p_user;
  else
    insert into public.operators as o (user_id, read_only)
    values (p_user, p_role = 'observer')
    on conflict (user_id) do update set read_only = excluded.read_only;
  end if;
  return true;
end
$$;

-- Who has which role in a league, for those who have one there.
create function public.league_people(p_league_id uuid) returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  if not private.is_league_viewer(p_league_id) then
    raise sqlstate 'PT403' using message = 'Cannot list the people of a league: it is for its admins and viewers';
  end if;
  return (
    select coalesce(jsonb_agg(
      jsonb_build_object('userId', r.user_id, 'name', p.display_name, 'role', r.role, 'grantedAt', r.granted_at)
      order by r.role, lower(p.display_name)
    ), '[]')
    from public.league_roles r
    join public.profiles p on p.id = r.user_id
    where r.league_id = p_league_id
  );
end
$$;

-- The operators, for each other.
create function public.list_operators() returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  perform private.require_observer('list the operators');
  return (
    select coalesce(jsonb_agg(
      jsonb_build_object(
        'userId', o.user_id, 'name', p.display_name, 'role', private.role_name(to_jsonb(o)), 'grantedAt', o.granted_at
      )
      order by o.read_only, lower(p.display_name)
    ), '[]')
    from public.operators o
    join public.profiles p on p.id = o.user_id
  );
end
$$;

-- The Discord servers of a league, for its admins and viewers.
create function public.league_guilds(p_league_id uuid) returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  if not private.is_league_viewer(p_league_id) then
    raise sqlstate 'PT403' using message = 'Cannot list the Discord servers of a league: it is for its admins and viewers';
  end if;
  return (
    select coalesce(jsonb_agg(jsonb_build_object('guildId', g.guild_id, 'addedAt', g.added_at) order by g.added_at), '[]')
    from public.discord_guilds g
    where g.league_id = p_league_id
  );
end
$$;

revoke execute on function private.in_request, private.require_profile from public;
revoke execute on function
  public.set_league_role, public.set_operator, public.league_people, public.list_operators, public.league_guilds
from public, anon;
grant execute on function
  public.set_league_role, public.set_operator, public.league_people, public.list_operators, public.league_guilds
to authenticated, service_role;
