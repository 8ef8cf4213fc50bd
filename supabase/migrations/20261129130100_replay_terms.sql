-- Replay terms: what replays are found by. One row for each thing that a replay can be asked for, in the order of its end,
-- so that any search walks one index from the newest and never reads what it does not look for:
--   *                  every replay
--   format:<format>    of a format
--   player:<name>      of a player, by the name in that battle, whatever its case
--   pokemon:<species>  with a Pokémon that the log shows, by the letters and digits of its species, and of its base species

create table public.replay_terms (
  -- Compared byte by byte: names that begin alike lie side by side.
  term text collate "C" not null check (char_length(term) between 1 and 80),
  ended_at timestamptz not null,
  battle_id text not null references public.battles (id) on delete cascade,
  primary key (term, ended_at, battle_id)
);
create index replay_terms_battle_id_idx on public.replay_terms (battle_id);

alter table public.replay_terms enable row level security;
grant select on public.replay_terms to service_role;

create function private.player_term(p_name text) returns text
language sql
immutable
set search_path = ''
as $$
  select 'player:' || left(lower(btrim(p_name)), 60);
$$;

create function private.pokemon_term(p_species text) returns text
language sql
immutable
set search_path = ''
as $$
  select 'pokemon:' || left(regexp_replace(lower(p_species), '[^a-z0-9]', '', 'g'), 60);
$$;

-- A side's Pokémon as far as the log shows them; null: the battle is not counted yet.
create function private.shown_species(p_summary jsonb, p_seat text) returns jsonb
language sql
immutable
set search_path = ''
as $$
  select jsonb_path_query_array(p_summary -> 'players' -> p_seat, '$.pokemon[*].species');
$$;

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

-- A battle is a replay once it has ended with a log; one that counts for nobody is none.
create function private.replay_terms_of(battle public.battles) returns setof text
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

create function private.on_replay_changed() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  delete from public.replay_terms t where t.battle_id = new.id;
  insert into public.replay_terms (term, ended_at, battle_id)
  select t.term, new.ended_at, new.id from private.replay_terms_of(new) t (term);
  return null;
end
$$;

create trigger index_new_replay after insert on public.battles
for each row
when (new.replay_path is not null)
execute function private.on_replay_changed();

create trigger index_replay after update on public.battles
for each row
when (
  (old.status, old.format, old.p1_name, old.p2_name, old.replay_path, old.ended_at, old.summary)
  is distinct from (new.status, new.format, new.p1_name, new.p2_name, new.replay_path, new.ended_at, new.summary)
  and coalesce(old.replay_path, new.replay_path) is not null
)
execute function private.on_replay_changed();

insert into public.replay_terms (term, ended_at, battle_id)
select t.term, b.ended_at, b.id
from public.battles b
cross join private.replay_terms_of(b) t (term)
where b.replay_path is not null;

revoke execute on function
  private.base_species, private.player_term, private.pokemon_term, private.shown_species, private.replay_terms_of,
  private.on_replay_changed
from public;
