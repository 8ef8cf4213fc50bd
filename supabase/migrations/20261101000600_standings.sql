-- Standings: a row per team from the team's first moment, moved only by complete_battle.

create table public.standings (
  season_id uuid not null,
  team_id uuid not null,
  wins int not null default 0 check (wins >= 0),
  losses int not null default 0 check (losses >= 0),
  ties int not null default 0 check (ties >= 0),
  differential int not null default 0,
  updated_at timestamptz not null default now(),
  primary key (season_id, team_id),
  foreign key (season_id, team_id) references public.teams (season_id, id) on delete cascade
);
create index standings_team_id_idx on public.standings (team_id);

alter table public.standings enable row level security;
create policy "standings are public" on public.standings for select to anon, authenticated using (true);
grant select on public.standings to anon, authenticated, service_role;

create function private.on_team_created() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into public.standings (season_id, team_id) values (new.season_id, new.id);
  return new;
end
$$;

create trigger create_standing after insert on public.teams for each row execute function private.on_team_created();

-- Moves the standings of a match's two teams by its result. Rows are locked in the order of team ids, so two results
-- of the same teams at once cannot wait for each other.
create function private.count_result(result public.matches) returns void
language plpgsql
set search_path = ''
as $$
begin
  perform
  from public.standings s
  where s.season_id = result.season_id and s.team_id in (result.home_team_id, result.away_team_id)
  order by s.team_id
  for update;

  update public.standings s
  set wins = s.wins + (result.winner_team_id is not distinct from s.team_id)::int,
    -- Nobody won and it was no tie: both lose.
    losses = s.losses + (result.end_type <> 'tie' and result.winner_team_id is distinct from s.team_id)::int,
    ties = s.ties + (result.end_type = 'tie')::int,
    differential = s.differential
      + case when s.team_id = result.home_team_id then result.differential else -result.differential end,
    updated_at = clock_timestamp()
  where s.season_id = result.season_id and s.team_id in (result.home_team_id, result.away_team_id);
end
$$;

revoke execute on function private.on_team_created, private.count_result from public;
