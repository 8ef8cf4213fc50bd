-- Digests: a season's table, told when a round is complete. Who asks is the consumer that has announced a result, after
-- that result was committed, so that of two last matches of a round the later one finds it complete. A result that is
-- corrected afterwards edits the latest digest.

create table public.standings_digests (
  season_id uuid not null references public.seasons (id) on delete cascade,
  round int not null,
  made_at timestamptz not null default clock_timestamp(),
  primary key (season_id, round)
);
alter table public.standings_digests enable row level security;
grant select on public.standings_digests to service_role;

create function private.is_round_complete(p_season_id uuid, p_round int) returns boolean
language sql
stable
set search_path = ''
as $$
  select coalesce(
    bool_or(m.status = 'completed') and bool_and(m.status in ('completed', 'cancelled')), false
  )
  from public.matches m
  where m.season_id = p_season_id and m.round = p_round;
$$;

-- Of matches whose results changed, [{match_id, correlation_id}]: the digests that are due, and those to be put right.
create function public.request_digests(p_matches jsonb) returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  changed record;
  latest int;
begin
  for changed in
    select distinct on (m.season_id, m.round) m.season_id, m.round, c.correlation_id
    from jsonb_to_recordset(p_matches) c (match_id uuid, correlation_id uuid)
    join public.matches m on m.id = c.match_id
    order by m.season_id, m.round
  loop
    select max(d.round) into latest from public.standings_digests d where d.season_id = changed.season_id;
    if changed.round > latest is not false then
      continue when not private.is_round_complete(changed.season_id, changed.round);
      latest := changed.round;
    end if;
    perform private.coalesce_job(
      'notifications', 'standings.digest', changed.season_id || '/round-' || latest,
      jsonb_build_object('season_id', changed.season_id, 'round', latest),
      2, 'match', null, coalesce(changed.correlation_id, gen_random_uuid())
    );
  end loop;
end
$$;

-- A match that is called off may be the last one that its round waited for: the notice looks, once this is committed.
create function private.on_match_cancelled() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if not exists (
    select from public.standings_digests d where d.season_id = new.season_id and d.round >= new.round
  ) then
    perform private.coalesce_job(
      'notifications', 'standings.digest', new.season_id || '/round-' || new.round,
      jsonb_build_object('season_id', new.season_id, 'round', new.round),
      2, 'match', null, gen_random_uuid()
    );
  end if;
  return null;
end
$$;
create trigger digest_round after update of status on public.matches
for each row when (new.status = 'cancelled' and old.status not in ('cancelled', 'completed'))
execute function private.on_match_cancelled();

-- Notes the digest of a round; gives whether there is one.
create function private.hold_digest(p_season_id uuid, p_round int) returns boolean
language plpgsql
set search_path = ''
as $$
begin
  if private.is_round_complete(p_season_id, p_round) then
    insert into public.standings_digests (season_id, round) values (p_season_id, p_round) on conflict do nothing;
    return true;
  end if;
  return exists (select from public.standings_digests d where d.season_id = p_season_id and d.round = p_round);
end
$$;

-- The table as it is now. `later` matches of later rounds are in it, `open` ones of its rounds are not yet.
create function private.digest_notice(p_season_id uuid, p_round int) returns jsonb
language sql
set search_path = ''
as $$
  select case when not private.hold_digest(s.id, p_round) then
    jsonb_build_object('skip', 'the round is not complete')
  else jsonb_build_object(
    'season', s.name,
    'league', l.name,
    'round', p_round,
    'later', (
      select count(*) from public.matches m
      where m.season_id = s.id and m.round > p_round and m.status = 'completed'
    ),
    'open', (
      select count(*) from public.matches m
      where m.season_id = s.id and m.round <= p_round and m.status not in ('completed', 'cancelled')
    ),
    'table', (
      select coalesce(
        jsonb_agg(
          jsonb_build_object(
            'rank', t.rank, 'team', t.team, 'wins', t.wins, 'losses', t.losses, 'ties', t.ties, 'points', t.points,
            'differential', t.differential, 'streak', t.streak
          )
          order by t.rank, t.team
        ),
        '[]'
      )
      from public.season_standings(s.id) t
    )
  ) || private.audience_of(l.id, 'standings.digest') end
  from public.seasons s
  join public.leagues l on l.id = s.league_id
  where s.id = p_season_id;
$$;

revoke execute on function private.is_round_complete, private.on_match_cancelled, private.hold_digest, private.digest_notice
from public;
revoke execute on function public.request_digests from public, anon, authenticated;
grant execute on function public.request_digests to service_role;
