-- What people decide about a season: its rules, and to have its standings counted again. For league admins and the
-- service, on record. Needs private.follow_act and public.request_invalidation.

-- Changes a season's rules, by column: {"forfeit_differential": 6, "tie_breaks": ["head_to_head"]}; its KO rules have
-- set_ko_rules.
create function public.change_season_rules(p_season_id uuid, p_changes jsonb, p_request_id text default null)
returns public.season_rules
language plpgsql
security definer
set search_path = ''
as $$
declare
  league uuid;
  rules public.season_rules;
  unknown text;
begin
  select s.league_id into league from public.seasons s where s.id = p_season_id;
  if not found then
    raise sqlstate 'PT404' using message = format('Cannot change the rules: there is no season %s', p_season_id);
  end if;
  if not private.is_league_admin(league) then
    raise sqlstate 'PT403' using message = 'Cannot change the rules: they are for the league''s admins';
  end if;
  if jsonb_typeof(p_changes) is distinct from 'object' then
    raise sqlstate 'PT400' using message = format('Cannot change the rules: %s is no object', coalesce(p_changes, 'null'));
  end if;
  select r.* into strict rules from public.season_rules r where r.season_id = p_season_id for update;
  select k into unknown from jsonb_object_keys(p_changes) k
  where k in ('season_id', 'ko_rules') or not to_jsonb(rules) ? k
  limit 1;
  if unknown is not null then
    raise sqlstate 'PT400' using message = format('Cannot change the rules: there is none named %L', unknown);
  end if;
  rules := jsonb_populate_record(rules, p_changes);
  update public.season_rules r
  set points_win = rules.points_win, points_tie = rules.points_tie, points_loss = rules.points_loss,
    points_forfeit = rules.points_forfeit, forfeit_ends = rules.forfeit_ends,
    forfeit_differential = rules.forfeit_differential,
    double_forfeit_differential = rules.double_forfeit_differential, tie_breaks = rules.tie_breaks
  where r.season_id = p_season_id;
  perform private.audit(
    'season.rules', p_season_id::text, jsonb_build_object('changes', p_changes, 'request_id', p_request_id), league
  );
  perform private.follow_act(p_season_id, p_request_id, gen_random_uuid());
  perform public.request_invalidation(array['standings:' || p_season_id]);
  return rules;
end
$$;

-- Counts a season's standings again; gives how many rows were not as they should be.
create function public.recalculate_standings(p_season_id uuid) returns int
language plpgsql
security definer
set search_path = ''
as $$
declare
  league uuid;
  changed int;
begin
  select s.league_id into league from public.seasons s where s.id = p_season_id;
  if not found then
    raise sqlstate 'PT404' using message = format('Cannot recalculate standings: there is no season %s', p_season_id);
  end if;
  if not private.is_league_admin(league) then
    raise sqlstate 'PT403' using message = 'Cannot recalculate standings: it is for the league''s admins';
  end if;
  changed := private.recount_standings(p_season_id);
  if changed > 0 then
    perform public.request_invalidation(array['standings:' || p_season_id]);
  end if;
  perform private.audit('standings.recalculated', p_season_id::text, jsonb_build_object('changed', changed), league);
  return changed;
end
$$;

revoke execute on function public.change_season_rules, public.recalculate_standings from public, anon;
grant execute on function public.change_season_rules, public.recalculate_standings to authenticated, service_role;
