-- Asking for a season's statistics by hand, once for each request id of who asks. Needs private.request_stats.

create index admin_actions_request_id_idx on public.admin_actions (request_id) where request_id is not null;

-- {queued, jobs: [{stat, jobId}], requestId, correlationId}. `queued` false: a flag says that the caller does the work
-- inline.
create function public.admin_refresh_stats(
  p_actor uuid,
  p_request_id text,
  p_season_id uuid,
  p_stats text[],
  p_triggered_by text,
  p_correlation_id uuid
) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  caller constant text := coalesce(p_actor::text, 'service');
  asked constant jsonb := jsonb_build_object('stats', p_stats, 'triggeredBy', p_triggered_by);
  league uuid;
  earlier public.admin_actions;
  requested jsonb;
  answer jsonb;
begin
  perform private.act_as(p_actor, p_request_id);
  select s.league_id into league from public.seasons s where s.id = p_season_id;
  if league is null then
    raise sqlstate 'PT404' using message = format('Cannot refresh statistics: there is no season %s', p_season_id);
  end if;
  if not private.is_league_admin(league) then
    raise sqlstate 'PT403' using
      message = format('Cannot refresh statistics: you are no admin of the league of season %s', p_season_id);
  end if;

  -- Two who say the same at once: the second finds the first one's line.
  perform pg_advisory_xact_lock(hashtextextended('stats.refresh ' || caller || ' ' || p_request_id, 0));
  select a.* into earlier
  from public.admin_actions a
  where a.request_id = p_request_id and a.action = 'stats.refresh' and a.actor = caller;
  if found then
    if earlier.subject = p_season_id::text and earlier.details -> 'asked' = asked then
      return earlier.details -> 'answer';
    end if;
    raise sqlstate 'PT409' using
      message = format('Cannot refresh statistics: request %L has asked for something else before', p_request_id);
  end if;

  requested := private.request_stats(p_season_id, p_stats, p_triggered_by, 1, p_request_id, p_correlation_id);
  answer := jsonb_build_object(
    'queued', requested -> 'queued',
    'jobs', (
      select coalesce(jsonb_agg(jsonb_build_object('stat', j ->> 'stat', 'jobId', j ->> 'job_id')), '[]')
      from jsonb_array_elements(requested -> 'jobs') j
    ),
    'requestId', p_request_id,
    'correlationId', p_correlation_id
  );
  perform private.audit(
    'stats.refresh', p_season_id::text, jsonb_build_object('asked', asked, 'answer', answer), league
  );
  return answer;
end
$$;

revoke execute on function public.admin_refresh_stats from public, anon, authenticated;
grant execute on function public.admin_refresh_stats to service_role;
