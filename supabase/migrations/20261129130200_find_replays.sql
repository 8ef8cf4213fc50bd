-- Searching replays: by players, format, Pokémon and date, the latest first. The rarest thing that is asked for is walked
-- from the newest; the others are looked up for each replay on that way. One call walks a thousand replays at the most:
-- `next` says where to go on, with however few found.

-- The terms of a search: {players: [2 at the most], format, pokemon: [6 at the most], from, until}.
create function private.wanted_terms(p_query jsonb) returns text[]
language plpgsql
immutable
set search_path = ''
as $$
declare
  stray text;
  terms text[];
begin
  if jsonb_typeof(p_query) is distinct from 'object' then
    raise sqlstate 'PT400' using message = 'Cannot find replays: the search must be an object';
  end if;
  select k.key into stray
  from jsonb_object_keys(p_query) k (key)
  where k.key not in ('players', 'format', 'pokemon', 'from', 'until');
  if found then
    raise sqlstate 'PT400' using message = format('Cannot find replays: they are not searched by %L', stray);
  end if;
  if coalesce(jsonb_typeof(p_query -> 'players'), 'array') <> 'array' or coalesce(jsonb_typeof(p_query -> 'pokemon'), 'array') <> 'array' then
    raise sqlstate 'PT400' using message = 'Cannot find replays: players and pokemon must be lists';
  end if;
  if jsonb_array_length(coalesce(p_query -> 'players', '[]')) > 2 or jsonb_array_length(coalesce(p_query -> 'pokemon', '[]')) > 6 then
    raise sqlstate 'PT400' using message = 'Cannot find replays: name two players and six Pokémon at the most';
  end if;
  select array_agg(distinct t.term) into terms
  from (
    select private.player_term(n.name) from jsonb_array_elements_text(p_query -> 'players') n (name)
    union all
    select private.pokemon_term(s.species) from jsonb_array_elements_text(p_query -> 'pokemon') s (species)
    union all
    select 'format:' || (p_query ->> 'format') where p_query ->> 'format' is not null
  ) t (term);
  return coalesce(terms, '{*}');
end
$$;

-- The term of the fewest replays, as far as it is worth counting.
create function private.rarest_term(p_terms text[]) returns text
language sql
stable
set search_path = ''
as $$
  select w.term
  from unnest(p_terms) w (term)
  order by
    (select count(*) from (select from public.replay_terms t where t.term = w.term limit 2000) counted),
    w.term
  limit 1;
$$;

create function private.replay_line(battle public.battles) returns jsonb
language sql
immutable
set search_path = ''
as $$
  select jsonb_build_object(
    'id', battle.id, 'format', battle.format, 'rated', battle.rated, 'match_id', battle.match_id,
    'p1_name', battle.p1_name, 'p2_name', battle.p2_name, 'winner_seat', battle.winner_seat, 'end_type', battle.end_type,
    'turns', battle.turns, 'p1_score', battle.p1_score, 'p2_score', battle.p2_score, 'ended_at', battle.ended_at,
    'p1_team', private.shown_species(battle.summary, 'p1'), 'p2_team', private.shown_species(battle.summary, 'p2')
  );
$$;

-- {replays: […], next}: `next` is the p_after of what is older, `ended_at/id`; null where there is nothing.
create function public.find_replays(p_query jsonb, p_after text default null, p_limit int default 20) returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  walked_at_most constant int := 1000;
  page constant int := least(greatest(coalesce(p_limit, 20), 1), 50);
  terms constant text[] := private.wanted_terms(p_query);
  walked constant text := private.rarest_term(terms);
  since timestamptz;
  till timestamptz;
  before timestamptz;
  before_id text;
  replays jsonb;
  count_found int;
  count_walked int;
  last_found text;
  last_walked text;
begin
  begin
    since := coalesce((p_query ->> 'from')::timestamptz, '-infinity');
    till := coalesce((p_query ->> 'until')::timestamptz, 'infinity');
    before := coalesce(split_part(p_after, '/', 1)::timestamptz, 'infinity');
    before_id := coalesce(split_part(p_after, '/', 2), '');
  exception when invalid_datetime_format or datetime_field_overflow then
    raise sqlstate 'PT400' using message = 'Cannot find replays: a moment of the search is none';
  end;

  with on_the_way as materialized (
    select t.ended_at, t.battle_id
    from public.replay_terms t
    where t.term = walked and t.ended_at >= since and t.ended_at < till and (t.ended_at, t.battle_id) < (before, before_id)
    order by t.ended_at desc, t.battle_id desc
    limit walked_at_most
  ),
  found_there as materialized (
    select w.ended_at, w.battle_id
    from on_the_way w
    where not exists (
      select from unnest(terms) other (term)
      where other.term <> walked
        and not exists (
          select from public.replay_terms t
          where t.term = other.term and t.ended_at = w.ended_at and t.battle_id = w.battle_id
        )
    )
    order by w.ended_at desc, w.battle_id desc
    limit page + 1
  ),
  shown as (
    select f.* from found_there f order by f.ended_at desc, f.battle_id desc limit page
  )
  select
    (
      select coalesce(jsonb_agg(private.replay_line(b) order by s.ended_at desc, s.battle_id desc), '[]')
      from shown s
      join public.battles b on b.id = s.battle_id
    ),
    (select count(*) from found_there),
    (select count(*) from on_the_way),
    (select private.replay_cursor(s.ended_at, s.battle_id) from shown s order by s.ended_at, s.battle_id limit 1),
    (select private.replay_cursor(w.ended_at, w.battle_id) from on_the_way w order by w.ended_at, w.battle_id limit 1)
  into replays, count_found, count_walked, last_found, last_walked;

  return jsonb_build_object(
    'replays', replays,
    'next', case when count_found > page then last_found when count_walked = walked_at_most then last_walked end
  );
end
$$;

create function private.replay_cursor(p_ended_at timestamptz, p_id text) returns text
language sql
immutable
set search_path = ''
as $$
  select to_char(p_ended_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '/' || p_id;
$$;

-- Up to eight players or Pokémon of replays whose names begin so, as they were spelt last: from one name on to the next,
-- however many replays each has. p_kind: `player` or `pokemon`.
create function public.replay_names(p_kind text, p_beginning text) returns text[]
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

revoke execute on function private.wanted_terms, private.rarest_term, private.replay_line, private.replay_cursor from public;
revoke execute on function public.find_replays, public.replay_names from public;
grant execute on function public.find_replays, public.replay_names to anon, authenticated, service_role;
