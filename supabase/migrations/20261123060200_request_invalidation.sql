-- Views that changed while `party/league` could not be told: a job a tag tells it once it can be. One that still waits
-- for the same tag will do.
create function public.request_invalidation(p_tags text[]) returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  tag text;
begin
  -- In one order, whoever asks: they lock jobs that wait.
  for tag in select distinct t from unnest(p_tags) t order by t loop
    perform private.coalesce_job(
      'stats_refresh', 'cache.invalidate', tag, jsonb_build_object('tags', jsonb_build_array(tag)), 1, 'match', null,
      gen_random_uuid()
    );
  end loop;
end
$$;

revoke execute on function public.request_invalidation from public, anon, authenticated;
grant execute on function public.request_invalidation to service_role;
