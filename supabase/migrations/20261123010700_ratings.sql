-- Ratings of the ladder: Elo as players know it, and Glicko with its deviation, per user and format. What they come to is
-- computed where the library is (functions/_shared/league/rating.ts) and written with the battle that it is about. The
-- ledger keeps each change by its battle: a battle that is no longer what it was takes its changes back, exactly. An Elo
-- that was taken back may lie below the floor until the next battle; readers show the floor.
-- Needs public.request_invalidation and private.deviation_at.

-- The chance, in percent, to beat a player drawn from the ladder. The formula is Showdown's
-- (smogon/pokemon-showdown-loginserver, src/ladder.ts): 0.0000100724 is 3 (ln 10 / 400π)², 130 the ladder's own spread.
create function private.gxe(p_glicko numeric, p_deviation numeric) returns numeric
language sql
immutable
set search_path = ''
as $$
  select round(
    (100 / (1 + 10 ^ (
      (1500 - p_glicko::float8) / 400 / sqrt(1 + 0.0000100724 * (p_deviation::float8 ^ 2 + 130 ^ 2))
    )))::numeric,
    1
  );
$$;

alter table public.ratings
  drop constraint ratings_elo_check,
  add column glicko numeric not null default 1500,
  add column deviation numeric not null default 130 check (deviation > 0),
  -- A rating period is one game; 0.06 is for a dozen, and variances add up.
  add column volatility numeric not null default 0.0173 check (volatility > 0),
  add column gxe numeric not null generated always as (private.gxe(glicko, deviation)) stored,
  add column wins int not null default 0 check (wins >= 0),
  add column losses int not null default 0 check (losses >= 0),
  add column ties int not null default 0 check (ties >= 0),
  -- When the latest battle of it ended: the deviation grows from then on.
  add column rated_at timestamptz,
  -- Counts the changes: who computed from an older one computes again.
  add column version int not null default 0;

create table public.rating_changes (
  id bigint generated always as identity primary key,
  battle_id text not null references public.battles (id) on delete cascade,
  user_id uuid not null references public.profiles (id) on delete cascade,
  format text not null,
  outcome text not null check (outcome in ('win', 'loss', 'tie')),
  elo_before numeric not null,
  elo_after numeric not null,
  glicko_before numeric not null,
  glicko_after numeric not null,
  -- When the battle ended: what time had added by then is no part of its change.
  deviation_before numeric not null,
  deviation_after numeric not null,
  volatility_before numeric not null,
  volatility_after numeric not null,
  -- The battle's end.
  rated_at timestamptz not null,
  -- Taken back then.
  reversed_at timestamptz
);
-- A battle changes a rating once, until that is taken back.
create unique index rating_changes_battle_key on public.rating_changes (battle_id, user_id) where reversed_at is null;
create index rating_changes_user_idx on public.rating_changes (user_id, format, rated_at desc);
create index rating_changes_season_idx on public.rating_changes (format, rated_at) where reversed_at is null;

alter table public.rating_changes enable row level security;
create policy "rating changes are public" on public.rating_changes for select to anon, authenticated using (true);
grant select on public.rating_changes to anon, authenticated, service_role;

-- Writes the new rating of one player of a battle. The caller holds the rating's row.
create function private.change_rating(battle public.battles, p_user uuid, p_outcome text, p_rating jsonb) returns void
language plpgsql
set search_path = ''
as $$
declare
  before public.ratings;
begin
  select r.* into strict before from public.ratings r where r.user_id = p_user and r.format = battle.format;
  insert into public.rating_changes (
    battle_id, user_id, format, outcome, elo_before, elo_after, glicko_before, glicko_after, deviation_before,
    deviation_after, volatility_before, volatility_after, rated_at
  )
  values (
    battle.id, p_user, battle.format, p_outcome, before.elo, (p_rating ->> 'elo')::numeric, before.glicko,
    (p_rating ->> 'glicko')::numeric,
    private.deviation_at(before.deviation, before.rated_at, battle.ended_at), (p_rating ->> 'deviation')::numeric, before.volatility,
    (p_rating ->> 'volatility')::numeric, battle.ended_at
  );
  update public.ratings r
  set elo = (p_rating ->> 'elo')::numeric,
    glicko = (p_rating ->> 'glicko')::numeric,
    deviation = (p_rating ->> 'deviation')::numeric,
    volatility = (p_rating ->> 'volatility')::numeric,
    wins = r.wins + (p_outcome = 'win')::int,
    losses = r.losses + (p_outcome = 'loss')::int,
    ties = r.ties + (p_outcome = 'tie')::int,
    rated_at = greatest(r.rated_at, battle.ended_at),
    version = r.version + 1
  where r.user_id = p_user and r.format = battle.format;
end
$$;

-- Takes a battle's changes back.
create function private.reverse_ratings(p_battle_id text) returns void
language plpgsql
set search_path = ''
as $$
begin
  perform from public.ratings r
  where (r.user_id, r.format) in (
    select c.user_id, c.format from public.rating_changes c where c.battle_id = p_battle_id and c.reversed_at is null
  )
  order by r.format, r.user_id
  for update;
  with reversed as (
    update public.rating_changes c
    set reversed_at = clock_timestamp()
    where c.battle_id = p_battle_id and c.reversed_at is null
    returning c.*
  )
  update public.ratings r
  set elo = r.elo - (c.elo_after - c.elo_before),
    glicko = r.glicko - (c.glicko_after - c.glicko_before),
    -- Time added to it between two battles, so what is left of it may lie beyond its bounds.
    deviation = greatest(25, least(130, r.deviation - (c.deviation_after - c.deviation_before))),
    volatility = r.volatility - (c.volatility_after - c.volatility_before),
    wins = r.wins - (c.outcome = 'win')::int,
    losses = r.losses - (c.outcome = 'loss')::int,
    ties = r.ties - (c.outcome = 'tie')::int,
    version = r.version + 1
  from reversed c
  where r.user_id = c.user_id and r.format = c.format;
end
$$;

create function private.on_rated_battle_changed() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.reverse_ratings(old.id);
  perform public.request_invalidation(array['leaderboard:' || old.format]);
  return old;
end
$$;

create trigger reverse_ratings after update on public.battles
for each row
when (
  old.rated and old.status = 'completed'
  and (old.status, old.winner_seat, old.end_type) is distinct from (new.status, new.winner_seat, new.end_type)
)
execute function private.on_rated_battle_changed();

-- Before the ledger goes with its battle.
create trigger reverse_ratings_of_deleted before delete on public.battles
for each row when (old.rated and old.status = 'completed') execute function private.on_rated_battle_changed();

-- Makes a battle of no match count for nobody, whatever came of it: for operators.
create function public.annul_battle(p_battle_id text, p_reason text, p_request_id text default null)
returns public.battles
language plpgsql
security definer
set search_path = ''
as $$
declare
  battle public.battles;
begin
  if not private.is_operator() then
    raise sqlstate 'PT403' using message = format('Cannot annul battle %L: it is for operators', p_battle_id);
  end if;
  if p_reason is null or p_reason !~ '\S' then
    raise sqlstate 'PT400' using message = format('Cannot annul battle %L: the reason is missing', p_battle_id);
  end if;
  battle := private.hold_battle(p_battle_id, 'annul the battle');
  if battle.match_id is not null then
    raise sqlstate 'PT409'
      using message = format('Cannot annul battle %L: it is a match''s, correct or reopen that', p_battle_id);
  end if;
  update public.battles b
  set status = 'void', end_type = 'void', winner_seat = null, dispute_reason = p_reason,
    ended_at = coalesce(b.ended_at, clock_timestamp()), completed_at = clock_timestamp()
  where b.id = p_battle_id
  returning b.* into battle;
  perform private.audit(
    'battle.annulled', p_battle_id, jsonb_build_object('reason', p_reason, 'request_id', p_request_id)
  );
  perform public.request_invalidation(array['battles']);
  return battle;
end
$$;

revoke execute on function
  private.gxe, private.change_rating, private.reverse_ratings, private.on_rated_battle_changed
from public;
revoke execute on function public.annul_battle from public, anon;
grant execute on function public.annul_battle to authenticated, service_role;
