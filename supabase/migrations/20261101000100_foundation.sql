-- Foundation: the extensions, the schema nobody outside reaches, and what new objects are granted to: nobody.
-- Projects differ in their default grants by age; from here on every table and function says what it means.

create extension if not exists pgmq;
create extension if not exists pg_cron;
create extension if not exists pg_net with schema extensions;

create schema if not exists private;
comment on schema private is 'What only the database itself calls; not exposed by the Data API.';
revoke all on schema private from public;

alter default privileges revoke execute on functions from public;
alter default privileges in schema public revoke all on tables from anon, authenticated, service_role;
alter default privileges in schema public revoke all on sequences from anon, authenticated, service_role;
alter default privileges in schema public revoke all on functions from anon, authenticated, service_role;
