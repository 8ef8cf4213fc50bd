-- Season rules: how a season's results are scored and how teams that are level on points are parted. A row is made with
-- its season; changing one scores the season again. Tie-breaks apply in their order, each among the teams that the ones
-- before it left level:
--   head_to_head  points a game against each other; says nothing where one of them has met none of the others
--   differential  sum of Pokémon left, own minus opponents'
--   wins          matches won
--   strength      win share of the opponents, their games against the team left out

-- Bounds keep sums of them finite: neither NaN nor a number that no total holds.
create table public.season_rules (
  season_id uuid primary key references public.seasons (id) on delete cascade,
  points_win numeric not null default 3 check (points_win between -1000 and 1000),
  points_tie numeric not null default 1 check (points_tie between -1000 and 1000),
  points_loss numeric not null default 0 check (points_loss between -1000 and 1000),
  -- Of who loses by forfeit; null: a loss like any other.
  points_forfeit numeric check (points_forfeit between -1000 and 1000),
  -- The endings that are scored as forfeits.
  forfeit_ends public.end_type[] not null default '{forfeit}'
    check (forfeit_ends <@ '{forfeit,timeout,disconnect}'::public.end_type[]),
  -- A forfeit counts so many to nothing; null: as the battle stood.
  forfeit_differential int check (forfeit_differential between 0 and 1000),
  -- A double forfeit costs either side so many; null: as the battle stood.
  double_forfeit_differential int check (double_forfeit_differential between 0 and 1000),
  tie_breaks text[] not null default '{head_to_head,differential,strength}'
    check (
      tie_breaks <@ '{head_to_head,differential,wins,strength}'::text[]
      and cardinality(tie_breaks) <= 4 and coalesce(array_ndims(tie_breaks), 1) = 1
    )
);

alter table public.season_rules enable row level security;
create policy "season rules are public" on public.season_rules for select to anon, authenticated using (true);
grant select on public.season_rules to anon, authenticated, service_role;

insert into public.season_rules (season_id) select s.id from public.seasons s;

create function private.on_season_created() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into public.season_rules (season_id) values (new.id);
  return new;
end
$$;

create trigger create_rules after insert on public.seasons for each row execute function private.on_season_created();

revoke execute on function private.on_season_created from public;
