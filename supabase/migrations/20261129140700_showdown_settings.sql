-- Showdown servers and names as admins see them: operators say which servers there are, a league's admins see who its
-- coaches are there.

-- Adds a server or changes one: {socket_url, login_url, replay_url, replay_prefix, account, active}, what is left out
-- stays.
create function public.set_showdown_server(p_id text, p_settings jsonb, p_request_id text default null)
returns public.showdown_servers
language plpgsql
security definer
set search_path = ''
as $$
declare
  server public.showdown_servers;
  unknown text;
begin
  perform private.require_operator('set the server');
  if jsonb_typeof(p_settings) is distinct from 'object' then
    raise sqlstate 'PT400' using message = 'Cannot set the server: its settings are no object';
  end if;
  select k into unknown
  from jsonb_object_keys(p_settings) k
  where k not in ('socket_url', 'login_url', 'replay_url', 'replay_prefix', 'account', 'active')
  limit 1;
  if unknown is not null then
    raise sqlstate 'PT400' using message = format('Cannot set the server: there is no setting %L', unknown);
  end if;
  perform pg_advisory_xact_lock(hashtextextended('showdown servers', 0));
  select s.* into server from public.showdown_servers s where s.id = p_id for update;
  if not found then
    server.id := p_id;
    server.active := true;
  end if;
  begin
    server := jsonb_populate_record(server, p_settings);
    insert into public.showdown_servers as s (id, socket_url, login_url, replay_url, replay_prefix, account, active)
    values (
      server.id, server.socket_url, server.login_url, server.replay_url, server.replay_prefix, server.account,
      server.active
    )
    on conflict (id) do update
    set socket_url = excluded.socket_url, login_url = excluded.login_url, replay_url = excluded.replay_url,
      replay_prefix = excluded.replay_prefix, account = excluded.account, active = excluded.active
    returning s.* into server;
  exception
    when unique_violation then
      raise sqlstate 'PT409' using message = 'Cannot set the server: another one keeps its replays there';
    when check_violation or not_null_violation or data_exception then
      raise sqlstate 'PT400' using message = format('Cannot set the server: %s', sqlerrm);
  end;
  perform private.audit(
    'showdown_server.set', p_id, jsonb_build_object('settings', p_settings, 'request_id', p_request_id)
  );
  return server;
end
$$;

-- The Showdown names of those who coach in a league, and how each was proved.
create function public.league_showdown_names(p_league_id uuid) returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  if not private.is_league_viewer(p_league_id) then
    raise sqlstate 'PT403' using message = 'Cannot list the names of a league: it is for its admins and viewers';
  end if;
  return (
    select coalesce(jsonb_agg(
      jsonb_build_object(
        'userId', n.user_id, 'coach', p.display_name, 'server', n.server_id, 'name', n.name_id, 'proof', n.proof,
        'linkedAt', n.linked_at
      )
      order by lower(p.display_name), n.server_id, n.name_id
    ), '[]')
    from public.showdown_names n
    join public.profiles p on p.id = n.user_id
    where p_league_id = any (private.leagues_of_coach(n.user_id))
  );
end
$$;

revoke execute on function public.set_showdown_server, public.league_showdown_names from public, anon;
grant execute on function public.set_showdown_server, public.league_showdown_names to authenticated, service_role;
