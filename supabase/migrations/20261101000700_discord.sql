-- Discord: the webhooks of a league, and the ledger of what was posted to each. A webhook's token lets anyone post as
-- the league: no role of the API reads this table, functions get it from notification_context.

create table public.discord_webhooks (
  id uuid primary key default gen_random_uuid(),
  league_id uuid not null references public.leagues (id) on delete cascade,
  discord_id text not null unique check (discord_id ~ '^\d{17,20}$'),
  token text not null check (token ~ '^[A-Za-z0-9_-]{60,100}$'),
  active boolean not null default true,
  disabled_reason text,
  -- Discord asked us to wait until then.
  limited_until timestamptz,
  created_at timestamptz not null default now()
);
create index discord_webhooks_league_id_idx on public.discord_webhooks (league_id) where active;

create type public.delivery_state as enum ('sending', 'sent', 'ambiguous', 'failed');

create table public.discord_deliveries (
  id uuid primary key default gen_random_uuid(),
  -- Null: the capture page of the local stack.
  webhook_id uuid references public.discord_webhooks (id) on delete cascade,
  kind text not null,
  subject text not null,
  state public.delivery_state not null default 'sending',
  message_id text,
  attempts int not null default 1,
  error text,
  created_at timestamptz not null default now(),
  sent_at timestamptz,
  unique nulls not distinct (webhook_id, kind, subject)
);

alter table public.discord_webhooks enable row level security;
alter table public.discord_deliveries enable row level security;
grant select on public.discord_deliveries to service_role;
