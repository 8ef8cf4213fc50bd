-- Invitations: a team without a coach is given one by a code that an admin hands to whoever is meant. Whoever enters it,
-- signed in, coaches the team. A code is kept as a digest, lasts for two weeks and serves one user.

create table private.team_invites (
  team_id uuid primary key references public.teams (id) on delete cascade,
  code_digest bytea not null unique,
  -- Who has used it.
  used_by uuid references public.profiles (id) on delete set null,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null
);
alter table private.team_invites enable row level security;

create function private.invite_digest(p_code text) returns bytea
language sql
immutable
set search_path = ''
as $$
  select sha256(convert_to('invite/' || upper(regexp_replace(left(p_code, 100), '[^0-9A-Za-z]', '', 'g')), 'utf8'));
$$;

-- A code for a team that has no coach, sixteen letters and digits, sixty bits of chance; the one before is void.
create function public.invite_coach(p_team_id uuid, p_request_id text default null) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  team public.teams := private.hold_team(p_team_id, 'invite a coach');
  drawn text := upper(left(replace(gen_random_uuid()::text, '-', ''), 16));
  until timestamptz := clock_timestamp() + interval '14 days';
begin
  if team.coach_id is not null then
    raise sqlstate 'PT409' using message = format('Cannot invite a coach: %L has one', team.name);
  end if;
  insert into private.team_invites as i (team_id, code_digest, expires_at)
  values (p_team_id, private.invite_digest(drawn), until)
  on conflict (team_id) do update
  set code_digest = excluded.code_digest, used_by = null, created_at = clock_timestamp(), expires_at = excluded.expires_at;
  perform private.audit(
    'team.invited', p_team_id::text, jsonb_build_object('team', team.name, 'request_id', p_request_id),
    (select s.league_id from public.seasons s where s.id = team.season_id)
  );
  return jsonb_build_object(
    'code', regexp_replace(drawn, '(....)(....)(....)(....)', '\1-\2-\3-\4'), 'expiresAt', until
  );
end
$$;

-- The caller takes the team that they were invited to. Said again by the same user it answers the same.
create function public.accept_invite(p_code text) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  who uuid := (select auth.uid());
  invited uuid;
  invite private.team_invites;
  team public.teams;
  season public.seasons;
begin
  perform private.require_profile(who, 'take the team');
  select i.team_id into invited from private.team_invites i where i.code_digest = private.invite_digest(p_code);
  select t.* into team from public.teams t where t.id = invited;
  -- As everywhere: the season is held before its teams.
  select s.* into season from public.seasons s where s.id = team.season_id for no key update;
  select i.* into invite
  from private.team_invites i
  where i.team_id = invited and i.code_digest = private.invite_digest(p_code)
  for update;
  select t.* into team from public.teams t where t.id = invite.team_id for no key update;
  if team.id is null or (
    (invite.used_by is not null or invite.expires_at < clock_timestamp()) and team.coach_id is distinct from who
  ) then
    raise sqlstate 'PT404' using
      message = 'Cannot take the team: this code is wrong, used or too old; ask your league for another';
  end if;
  if team.coach_id is distinct from who then
    if team.coach_id is not null then
      raise sqlstate 'PT409' using message = format('Cannot take the team: %L has a coach by now', team.name);
    end if;
    if exists (select from public.teams t where t.season_id = season.id and t.coach_id = who) then
      raise sqlstate 'PT409' using message = format('Cannot take the team: you coach another one of %L', season.name);
    end if;
    update public.teams t set coach_id = who where t.id = team.id;
    update private.team_invites i set used_by = who where i.team_id = team.id;
    perform private.audit(
      'team.taken', team.id::text, jsonb_build_object('team', team.name), season.league_id
    );
  end if;
  return jsonb_build_object(
    'teamId', team.id, 'team', team.name, 'seasonId', season.id, 'season', season.name,
    'league', (select l.name from public.leagues l where l.id = season.league_id)
  );
end
$$;

-- The teams of a season that wait for whoever was invited, and until when.
create function public.season_invites(p_season_id uuid) returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  perform private.require_league_admin((select s.league_id from public.seasons s where s.id = p_season_id), 'list invitations');
  return (
    select coalesce(jsonb_agg(jsonb_build_object('teamId', t.id, 'expiresAt', i.expires_at) order by t.name), '[]')
    from private.team_invites i
    join public.teams t on t.id = i.team_id
    where t.season_id = p_season_id and t.coach_id is null and i.used_by is null and i.expires_at > clock_timestamp()
  );
end
$$;

revoke execute on function private.invite_digest from public;
revoke execute on function public.invite_coach, public.accept_invite, public.season_invites from public, anon;
grant execute on function public.invite_coach, public.season_invites to authenticated, service_role;
grant execute on function public.accept_invite to authenticated, service_role;
