-- Record marks (20261123050800) that follow what is gone, too: a record or a title that nobody holds any more after a
-- correction leaves no row that would tell so. Marks are followed when all of their statistic is made; before, each
-- insert into it did.

drop trigger follow_records on public.honour_roll;
drop trigger follow_records on public.hall_of_fame;
drop function private.on_honours_made, private.on_hall_made;

-- Sets the mark `best`, whose `announced` says whether it may be news, unless one stands that is as good. Without a value
-- there is none of its record.
create or replace function private.follow_record(best public.record_marks) returns void
language plpgsql
set search_path = ''
as $$
declare
  standing public.record_marks := private.standing_mark(best.scope_id, best.record);
  again public.record_marks;
begin
  -- What a correction has made worse, what it has given to somebody else, and what it has taken away.
  while private.goodness(standing.record, standing.value) > private.goodness(best.record, best.value)
    or standing.topic = best.topic and standing.holder_id <> best.holder_id
    or best.value is null and standing.id is not null
  loop
    update public.record_marks m set withdrawn_at = clock_timestamp() where m.id = standing.id;
    if standing.announced then
      perform private.tell_record(standing.scope_id, standing.topic);
    end if;
    standing := private.standing_mark(best.scope_id, best.record);
  end loop;
  if best.value is null
    or private.goodness(standing.record, standing.value) = private.goodness(best.record, best.value) then
    return;
  end if;
  -- What was withdrawn and is so after all stands again, in the same words.
  update public.record_marks m
  set withdrawn_at = null
  where m.id = (
    select max(w.id)
    from public.record_marks w
    where w.scope_id = best.scope_id and w.record = best.record and w.topic = best.topic
      and w.id > coalesce(standing.id, 0)
      and (w.holder_id, w.value, w.previous, w.species)
        is not distinct from (best.holder_id, best.value, standing.value, best.species)
  )
  returning m.* into again;
  if found then
    if again.announced then
      perform private.tell_record(again.scope_id, again.topic);
    end if;
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
create function private.follow_honours(p_season_id uuid) returns void
language plpgsql
set search_path = ''
as $$
declare
  best record;
begin
  for best in
    select k.record, h.*
    from unnest(array['biggest_win', 'most_kos', 'most_damage', 'fastest_win', 'best_pokemon', 'win_streak']) k (record)
    left join lateral (
      select h.team_id, h.value, h.match_id, h.species, m.round
      from public.honour_roll h
      join public.matches m on m.id = h.match_id
      where h.season_id = p_season_id and h.honour = k.record
      order by private.goodness(h.honour, h.value) desc, m.played_at, h.team_id
      limit 1
    ) h on true
  loop
    perform private.follow_record((
      null, p_season_id, best.record, best.match_id::text, best.team_id, best.value, null, best.species, best.round > 1,
      null, null
    )::public.record_marks);
  end loop;
end
$$;

-- Titles, of some of a league's seasons (null: of all), and from its first title on who leads its hall of fame.
create function private.follow_hall(p_league_id uuid, p_seasons uuid[]) returns void
language plpgsql
set search_path = ''
as $$
declare
  best record;
  has_title constant boolean := exists (
    select from public.hall_of_fame h where h.league_id = p_league_id and h.category = 'title'
  );
begin
  for best in
    select s.id as season_id, t.user_id, t.value, exists (
      -- Just ended.
      select from public.matches m where m.season_id = s.id and m.completed_at > now() - interval '7 days'
    ) as is_news
    from public.seasons s
    left join public.hall_of_fame t on t.season_id = s.id and t.category = 'title'
    where s.league_id = p_league_id and (p_seasons is null or s.id = any (p_seasons))
    order by s.id
  loop
    perform private.follow_record((
      null, best.season_id, 'title', 'title', best.user_id, best.value, null, null, best.is_news, null, null
    )::public.record_marks);
  end loop;
  for best in
    select k.record, h.*
    from unnest(array['wins', 'kos', 'differential', 'streak']) k (record)
    left join lateral (
      select h.user_id, h.value
      from public.hall_of_fame h
      where h.league_id = p_league_id and h.category = k.record
      order by h.value desc, h.user_id
      limit 1
    ) h on true
  loop
    perform private.follow_record((
      null, p_league_id, best.record, best.record || '-' || best.value, best.user_id, best.value, null, null, has_title,
      null, null
    )::public.record_marks);
  end loop;
end
$$;

create or replace function private.make_stat(
  p_stat text,
  p_season_id uuid,
  p_league_id uuid,
  p_teams uuid[],
  p_matches uuid[],
  p_users uuid[],
  p_seasons uuid[]
) returns void
language plpgsql
set search_path = ''
as $$
begin
  -- How many there are of what is asked for makes all the difference to how it is found.
  perform set_config('plan_cache_mode', 'force_custom_plan', true);
  case p_stat
    when 'season_stats' then perform private.make_season_stats(p_season_id, p_teams);
    when 'all_time_stats' then perform private.make_all_time_stats(p_league_id, p_users);
    when 'hall_of_fame' then
      perform private.make_hall_of_fame(p_league_id, p_users, p_seasons);
      perform private.follow_hall(p_league_id, p_seasons);
    when 'recent_performance' then perform private.make_recent_performance(p_season_id, p_teams);
    when 'honour_roll' then
      perform private.make_honour_roll(p_season_id, p_teams);
      perform private.follow_honours(p_season_id);
    when 'match_report' then perform private.make_match_report(p_season_id, p_matches);
    when 'personal_bests' then perform private.make_personal_bests(p_league_id, p_users);
    when 'player_profile_stats' then perform private.make_player_profile_stats(p_users);
    when 'season_race_data' then perform private.make_season_race_data(p_season_id, p_teams);
    when 'player_power_rating' then perform private.make_player_power_rating(p_season_id, p_teams);
  end case;
end
$$;

revoke execute on function private.follow_honours, private.follow_hall from public;
