-- Statistics of a league that is deleted as a whole (20261123021900): its own go with it. The one that adds up all leagues
-- is any season's to make; no league's season was left to ask for it.

create or replace function private.on_stat_change() returns trigger
language plpgsql
security definer
set search_path = ''
set plan_cache_mode = force_generic_plan
as $$
declare
  season uuid;
begin
  -- A season that is gone is missing in its league's statistics: another season's jobs make them.
  select s.id into season
  from public.seasons s
  where s.league_id = new.league_id
  order by s.id = new.season_id desc, s.id
  limit 1;
  if season is null then
    select s.id into season from public.seasons s order by s.id limit 1;
    if season is not null and not private.is_requested(season || '/player_profile_stats') then
      perform private.request_stats(season, array['player_profile_stats'], 'match', 2, null, null);
      perform private.mark_requested(season || '/player_profile_stats');
    end if;
  elsif not private.is_requested(season::text) then
    perform private.request_stats(
      season, null, 'match', 2, null,
      (select b.correlation_id from public.matches m join public.battles b on b.id = m.room_id where m.id = new.match_id)
    );
  end if;
  return null;
end
$$;
