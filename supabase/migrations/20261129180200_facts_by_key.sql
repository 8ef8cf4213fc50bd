-- The facts of battles (20261123020100), read by the battles' keys: a plan that was made for a list of them while the
-- table was small, as after a restart, kept reading all of it, and every summary in it, for each result.

create or replace function private.record_facts(p_battles text[]) returns void
language plpgsql
set search_path = ''
as $$
declare
  wanted text;
  b public.battles;
begin
  foreach wanted in array p_battles loop
    select c.* into b from public.battles c where c.id = wanted and c.status = 'completed' and c.summary -> 'v' = '2';
    continue when not found;

    insert into public.battle_pokemon
    select
      b.id, s.seat::public.seat, p.ordinality - 1, p.pokemon ->> 'species', p.pokemon ->> 'nickname',
      (p.pokemon ->> 'brought')::boolean, (p.pokemon ->> 'sentOut')::int, (p.pokemon ->> 'turnsActive')::int,
      (p.pokemon ->> 'damageDealt')::numeric, (p.pokemon ->> 'damageTaken')::numeric, (p.pokemon ->> 'healed')::numeric,
      (p.pokemon ->> 'crits')::int, (p.pokemon ->> 'critsTaken')::int, (p.pokemon ->> 'misses')::int,
      (p.pokemon ->> 'dodges')::int, (p.pokemon ->> 'faints')::int, (p.pokemon ->> 'revivals')::int
    from (values ('p1'), ('p2')) s (seat)
    cross join jsonb_array_elements(b.summary -> 'players' -> s.seat -> 'pokemon') with ordinality p (pokemon);

    insert into public.battle_moves
    select b.id, s.seat::public.seat, p.ordinality - 1, m.move ->> 'move', sum((m.move ->> 'uses')::int),
      sum((m.move ->> 'automatic')::int)
    from (values ('p1'), ('p2')) s (seat)
    cross join jsonb_array_elements(b.summary -> 'players' -> s.seat -> 'pokemon') with ordinality p (pokemon)
    cross join jsonb_array_elements(p.pokemon -> 'moves') m (move)
    group by s.seat, p.ordinality, m.move ->> 'move';

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
      from jsonb_array_elements(b.summary -> 'faints') with ordinality f (faint)
      cross join lateral (
        select
          (f.faint -> 'victim' ->> 'seat')::public.seat as victim_seat,
          (f.faint -> 'victim' ->> 'index')::smallint as victim_index,
          (f.faint -> 'by' ->> 'seat')::public.seat as by_seat,
          (f.faint -> 'by' ->> 'index')::smallint as by_index
      ) v
    ) f;

    -- Who gives up loses all that still stands, to the Pokémon that stood opposite.
    insert into public.battle_kos
      (battle_id, number, turn, victim_seat, cause, confidence, rule, credit_seat, credit_index)
    select
      b.id, jsonb_array_length(b.summary -> 'faints') + n, b.turns, l.seat::public.seat, 'forfeit', 'exact', 'forfeit',
      b.winner_seat, (b.summary -> 'players' -> b.winner_seat::text -> 'active' ->> 0)::smallint
    from (select case b.winner_seat when 'p1' then 'p2' when 'p2' then 'p1' end as seat) l
    cross join lateral generate_series(
      1,
      (b.summary -> 'players' -> l.seat ->> 'teamSize')::int - (b.summary -> 'players' -> l.seat ->> 'fainted')::int
    ) n
    where b.end_type in ('forfeit', 'timeout', 'disconnect') and l.seat is not null;
  end loop;
end
$$;
