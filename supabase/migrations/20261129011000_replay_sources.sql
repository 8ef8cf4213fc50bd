-- Replay sources: folders of the bucket `replay-sources` into which a self-hosted server's replays are copied. Each new
-- file there is imported once; the ledger says what came of it. A file of no match is left aside.

insert into storage.buckets (id, name, public, file_size_limit)
values ('replay-sources', 'replay-sources', false, 20 * 1024 * 1024)
on conflict (id) do nothing;

create table public.replay_sources (
  id uuid primary key default gen_random_uuid(),
  -- Whose replays they are: its names are looked up, and it is believed.
  server_id text not null references public.showdown_servers (id) on delete cascade,
  -- A folder of the bucket; folders below it are looked through too.
  prefix text not null unique check (
    prefix ~ '^[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$' and char_length(prefix) <= 200
  ),
  active boolean not null default true,
  -- When it was last looked through.
  listed_at timestamptz,
  created_at timestamptz not null default now()
);
create index replay_sources_server_id_idx on public.replay_sources (server_id);

create type public.source_file_state as enum ('waiting', 'imported', 'skipped', 'failed');

create table public.replay_source_files (
  source_id uuid not null references public.replay_sources (id) on delete cascade,
  path text not null check (char_length(path) <= 500),
  state public.source_file_state not null default 'waiting',
  attempts int not null default 0,
  due_at timestamptz not null default clock_timestamp(),
  import_id uuid references public.replay_imports (id) on delete set null,
  -- Why it was skipped, or failed.
  reason text,
  seen_at timestamptz not null default clock_timestamp(),
  primary key (source_id, path)
);
create index replay_source_files_waiting_idx on public.replay_source_files (source_id, due_at) where state = 'waiting';
create index replay_source_files_import_id_idx on public.replay_source_files (import_id);

alter table public.replay_sources enable row level security;
alter table public.replay_source_files enable row level security;
grant select on public.replay_sources, public.replay_source_files to service_role;

-- The sources to look through now; two that ask at once get different ones.
create function public.claim_sources() returns jsonb
language sql
security definer
set search_path = ''
as $$
  with due as materialized (
    select s.id
    from public.replay_sources s
    where s.active and (s.listed_at is null or s.listed_at < clock_timestamp() - interval '45 seconds')
    order by s.listed_at nulls first, s.id
    limit 10
    for update skip locked
  ),
  claimed as (
    update public.replay_sources s set listed_at = clock_timestamp() from due where s.id = due.id returning s.*
  )
  select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'server', c.server_id, 'prefix', c.prefix) order by c.id), '[]')
  from claimed c;
$$;

-- Notes the files that a source has now, and gives those to import now, each to one who asks. What is no replay by its
-- name is none.
create function public.claim_source_files(p_source_id uuid, p_limit int)
returns setof text
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into public.replay_source_files (source_id, path)
  select s.id, o.name
  from public.replay_sources s
  join storage.objects o on o.bucket_id = 'replay-sources' and starts_with(o.name, s.prefix || '/')
  where s.id = p_source_id and o.name ~* '\.(log|txt|json|html?)$' and char_length(o.name) <= 500
    and not exists (
      select from public.replay_source_files f where f.source_id = s.id and f.path = o.name
    )
  order by o.created_at, o.name
  limit 1000
  on conflict do nothing;
  -- Who dies over a file leaves it to the next one in a while; after five times people look at it.
  update public.replay_source_files f
  set state = 'failed', reason = coalesce(f.reason, 'nobody finished it in five attempts')
  where f.source_id = p_source_id and f.state = 'waiting' and f.attempts >= 5 and f.due_at <= clock_timestamp();
  return query
  with due as materialized (
    select f.path
    from public.replay_source_files f
    where f.source_id = p_source_id and f.state = 'waiting' and f.due_at <= clock_timestamp()
    order by f.due_at, f.path
    limit p_limit
    for update skip locked
  )
  update public.replay_source_files f
  set attempts = f.attempts + 1, due_at = clock_timestamp() + make_interval(mins => (2 ^ f.attempts)::int)
  from due
  where f.source_id = p_source_id and f.path = due.path
  returning f.path;
end
$$;

-- What became of a file. 'waiting': it is tried again later.
create function public.settle_source_file(
  p_source_id uuid,
  p_path text,
  p_state text,
  p_import_id uuid default null,
  p_reason text default null
) returns void
language sql
security definer
set search_path = ''
as $$
  update public.replay_source_files f
  set state = p_state::public.source_file_state, import_id = p_import_id, reason = left(p_reason, 500)
  where f.source_id = p_source_id and f.path = p_path and f.state = 'waiting';
$$;

create function private.import_sources() returns void
language plpgsql
set search_path = ''
as $$
begin
  if exists (select from public.replay_sources s where s.active) then
    perform private.invoke('import-sources');
  end if;
end
$$;
select cron.schedule('import-sources', '* * * * *', 'select private.import_sources()');

revoke execute on function private.import_sources from public;
revoke execute on function public.claim_sources, public.claim_source_files, public.settle_source_file
from public, anon, authenticated;
grant execute on function public.claim_sources, public.claim_source_files, public.settle_source_file to service_role;
