-- What each database of hosted Supabase has before the first migration, apart from the auth and storage tables.

do $$
begin
  execute format('alter database %I owner to postgres', current_database());
end
$$;

alter schema public owner to postgres;
grant usage on schema public to anon, authenticated, service_role;
-- New tables are granted to nobody (hosted projects since late 2026): migrations grant what they mean.
revoke create on schema public from public;

create schema if not exists extensions authorization postgres;
grant usage on schema extensions to anon, authenticated, service_role;

create schema if not exists vault;
create extension if not exists supabase_vault with schema vault;
