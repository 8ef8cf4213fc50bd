-- Refreshing: a statistic follows what has changed since it was refreshed last, or is made anew from all there is; both
-- come to the same. Only who or what changed is counted again. One refresh of a statistic of a season (of a league, of
-- all) at a time: the next one waits, and finds what is left.

-- The tags of the views that a refresh may have changed.
create function private.stat_tags(p_stat text, p_season_id uuid, p_users uuid[]) returns text[]
language sql
stable
set search_path = ''
as $$
  select coalesce(array_agg(tag order by tag), '{}')
  from (
    select 'stats:' || s.id || ':' || p_stat as tag
    from public.seasons s
    cross join private.statistics() d
    where d.stat = p_stat
      and case d.scope
        when 'season' then s.id = p_season_id
        when 'league' then s.league_id = (select o.league_id from public.seasons o where o.id = p_season_id)
        -- Where one of these players is shown; null: wherever.
        else p_users is null or s.id = p_season_id
          or s.id in (select t.season_id from public.teams t where t.coach_id = any (p_users))
      end
    union
    select 'usage:' || p_season_id where p_stat = 'season_stats'
  ) t;
$$;

create function private.make_stat(
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
    when 'hall_of_fame' then perform private.make_hall_of_fame(p_league_id, p_users, p_seasons);
    when 'recent_performance' then perform private.make_recent_performance(p_season_id, p_teams);
    when 'honour_roll' then perform private.make_honour_roll(p_season_id, p_teams);
    when 'match_report' then perform private.make_match_report(p_season_id, p_matches);
    when 'personal_bests' then perform private.make_personal_bests(p_league_id, p_users);
    when 'player_profile_stats' then perform private.make_player_profile_stats(p_users);
    when 'season_race_data' then perform private.make_season_race_data(p_season_id, p_teams);
    when 'player_power_rating' then perform private.make_player_power_rating(p_season_id, p_teams);
  end case;
end
$$;

-- Holds a statistic's state. Gives its scope with the state, refuses what does not exist.
create function private.hold_stat(
  p_stat text,
  p_season_id uuid,
  out scope text,
  out league_id uuid,
  out state private.stat_states
)
language plpgsql
set search_path = ''
as $$
declare
  scope_of_stat uuid;
begin
  select d.scope into scope from private.statistics() d where d.stat = p_stat;
  if not found then
    raise sqlstate 'PT404'
      using message = format('Cannot refresh the statistic %L: there is none of that name', p_stat);
  end if;
  select s.league_id into league_id from public.seasons s where s.id = p_season_id;
  if not found then
    raise sqlstate 'PT404' using message = format('Cannot refresh statistics: there is no season %s', p_season_id);
  end if;
  scope_of_stat := case scope
    when 'season' then p_season_id
    when 'league' then league_id
    else '00000000-0000-0000-0000-000000000000'
  end;
  insert into private.stat_states (stat, scope_id) values (p_stat, scope_of_stat) on conflict do nothing;
  select s.* into strict state
  from private.stat_states s
  where s.stat = p_stat and s.scope_id = scope_of_stat
  for update;
end
$$;

create function private.note_state(state private.stat_states, p_as_of pg_snapshot) returns void
language sql
set search_path = ''
as $$
  update private.stat_states s
  set as_of = p_as_of, refreshed_at = clock_timestamp()
  where s.stat = state.stat and s.scope_id = state.scope_id;
$$;

-- Makes a statistic anew from all there is of its scope. Gives the tags of the views that changed.
create function public.rebuild_stat(p_stat text, p_season_id uuid) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  held record;
  as_of pg_snapshot;
begin
  held := private.hold_stat(p_stat, p_season_id);
  as_of := pg_current_snapshot();
  perform private.make_stat(p_stat, p_season_id, held.league_id, null, null, null, null);
  perform private.note_state(held.state, as_of);
  return jsonb_build_object('changed', true, 'tags', private.stat_tags(p_stat, p_season_id, null));
end
$$;

-- Brings a statistic up to date: `{changed, tags}`, the tags of the views that changed.
create function public.refresh_stat(p_stat text, p_season_id uuid) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  held record;
  as_of pg_snapshot;
  changes record;
begin
  held := private.hold_stat(p_stat, p_season_id);
  -- Never made, or of another database server that this one was restored from.
  if (held.state).as_of is null or pg_snapshot_xmin((held.state).as_of) > pg_snapshot_xmax(pg_current_snapshot()) then
    return public.rebuild_stat(p_stat, p_season_id);
  end if;

  -- Before the changes are read: what is committed in between is read now, and once more by the next refresh.
  as_of := pg_current_snapshot();
  with pending as materialized (
    select c.*
    from private.stat_changes c
    where c.xid >= pg_snapshot_xmin((held.state).as_of) and not pg_visible_in_snapshot(c.xid, (held.state).as_of)
      and case held.scope
        when 'season' then c.season_id = p_season_id
        when 'league' then c.league_id = held.league_id
        else true
      end
  ), touched as (
    select t.id
    from pending p
    cross join lateral (
      select unnest(p.team_ids) union select t.id from public.teams t where p.everything and t.season_id = p.season_id
    ) t (id)
  )
  select
    exists (select from pending) as any,
    (select coalesce(bool_or(p.everything), false) from pending p) as everything,
    (select coalesce(array_agg(distinct t.id), '{}') from touched t) as teams,
    (select coalesce(array_agg(distinct p.match_id), '{}') from pending p where p.match_id is not null) as matches,
    (
      select coalesce(array_agg(distinct u.id), '{}')
      from (
        select t.coach_id from public.teams t where t.id in (select touched.id from touched) and t.coach_id is not null
        union
        select unnest(p.user_ids) from pending p
      ) u (id)
    ) as users,
    (select coalesce(array_agg(distinct p.season_id), '{}') from pending p) as seasons
  into changes;

  if changes.any then
    perform private.make_stat(
      p_stat, p_season_id, held.league_id,
      case when not changes.everything then changes.teams end,
      case when not changes.everything then changes.matches end,
      changes.users, changes.seasons
    );
  end if;
  perform private.note_state(held.state, as_of);
  return jsonb_build_object(
    'changed', changes.any,
    'tags', case when changes.any then private.stat_tags(p_stat, p_season_id, changes.users) else '{}' end
  );
end
$$;

revoke execute on function private.stat_tags, private.make_stat, private.hold_stat, private.note_state from public;
revoke execute on function public.refresh_stat, public.rebuild_stat from public, anon, authenticated;
grant execute on function public.refresh_stat, public.rebuild_stat to service_role;
