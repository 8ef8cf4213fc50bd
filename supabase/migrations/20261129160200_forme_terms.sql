-- Replay terms (20261129130100): a Pokémon's formes are found by the name of its species too, `pokemon:ogerpon` for an
-- Ogerpon-Wellspring; and what is suggested for such a term is that name.

-- 'Ogerpon' of 'Ogerpon-Wellspring'; some names have a hyphen of their own.
create function private.base_species(p_species text) returns text
language sql
immutable
set search_path = ''
as $$
  select coalesce(
    substring(
      p_species from '^(Ho-Oh|Porygon-Z|Jangmo-o|Hakamo-o|Kommo-o|Nidoran-[FM]|Ting-Lu|Chien-Pao|Wo-Chien|Chi-Yu)(?![a-z])'
    ),
    split_part(p_species, '-', 1)
  );
$$;

create or replace function private.replay_terms_of(battle public.battles) returns setof text
language sql
immutable
set search_path = ''
as $$
  select t.term
  from (
    select '*'
    union
    select 'format:' || battle.format
    union
    select private.player_term(n.name)
    from (values (battle.p1_name), (battle.p2_name)) n (name)
    where btrim(n.name) <> ''
    union
    select private.pokemon_term(n.name)
    from (values ('p1'), ('p2')) seats (seat)
    cross join jsonb_array_elements_text(private.shown_species(battle.summary, seats.seat)) s (species)
    cross join lateral (values (s.species), (private.base_species(s.species))) n (name)
  ) t (term)
  where battle.status in ('ended', 'completed', 'disputed') and battle.replay_path is not null and battle.ended_at is not null;
$$;

create or replace function public.replay_names(p_kind text, p_beginning text) returns text[]
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  beginning constant text collate "C" := case p_kind
    when 'player' then private.player_term(p_beginning)
    when 'pokemon' then private.pokemon_term(p_beginning)
  end;
  at text collate "C";
  latest public.battles;
  names text[] := '{}';
begin
  if beginning is null then
    raise sqlstate 'PT400' using message = 'Cannot name replays: ask for a player or a pokemon';
  end if;
  select t.term into at from public.replay_terms t where t.term >= beginning order by t.term limit 1;
  while starts_with(at, beginning) and cardinality(names) < 8 loop
    select b.* into latest
    from public.replay_terms t
    join public.battles b on b.id = t.battle_id
    where t.term = at
    order by t.ended_at desc
    limit 1;
    names := names || case p_kind
      when 'player' then case when private.player_term(latest.p1_name) = at then latest.p1_name else latest.p2_name end
      else (
        select n.name
        from (values ('p1'), ('p2')) seats (seat)
        cross join jsonb_array_elements_text(private.shown_species(latest.summary, seats.seat)) s (species)
        cross join lateral (values (s.species), (private.base_species(s.species))) n (name)
        where private.pokemon_term(n.name) = at
        limit 1
      )
    end;
    select t.term into at from public.replay_terms t where t.term > at order by t.term limit 1;
    exit when not found;
  end loop;
  return names;
end
$$;

insert into public.replay_terms (term, ended_at, battle_id)
select t.term, b.ended_at, b.id
from public.battles b
cross join private.replay_terms_of(b) t (term)
where b.replay_path is not null
on conflict do nothing;

revoke execute on function private.base_species from public;
