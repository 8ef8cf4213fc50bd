-- Ratings: how strong a user is in a format of the ladder. Who has no row has 1000.

create table public.ratings (
  user_id uuid not null references public.profiles (id) on delete cascade,
  format text not null check (format ~ '^gen[1-9][a-z0-9]+$' and char_length(format) <= 48),
  elo numeric not null default 1000 check (elo >= 0),
  primary key (user_id, format)
);

alter table public.ratings enable row level security;
create policy "ratings are public" on public.ratings for select to anon, authenticated using (true);
grant select on public.ratings to anon, authenticated, service_role;
