-- Reminders: a match is announced some time before it begins, once for each time that it is set to. The schedule looks
-- at what is due, not at the hour: ticks that were skipped are caught up with until the match begins.

create table public.match_reminders (
  match_id uuid not null references public.matches (id) on delete cascade,
  scheduled_at timestamptz not null,
  lead_minutes int not null,
  sent_at timestamptz not null default clock_timestamp(),
  primary key (match_id, scheduled_at, lead_minutes)
);
create index matches_due_idx on public.matches (scheduled_at) where status = 'scheduled' and scheduled_at is not null;

alter table public.match_reminders enable row level security;
grant select on public.match_reminders to service_role;

-- How long before its matches a league is reminded: as its webhooks want it, an hour where it has none.
create function private.leads_of(p_league_id uuid) returns setof int
language sql
stable
set search_path = ''
as $$
  select distinct w.lead_minutes
  from public.discord_webhooks w
  where w.league_id = p_league_id and w.active and 'match.reminder' = any (w.kinds)
  union
  select 60
  where not exists (select from public.discord_webhooks w where w.league_id = p_league_id and w.active);
$$;

-- Sends the reminders that are due; gives how many.
create function private.send_reminders() returns int
language plpgsql
set search_path = ''
as $$
declare
  due record;
  sent int := 0;
begin
  for due in
    with reminders as (
      insert into public.match_reminders (match_id, scheduled_at, lead_minutes)
      select m.id, m.scheduled_at, lead.minutes
      from public.matches m
      join public.seasons s on s.id = m.season_id
      cross join lateral private.leads_of(s.league_id) lead (minutes)
      where m.status = 'scheduled' and m.scheduled_at > now()
        and m.scheduled_at <= now() + make_interval(mins => lead.minutes)
        -- The longest lead there may be.
        and m.scheduled_at <= now() + interval '10080 minutes'
      on conflict do nothing
      returning match_id, scheduled_at, lead_minutes
    )
    select r.* from reminders r order by r.scheduled_at, r.match_id, r.lead_minutes
  loop
    perform private.send_job(
      'notifications', 'match.reminder',
      due.match_id || '/' || extract(epoch from due.scheduled_at)::bigint || '/' || due.lead_minutes,
      jsonb_build_object(
        'match_id', due.match_id, 'scheduled_at', due.scheduled_at, 'lead_minutes', due.lead_minutes
      ),
      1, 'cron', null, gen_random_uuid()
    );
    sent := sent + 1;
  end loop;
  return sent;
end
$$;

create function private.reminder_notice(p_match_id uuid, p_scheduled_at timestamptz, p_lead_minutes int) returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when m.status <> 'scheduled' or m.scheduled_at is distinct from p_scheduled_at then
      jsonb_build_object('skip', 'the match was moved, is played or is called off')
    when m.scheduled_at <= clock_timestamp() then jsonb_build_object('skip', 'the match has begun')
    else jsonb_build_object(
      'match', jsonb_build_object('id', m.id, 'season_id', m.season_id, 'round', m.round, 'scheduled_at', m.scheduled_at),
      'season', s.name,
      'league', l.name,
      'home', jsonb_build_object('name', home.name, 'coach', home_coach.display_name),
      'away', jsonb_build_object('name', away.name, 'coach', away_coach.display_name),
      'webhooks', (
        select coalesce(jsonb_agg(private.webhook_address(w) order by w.created_at, w.id), '[]')
        from public.discord_webhooks w
        where w.league_id = l.id and w.active and 'match.reminder' = any (w.kinds) and w.lead_minutes = p_lead_minutes
      ),
      'captured', not exists (select from public.discord_webhooks w where w.league_id = l.id and w.active)
    )
  end
  from public.matches m
  join public.seasons s on s.id = m.season_id
  join public.leagues l on l.id = s.league_id
  join public.teams home on home.id = m.home_team_id
  join public.teams away on away.id = m.away_team_id
  left join public.profiles home_coach on home_coach.id = home.coach_id
  left join public.profiles away_coach on away_coach.id = away.coach_id
  where m.id = p_match_id;
$$;

revoke execute on function private.leads_of, private.send_reminders, private.reminder_notice from public;

select cron.schedule('send-reminders', '* * * * *', 'select private.send_reminders()');
