-- A sample league, so that the first page is not empty. Teams get their coaches when users take them.

insert into public.leagues (id, slug, name)
values ('00000000-0000-4000-8000-000000000001', 'sample', 'Sample League')
on conflict do nothing;

insert into public.seasons (id, league_id, name, format)
values ('00000000-0000-4000-8000-000000000002', '00000000-0000-4000-8000-000000000001', 'First season', 'gen9randombattle')
on conflict do nothing;

insert into public.teams (season_id, name)
values
  ('00000000-0000-4000-8000-000000000002', 'Cerulean Gyarados'),
  ('00000000-0000-4000-8000-000000000002', 'Lavender Gengar')
on conflict do nothing;
