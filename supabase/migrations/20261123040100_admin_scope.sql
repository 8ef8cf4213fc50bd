-- What an admin sees: operators and the service every job, a league's people the jobs that are about their league.

-- The league that something is about, by its subject, which begins with the id of a battle, match, season or league.
create function private.league_of(p_subject text) returns uuid
language plpgsql
stable
set search_path = ''
as $$
declare
  about text := split_part(p_subject, '/', 1);
  league uuid;
begin
  if about ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
    select s.league_id into league
    from public.seasons s
    where s.id = about::uuid or s.id = (select m.season_id from public.matches m where m.id = about::uuid);
    league := coalesce(league, (select l.id from public.leagues l where l.id = about::uuid));
  end if;
  return coalesce(league, (
    select s.league_id
    from public.battles b
    join public.matches m on m.id = b.match_id
    join public.seasons s on s.id = m.season_id
    where b.id = about
  ));
end
$$;

create function private.require_operator(p_what text) returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if not private.is_operator() then
    raise sqlstate 'PT403' using message = format('Cannot %s: only operators may', p_what);
  end if;
end
$$;

-- The leagues in which the actor has one of the roles; null: all of them. Whoever has none is refused.
create function private.leagues_of_actor(p_roles public.league_role[], p_what text) returns uuid[]
language plpgsql
stable
set search_path = ''
as $$
declare
  leagues uuid[];
begin
  if private.is_operator() then
    return null;
  end if;
  select array_agg(r.league_id) into leagues
  from public.league_roles r
  where r.user_id = private.actor() and r.role = any (p_roles);
  if leagues is null then
    raise sqlstate 'PT403' using message = format(
      'Cannot %s: you have not the role of %s in any league', p_what, array_to_string(p_roles, ' or ')
    );
  end if;
  return leagues;
end
$$;

-- The jobs that a filter names and `p_leagues` (null: all) may know of, the latest first. Keys of the filter, each
-- optional: states, queue, kind, subject, error (a part of it), correlationId, requestId, triggeredBy, and minAge and
-- maxAge in seconds since the job was sent. `p_after` is where the last page ended.
create function private.jobs_matching(p_filter jsonb, p_leagues uuid[], p_after text, p_limit int)
returns setof public.jobs
language sql
stable
set search_path = ''
as $$
  select j.*
  from public.jobs j
  where (p_filter -> 'states' is null or p_filter -> 'states' ? j.state::text)
    and j.queue = coalesce(p_filter ->> 'queue', j.queue)
    and j.kind = coalesce(p_filter ->> 'kind', j.kind)
    and (p_filter ->> 'subject' is null or j.subject = p_filter ->> 'subject')
    and (p_filter ->> 'error' is null or position(lower(p_filter ->> 'error') in lower(j.error)) > 0)
    and (p_filter ->> 'correlationId' is null or j.correlation_id = (p_filter ->> 'correlationId')::uuid)
    and (p_filter ->> 'requestId' is null or j.request_id = p_filter ->> 'requestId')
    and (p_filter ->> 'triggeredBy' is null or j.triggered_by = p_filter ->> 'triggeredBy')
    and (p_filter ->> 'minAge' is null
      or j.enqueued_at <= clock_timestamp() - make_interval(secs => (p_filter ->> 'minAge')::double precision))
    and (p_filter ->> 'maxAge' is null
      or j.enqueued_at >= clock_timestamp() - make_interval(secs => (p_filter ->> 'maxAge')::double precision))
    and (p_after is null
      or (j.enqueued_at, j.id) < (split_part(p_after, '/', 1)::timestamptz, split_part(p_after, '/', 2)::uuid))
    -- Last: it looks the league up.
    and (p_leagues is null or private.league_of(j.subject) = any (p_leagues))
  order by j.enqueued_at desc, j.id desc
  limit p_limit;
$$;

revoke execute on function
  private.league_of, private.require_operator, private.leagues_of_actor, private.jobs_matching
from public;
