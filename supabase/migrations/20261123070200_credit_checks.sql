-- Checks of credits: of each battle whose truth is known, whether its replay's text alone would have told the same. Outside
-- replays have nothing but their text, so that this is how far their credits can be trusted. Made every night; operators
-- hear of it when text and truth differ in more than a faint in a hundred, or where the parser was sure of what is wrong.
-- Needs private.raise_alert and private.invoke.

create table public.credit_checks (
  battle_id text primary key references public.battles (id) on delete cascade,
  faints int not null check (faints >= 0),
  -- [{index, what, inferred, truth}]: which faint, what differs, and what either says of it.
  disagreements jsonb not null check (jsonb_typeof(disagreements) = 'array'),
  -- How many there are, and of how many the parser had not said that they are ambiguous.
  disagreed int generated always as (jsonb_array_length(disagreements)) stored,
  unmarked int generated always as (
    jsonb_array_length(disagreements)
    - jsonb_array_length(jsonb_path_query_array(disagreements, '$[*] ? (@.inferred.confidence == "ambiguous")'))
  ) stored,
  -- Why there was nothing to compare: the replay or the truth cannot be read.
  error text,
  checked_at timestamptz not null default clock_timestamp()
);
create index credit_checks_checked_at_idx on public.credit_checks (checked_at);

alter table public.credit_checks enable row level security;
grant select on public.credit_checks to service_role;

-- Battles of the last week that are not checked yet. A night that was missed is made up for by the next one.
create function private.unchecked_battles() returns setof public.battles
language sql
stable
set search_path = ''
as $$
  select b.*
  from public.battles b
  where b.status = 'completed' and b.ended_at > now() - interval '7 days' and b.truth is not null
    and not exists (select from public.credit_checks c where c.battle_id = b.id)
  order by b.ended_at;
$$;

create function public.credits_to_check(p_limit int) returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select coalesce(
    jsonb_agg(jsonb_build_object(
      'id', u.id, 'replay_path', u.replay_path, 'end_type', u.end_type, 'winner_seat', u.winner_seat, 'turns', u.turns,
      'truth', u.truth
    )),
    '[]'
  )
  from (select b.* from private.unchecked_battles() b limit p_limit) u;
$$;

-- Tells operators what the last day's checks and these have found.
create function private.report_credits(p_battle_ids text[]) returns void
language plpgsql
set search_path = ''
as $$
declare
  worst public.credit_checks;
  total record;
begin
  select c.* into worst
  from public.credit_checks c
  where c.battle_id = any (p_battle_ids) and (c.unmarked > 0 or c.error is not null)
  order by c.unmarked desc, c.battle_id
  limit 1;
  if found then
    perform private.raise_alert('credit_check', 'unmarked', jsonb_strip_nulls(jsonb_build_object(
      'battle', worst.battle_id, 'faints', worst.faints, 'disagreed', worst.disagreed, 'unmarked', worst.unmarked,
      'error', worst.error
    )));
  end if;
  select sum(c.faints) as faints, sum(c.disagreed) as disagreed into total
  from public.credit_checks c
  where c.checked_at > clock_timestamp() - interval '1 day';
  -- Of a few faints one is soon more than a hundredth.
  if total.faints >= 100 and total.disagreed > total.faints * 0.01 then
    perform private.raise_alert('credit_check', 'agreement', jsonb_build_object(
      'faints', total.faints, 'disagreed', total.disagreed,
      'agreement', round(100 - 100.0 * total.disagreed / total.faints, 1)
    ));
  end if;
end
$$;

-- Stores checks, [{battle_id, faints, disagreements, error}]; gives how many are new.
create function public.record_credit_checks(p_checks jsonb) returns int
language plpgsql
security definer
set search_path = ''
as $$
declare
  recorded text[];
begin
  with added as (
    insert into public.credit_checks (battle_id, faints, disagreements, error)
    select c.battle_id, c.faints, c.disagreements, c.error
    from jsonb_to_recordset(p_checks) c (battle_id text, faints int, disagreements jsonb, error text)
    join public.battles b on b.id = c.battle_id
    order by c.battle_id
    on conflict do nothing
    returning battle_id
  )
  select coalesce(array_agg(a.battle_id), '{}') into recorded from added a;
  perform private.report_credits(recorded);
  return cardinality(recorded);
end
$$;

-- Starts the check where there is something to check. What one run has no time for is left to the next.
create function private.check_credits() returns void
language plpgsql
set search_path = ''
as $$
begin
  if exists (select from private.unchecked_battles()) then
    perform private.invoke('check-credits');
  end if;
end
$$;

revoke execute on function private.unchecked_battles, private.report_credits, private.check_credits from public;
revoke execute on function public.credits_to_check, public.record_credit_checks from public, anon, authenticated;
grant execute on function public.credits_to_check, public.record_credit_checks to service_role;

select cron.schedule('check-credits', '*/2 4 * * *', 'select private.check_credits()');
