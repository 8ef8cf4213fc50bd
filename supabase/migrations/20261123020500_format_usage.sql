-- Format usage: which Pokémon and moves are played in a format, by whom nobody asks. Every battle that counts adds its
-- part to a ledger of deltas, and takes it back when it does not count any more; deltas are summed up by
-- refresh_usage. So results never wait for each other over a popular Pokémon, and a sum costs what is new, not all there
-- is. KOs are by the rules that a season has from the start.

create table public.format_usage (
  format text primary key,
  battles int not null,
  turns int not null
);

create table public.format_pokemon (
  format text not null,
  species text not null,
  -- Teams that brought it, and those of them that won.
  used int not null,
  wins int not null,
  -- Of those, the games with no winner.
  ties int not null,
  sent_out int not null,
  turns_active int not null,
  direct_kos int not null,
  passive_kos int not null,
  faints int not null,
  damage_dealt numeric not null,
  damage_taken numeric not null,
  primary key (format, species)
);

create table public.format_moves (
  format text not null,
  species text not null,
  move text not null,
  uses int not null,
  primary key (format, species, move)
);

create table private.format_usage_deltas (like public.format_usage including defaults);
create table private.format_pokemon_deltas (like public.format_pokemon including defaults);
create table private.format_moves_deltas (like public.format_moves including defaults);
create index format_usage_deltas_idx on private.format_usage_deltas (format);
create index format_pokemon_deltas_idx on private.format_pokemon_deltas (format);
create index format_moves_deltas_idx on private.format_moves_deltas (format);

alter table public.format_usage enable row level security;
alter table public.format_pokemon enable row level security;
alter table public.format_moves enable row level security;
alter table private.format_usage_deltas enable row level security;
alter table private.format_pokemon_deltas enable row level security;
alter table private.format_moves_deltas enable row level security;
create policy "usage is public" on public.format_usage for select to anon, authenticated using (true);
create policy "usage is public" on public.format_pokemon for select to anon, authenticated using (true);
create policy "usage is public" on public.format_moves for select to anon, authenticated using (true);
grant select on public.format_usage, public.format_pokemon, public.format_moves to anon, authenticated, service_role;

-- What each team brought to these battles. A species that a team has twice counts once for it.
create function private.brought_pokemon(p_battles text[])
returns table (
  battle_id text, seat public.seat, species text, sent_out int, turns_active int, direct_kos int, passive_kos int,
  faints int, damage_dealt numeric, damage_taken numeric
)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  with kos as (
    select k.battle_id, k.credit_seat as seat, k.credit_index as index,
      count(*) filter (where r.kind = 'direct') as direct, count(*) filter (where r.kind = 'passive') as passive
    from public.battle_kos k
    join (
      select 'move' as rule, 'direct' as kind union all select * from jsonb_each_text(private.default_ko_rules())
    ) r on r.rule = k.rule
    where k.battle_id = any (p_battles) and k.credit_index is not null
    group by k.battle_id, k.credit_seat, k.credit_index
  )
  select p.battle_id, p.seat, p.species, sum(p.sent_out)::int, sum(p.turns_active)::int,
    coalesce(sum(k.direct), 0)::int, coalesce(sum(k.passive), 0)::int, sum(p.faints)::int, sum(p.damage_dealt),
    sum(p.damage_taken)
  from public.battle_pokemon p
  left join kos k on (k.battle_id, k.seat, k.index) = (p.battle_id, p.seat, p.index)
  where p.battle_id = any (p_battles) and p.brought is distinct from false
  group by p.battle_id, p.seat, p.species;
end
$$;

create function private.used_moves(p_battles text[])
returns table (battle_id text, species text, move text, uses int)
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select p.battle_id, p.species, m.move, sum(m.uses)::int
  from public.battle_pokemon p
  join public.battle_moves m on (m.battle_id, m.seat, m.index) = (p.battle_id, p.seat, p.index)
  where p.battle_id = any (p_battles) and m.uses > 0
  group by p.battle_id, p.species, m.move;
end
$$;

-- Notes a battle's part, or with -1 that it is taken back: as this row says, whatever the table says by now.
create function private.count_usage(battle public.battles, p_sign int) returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into private.format_usage_deltas values (battle.format, p_sign, p_sign * coalesce(battle.turns, 0));
  insert into private.format_pokemon_deltas
  select battle.format, t.species, p_sign, p_sign * (battle.winner_seat is not distinct from t.seat)::int,
    p_sign * (battle.winner_seat is null)::int, p_sign * t.sent_out, p_sign * t.turns_active, p_sign * t.direct_kos,
    p_sign * t.passive_kos, p_sign * t.faints, p_sign * t.damage_dealt, p_sign * t.damage_taken
  from private.brought_pokemon(array[battle.id]) t;
  insert into private.format_moves_deltas
  select battle.format, m.species, m.move, p_sign * m.uses from private.used_moves(array[battle.id]) m;
end
$$;

-- One refresh or rebuild of a format at a time.
create function private.hold_usage(p_format text) returns void
language sql
set search_path = ''
as $$
  select pg_advisory_xact_lock(hashtextextended('usage ' || p_format, 0));
$$;

-- Adds what is new to a format's usage; gives whether there was anything.
create function public.refresh_usage(p_format text) returns boolean
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.hold_usage(p_format);
  with gone as (
    delete from private.format_usage_deltas d where d.format = p_format returning d.*
  )
  insert into public.format_usage as u
  select p_format, sum(g.battles), sum(g.turns) from gone g having count(*) > 0
  on conflict (format) do update set battles = u.battles + excluded.battles, turns = u.turns + excluded.turns;
  if not found then
    return false;
  end if;
  with gone as (
    delete from private.format_pokemon_deltas d where d.format = p_format returning d.*
  )
  insert into public.format_pokemon as u
  select p_format, g.species, sum(g.used), sum(g.wins), sum(g.ties), sum(g.sent_out), sum(g.turns_active),
    sum(g.direct_kos), sum(g.passive_kos), sum(g.faints), sum(g.damage_dealt), sum(g.damage_taken)
  from gone g
  group by g.species
  on conflict (format, species) do update set
    used = u.used + excluded.used, wins = u.wins + excluded.wins, ties = u.ties + excluded.ties,
    sent_out = u.sent_out + excluded.sent_out, turns_active = u.turns_active + excluded.turns_active,
    direct_kos = u.direct_kos + excluded.direct_kos, passive_kos = u.passive_kos + excluded.passive_kos,
    faints = u.faints + excluded.faints, damage_dealt = u.damage_dealt + excluded.damage_dealt,
    damage_taken = u.damage_taken + excluded.damage_taken;
  with gone as (
    delete from private.format_moves_deltas d where d.format = p_format returning d.*
  )
  insert into public.format_moves as u
  select p_format, g.species, g.move, sum(g.uses) from gone g group by g.species, g.move
  on conflict (format, species, move) do update set uses = u.uses + excluded.uses;
  -- What was taken back altogether leaves nothing.
  delete from public.format_usage u where u.format = p_format and u.battles = 0;
  delete from public.format_pokemon u where u.format = p_format and u.used = 0;
  delete from public.format_moves u where u.format = p_format and u.uses = 0;
  return true;
end
$$;

-- Counts a format's usage from all its battles.
create function public.rebuild_usage(p_format text) returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.hold_usage(p_format);
  -- In one statement, that is of one moment: a battle that is counted a moment later has its deltas left.
  with battles as materialized (
    select b.* from public.battles b where b.format = p_format and private.counts_for_format(b)
  ), ids as materialized (
    select coalesce(array_agg(b.id), '{}') as ids from battles b
  ), no_deltas as (
    delete from private.format_usage_deltas d where d.format = p_format
  ), no_pokemon_deltas as (
    delete from private.format_pokemon_deltas d where d.format = p_format
  ), no_moves_deltas as (
    delete from private.format_moves_deltas d where d.format = p_format
  ), no_usage as (
    delete from public.format_usage u where u.format = p_format and not exists (select from battles)
  ), no_pokemon as (
    delete from public.format_pokemon u
    where u.format = p_format
      and u.species not in (select p.species from ids, private.brought_pokemon(ids.ids) p)
  ), no_moves as (
    delete from public.format_moves u
    where u.format = p_format
      and (u.species, u.move) not in (select m.species, m.move from ids, private.used_moves(ids.ids) m)
  ), usage as (
    insert into public.format_usage
    select p_format, count(*), sum(coalesce(b.turns, 0)) from battles b having count(*) > 0
    on conflict (format) do update set battles = excluded.battles, turns = excluded.turns
  ), pokemon as (
    insert into public.format_pokemon
    select p_format, t.species, count(*), count(*) filter (where b.winner_seat = t.seat),
      count(*) filter (where b.winner_seat is null), sum(t.sent_out), sum(t.turns_active), sum(t.direct_kos),
      sum(t.passive_kos), sum(t.faints), sum(t.damage_dealt), sum(t.damage_taken)
    from ids, private.brought_pokemon(ids.ids) t join battles b on b.id = t.battle_id
    group by t.species
    on conflict (format, species) do update set
      used = excluded.used, wins = excluded.wins, ties = excluded.ties, sent_out = excluded.sent_out,
      turns_active = excluded.turns_active, direct_kos = excluded.direct_kos, passive_kos = excluded.passive_kos,
      faints = excluded.faints, damage_dealt = excluded.damage_dealt, damage_taken = excluded.damage_taken
  )
  insert into public.format_moves
  select p_format, m.species, m.move, sum(m.uses) from ids, private.used_moves(ids.ids) m group by m.species, m.move
  on conflict (format, species, move) do update set uses = excluded.uses;
end
$$;

revoke execute on function
  private.brought_pokemon, private.used_moves, private.count_usage, private.hold_usage
from public;
revoke execute on function public.refresh_usage, public.rebuild_usage from public, anon, authenticated;
grant execute on function public.refresh_usage, public.rebuild_usage to service_role;
