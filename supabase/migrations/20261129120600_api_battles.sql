-- A user's battles, the latest first, and replays: what leagues' own sites show of what was played.

create index battles_p1_history_idx on public.battles (p1_user, created_at desc, id desc);
create index battles_p2_history_idx on public.battles (p2_user, created_at desc, id desc);
drop index public.battles_p1_user_idx, public.battles_p2_user_idx;

create function private.api_battle(battle public.battles) returns jsonb
language sql
immutable
set search_path = ''
as $$
  select jsonb_build_object(
    'battle_id', battle.id, 'match_id', battle.match_id, 'game', battle.game, 'format', battle.format,
    'status', battle.status, 'origin', battle.origin, 'rated', battle.rated, 'bot', battle.bot,
    'p1', jsonb_build_object('user_id', battle.p1_user, 'name', battle.p1_name, 'score', battle.p1_score),
    'p2', jsonb_build_object('user_id', battle.p2_user, 'name', battle.p2_name, 'score', battle.p2_score),
    'winner', battle.winner_seat, 'end_type', battle.end_type, 'turns', battle.turns,
    'created_at', battle.created_at, 'started_at', battle.started_at, 'ended_at', battle.ended_at,
    'replay_path', battle.replay_path
  );
$$;

-- Keys of the filter, each optional: format, rated, and replays: only those of which there is one. Battles that count for
-- nobody are left out. The cursor is `created_at/id`.
create function public.api_user_battles(p_user_id uuid, p_filter jsonb, p_after text, p_limit int) returns jsonb
language plpgsql
stable
security definer
set search_path = ''
-- Cursors are moments in UTC.
set timezone = 'UTC'
as $$
declare
  before timestamptz := coalesce(split_part(p_after, '/', 1)::timestamptz, 'infinity');
  before_id text := coalesce(split_part(p_after, '/', 2), '');
  rows jsonb;
begin
  if not exists (select from public.profiles p where p.id = p_user_id) then
    raise sqlstate 'PT404' using message = format('Cannot list battles: there is no user %s', p_user_id);
  end if;
  select coalesce(jsonb_agg(q.line order by q.created_at desc, q.id desc), '[]') into rows
  from (
    select w.*
    from (
      (
        select b.created_at, b.id, private.api_battle(b) || '{"seat": "p1"}' as line
        from public.battles b
        where b.p1_user = p_user_id and (b.created_at, b.id) < (before, before_id) and private.is_listed(b, p_filter)
        order by b.created_at desc, b.id desc
        limit p_limit + 1
      )
      union all
      (
        select b.created_at, b.id, private.api_battle(b) || '{"seat": "p2"}' as line
        from public.battles b
        where b.p2_user = p_user_id and (b.created_at, b.id) < (before, before_id) and private.is_listed(b, p_filter)
        order by b.created_at desc, b.id desc
        limit p_limit + 1
      )
    ) w
    order by w.created_at desc, w.id desc
    limit p_limit + 1
  ) q;
  return private.page_of('battles', rows, p_limit, 'created_at', 'battle_id');
end
$$;

create function private.is_listed(battle public.battles, p_filter jsonb) returns boolean
language sql
immutable
set search_path = ''
as $$
  select battle.status in ('live', 'ended', 'completed', 'disputed')
    and battle.format = coalesce(p_filter ->> 'format', battle.format)
    and battle.rated = coalesce((p_filter ->> 'rated')::boolean, battle.rated)
    and (not coalesce((p_filter ->> 'replays')::boolean, false) or battle.replay_path is not null);
$$;

create function public.api_battle(p_battle_id text) returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  battle public.battles;
begin
  select b.* into battle from public.battles b where b.id = p_battle_id;
  if not found then
    raise sqlstate 'PT404' using message = format('Cannot show the battle: there is no battle %L', p_battle_id);
  end if;
  return private.api_battle(battle);
end
$$;

-- A user by id or by display name, whatever its case.
create function public.api_user(p_user_id uuid, p_name text) returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  found_user jsonb;
begin
  select jsonb_build_object('user_id', p.id, 'name', p.display_name) into found_user
  from public.profiles p
  where case when p_user_id is null then lower(p.display_name) = lower(p_name) else p.id = p_user_id end;
  if found_user is null then
    raise sqlstate 'PT404' using message = format('Cannot find the user: nobody is %L', coalesce(p_user_id::text, p_name));
  end if;
  return found_user;
end
$$;

-- A page of a format's ladder, as JSON.
create function public.api_leaders(p_format text, p_limit int, p_offset int) returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select coalesce(jsonb_agg(to_jsonb(l) order by l.rank), '[]') from public.leaderboard(p_format, p_limit, p_offset) l;
$$;

revoke execute on function private.api_battle, private.is_listed from public;
revoke execute on function
  public.api_user_battles, public.api_battle, public.api_user, public.api_leaders
from public, anon, authenticated;
grant execute on function
  public.api_user_battles, public.api_battle, public.api_user, public.api_leaders
to service_role;
