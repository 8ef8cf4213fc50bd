-- Completing battles, a batch at a time: battle, match, standings, ratings, notification and acknowledgement of each in
-- one transaction, and a failure of one undoes that one alone. Ten deliveries of one message leave one result.
--
-- Everything is locked before anything is done, each kind in its own order: messages, battles, matches, standings by
-- season and team, ratings by format and user. Two batches can wait for each other, but never in a circle.
-- Needs private.hold_messages, private.complete_jobs, public.count_events and battles.truth.

drop function public.complete_battle;

-- What results are made of: the battles of these ids with their seasons, ratings and what the simulator knows of them.
create function public.battles_to_complete(p_ids text[]) returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return (
    select coalesce(
      jsonb_agg(jsonb_build_object(
        'id', b.id,
        'status', b.status,
        'format', b.format,
        'season_id', m.season_id,
        'winner_seat', b.winner_seat,
        'end_type', b.end_type,
        'turns', b.turns,
        'replay_path', b.replay_path,
        'truth', b.truth,
        -- Null: nobody's rating depends on it.
        'ratings', case
          when b.rated and num_nonnulls(b.p1_user, b.p2_user) = 2 then jsonb_build_object(
            'p1', private.rating_of(b.p1_user, b.format, b.ended_at),
            'p2', private.rating_of(b.p2_user, b.format, b.ended_at)
          )
        end
      )),
      '[]'
    )
    from public.battles b
    left join public.matches m on m.id = b.match_id
    where b.id = any (p_ids)
  );
end
$$;

-- A user's rating in a format at a moment; version 0 is one that nothing has changed yet.
create function private.rating_of(p_user_id uuid, p_format text, p_moment timestamptz) returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'elo', coalesce(r.elo, 1000),
    'glicko', coalesce(r.glicko, 1500),
    'deviation', coalesce(private.deviation_at(r.deviation, r.rated_at, p_moment), 130),
    'volatility', coalesce(r.volatility, 0.0173),
    'version', coalesce(r.version, 0)
  )
  from (values (1)) one
  left join public.ratings r on r.user_id = p_user_id and r.format = p_format;
$$;

-- Locks everything that a batch touches.
create function private.hold_batch(p_battle_ids text[]) returns void
language plpgsql
set search_path = ''
as $$
begin
  perform from public.battles b where b.id = any (p_battle_ids) order by b.id for update;
  perform from public.matches m
  where m.id in (select b.match_id from public.battles b where b.id = any (p_battle_ids))
  order by m.id
  for update;
  perform from public.standings s
  where (s.season_id, s.team_id) in (
    select m.season_id, t.team_id
    from public.battles b
    join public.matches m on m.id = b.match_id
    cross join lateral (values (m.home_team_id), (m.away_team_id)) t (team_id)
    where b.id = any (p_battle_ids)
  )
  order by s.season_id, s.team_id
  for update;
  insert into public.ratings (user_id, format)
  select p.user_id, b.format
  from public.battles b
  cross join lateral (values (b.p1_user), (b.p2_user)) p (user_id)
  where b.id = any (p_battle_ids) and b.rated and num_nonnulls(b.p1_user, b.p2_user) = 2
  order by b.format, p.user_id
  on conflict do nothing;
  perform from public.ratings r
  where (r.user_id, r.format) in (
    select p.user_id, b.format
    from public.battles b
    cross join lateral (values (b.p1_user), (b.p2_user)) p (user_id)
    where b.id = any (p_battle_ids) and b.rated
  )
  order by r.format, r.user_id
  for update;
end
$$;

-- Whether somebody else has changed a rating since it was read.
create function private.have_ratings_moved(battle public.battles, p_ratings jsonb) returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select
    from (values (battle.p1_user, p_ratings -> 'p1'), (battle.p2_user, p_ratings -> 'p2')) given (user_id, rating)
    left join public.ratings r on r.user_id = given.user_id and r.format = battle.format
    where r.version is distinct from (given.rating ->> 'version')::int
  );
$$;

-- Completes one battle whose message is held. `moved`: nothing was done, a rating is another by now.
create function private.complete_battle(p_battle_id text, p_summary jsonb, p_ratings jsonb) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  battle public.battles := private.hold_battle(p_battle_id, 'complete the battle');
  -- Over its own dead letter; what people have disputed since is theirs to decide.
  was_disputed boolean := battle.status = 'disputed' and exists (
    select from public.matches m where m.id = battle.match_id and m.dispute_reason = battle.dispute_reason
  );
  season uuid;
begin
  if battle.status in ('completed', 'void') then
    return jsonb_build_object('status', 'already');
  end if;
  if battle.ended_at is null then
    raise sqlstate 'PT409' using message = format('Cannot complete battle %L: it has not ended', p_battle_id);
  end if;
  if p_ratings is not null and private.have_ratings_moved(battle, p_ratings) then
    return jsonb_build_object('status', 'moved');
  end if;

  update public.battles b
  set status = case when p_summary ->> 'endType' = 'void' then 'void' else 'completed' end::public.battle_status,
    winner_seat = (p_summary ->> 'winner')::public.seat,
    end_type = (p_summary ->> 'endType')::public.end_type,
    turns = (p_summary ->> 'turns')::int,
    p1_score = (p_summary -> 'score' ->> 'p1')::int,
    p2_score = (p_summary -> 'score' ->> 'p2')::int,
    differential = (p_summary ->> 'differential')::int,
    summary = p_summary,
    dispute_reason = null,
    completed_at = clock_timestamp()
  where b.id = p_battle_id
  returning b.* into battle;

  if p_ratings is not null then
    perform private.change_rating(
      battle, p.user_id,
      case when battle.winner_seat is null then 'tie' when battle.winner_seat = p.seat then 'win' else 'loss' end,
      p.rating
    )
    from (
      values
        ('p1'::public.seat, battle.p1_user, p_ratings -> 'p1'), ('p2'::public.seat, battle.p2_user, p_ratings -> 'p2')
    ) p (seat, user_id, rating);
  end if;
  if private.complete_match(battle, was_disputed) then
    if not private.is_queueing('match') then
      select m.season_id into strict season from public.matches m where m.id = battle.match_id;
    end if;
    perform private.send_job(
      'notifications', 'match.completed', battle.match_id::text, jsonb_build_object('match_id', battle.match_id),
      0, 'match', null, battle.correlation_id
    );
  end if;
  return jsonb_strip_nulls(jsonb_build_object('status', 'completed', 'inline', season));
end
$$;

-- Completes the battles of [{msg_id, read_ct, battle_id, summary, ratings, seconds}] and acknowledges their messages.
-- `ratings` has the new rating of either seat with the version of the one it was computed from, or is null; `seconds` is
-- what reading the replay took. Gives for each, by msg_id:
--   completed, already  it is counted, by this message or another one
--   stale               the claim ran out
--   moved               a rating has changed since it was read: compute it again
--   refused             it never will be, with the reason
--   failed              it may be another time, with the reason
-- `inline` is the season whose statistics the caller makes, as they are not queued.
-- Planned once a connection, and not anew for each of its first five batches: that takes longer than the work.
create function public.complete_battles(p_items jsonb) returns jsonb
language plpgsql
security definer
set search_path = ''
set plan_cache_mode = force_generic_plan
as $$
declare
  item record;
  answer jsonb;
  answers jsonb := '[]';
  held bigint[] := array(select private.hold_messages('battle_results', p_items));
begin
  perform private.hold_batch(array(
    select i.battle_id from jsonb_to_recordset(p_items) i (msg_id bigint, battle_id text) where i.msg_id = any (held)
  ));
  for item in
    select i.*
    from jsonb_to_recordset(p_items) i (msg_id bigint, battle_id text, summary jsonb, ratings jsonb)
    order by i.msg_id
  loop
    if item.msg_id <> all (held) then
      answer := jsonb_build_object('status', 'stale');
    else
      begin
        answer := private.complete_battle(item.battle_id, item.summary, nullif(item.ratings, 'null'));
      exception when others then
        answer := jsonb_build_object(
          'status', case when sqlstate like 'PT%' then 'refused' else 'failed' end, 'error', sqlerrm
        );
      end;
    end if;
    answers := answers || jsonb_build_array(answer || jsonb_build_object('msg_id', item.msg_id));
  end loop;
  perform private.complete_jobs('battle_results', array(
    select (a ->> 'msg_id')::bigint
    from jsonb_array_elements(answers) a
    where a ->> 'status' in ('completed', 'already')
  ));
  perform public.count_events((
    select jsonb_agg(jsonb_build_object('metric', 'parse', 'value', i.seconds))
    from jsonb_to_recordset(p_items) i (seconds double precision)
  ));
  return answers;
end
$$;

revoke execute on function
  private.rating_of, private.hold_batch, private.have_ratings_moved, private.complete_battle
from public;
revoke execute on function public.battles_to_complete, public.complete_battles from public, anon, authenticated;
grant execute on function public.battles_to_complete, public.complete_battles to service_role;
