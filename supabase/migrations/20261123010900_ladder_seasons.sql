-- Ladder seasons: a stretch of a format's ladder at whose end the best players of it get badges, as on Showdown: gold for
-- the first three, silver to the thirtieth, bronze to the hundredth. Ratings go on. Counted is who has finished a rated
-- battle in it and is not provisional at its end.

create table public.ladder_seasons (
  id uuid primary key default gen_random_uuid(),
  format text not null check (format ~ '^gen[1-9][a-z0-9]+$' and char_length(format) <= 48),
  name text not null check (char_length(name) between 1 and 80),
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  closed_at timestamptz,
  -- Another one of its length begins when it ends.
  renews boolean not null default true,
  unique (format, starts_at),
  constraint it_lasts check (ends_at > starts_at)
);
create index ladder_seasons_open_idx on public.ladder_seasons (ends_at) where closed_at is null;

create table public.ladder_badges (
  season_id uuid not null references public.ladder_seasons (id) on delete cascade,
  user_id uuid not null references public.profiles (id) on delete cascade,
  badge text not null check (badge in ('gold', 'silver', 'bronze')),
  rank int not null check (rank > 0),
  elo numeric not null,
  games int not null check (games > 0),
  awarded_at timestamptz not null default clock_timestamp(),
  primary key (season_id, user_id)
);
create index ladder_badges_user_id_idx on public.ladder_badges (user_id);

alter table public.ladder_seasons enable row level security;
alter table public.ladder_badges enable row level security;
create policy "ladder seasons are public" on public.ladder_seasons for select to anon, authenticated using (true);
create policy "ladder badges are public" on public.ladder_badges for select to anon, authenticated using (true);
grant select on public.ladder_seasons, public.ladder_badges to anon, authenticated, service_role;

-- Closes the seasons that are over. Ratings count as they stand then.
create function private.close_ladder_seasons() returns void
language plpgsql
set search_path = ''
as $$
declare
  season public.ladder_seasons;
begin
  for season in
    select s.* from public.ladder_seasons s
    where s.closed_at is null and s.ends_at <= clock_timestamp()
    order by s.ends_at
    for update skip locked
  loop
    insert into public.ladder_badges (season_id, user_id, badge, rank, elo, games)
    select
      season.id, ranked.user_id,
      case when ranked.place <= 3 then 'gold' when ranked.place <= 30 then 'silver' else 'bronze' end,
      ranked.place, ranked.elo, ranked.games
    from (
      select r.user_id, r.elo, c.games, row_number() over (order by r.elo desc, r.glicko desc, r.user_id) as place
      from (
        select c.user_id, count(*) as games
        from public.rating_changes c
        where c.format = season.format and c.reversed_at is null
          and c.rated_at >= season.starts_at and c.rated_at < season.ends_at
        group by c.user_id
      ) c
      join public.ratings r on r.user_id = c.user_id and r.format = season.format
      where private.deviation_at(r.deviation, r.rated_at, season.ends_at) <= 100
    ) ranked
    where ranked.place <= 100;
    update public.ladder_seasons s set closed_at = clock_timestamp() where s.id = season.id;
    if season.renews then
      insert into public.ladder_seasons (format, name, starts_at, ends_at)
      values (season.format, season.name, season.ends_at, season.ends_at + (season.ends_at - season.starts_at))
      on conflict do nothing;
    end if;
  end loop;
end
$$;

revoke execute on function private.close_ladder_seasons from public;

select cron.schedule('close-ladder-seasons', '*/10 * * * *', 'select private.close_ladder_seasons()');
