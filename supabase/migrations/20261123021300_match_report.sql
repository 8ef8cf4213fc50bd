-- Statistic 6, match report: what happened in a match, for the page of it: each side's Pokémon with their KOs, damage and
-- luck, the most valuable one of all, and the KOs in their order.

create table public.match_report (
  match_id uuid primary key references public.matches (id) on delete cascade,
  season_id uuid not null references public.seasons (id) on delete cascade,
  round int not null,
  turns int not null,
  -- {p1, p2}: each {team_id, direct_kos, passive_kos, damage_dealt, crits, misses, pokemon: [{species, …}]}
  sides jsonb not null,
  -- {team_id, species, kos, damage}; null: nothing is known of Pokémon.
  mvp jsonb,
  -- [{battle_id, turn, victim: {team_id, species}, by: {team_id, species} or null, cause, source, counts}]
  kos jsonb not null
);
create index match_report_season_id_idx on public.match_report (season_id, round);

alter table public.match_report enable row level security;
create policy "statistics are public" on public.match_report for select to anon, authenticated using (true);
grant select on public.match_report to anon, authenticated, service_role;

-- The KOs of some matches in their order, with what each counts as by the season's rules.
create function private.ko_lists_of(p_matches uuid[]) returns table (match_id uuid, kos jsonb)
language sql
stable
set search_path = ''
as $$
  select m.id, jsonb_agg(
    jsonb_build_object(
      'battle_id', k.battle_id,
      'turn', k.turn,
      'victim', jsonb_build_object(
        'team_id', case k.victim_seat when 'p1' then m.home_team_id else m.away_team_id end, 'species', v.species
      ),
      'by', case
        when k.by_seat is not null then jsonb_build_object(
          'team_id', case k.by_seat when 'p1' then m.home_team_id else m.away_team_id end, 'species', a.species
        )
      end,
      'cause', k.cause,
      'source', k.source,
      'counts', case k.rule when 'move' then 'direct' else coalesce(r.ko_rules ->> k.rule, 'none') end
    )
    order by b.game, k.battle_id, k.number
  )
  from public.matches m
  join public.season_rules r on r.season_id = m.season_id
  join private.counted_games b on b.match_id = m.id
  join public.battle_kos k on k.battle_id = b.id
  left join public.battle_pokemon v on (v.battle_id, v.seat, v.index) = (k.battle_id, k.victim_seat, k.victim_index)
  left join public.battle_pokemon a on (a.battle_id, a.seat, a.index) = (k.battle_id, k.by_seat, k.by_index)
  where m.id = any (p_matches)
  group by m.id;
$$;

create function private.make_match_report(p_season_id uuid, p_matches uuid[]) returns void
language plpgsql
set search_path = ''
as $$
declare
  matches uuid[];
  teams uuid[];
begin
  delete from public.match_report r
  where r.season_id = p_season_id and (p_matches is null or r.match_id = any (p_matches));

  select coalesce(array_agg(m.id), '{}') into matches
  from public.matches m
  where m.season_id = p_season_id and m.status = 'completed' and (p_matches is null or m.id = any (p_matches));
  select coalesce(array_agg(distinct t.id), '{}') into teams
  from public.matches m
  cross join lateral (values (m.home_team_id), (m.away_team_id)) t (id)
  where m.id = any (matches);

  insert into public.match_report
  with pokemon as materialized (
    select p.match_id, p.team_id, p.species, max(p.nickname) as nickname, sum(p.direct_kos) as direct_kos,
      sum(p.passive_kos) as passive_kos, sum(p.faints) as faints, sum(p.damage_dealt) as damage_dealt,
      sum(p.damage_taken) as damage_taken, sum(p.healed) as healed, sum(p.crits) as crits, sum(p.misses) as misses
    from private.performances_of(teams, matches) p
    group by p.match_id, p.team_id, p.species
  ), games as (
    select b.match_id, sum(b.turns)::int as turns
    from private.counted_games b
    where b.match_id = any (matches)
    group by b.match_id
  ), sides as (
    select p.match_id, p.team_id, sum(p.direct_kos) as direct_kos, sum(p.passive_kos) as passive_kos,
      sum(p.damage_dealt) as damage_dealt, sum(p.crits) as crits, sum(p.misses) as misses,
      jsonb_agg(
        to_jsonb(p) - '{match_id,team_id}'::text[]
        order by p.direct_kos + p.passive_kos desc, p.damage_dealt desc, p.species
      ) filter (where p.species is not null) as pokemon
    from pokemon p
    group by p.match_id, p.team_id
  ), pairs as (
    select t.match_id, jsonb_object_agg(t.seat, jsonb_build_object(
      'team_id', t.team_id,
      'direct_kos', coalesce(s.direct_kos, 0),
      'passive_kos', coalesce(s.passive_kos, 0),
      'damage_dealt', coalesce(s.damage_dealt, 0),
      'crits', coalesce(s.crits, 0),
      'misses', coalesce(s.misses, 0),
      'pokemon', coalesce(s.pokemon, '[]')
    )) as sides
    from (
      select m.id as match_id, 'p1' as seat, m.home_team_id as team_id from public.matches m where m.id = any (matches)
      union all
      select m.id, 'p2', m.away_team_id from public.matches m where m.id = any (matches)
    ) t
    left join sides s on s.match_id = t.match_id and s.team_id = t.team_id
    group by t.match_id
  ), mvps as (
    select distinct on (p.match_id) p.match_id, jsonb_build_object(
      'team_id', p.team_id, 'species', p.species, 'kos', p.direct_kos + p.passive_kos, 'damage', p.damage_dealt
    ) as mvp
    from pokemon p
    where p.species is not null
    order by p.match_id, p.direct_kos + p.passive_kos desc, p.damage_dealt desc, p.species, p.team_id
  )
  select m.id, m.season_id, m.round, coalesce(g.turns, 0), p.sides, v.mvp, coalesce(k.kos, '[]')
  from public.matches m
  join pairs p on p.match_id = m.id
  left join games g on g.match_id = m.id
  left join mvps v on v.match_id = m.id
  left join private.ko_lists_of(matches) k on k.match_id = m.id
  where m.id = any (matches);
end
$$;

-- The latest hundred, without their KOs and Pokémon.
create function private.show_match_report(p_season_id uuid) returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(to_jsonb(r) order by r.round desc, r.played_at desc, r.match_id), '[]')
  from (
    select r.match_id, r.round, r.turns, r.mvp, m.home_team_id, home.name as home, m.away_team_id, away.name as away,
      m.winner_team_id, m.home_score, m.away_score, m.played_at,
      jsonb_build_object('p1', (r.sides -> 'p1') - 'pokemon', 'p2', (r.sides -> 'p2') - 'pokemon') as sides
    from public.match_report r
    join public.matches m on m.id = r.match_id
    join public.teams home on home.id = m.home_team_id
    join public.teams away on away.id = m.away_team_id
    where r.season_id = p_season_id
    order by r.round desc, m.played_at desc, r.match_id
    limit 100
  ) r;
$$;

revoke execute on function private.ko_lists_of, private.make_match_report, private.show_match_report from public;
