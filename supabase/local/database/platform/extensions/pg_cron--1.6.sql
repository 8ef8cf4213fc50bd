-- The names and columns of pg_cron 1.6. Nothing runs in here: the local scheduler reads cron.job and writes
-- cron.job_run_details.

create schema cron;

create sequence cron.jobid_seq;
create sequence cron.runid_seq;

create table cron.job (
  jobid bigint primary key default nextval('cron.jobid_seq'),
  schedule text not null,
  command text not null,
  nodename text not null default 'localhost',
  nodeport int not null default coalesce(inet_server_port(), 0),
  database text not null default current_database(),
  username text not null default current_user,
  active boolean not null default true,
  jobname text,
  unique (jobname, username)
);

create table cron.job_run_details (
  jobid bigint,
  runid bigint primary key default nextval('cron.runid_seq'),
  job_pid int,
  database text,
  username text,
  command text,
  status text,
  return_message text,
  start_time timestamptz,
  end_time timestamptz
);

alter table cron.job enable row level security;
create policy cron_job_policy on cron.job using (username = current_user);
alter table cron.job_run_details enable row level security;
create policy cron_job_run_details_policy on cron.job_run_details using (username = current_user);

create function cron.check_schedule(schedule text) returns void
language plpgsql
set search_path = ''
as $$
begin
  if schedule !~* '^\s*([1-9]|[1-5][0-9])\s+seconds?\s*$'
    and schedule !~* '^\s*@(reboot|yearly|annually|monthly|weekly|daily|midnight|hourly)\s*$'
    and schedule !~* '^\s*[0-9*/,-]+\s+[0-9*/,-]+\s+([0-9*/,-]+|\$)\s+[0-9a-z*/,-]+\s+[0-9a-z*/,-]+\s*$'
  then
    raise exception 'invalid schedule: %', schedule
      using hint = 'Use cron format (e.g. 5 4 * * *), or interval format ''[1-59] seconds''';
  end if;
end
$$;

create function cron.schedule(job_name text, schedule text, command text) returns bigint
language plpgsql
security definer
set search_path = ''
as $$
declare
  id bigint;
begin
  perform cron.check_schedule(schedule);
  -- Extension scripts and callers run as different roles; a job belongs to who asked for it.
  insert into cron.job as j (schedule, command, jobname, username)
  values (schedule.schedule, schedule.command, job_name, session_user)
  on conflict (jobname, username) do update
    set schedule = excluded.schedule, command = excluded.command, active = true
  returning j.jobid into id;
  return id;
end
$$;

create function cron.schedule(schedule text, command text) returns bigint
language plpgsql
security definer
set search_path = ''
as $$
declare
  id bigint;
begin
  perform cron.check_schedule(schedule);
  insert into cron.job as j (schedule, command, username)
  values (schedule.schedule, schedule.command, session_user)
  returning j.jobid into id;
  return id;
end
$$;

create function cron.unschedule(job_name text) returns boolean
language plpgsql
security definer
set search_path = ''
as $$
begin
  delete from cron.job j where j.jobname = job_name and j.username = session_user;
  if not found then
    raise exception 'could not find valid entry for job ''%''', job_name;
  end if;
  return true;
end
$$;

create function cron.unschedule(job_id bigint) returns boolean
language plpgsql
security definer
set search_path = ''
as $$
begin
  delete from cron.job j where j.jobid = job_id and j.username = session_user;
  if not found then
    raise exception 'could not find valid entry for job ''%''', job_id;
  end if;
  return true;
end
$$;

revoke all on all functions in schema cron from public;
grant usage on schema cron to postgres with grant option;
grant all on all functions in schema cron to postgres with grant option;
grant all on all tables in schema cron to postgres with grant option;
revoke all on table cron.job from postgres;
grant select on table cron.job to postgres with grant option;
