-- Pairing: two ladder entries become one rated battle, or nothing happens at all.

-- One battle a pair, however often it is asked for: a rated battle's correlation id is its pair's id.
create unique index battles_pair_key on public.battles (correlation_id) where rated;

-- Opens the battle of two entries. Where a claim is not held any more, it says which, and opens none.
create function public.pair_ladder(
  p_pair uuid,
  p_format text,
  p_p1 uuid,
  p_p1_claim uuid,
  p_p2 uuid,
  p_p2_claim uuid,
  p_battle_id text,
  p_rules jsonb
)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  battle public.battles;
  held uuid[];
begin
  if p_p1 = p_p2 then
    raise sqlstate 'PT409' using message = format('Cannot pair user %s: nobody plays against themself', p_p1);
  end if;
  -- Locked and looked at in one statement: an entry that comes a moment later is not locked, and does not count.
  with entries as materialized (
    select e.* from public.ladder_entries e where e.user_id in (p_p1, p_p2) order by e.user_id for update
  )
  select coalesce(array_agg(e.claim), '{}') into held
  from entries e
  where (e.user_id, e.claim) in ((p_p1, p_p1_claim), (p_p2, p_p2_claim))
    and e.format = p_format and e.battle_id is null and e.expires_at > clock_timestamp();

  select b.* into battle from public.battles b where b.correlation_id = p_pair and b.rated;
  if found then
    return jsonb_build_object('status', 'paired', 'battle', to_jsonb(battle));
  end if;

  if cardinality(held) < 2 then
    return jsonb_build_object(
      'status', 'stale',
      'claims', (select jsonb_agg(c.claim) from unnest(array[p_p1_claim, p_p2_claim]) c (claim) where c.claim <> all (held))
    );
  end if;

  insert into public.battles (id, format, p1_user, p1_name, p2_user, p2_name, correlation_id, rated, rules)
  select p_battle_id, p_format, p1.id, p1.display_name, p2.id, p2.display_name, p_pair, true, p_rules
  from public.profiles p1
  cross join public.profiles p2
  where p1.id = p_p1 and p2.id = p_p2
  returning * into strict battle;
  update public.ladder_entries e set battle_id = p_battle_id where e.user_id in (p_p1, p_p2);
  return jsonb_build_object('status', 'paired', 'battle', to_jsonb(battle));
end
$$;

-- Takes back a battle that its room refused; one that a match or a player waits for stays, and so does a rated one that
-- is known to be in its room (battle_seen): its players were given tickets. The entries of a pair are as they were
-- before it.
create or replace function public.withdraw_battle(p_battle_id text) returns boolean
language plpgsql
security definer
set search_path = ''
as $$
declare
  battle public.battles;
begin
  select b.* into battle from public.battles b where b.id = p_battle_id for update;
  if not found or battle.status <> 'waiting' or battle.match_id is not null
    or (battle.rated and battle.seen_at is not null)
    or (battle.p2_name is not null and battle.bot is null and not battle.rated)
  then
    return false;
  end if;
  perform private.hold_entries(p_battle_id);
  delete from public.battles b where b.id = p_battle_id;
  return true;
end
$$;

revoke execute on function public.pair_ladder from public, anon, authenticated;
grant execute on function public.pair_ladder to service_role;
