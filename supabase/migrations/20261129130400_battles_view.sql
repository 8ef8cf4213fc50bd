-- The view of battles (20261123060100): those that are open, each with its clock and where it is played; and the last
-- results, which say what became of matches. Where people have decided a match of one game, its battle shows the match's
-- result; a battle that its match does not count, or is disputed, is no result.

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
          b.id, b.format, b.status, b.origin, b.match_id, b.counts, b.rated, b.bot, b.p1_user, b.p2_user, b.p1_name,
          b.p2_name, nullif(b.rules -> 'clock', 'null') as clock, b.created_at
        from public.battles b
        where b.status in ('waiting', 'live')
        order by b.created_at desc, b.id
        limit 30
      ) o
    ),
    'results', (
      select coalesce(jsonb_agg(to_jsonb(r) order by r.ended_at desc, r.id), '[]')
      from (
        select
          b.id, b.format, b.match_id, b.p1_name, b.p2_name,
          case when m.decides then m.winner_seat else b.winner_seat end as winner_seat,
          case when m.decides then m.end_type else b.end_type end as end_type,
          b.turns,
          case when m.decides then m.home_score else b.p1_score end as p1_score,
          case when m.decides then m.away_score else b.p2_score end as p2_score,
          b.ended_at
        from public.battles b
        left join lateral (
          select
            m.status, m.end_type, m.home_score, m.away_score, m.anew_at,
            m.status = 'completed' and s.best_of = 1 as decides,
            case m.winner_team_id when m.home_team_id then 'p1' when m.away_team_id then 'p2' end::public.seat as winner_seat
          from public.matches m
          join public.seasons s on s.id = m.season_id
          where m.id = b.match_id
        ) m on true
        where b.status in ('ended', 'completed')
          and (
            b.match_id is null
            or b.counts and m.status in ('in_progress', 'completed') and (m.anew_at is null or b.created_at > m.anew_at)
            and not exists (
              -- Played again since.
              select
              from public.battles later
              where later.match_id = b.match_id and later.game = b.game
                and (later.created_at, later.id) > (b.created_at, b.id)
            )
          )
        order by b.ended_at desc, b.id
        limit 10
      ) r
    )
  );
$$;
