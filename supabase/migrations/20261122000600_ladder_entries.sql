-- Ladder entries: who waits for a rated battle, and who plays one. One row a user, whichever lobby holds it. An entry is
-- named by its lobby's claim and lives for 90 seconds after it was last renewed; one with a battle lives as long as the
-- battle goes on; one without a claim is a place that is kept for a player whose opponent never came.
--
-- Who locks entries of several users does it in the order of their ids; who locks a battle too, locks it first.

create table public.ladder_entries (
  user_id uuid primary key references public.profiles (id) on delete cascade,
  format text not null check (format ~ '^gen[1-9][a-z0-9]+$' and char_length(format) <= 48),
  claim uuid unique,
  joined_at timestamptz not null,
  expires_at timestamptz not null,
  battle_id text references public.battles (id) on delete set null
);
create index ladder_entries_battle_id_idx on public.ladder_entries (battle_id);
create index ladder_entries_expires_at_idx on public.ladder_entries (expires_at) where battle_id is null;
-- The last opponent.
create index battles_rated_p1_idx on public.battles (p1_user, format, created_at desc) where rated;
create index battles_rated_p2_idx on public.battles (p2_user, format, created_at desc) where rated;

alter table public.ladder_entries enable row level security;
grant select on public.ladder_entries to service_role;

-- What the lobby is told of a user who has entered.
create function private.ladder_player(entry public.ladder_entries, p_team text) returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'status', 'entered',
    'name', p.display_name,
    'rating', coalesce(
      (select round(r.elo)::int from public.ratings r where r.user_id = p.id and r.format = entry.format), 1000
    ),
    'joinedAt', floor(extract(epoch from entry.joined_at) * 1000)::bigint,
    'lastOpponent', (
      select b.opponent
      from (
        (select b.p2_user as opponent, b.created_at from public.battles b
          where b.rated and b.p1_user = p.id and b.format = entry.format order by b.created_at desc limit 1)
        union all
        (select b.p1_user, b.created_at from public.battles b
          where b.rated and b.p2_user = p.id and b.format = entry.format order by b.created_at desc limit 1)
      ) b
      order by b.created_at desc
      limit 1
    ),
    'team', p_team
  )
  from public.profiles p
  where p.id = entry.user_id;
$$;

-- Claims a user's one entry. The same format's entry under another claim is of a lobby that has forgotten it: it is taken
-- over with its place in the queue, up to five minutes after it expired. With p_resume only a place is gone back to.
create function public.enter_ladder(p_user uuid, p_format text, p_team_id uuid, p_claim uuid, p_resume boolean)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  entry public.ladder_entries;
  saved_team text;
  is_new boolean := false;
  moment timestamptz;
begin
  if not exists (select from public.profiles p where p.id = p_user) then
    raise sqlstate 'PT404' using message = format('Cannot enter the ladder: there is no user %s', p_user);
  end if;
  select t.team into saved_team
  from public.saved_teams t
  where t.id = p_team_id and t.user_id = p_user and t.format = p_format;

  -- An entry that goes between the two looks at it is not found by the second: then it is made anew.
  loop
    select e.* into entry from public.ladder_entries e where e.user_id = p_user for update;
    exit when found;
    if p_resume then
      return jsonb_build_object('status', 'gone');
    end if;
    if p_team_id is not null and saved_team is null then
      return jsonb_build_object('status', 'no-team');
    end if;
    moment := clock_timestamp();
    insert into public.ladder_entries (user_id, format, claim, joined_at, expires_at)
    values (p_user, p_format, p_claim, moment, moment + interval '90 seconds')
    on conflict (user_id) do nothing
    returning * into entry;
    if found then
      return private.ladder_player(entry, saved_team);
    end if;
  end loop;

  moment := clock_timestamp();
  if entry.battle_id is not null then
    return jsonb_build_object('status', 'playing', 'battleId', entry.battle_id);
  end if;
  is_new := entry.expires_at <= moment;
  if p_resume and (is_new or entry.format <> p_format or entry.claim <> p_claim) then
    return jsonb_build_object('status', 'gone');
  end if;
  if entry.format <> p_format and entry.claim is not null and not is_new then
    return jsonb_build_object('status', 'queued', 'format', entry.format);
  end if;
  if p_team_id is not null and saved_team is null then
    return jsonb_build_object('status', 'no-team');
  end if;
  update public.ladder_entries e
  set format = p_format,
    claim = p_claim,
    joined_at = case
      when e.format = p_format and e.expires_at > moment - interval '5 minutes' then e.joined_at
      else moment
    end,
    expires_at = moment + interval '90 seconds'
  where e.user_id = p_user
  returning e.* into entry;
  return private.ladder_player(entry, saved_team);
end
$$;

-- Gives entries up. One that plays by now stays.
create function public.leave_ladder(p_claims uuid[]) returns void
language sql
security definer
set search_path = ''
as $$
  with leaving as materialized (
    select e.user_id
    from public.ladder_entries e
    where e.claim = any (p_claims) and e.battle_id is null
    order by e.user_id
    for update
  )
  delete from public.ladder_entries e using leaving l where e.user_id = l.user_id;
$$;

-- Keeps entries from expiring; gives the claims that are still held. One that expired and that nobody took is held again.
create function public.renew_ladder(p_claims uuid[]) returns uuid[]
language sql
security definer
set search_path = ''
as $$
  with held as materialized (
    select e.user_id from public.ladder_entries e where e.claim = any (p_claims) order by e.user_id for update
  ),
  renewed as (
    update public.ladder_entries e
    set expires_at = clock_timestamp() + interval '90 seconds'
    from held h
    where e.user_id = h.user_id
    returning e.claim
  )
  select coalesce(array_agg(r.claim), '{}') from renewed r;
$$;

-- Locks the entries of a battle, in order. The caller holds the battle.
create function private.hold_entries(p_battle_id text) returns void
language sql
set search_path = ''
as $$
  select from public.ladder_entries e where e.battle_id = p_battle_id order by e.user_id for update;
$$;

create function private.on_rated_battle_over() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.hold_entries(new.id);
  delete from public.ladder_entries e where e.battle_id = new.id;
  return new;
end
$$;

create trigger free_players after update of status on public.battles
for each row
when (new.rated and old.status in ('waiting', 'live') and new.status not in ('waiting', 'live'))
execute function private.on_rated_battle_over();

revoke execute on function private.ladder_player, private.hold_entries, private.on_rated_battle_over from public;
revoke execute on function public.enter_ladder, public.leave_ladder, public.renew_ladder
from public, anon, authenticated;
grant execute on function public.enter_ladder, public.leave_ladder, public.renew_ladder to service_role;
