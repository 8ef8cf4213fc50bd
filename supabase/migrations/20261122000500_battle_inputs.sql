-- Battle inputs: what rooms send of a battle while it runs, so that another room can go on with it. Seeds and teams are
-- inside: no role of the API reads the table. When the battle is over, its input log is stored and these go.

create table public.battle_inputs (
  battle_id text not null references public.battles (id) on delete cascade,
  -- From 1, without gaps.
  number int not null check (number > 0),
  input jsonb not null check (jsonb_typeof(input) = 'object'),
  primary key (battle_id, number)
);

alter table public.battle_inputs enable row level security;

-- Takes in inputs from number p_from on, and gives how many there are now. What was there stays; behind a gap nothing is
-- taken, and the answer says where to begin. A battle with inputs has begun, whether its room's report of it has arrived
-- or not: to a room that lost it, it must not be opened anew.
create function public.record_inputs(p_battle_id text, p_from int, p_inputs jsonb) returns int
language plpgsql
security definer
set search_path = ''
as $$
declare
  battle public.battles;
  have int;
begin
  if p_from < 1 then
    raise sqlstate 'PT400' using message = format('Cannot record inputs: they are numbered from 1, not from %s', p_from);
  end if;
  battle := private.hold_battle(p_battle_id, 'record inputs');
  perform private.refuse_void(battle);
  if battle.status not in ('waiting', 'live') then
    raise sqlstate 'PT409' using message = format('Cannot record inputs: battle %L is %s', p_battle_id, battle.status);
  end if;
  update public.battles b
  set status = 'live', started_at = coalesce(b.started_at, clock_timestamp()), seen_at = clock_timestamp()
  where b.id = p_battle_id;

  select coalesce(max(i.number), 0) into have from public.battle_inputs i where i.battle_id = p_battle_id;
  if p_from > have + 1 then
    return have;
  end if;
  insert into public.battle_inputs (battle_id, number, input)
  select p_battle_id, p_from + given.place::int - 1, given.input
  from jsonb_array_elements(p_inputs) with ordinality as given (input, place)
  where p_from + given.place::int - 1 > have;
  return greatest(have, p_from + jsonb_array_length(p_inputs) - 1);
end
$$;

create function public.battle_inputs_of(p_battle_id text) returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select coalesce(jsonb_agg(i.input order by i.number), '[]'::jsonb)
  from public.battle_inputs i
  where i.battle_id = p_battle_id;
$$;

create function private.on_battle_over() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  delete from public.battle_inputs i where i.battle_id = new.id;
  return new;
end
$$;

create trigger forget_inputs after update of status on public.battles
for each row
when (new.status in ('completed', 'void') and old.status is distinct from new.status)
execute function private.on_battle_over();

revoke execute on function private.on_battle_over from public;
revoke execute on function public.record_inputs, public.battle_inputs_of from public, anon, authenticated;
grant execute on function public.record_inputs, public.battle_inputs_of to service_role;
