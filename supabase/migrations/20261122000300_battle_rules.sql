-- Battle rules: what a battle's room is told to see to (clocks, returning, spectators), whether the battle is rated, and
-- who plays seat p2 when it is no user. A season sets the rules of its matches.

-- The presets of the clock, in seconds; null: without clocks.
create function private.clock_settings(p_preset text) returns jsonb
language sql
immutable
set search_path = ''
as $$
  select case p_preset
    when 'standard' then '{"turn": 60, "preview": 90, "warning": 30, "bank": null, "patience": 5}'::jsonb
    when 'vgc' then '{"turn": 55, "preview": 90, "warning": 30, "bank": 420, "patience": 5}'::jsonb
  end;
$$;

create function private.battle_rules(p_clock text, p_casual boolean, p_delay int) returns jsonb
language sql
immutable
set search_path = ''
as $$
  select jsonb_build_object(
    'clock', private.clock_settings(p_clock), 'casual', p_casual, 'reconnect', 60, 'confirm', null, 'delay', p_delay
  );
$$;

alter table public.seasons
  -- A match is won by the majority of so many games.
  add column best_of int not null default 1 check (best_of in (1, 3, 5)),
  add column clock text not null default 'standard' check (clock in ('standard', 'vgc', 'none')),
  -- Seconds by which spectators are behind.
  add column spectator_delay int not null default 0 check (spectator_delay between 0 and 3600);

alter table public.battles
  add column rated boolean not null default false,
  add column rules jsonb not null default private.battle_rules('standard', true, 0) check (
    jsonb_typeof(rules) = 'object' and rules ?& array['clock', 'casual', 'reconnect', 'confirm', 'delay']
  ),
  -- The strength of the bot that plays seat p2.
  add column bot text check (bot in ('easy', 'normal', 'hard')),
  -- A match's games are numbered from 1; one that is played again keeps its number.
  add column game int check (game > 0),
  -- When the room was last heard of while the battle went on.
  add column seen_at timestamptz,
  add constraint bot_is_practice check (bot is null or (p2_user is null and match_id is null and not rated));
update public.battles b set game = 1 where b.match_id is not null;

grant select (rated, rules, bot, game) on public.battles to anon, authenticated;

-- The battle's row, locked: whoever changes a battle holds it first.
create function private.hold_battle(p_battle_id text, p_purpose text) returns public.battles
language plpgsql
set search_path = ''
as $$
declare
  battle public.battles;
begin
  select b.* into battle from public.battles b where b.id = p_battle_id for update;
  if not found then
    raise sqlstate 'PT404' using message = format('Cannot %s: there is no battle %L', p_purpose, p_battle_id);
  end if;
  return battle;
end
$$;

-- Without rules: a friendly battle's.
drop function public.open_battle (uuid, text, text, uuid);
create function public.open_battle(
  p_user uuid,
  p_format text,
  p_battle_id text,
  p_correlation_id uuid,
  p_rules jsonb default null,
  p_bot text default null
)
returns public.battles
language plpgsql
security definer
set search_path = ''
as $$
declare
  battle public.battles;
  waiting text[];
begin
  -- Two that are opened at once are counted one after the other.
  perform from public.profiles p where p.id = p_user for no key update;
  if not found then
    raise sqlstate 'PT404' using message = format('Cannot open a battle: there is no user %s', p_user);
  end if;
  select array_agg(b.id order by b.created_at) into waiting
  from public.battles b
  where b.p1_user = p_user and b.status = 'waiting' and b.match_id is null and not b.rated;
  if cardinality(waiting) >= 3 then
    raise sqlstate 'PT409' using message = format(
      'Cannot open a battle: you have %s that wait to begin (%s); play one of them or call it off first',
      cardinality(waiting), array_to_string(waiting, ', ')
    );
  end if;
  insert into public.battles (id, format, p1_user, p1_name, p2_name, correlation_id, rules, bot)
  select
    p_battle_id, p_format, p.id, p.display_name, 'Practice bot (' || p_bot || ')', p_correlation_id,
    coalesce(p_rules, private.battle_rules('standard', true, 0)), p_bot
  from public.profiles p
  where p.id = p_user
  returning * into strict battle;
  return battle;
end
$$;

create or replace function public.take_seat(p_battle_id text, p_user uuid)
returns public.battles
language plpgsql
security definer
set search_path = ''
as $$
declare
  battle public.battles;
begin
  battle := private.hold_battle(p_battle_id, 'take a seat');
  if p_user = battle.p1_user or p_user = battle.p2_user then
    return battle;
  end if;
  if battle.status not in ('waiting', 'live') then
    raise sqlstate 'PT409' using message = format('Cannot take a seat: battle %L is %s', p_battle_id, battle.status);
  end if;
  if battle.bot is not null then
    raise sqlstate 'PT409' using message = format('Cannot take a seat: a bot plays p2 of battle %L', p_battle_id);
  end if;
  if battle.match_id is not null or battle.p2_name is not null then
    raise sqlstate 'PT409' using message = format('Cannot take a seat: both seats of battle %L are taken', p_battle_id);
  end if;
  update public.battles b
  set p2_user = p.id, p2_name = p.display_name
  from public.profiles p
  where b.id = p_battle_id and p.id = p_user
  returning b.* into battle;
  if not found then
    raise sqlstate 'PT404' using message = format('Cannot take a seat: there is no user %s', p_user);
  end if;
  return battle;
end
$$;

revoke execute on function private.clock_settings, private.battle_rules, private.hold_battle from public;
revoke execute on function public.open_battle from public, anon, authenticated;
grant execute on function public.open_battle to service_role;
