-- Reading statistics: each as one JSON body, with names, ready for a page. What is not there yet is an empty list.

-- A season's statistic by name: {stat, season_id, season, league, rows, …}. A statistic of the whole league or of all
-- leagues shows what concerns the season's league, or its players.
create function public.stat_view(p_stat text, p_season_id uuid) returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  body jsonb := (
    select jsonb_build_object('stat', p_stat, 'season_id', s.id, 'season', s.name, 'league', l.name)
    from public.seasons s
    join public.leagues l on l.id = s.league_id
    where s.id = p_season_id
  );
begin
  if body is null then
    raise sqlstate 'PT404' using message = format('Cannot show statistics: there is no season %s', p_season_id);
  end if;
  if p_stat = 'season_stats' then
    body := body || jsonb_build_object(
      'halves', private.show_half_season_stats(p_season_id),
      'ko_rules', (select r.ko_rules from public.season_rules r where r.season_id = p_season_id)
    );
  end if;
  return body || jsonb_build_object('rows', case p_stat
    when 'season_stats' then private.show_season_stats(p_season_id)
    when 'all_time_stats' then private.show_all_time_stats(p_season_id)
    when 'hall_of_fame' then private.show_hall_of_fame(p_season_id)
    when 'recent_performance' then private.show_recent_performance(p_season_id)
    when 'honour_roll' then private.show_honour_roll(p_season_id)
    when 'match_report' then private.show_match_report(p_season_id)
    when 'personal_bests' then private.show_personal_bests(p_season_id)
    when 'player_profile_stats' then private.show_player_profile_stats(p_season_id)
    when 'season_race_data' then private.show_season_race_data(p_season_id)
    when 'player_power_rating' then private.show_player_power_rating(p_season_id)
    else private.no_such_stat(p_stat)
  end);
end
$$;

create function private.no_such_stat(p_stat text) returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  raise sqlstate 'PT404' using message = format('Cannot show the statistic %L: there is none of that name', p_stat);
end
$$;

revoke execute on function private.no_such_stat from public;
revoke execute on function public.stat_view from public;
grant execute on function public.stat_view to anon, authenticated, service_role;
