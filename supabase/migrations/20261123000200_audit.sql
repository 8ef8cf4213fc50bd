-- Audit: what operators, admins and the service itself did by hand. A line is written by the transaction that does the
-- thing, so that neither is there without the other; nobody changes or deletes one.

create table public.admin_actions (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  -- A user's id, or 'service'. No reference: a line outlives the user.
  actor text not null,
  -- 'queue.paused', 'match.corrected', …
  action text not null check (char_length(action) between 1 and 60),
  -- What it was done to: a queue, a match's id, …
  subject text,
  -- Null: it was about no league in particular.
  league_id uuid references public.leagues (id) on delete set null,
  request_id text,
  details jsonb not null default '{}'
);
create index admin_actions_league_id_idx on public.admin_actions (league_id, id desc);
create index admin_actions_subject_idx on public.admin_actions (subject, id desc);

alter table public.admin_actions enable row level security;
grant select on public.admin_actions to service_role;

create function private.audit(
  p_action text,
  p_subject text,
  p_details jsonb default '{}',
  p_league_id uuid default null
) returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into public.admin_actions (actor, action, subject, league_id, request_id, details)
  values (
    coalesce(private.actor()::text, 'service'),
    p_action,
    p_subject,
    p_league_id,
    coalesce(p_details ->> 'request_id', nullif(current_setting('plateau.request_id', true), '')),
    coalesce(p_details, '{}') - 'request_id'
  );
end
$$;

-- Giving and taking roles is an act like any other, wherever it is done.
create function private.on_role_changed() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  before jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  after jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  role jsonb := coalesce(after, before);
begin
  perform private.audit(
    case tg_op when 'INSERT' then 'role.granted' when 'DELETE' then 'role.revoked' else 'role.changed' end,
    role ->> 'user_id',
    jsonb_build_object('before', before ->> 'role', 'role', coalesce(role ->> 'role', 'operator')),
    -- A league that is being deleted takes its roles with it.
    (select l.id from public.leagues l where l.id = (role ->> 'league_id')::uuid)
  );
  return null;
end
$$;

create trigger audit_role after insert or update or delete on public.operators
for each row execute function private.on_role_changed();
create trigger audit_role after insert or update or delete on public.league_roles
for each row execute function private.on_role_changed();

revoke execute on function private.audit, private.on_role_changed from public;
