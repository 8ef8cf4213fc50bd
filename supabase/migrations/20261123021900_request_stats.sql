-- Requesting statistics: a job a statistic, which joins one of the same kind that still waits. Whoever changes a result
-- says nothing of statistics: when the transaction commits, its changes request them. Where the queue is switched off
-- (queue_flags) nothing is queued, and who is told so does the work itself.

-- Gives {queued, jobs: [{stat, job_id}]}. p_stats null: all ten. Priority 1 goes before 2.
create function private.request_stats(
  p_season_id uuid,
  p_stats text[],
  p_triggered_by text,
  p_priority int,
  p_request_id text,
  p_correlation_id uuid
) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  correlation uuid := coalesce(p_correlation_id, gen_random_uuid());
  unknown text;
  jobs jsonb;
begin
  if not exists (select from public.seasons s where s.id = p_season_id) then
    raise sqlstate 'PT404' using message = format('Cannot request statistics: there is no season %s', p_season_id);
  end if;
  select string_agg(w.stat, ', ') into unknown
  from unnest(p_stats) w (stat)
  where w.stat not in (select d.stat from private.statistics() d);
  if unknown is not null then
    raise sqlstate 'PT404'
      using message = format('Cannot request the statistics %s: there are none of that name', unknown);
  end if;
  -- Who is told that nothing is queued does the work: nothing else asks for it.
  if p_stats is null then
    perform private.mark_requested(p_season_id::text);
  end if;
  if not private.is_queueing(p_triggered_by) then
    return jsonb_build_object('queued', false, 'jobs', '[]'::jsonb);
  end if;
  select jsonb_agg(
    jsonb_build_object('stat', split_part(c.subject, '/', 2), 'job_id', c.job_id) order by c.subject
  )
  into jobs
  from private.coalesce_jobs(
    'stats_refresh',
    'stats.refresh',
    (
      select jsonb_agg(jsonb_build_object(
        'subject', p_season_id || '/' || d.stat,
        'payload', jsonb_build_object('season_id', p_season_id, 'stat', d.stat)
      ))
      from private.statistics() d
      where p_stats is null or d.stat = any (p_stats)
    ),
    p_priority, p_triggered_by, p_request_id, correlation
  ) c;
  return jsonb_build_object('queued', true, 'jobs', coalesce(jobs, '[]'));
end
$$;

-- What this transaction has requested already is not requested again when it commits.
create function private.mark_requested(p_subject text) returns void
language plpgsql
set search_path = ''
as $$
begin
  perform set_config(
    'plateau.stats_requested', coalesce(current_setting('plateau.stats_requested', true), '') || ' ' || p_subject, true
  );
end
$$;

create function private.is_requested(p_subject text) returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return p_subject = any (string_to_array(coalesce(current_setting('plateau.stats_requested', true), ''), ' '));
end
$$;

-- Requests the statistics that a change touches. Last of all in its transaction: nobody waits for another's jobs while
-- they hold results. Planned once a connection, as public.complete_battles is.
create function private.on_stat_change() returns trigger
language plpgsql
security definer
set search_path = ''
set plan_cache_mode = force_generic_plan
as $$
declare
  season uuid;
begin
  -- A season that is gone is missing in its league's statistics: another season's jobs make them.
  select s.id into season
  from public.seasons s
  where s.league_id = new.league_id
  order by s.id = new.season_id desc, s.id
  limit 1;
  if season is not null and not private.is_requested(season::text) then
    perform private.request_stats(
      season, null, 'match', 2, null,
      (select b.correlation_id from public.matches m join public.battles b on b.id = m.room_id where m.id = new.match_id)
    );
  end if;
  return null;
end
$$;

create constraint trigger request_stats after insert on private.stat_changes
deferrable initially deferred
for each row when (
  new.match_id is not null or new.everything or cardinality(new.team_ids) > 0 or cardinality(new.user_ids) > 0
)
execute function private.on_stat_change();

-- A format's usage is one more that is kept up to date by a job.
create function private.on_usage_change() returns trigger
language plpgsql
security definer
set search_path = ''
set plan_cache_mode = force_generic_plan
as $$
begin
  if private.is_requested(new.format) or not private.is_queueing('match') then
    return null;
  end if;
  perform private.coalesce_job(
    'stats_refresh', 'usage.refresh', new.format || '/usage', jsonb_build_object('format', new.format),
    2, 'match', null, gen_random_uuid()
  );
  perform private.mark_requested(new.format);
  return null;
end
$$;

create constraint trigger request_usage after insert on private.format_usage_deltas
deferrable initially deferred
for each row execute function private.on_usage_change();

-- The work of all ten jobs, at once: one that fails stops no other.
create function private.refresh_all(p_season_id uuid) returns void
language plpgsql
set search_path = ''
as $$
declare
  wanted record;
  changed jsonb;
begin
  for wanted in select d.stat from private.statistics() d order by d.stat loop
    begin
      changed := public.refresh_stat(wanted.stat, p_season_id);
      perform public.request_invalidation(array(select jsonb_array_elements_text(changed -> 'tags')));
    exception when others then
      raise warning 'Cannot refresh % of season %: %', wanted.stat, p_season_id, sqlerrm;
    end;
  end loop;
end
$$;

-- What people decide shows soon: all ten are requested, or made now where that is switched off.
create function private.follow_act(p_season_id uuid, p_request_id text, p_correlation_id uuid) returns void
language plpgsql
set search_path = ''
as $$
begin
  if not (
    private.request_stats(p_season_id, null, 'admin', 1, p_request_id, p_correlation_id) ->> 'queued'
  )::boolean then
    perform private.refresh_all(p_season_id);
  end if;
end
$$;

-- The seasons with statistics that have not followed every change, and formats with usage that has not.
create function private.stale_seasons() returns table (season_id uuid)
language sql
stable
set search_path = ''
as $$
  select s.id
  from public.seasons s
  where exists (
    select
    from private.statistics() d
    left join private.stat_states t on t.stat = d.stat
      and t.scope_id = case d.scope
        when 'season' then s.id when 'league' then s.league_id else '00000000-0000-0000-0000-000000000000'
      end
    where exists (
      select
      from private.stat_changes c
      where c.season_id = s.id and (t.as_of is null or not pg_visible_in_snapshot(c.xid, t.as_of))
    )
  );
$$;

-- The schedule's request, for changes whose own request came to nothing. Switched off, it does the work itself.
create function private.refresh_stale_stats() returns void
language plpgsql
set search_path = ''
as $$
declare
  stale record;
begin
  for stale in select s.season_id from private.stale_seasons() s order by s.season_id loop
    if (private.request_stats(stale.season_id, null, 'cron', 1, null, null) ->> 'queued')::boolean then
      continue;
    end if;
    perform private.refresh_all(stale.season_id);
  end loop;
  for stale in select distinct d.format from private.format_usage_deltas d order by d.format loop
    if private.is_queueing('cron') then
      perform private.coalesce_job(
        'stats_refresh', 'usage.refresh', stale.format || '/usage', jsonb_build_object('format', stale.format),
        1, 'cron', null, gen_random_uuid()
      );
    else
      perform public.refresh_usage(stale.format);
      perform public.request_invalidation(array['usage:' || stale.format]);
    end if;
  end loop;
end
$$;

revoke execute on function
  private.request_stats, private.mark_requested, private.is_requested, private.on_stat_change,
  private.on_usage_change, private.refresh_all, private.follow_act, private.stale_seasons, private.refresh_stale_stats
from public;

select cron.schedule('refresh-stats', '*/10 * * * *', 'select private.refresh_stale_stats()');
select cron.schedule('prune-stat-changes', '27 * * * *', 'select private.prune_stat_changes()');
