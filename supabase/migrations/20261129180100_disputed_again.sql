-- Disputed again: a match whose result was announced and taken back is played once more, and may come to nothing: its
-- room gives the battle up, its result cannot be read, or it is void. What the message says of it is put right then, as
-- after any act of people (20261128010200); one that was never announced has no message.

create function private.on_match_disputed() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if exists (
    select from public.discord_deliveries d where d.kind = 'match.completed' and d.subject = new.id::text
  ) then
    perform private.send_job(
      'notifications', 'match.completed', new.id::text, jsonb_build_object('match_id', new.id), 0, 'match', null,
      gen_random_uuid()
    );
  end if;
  return null;
end
$$;

create trigger tell_dispute after update of status on public.matches
for each row
when (old.status = 'in_progress' and new.status = 'disputed')
execute function private.on_match_disputed();

create index discord_deliveries_subject_idx on public.discord_deliveries (kind, subject);

revoke execute on function private.on_match_disputed from public;
