-- League view, once more (20261123060100): with the views of one thing each (20261129150200) and a ladder's
-- seasons with their badges.

create index ladder_seasons_ended_idx on public.ladder_seasons (format, ends_at desc);

-- The season that is played, and the one that ended last with who got a badge in it.
create function private.ladder_seasons_view(p_format text) returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'current', (
      select jsonb_build_object('season', s.name, 'starts_at', s.starts_at, 'ends_at', s.ends_at)
      from public.ladder_seasons s
      where s.format = p_format and s.closed_at is null
      order by s.ends_at, s.id
      limit 1
    ),
    'last', (
      select jsonb_build_object(
        'season', s.name, 'starts_at', s.starts_at, 'ends_at', s.ends_at,
        'badges', (
          select coalesce(jsonb_agg(to_jsonb(b) order by b.rank), '[]')
          from (
            select b.rank, b.user_id, p.display_name as name, b.badge, round(b.elo)::int as elo, b.games
            from public.ladder_badges b
            join public.profiles p on p.id = b.user_id
            where b.season_id = s.id
            order by b.rank
            limit 100
          ) b
        )
      )
      from public.ladder_seasons s
      where s.format = p_format and s.closed_at is not null
      order by s.ends_at desc, s.id
      limit 1
    )
  );
$$;

create or replace function private.leaderboard_view(p_format text) returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'format', p_format,
    'seasons', private.ladder_seasons_view(p_format),
    'rows', (
      select coalesce(jsonb_agg(to_jsonb(l) || jsonb_build_object('badges', b.badges) order by l.rank), '[]')
      from public.leaderboard(p_format, 100, 0) l
      cross join lateral (
        -- The latest of this ladder, the newest first.
        select coalesce(jsonb_agg(jsonb_build_object('badge', q.badge, 'season', q.name, 'rank', q.rank) order by q.ends_at desc), '[]') as badges
        from (
          select g.badge, g.rank, s.name, s.ends_at
          from public.ladder_badges g
          join public.ladder_seasons s on s.id = g.season_id
          where g.user_id = l.user_id and s.format = p_format
          order by s.ends_at desc
          limit 5
        ) q
      ) b
    )
  );
$$;

-- A battle, in as much as a link to it tells. Null: there is none of that name.
create function private.battle_view(p_id text) returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'follows', '["battles"]'::jsonb, 'id', b.id, 'format', b.format, 'status', b.status, 'match_id', b.match_id,
    'rated', b.rated, 'bot', b.bot, 'p1_name', b.p1_name, 'p2_name', b.p2_name, 'winner_seat', b.winner_seat,
    'end_type', b.end_type, 'turns', b.turns, 'p1_score', b.p1_score, 'p2_score', b.p2_score, 'ended_at', b.ended_at
  )
  from public.battles b
  where b.id = p_id;
$$;

create or replace function public.league_view(p_tag text) returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  parts constant text[] := string_to_array(p_tag, ':');
  kind constant text := parts[1];
  id constant text := parts[2];
  of_id constant boolean := id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';
  of_format constant boolean := id ~ '^gen[1-9][a-z0-9]{1,44}$';
begin
  return case cardinality(parts)
    when 1 then
      case kind
        when 'battles' then private.battles_view()
        when 'seasons' then private.seasons_view()
        when 'leagues' then private.leagues_view()
      end
    when 2 then
      case
        when kind = 'matches' and of_id then private.matches_view(id::uuid)
        when kind = 'standings' and of_id then private.standings_view(id::uuid)
        when kind = 'leaderboard' and of_format then private.leaderboard_view(id)
        when kind = 'usage' and of_id then public.usage_view('season', id)
        when kind = 'usage' and of_format then public.usage_view('format', id)
        when kind = 'season' and of_id then private.season_page_view(id::uuid)
        when kind = 'team' and of_id then private.team_view(id::uuid)
        when kind = 'match' and of_id then private.match_page_view(id::uuid)
        when kind = 'player' and of_id then private.player_view(id::uuid)
        when kind = 'battle' and char_length(id) <= 64 then private.battle_view(id)
        when kind = 'league' and char_length(id) <= 60 then private.one_league_view(id)
      end
    when 3 then
      case when kind = 'stats' and of_id then public.stat_view(parts[3], id::uuid) end
  end;
exception when sqlstate 'PT404' then
  return null;
end
$$;

-- A roster is drafted, traded, corrected.
create function private.on_rosters_changed() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.invalidate_views(
    '{matches}',
    array(select distinct t.season_id from changed c join public.teams t on t.id = c.team_id)
  );
  return null;
end
$$;

create trigger tell_of_insert after insert on public.rosters
referencing new table as changed for each statement execute function private.on_rosters_changed();
create trigger tell_of_update after update on public.rosters
referencing new table as changed for each statement execute function private.on_rosters_changed();
create trigger tell_of_delete after delete on public.rosters
referencing old table as changed for each statement execute function private.on_rosters_changed();

-- A ladder season begins, is renamed or closed: badges are given in the same transaction.
create function private.on_ladder_seasons_changed() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform public.request_invalidation(array(select distinct 'leaderboard:' || c.format from changed c));
  return null;
end
$$;

create trigger tell_of_insert after insert on public.ladder_seasons
referencing new table as changed for each statement execute function private.on_ladder_seasons_changed();
create trigger tell_of_update after update on public.ladder_seasons
referencing new table as changed for each statement execute function private.on_ladder_seasons_changed();
create trigger tell_of_delete after delete on public.ladder_seasons
referencing old table as changed for each statement execute function private.on_ladder_seasons_changed();

revoke execute on function
  private.ladder_seasons_view, private.battle_view, private.on_rosters_changed, private.on_ladder_seasons_changed
from public;
