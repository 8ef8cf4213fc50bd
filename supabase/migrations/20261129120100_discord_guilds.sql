-- Discord guilds: the servers in which the slash commands are asked. A guild belongs to a league, and its commands show
-- that league; a league's admins say which guilds are theirs.

create table public.discord_guilds (
  guild_id text primary key check (guild_id ~ '^\d{17,20}$'),
  league_id uuid not null references public.leagues (id) on delete cascade,
  added_at timestamptz not null default clock_timestamp()
);
create index discord_guilds_league_id_idx on public.discord_guilds (league_id);

alter table public.discord_guilds enable row level security;
grant select on public.discord_guilds to service_role;

-- Refuses whoever is no admin of the league.
create function private.require_league_admin(p_league_id uuid, p_purpose text) returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if not exists (select from public.leagues l where l.id = p_league_id) then
    raise sqlstate 'PT404' using message = format('Cannot %s: there is no league %s', p_purpose, p_league_id);
  elsif not private.is_league_admin(p_league_id) then
    raise sqlstate 'PT403' using message = format('Cannot %s: it is for the league''s admins', p_purpose);
  end if;
end
$$;

-- Gives a guild to a league. One that another league has stays there until that league's admins remove it.
create function public.set_discord_guild(p_league_id uuid, p_guild_id text, p_request_id text default null)
returns public.discord_guilds
language plpgsql
security definer
set search_path = ''
as $$
declare
  guild public.discord_guilds;
begin
  perform private.require_league_admin(p_league_id, 'set the guild');
  if p_guild_id is null or p_guild_id !~ '^\d{17,20}$' then
    raise sqlstate 'PT400' using message = format('Cannot set the guild: %L is no id of a Discord server', p_guild_id);
  end if;
  insert into public.discord_guilds as g (guild_id, league_id)
  values (p_guild_id, p_league_id)
  on conflict (guild_id) do update set league_id = excluded.league_id where g.league_id = excluded.league_id
  returning g.* into guild;
  if guild.guild_id is null then
    raise sqlstate 'PT409' using message = format('Cannot set the guild: %s belongs to another league', p_guild_id);
  end if;
  perform private.audit('guild.set', p_guild_id, jsonb_build_object('request_id', p_request_id), p_league_id);
  return guild;
end
$$;

create function public.remove_discord_guild(p_guild_id text, p_request_id text default null) returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  league uuid;
begin
  select g.league_id into league from public.discord_guilds g where g.guild_id = p_guild_id for update;
  if not found then
    raise sqlstate 'PT404' using message = format('Cannot remove the guild: no league has %L', p_guild_id);
  end if;
  perform private.require_league_admin(league, 'remove the guild');
  delete from public.discord_guilds g where g.guild_id = p_guild_id;
  perform private.audit('guild.removed', p_guild_id, jsonb_build_object('request_id', p_request_id), league);
end
$$;

revoke execute on function private.require_league_admin from public;
revoke execute on function public.set_discord_guild, public.remove_discord_guild from public, anon;
grant execute on function public.set_discord_guild, public.remove_discord_guild to authenticated, service_role;
