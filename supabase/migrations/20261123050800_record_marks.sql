-- Records: who holds which one, and who held it before. A mark is set when a statistic shows a better value than the
-- mark that stands; one that a correction has taken away is withdrawn, and the one before stands again. Marks are told
-- to the league, but for what is no news: the first of their kind.

create table public.record_marks (
  id bigint generated always as identity primary key,
  -- A season, or a league for the hall of fame's.
  scope_id uuid not null,
  -- A record of one match as honour_roll has it, 'title', or a lead of the hall of fame.
  record text not null,
  -- What its message is about: one message tells all marks of a match.
  topic text not null,
  -- A team, or a user in the hall of fame.
  holder_id uuid not null,
  value numeric not null,
  -- What it was better than.
  previous numeric,
  species text,
  announced boolean not null,
  set_at timestamptz not null default clock_timestamp(),
  withdrawn_at timestamptz
);
create index record_marks_standing_idx on public.record_marks (scope_id, record, id desc) where withdrawn_at is null;
create index record_marks_topic_idx on public.record_marks (scope_id, topic);

alter table public.record_marks enable row level security;
grant select on public.record_marks to service_role;

create function private.tell_record(p_scope_id uuid, p_topic text) returns void
language sql
set search_path = ''
as $$
  select private.coalesce_job(
    'notifications', 'record.broken', p_scope_id || '/' || p_topic,
    jsonb_build_object('scope_id', p_scope_id, 'topic', p_topic), 2, 'match', null, gen_random_uuid()
  );
$$;

create function private.standing_mark(p_scope_id uuid, p_record text) returns public.record_marks
language sql
stable
set search_path = ''
as $$
  select m.*
  from public.record_marks m
  where m.scope_id = p_scope_id and m.record = p_record and m.withdrawn_at is null
  order by m.id desc
  limit 1;
$$;

-- Sets the mark `best`, whose `announced` says whether it may be news, unless one stands that is as good.
create function private.follow_record(best public.record_marks) returns void
language plpgsql
set search_path = ''
as $$
declare
  standing public.record_marks := private.standing_mark(best.scope_id, best.record);
begin
  -- What a correction has made worse, and what it has given to somebody else.
  while private.goodness(standing.record, standing.value) > private.goodness(best.record, best.value)
    or standing.topic = best.topic and standing.holder_id <> best.holder_id
  loop
    update public.record_marks m set withdrawn_at = clock_timestamp() where m.id = standing.id;
    if standing.announced then
      perform private.tell_record(standing.scope_id, standing.topic);
    end if;
    standing := private.standing_mark(best.scope_id, best.record);
  end loop;
  if private.goodness(standing.record, standing.value) = private.goodness(best.record, best.value) then
    return;
  end if;
  best.announced := best.announced and (
    best.record = 'title' or standing.holder_id <> best.holder_id
    or standing.id is not null and best.record not in ('win_streak', 'wins', 'kos', 'differential', 'streak')
  );
  insert into public.record_marks (scope_id, record, topic, holder_id, value, previous, species, announced)
  values (
    best.scope_id, best.record, best.topic, best.holder_id, best.value, standing.value, best.species,
    coalesce(best.announced, false)
  );
  if best.announced then
    perform private.tell_record(best.scope_id, best.topic);
  end if;
end
$$;

-- Records of one match. Those of a season's first round are where its records begin.
create function private.on_honours_made() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  best record;
  mark public.record_marks;
begin
  for best in
    select distinct on (h.season_id, h.honour) h.*, m.round
    from public.honour_roll h
    join public.matches m on m.id = h.match_id
    where (h.season_id, h.honour) in (select n.season_id, n.honour from made n)
      and h.honour in ('biggest_win', 'most_kos', 'most_damage', 'fastest_win', 'best_pokemon', 'win_streak')
    order by h.season_id, h.honour, private.goodness(h.honour, h.value) desc, m.played_at, h.team_id
  loop
    mark.scope_id := best.season_id;
    mark.record := best.honour;
    mark.topic := best.match_id;
    mark.holder_id := best.team_id;
    mark.value := best.value;
    mark.species := best.species;
    mark.announced := best.round > 1;
    perform private.follow_record(mark);
  end loop;
  return null;
end
$$;
create trigger follow_records after insert on public.honour_roll
referencing new table as made
for each statement execute function private.on_honours_made();

-- Titles, of seasons that have just ended, and from a league's first title on who leads its hall of fame.
create function private.on_hall_made() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  best record;
  mark public.record_marks;
begin
  for best in
    select t.*, exists (
      select from public.matches m where m.season_id = t.season_id and m.completed_at > now() - interval '7 days'
    ) as is_news
    from made t
    where t.category = 'title'
    order by t.season_id
  loop
    mark := (null, best.season_id, 'title', 'title', best.user_id, 1, null, null, best.is_news, null, null);
    perform private.follow_record(mark);
  end loop;
  for best in
    select distinct on (h.league_id, h.category) h.*, exists (
      select from public.hall_of_fame t where t.league_id = h.league_id and t.category = 'title'
    ) as is_news
    from public.hall_of_fame h
    where (h.league_id, h.category) in (select n.league_id, n.category from made n)
      and h.category in ('wins', 'kos', 'differential', 'streak')
    order by h.league_id, h.category, h.value desc, h.user_id
  loop
    mark := (
      null, best.league_id, best.category, best.category || '-' || best.value, best.user_id, best.value, null, null,
      best.is_news, null, null
    );
    perform private.follow_record(mark);
  end loop;
  return null;
end
$$;
create trigger follow_records after insert on public.hall_of_fame
referencing new table as made
for each statement execute function private.on_hall_made();

-- All that a topic's message tells, what was withdrawn too.
create function private.record_notice(p_scope_id uuid, p_topic text) returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'league', l.name,
    'season', s.name,
    'match', (
      select jsonb_build_object('round', m.round, 'home', home.name, 'away', away.name, 'battle_id', m.room_id)
      from public.matches m
      join public.teams home on home.id = m.home_team_id
      join public.teams away on away.id = m.away_team_id
      where m.id::text = p_topic and m.season_id = s.id
    ),
    'records', marks.list
  ) || private.audience_of(l.id, 'record.broken')
  from (
    select jsonb_agg(
      jsonb_build_object(
        'record', k.record,
        'holder', coalesce(t.name, p.display_name, 'somebody'),
        'value', k.value,
        'previous', k.previous,
        'species', k.species,
        'stands', k.withdrawn_at is null
      )
      order by k.id
    ) as list
    from public.record_marks k
    left join public.teams t on t.id = k.holder_id
    left join public.profiles p on p.id = k.holder_id
    where k.scope_id = p_scope_id and k.topic = p_topic and k.announced
  ) marks
  left join public.seasons s on s.id = p_scope_id
  join public.leagues l on l.id = coalesce(s.league_id, p_scope_id)
  where marks.list is not null;
$$;

revoke execute on function
  private.tell_record, private.standing_mark, private.follow_record, private.on_honours_made, private.on_hall_made,
  private.record_notice
from public;
