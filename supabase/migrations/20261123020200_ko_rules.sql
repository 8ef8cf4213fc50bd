-- KO rules: leagues disagree on what counts as a KO. The facts stay as they are; a season's rules say of each kind
-- whether it counts as a direct KO, a passive one or none. They apply when statistics are made from the facts, so a
-- rule that is changed scores the season anew.

create function private.are_ko_rules(p_rules jsonb) returns boolean
language sql
immutable
set search_path = ''
as $$
  select jsonb_typeof(p_rules) = 'object'
    and (
      select coalesce(array_agg(r.key order by r.key), '{}') = array[
          'ability_item', 'destiny_bond', 'forfeit', 'hazard', 'recoil', 'residual', 'self_ko', 'team'
        ]
        and bool_and(r.value in ('"direct"', '"passive"', '"none"'))
      from jsonb_each(case when jsonb_typeof(p_rules) = 'object' then p_rules else '{}' end) r
    );
$$;

-- Of a season that says nothing else, and of the ladder.
create function private.default_ko_rules() returns jsonb
language sql
immutable
set search_path = ''
as $$
  select '{
    "recoil": "none", "self_ko": "none", "hazard": "passive", "ability_item": "passive", "residual": "passive",
    "team": "none", "destiny_bond": "passive", "forfeit": "none"
  }'::jsonb;
$$;

alter table public.season_rules
  -- By rule of battle_kos. A KO by a foe's move is direct under all rules. `recoil` and `self_ko` count for the foe's
  -- player and none of its Pokémon; `team` for the ally that did it.
  add column ko_rules jsonb not null default private.default_ko_rules() check (private.are_ko_rules(ko_rules));

-- Changes some of a season's KO rules: `{"hazard": "direct"}`. Gives them all. Needs private.follow_act.
create function public.set_ko_rules(p_season_id uuid, p_rules jsonb, p_request_id text default null) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  league uuid;
  before jsonb;
  rules jsonb;
begin
  select s.league_id, r.ko_rules into league, before
  from public.seasons s
  join public.season_rules r on r.season_id = s.id
  where s.id = p_season_id
  for update of r;
  if not found then
    raise sqlstate 'PT404' using message = format('Cannot set KO rules: there is no season %s', p_season_id);
  end if;
  if not private.is_league_admin(league) then
    raise sqlstate 'PT403' using message = 'Cannot set KO rules: only admins of the league may';
  end if;
  rules := before || coalesce(p_rules, '{}');
  if not private.are_ko_rules(rules) then
    raise sqlstate 'PT400' using message = format(
      'Cannot set KO rules: each of %s must be direct, passive or none (%s)',
      (select string_agg(k, ', ') from jsonb_object_keys(before) k), p_rules
    );
  end if;
  update public.season_rules r set ko_rules = rules where r.season_id = p_season_id;
  perform private.audit(
    'season.ko_rules_set', p_season_id::text,
    jsonb_build_object('before', before, 'rules', rules, 'request_id', p_request_id), league
  );
  perform private.follow_act(p_season_id, p_request_id, gen_random_uuid());
  return rules;
end
$$;

revoke execute on function private.are_ko_rules, private.default_ko_rules from public;
revoke execute on function public.set_ko_rules from public, anon;
grant execute on function public.set_ko_rules to authenticated, service_role;
