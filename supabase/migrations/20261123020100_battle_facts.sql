-- Battle facts: what a completed battle's summary says of each Pokémon, each KO and each move, as rows. A trigger on
-- battles keeps them: a battle that counts has its facts, one that does not any more has none. Summaries of version 1
-- tell nothing of Pokémon.

create table public.battle_pokemon (
  battle_id text not null references public.battles (id) on delete cascade,
  seat public.seat not null,
  -- Its place in the team as the log reveals it, from 0.
  index smallint not null check (index >= 0),
  species text not null,
  nickname text,
  -- Null: team preview picks fewer, and the log never showed it.
  brought boolean,
  sent_out int not null,
  turns_active int not null,
  -- Percent of a whole HP bar.
  damage_dealt numeric not null,
  damage_taken numeric not null,
  healed numeric not null,
  crits int not null,
  crits_taken int not null,
  misses int not null,
  dodges int not null,
  faints int not null,
  revivals int not null,
  primary key (battle_id, seat, index)
);

-- Without a reference, which would be looked up for each of fifty rows a battle: a Pokémon's moves come and go with it.
create table public.battle_moves (
  battle_id text not null,
  seat public.seat not null,
  index smallint not null,
  move text not null,
  -- By choice; what the player's clock chose is apart and counts in no statistic.
  uses int not null check (uses >= 0),
  automatic int not null check (automatic >= 0),
  primary key (battle_id, seat, index, move)
);

create table public.battle_kos (
  battle_id text not null references public.battles (id) on delete cascade,
  -- In the order of the log, from 1; what fell with a forfeit comes last.
  number smallint not null,
  turn int not null,
  victim_seat public.seat not null,
  -- Null: it fell with a forfeit, and need not have been seen.
  victim_index smallint,
  -- A FaintCause of the summary, or 'forfeit'.
  cause text not null,
  source text,
  by_seat public.seat,
  by_index smallint,
  confidence text not null,
  -- Which of a season's KO rules decides whether it counts, and as what; null: it counts for nobody.
  rule text,
  -- Whom it counts for, if it does: a player, and the Pokémon that did it.
  credit_seat public.seat,
  credit_index smallint,
  primary key (battle_id, number)
);

alter table public.battle_pokemon enable row level security;
alter table public.battle_moves enable row level security;
alter table public.battle_kos enable row level security;
create policy "facts are public" on public.battle_pokemon for select to anon, authenticated using (true);
create policy "facts are public" on public.battle_moves for select to anon, authenticated using (true);
create policy "facts are public" on public.battle_kos for select to anon, authenticated using (true);
grant select on public.battle_pokemon, public.battle_moves, public.battle_kos to anon, authenticated, service_role;

-- The KO rule that a faint falls under, by its cause and by who did it: a foe, an ally, itself (nobody else), or nobody.
create function private.ko_rule(p_cause text, p_by text) returns text
language plpgsql
immutable
set search_path = ''
as $$
begin
  return case
    when p_cause = 'forfeit' then 'forfeit'
    when p_by = 'ally' then 'team'
    when p_by = 'foe' then case p_cause
      when 'move' then 'move'
      when 'hazard' then 'hazard'
      when 'ability' then 'ability_item'
      when 'item' then 'ability_item'
      when 'destiny_bond' then 'destiny_bond'
      -- Poison and burns, Leech Seed and binding, weather, Perish Song, and what the log does not tell.
      else 'residual'
    end
    when p_cause = 'recoil' then 'recoil'
    when p_by = 'itself' or p_cause in ('sacrifice', 'confusion') then 'self_ko'
  end;
end
$$;

-- Writes the facts of these battles, of those that are completed and have a summary of version 2.
create function private.record_facts(p_battles text[]) returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into public.battle_pokemon
  select
    b.id, s.seat::public.seat, p.ordinality - 1, p.pokemon ->> 'species', p.pokemon ->> 'nickname',
    (p.pokemon ->> 'brought')::boolean, (p.pokemon ->> 'sentOut')::int, (p.pokemon ->> 'turnsActive')::int,
    (p.pokemon ->> 'damageDealt')::numeric, (p.pokemon ->> 'damageTaken')::numeric, (p.pokemon ->> 'healed')::numeric,
    (p.pokemon ->> 'crits')::int, (p.pokemon ->> 'critsTaken')::int, (p.pokemon ->> 'misses')::int,
    (p.pokemon ->> 'dodges')::int, (p.pokemon ->> 'faints')::int, (p.pokemon ->> 'revivals')::int
  from public.battles b
  cross join (values ('p1'), ('p2')) s (seat)
  cross join jsonb_array_elements(b.summary -> 'players' -> s.seat -> 'pokemon') with ordinality p (pokemon)
  where b.id = any (p_battles) and b.status = 'completed' and b.summary -> 'v' = '2';

  insert into public.battle_moves
  select b.id, s.seat::public.seat, p.ordinality - 1, m.move ->> 'move', sum((m.move ->> 'uses')::int),
    sum((m.move ->> 'automatic')::int)
  from public.battles b
  cross join (values ('p1'), ('p2')) s (seat)
  cross join jsonb_array_elements(b.summary -> 'players' -> s.seat -> 'pokemon') with ordinality p (pokemon)
  cross join jsonb_array_elements(p.pokemon -> 'moves') m (move)
  where b.id = any (p_battles) and b.status = 'completed' and b.summary -> 'v' = '2'
  group by b.id, s.seat, p.ordinality, m.move ->> 'move';

  insert into public.battle_kos
  select
    f.id, f.number, f.turn, f.victim_seat, f.victim_index, f.cause, f.source, f.by_seat, f.by_index, f.confidence,
    private.ko_rule(f.cause, f.by),
    case f.by when 'foe' then f.by_seat when 'ally' then f.by_seat else f.foe_seat end,
    case when f.by in ('foe', 'ally') then f.by_index end
  from (
    select
      b.id, f.ordinality as number, (f.faint ->> 'turn')::int as turn, v.victim_seat, v.victim_index,
      f.faint ->> 'cause' as cause, f.faint ->> 'source' as source, v.by_seat, v.by_index,
      f.faint ->> 'confidence' as confidence,
      case v.victim_seat when 'p1' then 'p2' else 'p1' end::public.seat as foe_seat,
      case
        when v.by_seat is null then 'nobody'
        when v.by_seat <> v.victim_seat then 'foe'
        when v.by_index <> v.victim_index then 'ally'
        else 'itself'
      end as by
    from public.battles b
    cross join jsonb_array_elements(b.summary -> 'faints') with ordinality f (faint)
    cross join lateral (
      select
        (f.faint -> 'victim' ->> 'seat')::public.seat as victim_seat,
        (f.faint -> 'victim' ->> 'index')::smallint as victim_index,
        (f.faint -> 'by' ->> 'seat')::public.seat as by_seat,
        (f.faint -> 'by' ->> 'index')::smallint as by_index
    ) v
    where b.id = any (p_battles) and b.status = 'completed' and b.summary -> 'v' = '2'
  ) f;

  -- Who gives up loses all that still stands, to the Pokémon that stood opposite.
  insert into public.battle_kos
    (battle_id, number, turn, victim_seat, cause, confidence, rule, credit_seat, credit_index)
  select
    b.id, jsonb_array_length(b.summary -> 'faints') + n, b.turns, l.seat::public.seat, 'forfeit', 'exact', 'forfeit',
    b.winner_seat, (b.summary -> 'players' -> b.winner_seat::text -> 'active' ->> 0)::smallint
  from public.battles b
  cross join lateral (select case b.winner_seat when 'p1' then 'p2' when 'p2' then 'p1' end as seat) l
  cross join lateral generate_series(
    1,
    (b.summary -> 'players' -> l.seat ->> 'teamSize')::int - (b.summary -> 'players' -> l.seat ->> 'fainted')::int
  ) n
  where b.id = any (p_battles) and b.status = 'completed' and b.summary -> 'v' = '2'
    and b.end_type in ('forfeit', 'timeout', 'disconnect') and l.seat is not null;
end
$$;

create function private.forget_facts(p_battle_id text) returns void
language plpgsql
set search_path = ''
as $$
begin
  delete from public.battle_moves m where m.battle_id = p_battle_id;
  delete from public.battle_pokemon p where p.battle_id = p_battle_id;
  delete from public.battle_kos k where k.battle_id = p_battle_id;
end
$$;

revoke execute on function private.ko_rule, private.record_facts, private.forget_facts from public;
