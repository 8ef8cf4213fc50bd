-- Counting battles: people may decide a match while its battle is played. The battle is played to its end then, and
-- counts for nobody: it moves no standings, as its match is decided, and no statistics.

alter table public.battles
  -- False: its match was decided without it while it was played.
  add column counts boolean not null default true;
grant select (counts) on public.battles to anon, authenticated;

create or replace view private.counted_games as
select b.*
from public.battles b
where b.match_id is not null and b.status = 'completed' and b.counts
  and not exists (
    select
    from public.battles later
    where later.match_id = b.match_id and later.game <= b.game and (later.created_at, later.id) > (b.created_at, b.id)
  );

-- Ends a battle that waits or goes on; gives whether it did. The caller holds the battle's row. One that its match does
-- not wait for is nobody's to decide.
create or replace function private.end_without_result(battle public.battles, p_reason text, p_ended_at timestamptz)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
  if battle.status not in ('waiting', 'live') then
    return false;
  end if;
  if battle.match_id is not null and battle.counts then
    update public.battles b set status = 'disputed', dispute_reason = p_reason where b.id = battle.id;
    update public.matches m
    set status = 'disputed', dispute_reason = p_reason
    where m.id = battle.match_id and m.room_id = battle.id and m.status = 'in_progress';
    return true;
  end if;
  update public.battles b
  set status = 'void', end_type = 'void', dispute_reason = p_reason, ended_at = p_ended_at,
    completed_at = clock_timestamp()
  where b.id = battle.id;
  return true;
end
$$;
