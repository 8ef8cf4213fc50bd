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
