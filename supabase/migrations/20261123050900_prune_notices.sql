-- Pruning of what was told: alerts after a season, reminders, limits and marks when nobody asks for them any more, and
-- the ledger when a message is too old to be edited.

create function private.prune_notices() returns void
language sql
set search_path = ''
as $$
  delete from public.alerts a where a.opened_at < now() - interval '90 days';
  delete from public.match_reminders r where r.scheduled_at < now() - interval '30 days';
  delete from public.discord_limits l where l.resets_at < now() - interval '1 day';
  delete from public.record_marks k
  where not exists (select from public.seasons s where s.id = k.scope_id)
    and not exists (select from public.leagues l where l.id = k.scope_id);
  delete from public.discord_deliveries d where d.created_at < now() - interval '400 days';
$$;
revoke execute on function private.prune_notices from public;

select cron.schedule('prune-notices', '37 3 * * *', 'select private.prune_notices()');
