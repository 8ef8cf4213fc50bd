-- The view of battles tells the clock of those that are open: who joins a challenge sees what it is played with.

create or replace function private.battles_view() returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'open', (
      select coalesce(jsonb_agg(to_jsonb(o) order by o.created_at desc, o.id), '[]')
      from (
        select
          b.id, b.format, b.status, b.match_id, b.rated, b.bot, b.p1_user, b.p2_user, b.p1_name, b.p2_name,
          b.rules -> 'clock' as clock, b.created_at
        from public.battles b
        where b.status in ('waiting', 'live')
        order by b.created_at desc, b.id
        limit 30
      ) o
    ),
    'results', (
      select coalesce(jsonb_agg(to_jsonb(r) order by r.ended_at desc, r.id), '[]')
      from (
        select b.id, b.format, b.p1_name, b.p2_name, b.winner_seat, b.end_type, b.turns, b.p1_score, b.p2_score, b.ended_at
        from public.battles b
        where b.status in ('ended', 'completed')
        order by b.ended_at desc, b.id
        limit 10
      ) r
    )
  );
$$;
