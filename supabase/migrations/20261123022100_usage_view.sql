-- Reading usage: how often each Pokémon was brought, how often that team won, its KOs and its moves, of a season or of a
-- format. What players' clocks chose is left out.

-- One row a species.
create function private.usage_rows(p_scope text, p_id text) returns setof public.format_pokemon
language sql
stable
set search_path = ''
as $$
  select f.* from public.format_pokemon f where p_scope = 'format' and f.format = p_id
  union all
  select p_id, s.species, sum(s.used)::int, sum(s.wins)::int, sum(s.ties)::int, sum(s.sent_out)::int,
    sum(s.turns_active)::int, sum(s.direct_kos)::int, sum(s.passive_kos)::int, sum(s.faints)::int,
    sum(s.damage_dealt), sum(s.damage_taken)
  from public.season_pokemon s
  where p_scope = 'season' and s.season_id = p_id::uuid
  group by s.species;
$$;

create function private.usage_moves(p_scope text, p_id text) returns setof public.format_moves
language sql
stable
set search_path = ''
as $$
  select f.* from public.format_moves f where p_scope = 'format' and f.format = p_id
  union all
  select p_id, s.species, s.move, sum(s.uses)::int
  from public.season_moves s
  where p_scope = 'season' and s.season_id = p_id::uuid
  group by s.species, s.move;
$$;

-- The 20 Pokémon with the most KOs: in a season each team's own, in a format by species.
create function private.ko_leaders(p_scope text, p_id text) returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(to_jsonb(l) order by l.rank, l.direct_kos desc, l.species, l.team), '[]')
  from (
    select k.*, rank() over (order by k.direct_kos + k.passive_kos desc) as rank
    from (
      select f.species, null::uuid as team_id, null::text as team, null::text as player, f.used, f.direct_kos,
        f.passive_kos
      from public.format_pokemon f
      where p_scope = 'format' and f.format = p_id
      union all
      select s.species, t.id, t.name, c.display_name, s.used, s.direct_kos, s.passive_kos
      from public.season_pokemon s
      join public.teams t on t.id = s.team_id
      left join public.profiles c on c.id = t.coach_id
      where p_scope = 'season' and s.season_id = p_id::uuid
    ) k
    where k.direct_kos + k.passive_kos > 0
  ) l
  where l.rank <= 20;
$$;

-- {scope, id, battles, pokemon: [{species, used, usage, wins, win_rate, …, moves}], ko_leaders}. Scope `season` with the
-- season's id, or `format` with the format's. `usage`: the share of teams that brought it. `win_rate`: of the games that
-- somebody won.
create function public.usage_view(p_scope text, p_id text) returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  battles int;
begin
  case p_scope
    when 'format' then
      select coalesce(max(u.battles), 0) into battles from public.format_usage u where u.format = p_id;
    when 'season' then
      if p_id !~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
        or not exists (select from public.seasons s where s.id = p_id::uuid) then
        raise sqlstate 'PT404' using message = format('Cannot show usage: there is no season %L', p_id);
      end if;
      -- Each battle is on the sheets of two teams.
      select coalesce(sum(s.battles) / 2, 0) into battles from public.season_stats s where s.season_id = p_id::uuid;
    else
      raise sqlstate 'PT404' using message = format('Cannot show usage of %L: ask for a season or a format', p_scope);
  end case;
  return jsonb_build_object(
    'scope', p_scope,
    'id', p_id,
    'battles', battles,
    'pokemon', (
      select coalesce(
        jsonb_agg(
          to_jsonb(u) - 'format' || jsonb_build_object(
            'usage', case when battles > 0 then round(u.used / (2.0 * battles), 4) end,
            'win_rate', case when u.used > u.ties then round(u.wins::numeric / (u.used - u.ties), 4) end,
            'moves', coalesce(m.moves, '[]')
          )
          order by u.used desc, u.species
        ),
        '[]'
      )
      from private.usage_rows(p_scope, p_id) u
      left join (
        select w.species,
          jsonb_agg(jsonb_build_object('move', w.move, 'uses', w.uses) order by w.uses desc, w.move) as moves
        from private.usage_moves(p_scope, p_id) w
        group by w.species
      ) m on m.species = u.species
    ),
    'ko_leaders', private.ko_leaders(p_scope, p_id)
  );
end
$$;

revoke execute on function private.usage_rows, private.usage_moves, private.ko_leaders from public;
revoke execute on function public.usage_view from public;
grant execute on function public.usage_view to anon, authenticated, service_role;
