-- What counts of a battle follows its row: when it is completed its facts come in, when it is not any more (void,
-- disputed, deleted) they go out, and statistics of its season and of its format follow.

-- Whether a battle counts for its format: of a match or of the ladder, between people, its Pokémon known.
create function private.counts_for_format(battle public.battles) returns boolean
language plpgsql
immutable
set search_path = ''
as $$
begin
  return battle.status = 'completed' and (battle.rated or battle.game is not null) and battle.bot is null
    and battle.summary -> 'v' = '2';
end
$$;

-- A battle's change touches its match if that has its result.
create function private.note_battle(battle public.battles) returns void
language plpgsql
set search_path = ''
as $$
begin
  perform private.note_change(m.season_id, m.id, array[m.home_team_id, m.away_team_id])
  from public.matches m
  where m.id = battle.match_id and m.status = 'completed';
end
$$;

create function private.on_battle_counted() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if tg_op <> 'INSERT' and old.status = 'completed' then
    if private.counts_for_format(old) then
      perform private.count_usage(old, -1);
    end if;
    perform private.forget_facts(old.id);
    perform private.note_battle(old);
  end if;
  if tg_op <> 'DELETE' and new.status = 'completed' then
    perform private.record_facts(array[new.id]);
    if private.counts_for_format(new) then
      perform private.count_usage(new, 1);
    end if;
    perform private.note_battle(new);
  end if;
  return coalesce(new, old);
end
$$;

create trigger count_inserted after insert on public.battles
for each row when (new.status = 'completed') execute function private.on_battle_counted();
-- Before: while its facts are there.
create trigger count_deleted before delete on public.battles
for each row when (old.status = 'completed') execute function private.on_battle_counted();
create trigger count_updated after update on public.battles
for each row when (
  (old.status = 'completed' or new.status = 'completed')
  and (old.status, old.match_id, old.game, old.format, old.rated, old.winner_seat, old.end_type, old.turns, old.summary)
    is distinct from
    (new.status, new.match_id, new.game, new.format, new.rated, new.winner_seat, new.end_type, new.turns, new.summary)
) execute function private.on_battle_counted();

revoke execute on function private.counts_for_format, private.note_battle, private.on_battle_counted from public;

-- The battles that were completed before there were facts.
select private.record_facts(coalesce(array_agg(b.id), '{}')) from public.battles b where b.status = 'completed';
