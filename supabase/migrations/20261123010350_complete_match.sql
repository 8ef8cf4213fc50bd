-- Completing a match: as before (20261122000400), but for the standings, which follow the match's row from here on.

-- Counts a completed battle for its match. Gives whether the match is decided by it: one that was decided before,
-- disputed by people or cancelled stays as it is; a dispute that came from this battle's own dead letter is resolved.
create or replace function private.complete_match(battle public.battles, was_disputed boolean) returns boolean
language plpgsql
set search_path = ''
as $$
declare
  match public.matches;
  score record;
  winner uuid;
begin
  select m.* into match from public.matches m where m.id = battle.match_id and m.room_id = battle.id for update;
  if not found or not (match.status = 'in_progress' or (match.status = 'disputed' and was_disputed)) then
    return false;
  end if;
  if battle.end_type = 'void' then
    update public.matches m
    set status = 'disputed', dispute_reason = format('battle %s was void', battle.id)
    where m.id = match.id;
    return false;
  end if;
  select s.* into strict score from private.series_score(match, battle.game) s;
  if not score.decided then
    update public.matches m
    set status = 'in_progress', dispute_reason = null, home_games = score.home_games, away_games = score.away_games
    where m.id = match.id;
    return false;
  end if;
  winner := case sign(score.home_games - score.away_games)
    when 1 then match.home_team_id
    when -1 then match.away_team_id
  end;
  update public.matches m
  set status = 'completed',
    winner_team_id = winner,
    home_games = score.home_games,
    away_games = score.away_games,
    home_score = score.home_score,
    away_score = score.away_score,
    differential = score.home_score - score.away_score,
    -- A series that is level in the end is a tie; another one ends as its last game did, if the winner won that.
    end_type = case
      when winner is not distinct from
        case battle.winner_seat when 'p1' then match.home_team_id when 'p2' then match.away_team_id end
        and (winner is not null or score.best_of = 1)
        then battle.end_type
      when winner is null then 'tie'
      else 'win'
    end,
    dispute_reason = null,
    replay_path = battle.replay_path,
    played_at = battle.ended_at,
    completed_at = battle.completed_at
  where m.id = match.id;
  return true;
end
$$;
drop function private.count_result;
