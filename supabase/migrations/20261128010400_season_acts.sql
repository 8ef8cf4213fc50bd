-- Changing a season's rules (20261123010650): a value that a rule cannot have is refused by name.

-- What a rule must be, where the value is not that; null: the value will do. The table's own checks say the same.
create function private.rule_fault(p_rule text, p_value jsonb) returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when p_value = 'null' and p_rule in ('points_forfeit', 'forfeit_differential', 'double_forfeit_differential') then null
    when p_rule in ('points_win', 'points_tie', 'points_loss', 'points_forfeit') then
      case when (v.number between -1000 and 1000) is not true then 'a number from -1000 to 1000' end
    when p_rule in ('forfeit_differential', 'double_forfeit_differential') then
      case
        when (v.number between 0 and 1000 and v.number = trunc(v.number)) is not true
          then 'a whole number from 0 to 1000, or null'
      end
    when p_rule = 'forfeit_ends' then
      case
        when (v.length <= 3 and p_value <@ '["forfeit", "timeout", "disconnect"]') is not true
          then 'a list of forfeit, timeout and disconnect'
      end
    when p_rule = 'tie_breaks' then
      case
        when (v.length <= 4 and p_value <@ '["head_to_head", "differential", "wins", "strength"]') is not true
          then 'a list of head_to_head, differential, wins and strength, four at most'
      end
  end
  from (
    select
      case jsonb_typeof(p_value) when 'number' then p_value::numeric end as number,
      case jsonb_typeof(p_value) when 'array' then jsonb_array_length(p_value) end as length
  ) v;
$$;

-- Writes some of a season's rules, by column.
create function private.write_rules(p_season_id uuid, p_changes jsonb, p_purpose text) returns public.season_rules
language plpgsql
set search_path = ''
as $$
declare
  rules public.season_rules;
  unknown text;
  wrong record;
begin
  if jsonb_typeof(p_changes) is distinct from 'object' then
    raise sqlstate 'PT400' using message = format('Cannot %s: %s is no object', p_purpose, coalesce(p_changes, 'null'));
  end if;
  select r.* into strict rules from public.season_rules r where r.season_id = p_season_id for update;
  select k into unknown from jsonb_object_keys(p_changes) k
  where k in ('season_id', 'ko_rules') or not to_jsonb(rules) ? k
  limit 1;
  if unknown is not null then
    raise sqlstate 'PT400' using message = format('Cannot %s: there is none named %L', p_purpose, unknown);
  end if;
  select c.key as rule, c.value, f.fault into wrong
  from jsonb_each(p_changes) c
  cross join lateral private.rule_fault(c.key, c.value) f (fault)
  where f.fault is not null
  order by c.key
  limit 1;
  if found then
    raise sqlstate 'PT400' using message = format(
      'Cannot %s: %s must be %s, not %s', p_purpose, wrong.rule, wrong.fault, left(wrong.value::text, 100)
    );
  end if;
  rules := jsonb_populate_record(rules, p_changes);
  update public.season_rules r
  set points_win = rules.points_win, points_tie = rules.points_tie, points_loss = rules.points_loss,
    points_forfeit = rules.points_forfeit, forfeit_ends = rules.forfeit_ends,
    forfeit_differential = rules.forfeit_differential,
    double_forfeit_differential = rules.double_forfeit_differential, tie_breaks = rules.tie_breaks
  where r.season_id = p_season_id;
  return rules;
end
$$;

create or replace function public.change_season_rules(p_season_id uuid, p_changes jsonb, p_request_id text default null)
returns public.season_rules
language plpgsql
security definer
set search_path = ''
as $$
declare
  league uuid;
  rules public.season_rules;
begin
  select s.league_id into league from public.seasons s where s.id = p_season_id;
  if not found then
    raise sqlstate 'PT404' using message = format('Cannot change the rules: there is no season %s', p_season_id);
  end if;
  if not private.is_league_admin(league) then
    raise sqlstate 'PT403' using message = 'Cannot change the rules: they are for the league''s admins';
  end if;
  rules := private.write_rules(p_season_id, p_changes, 'change the rules');
  perform private.audit(
    'season.rules', p_season_id::text, jsonb_build_object('changes', p_changes, 'request_id', p_request_id), league
  );
  perform private.follow_act(p_season_id, p_request_id, gen_random_uuid());
  perform public.request_invalidation(array['standings:' || p_season_id]);
  return rules;
end
$$;

revoke execute on function private.rule_fault, private.write_rules from public;
