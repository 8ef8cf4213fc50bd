-- The leaderboard of a format, from the top: an index gives a page of it however many play. Who plays no more gets less
-- certain: the deviation grows with time, and whose is above 100 is provisional, as on Showdown.

create index ratings_leaderboard_idx on public.ratings (format, elo desc, glicko desc, user_id)
where wins + losses + ties > 0;

-- From 25, where it is as low as it gets, it takes a year without a battle to come to 130, where it begins; Showdown's
-- numbers (smogon/pokemon-showdown-loginserver, src/ladder.ts).
create function private.deviation_at(p_deviation numeric, p_rated_at timestamptz, p_moment timestamptz) returns numeric
language sql
immutable
set search_path = ''
as $$
  select case
    -- To the last digit: what is taken back from a ledger must leave what was there.
    when coalesce(p_moment <= p_rated_at, true) then least(130, p_deviation)
    else least(130, sqrt(
      p_deviation ^ 2 + (130 ^ 2 - 25 ^ 2)::numeric / 365 * extract(epoch from p_moment - p_rated_at) / 86400
    ))
  end;
$$;

create function public.leaderboard(p_format text, p_limit int default 100, p_offset int default 0)
returns table (
  rank int, user_id uuid, name text, elo int, glicko int, deviation int, gxe numeric, provisional boolean, wins int,
  losses int, ties int
)
language sql
stable
security definer
set search_path = ''
as $$
  with page as (
    select r.*, row_number() over (order by r.elo desc, r.glicko desc, r.user_id) as place
    from (
      select r.*
      from public.ratings r
      where r.format = p_format and r.wins + r.losses + r.ties > 0
      order by r.elo desc, r.glicko desc, r.user_id
      limit least(greatest(p_limit, 0), 500)
      offset greatest(p_offset, 0)
    ) r
  )
  select
    (greatest(p_offset, 0) + page.place)::int, page.user_id, p.display_name, greatest(1000, round(page.elo))::int,
    round(page.glicko)::int, round(d.now)::int, private.gxe(page.glicko, d.now), d.now > 100, page.wins, page.losses,
    page.ties
  from page
  -- One by one: how few a page has is not known when this is planned, and all profiles would be read for it.
  cross join lateral (select p.display_name from public.profiles p where p.id = page.user_id limit 1) p
  cross join lateral (select private.deviation_at(page.deviation, page.rated_at, now())) d (now)
  order by page.place;
$$;

revoke execute on function private.deviation_at from public;
revoke execute on function public.leaderboard from public;
grant execute on function public.leaderboard to anon, authenticated, service_role;
