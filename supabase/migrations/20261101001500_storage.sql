-- Storage: replays are for everyone; input logs hold seeds and teams and are for the service alone.

insert into storage.buckets (id, name, public, file_size_limit)
values
  ('replays', 'replays', true, 20 * 1024 * 1024),
  ('input-logs', 'input-logs', false, 50 * 1024 * 1024)
on conflict (id) do nothing;
