import type { Client } from "pg";
import { Summary } from "../../functions/_shared/schema/battle.ts";
import { summaryOf } from "../harness/summaries.ts";

const SPECIES =
  "Great Tusk,Gholdengo,Kingambit,Dragapult,Iron Valiant,Raging Bolt,Ogerpon-Wellspring,Zamazenta".split(",");

/**
 * A season with so many teams, each with a coach, in which everybody meets everybody else again and again; all matches
 * but the last few are played. Leaves a function `bench.play(matches uuid[])` that plays some more. Made by few
 * statements; triggers are off meanwhile, and the facts that they keep are made at the end (standings are not).
 *
 * @returns the season's id
 */
export async function crowdedSeason(
  client: Client,
  { teams, played, left }: { teams: number; played: number; left: number },
): Promise<string> {
  await client.query(SETUP, []);
  await client.query(
    "insert into bench.summaries select n, s from unnest($1::jsonb[]) with ordinality t (s, n)",
    [summaries().map((summary) => JSON.stringify(summary))],
  );
  const { rows } = await client.query<{ id: string }>("select bench.season($1, $2, $3) as id", [
    teams,
    played,
    left,
  ]);
  const [season] = rows;
  if (season === undefined) throw new Error("Cannot make a season: the database gives none");
  return season.id;
}

/** Sixteen battles of six against six, told whole: each side wins half of them. */
function summaries(): Summary[] {
  return Array.from({ length: 16 }, (_, number) => {
    const team = (offset: number) =>
      Array.from({ length: 6 }, (_, index) => ({
        species: SPECIES[(number * 3 + offset + index) % SPECIES.length] ?? "Pikachu",
        moves: ["Earthquake", "U-turn"].map((move, place) => ({
          move,
          uses: (number + index + place) % 5,
          automatic: place % 2,
        })),
        damageDealt: 20 + ((number * 7 + index * 13) % 150),
        crits: (number + index) % 2,
      }));
    const winner = number % 2 === 0 ? ("p1" as const) : ("p2" as const);
    const loser = winner === "p1" ? "p2" : "p1";
    const own = number % 6;
    return Summary.parse(
      summaryOf({
        p1: team(0),
        p2: team(4),
        winner,
        turns: 20 + number,
        faints: [
          ...Array.from({ length: 6 }, (_, index) => ({
            victim: `${loser}:${index}` as const,
            by: `${winner}:${(index + number) % 6}` as const,
            cause: index % 3 === 2 ? ("hazard" as const) : ("move" as const),
            turn: 2 + index * 3,
          })),
          ...Array.from({ length: own }, (_, index) => ({
            victim: `${winner}:${index}` as const,
            by: `${loser}:${index}` as const,
            turn: 3 + index * 3,
          })),
        ],
      }),
    );
  });
}

const SETUP = `
create schema bench;

-- An id that is always the same for a name, and one as others are: of version 4.
create function bench.id(name text) returns uuid
language sql immutable
as $$ select overlay(overlay(md5(name) placing '4' from 13) placing '8' from 17)::uuid $$;

create table bench.summaries (n int primary key, summary jsonb);

create function bench.play(p_matches uuid[]) returns void
language plpgsql
as $$
begin
  insert into battles
    (id, match_id, game, format, status, p1_user, p2_user, winner_seat, end_type, turns, p1_score, p2_score, differential,
     summary, replay_path, input_log_path, correlation_id, ended_at, completed_at)
  select m.id::text, m.id, 1, 'gen9ou', 'completed', home.coach_id, away.coach_id, (s ->> 'winner')::seat, 'win',
    (s ->> 'turns')::int, (s -> 'score' ->> 'p1')::int, (s -> 'score' ->> 'p2')::int, (s ->> 'differential')::int, s, 'r', 'i',
    gen_random_uuid(), at, at
  from matches m
  join teams home on home.id = m.home_team_id
  join teams away on away.id = m.away_team_id
  join bench.summaries b on b.n = 1 + (hashtext(m.id::text) & 15)
  cross join lateral (select b.summary as s, timestamptz '2026-01-01' + m.round * interval '1 day' as at) x
  where m.id = any (p_matches);
  update matches m
  set status = 'completed', room_id = b.id, end_type = 'win', home_score = b.p1_score, away_score = b.p2_score,
    differential = b.differential, home_games = (b.winner_seat = 'p1')::int, away_games = (b.winner_seat = 'p2')::int,
    winner_team_id = case b.winner_seat when 'p1' then m.home_team_id else m.away_team_id end,
    replay_path = 'r', played_at = b.ended_at, completed_at = b.ended_at
  from battles b
  where m.id = any (p_matches) and b.id = m.id::text;
end
$$;

create function bench.season(p_teams int, p_played int, p_left int) returns uuid
language plpgsql
as $$
declare
  season uuid := gen_random_uuid();
  league uuid := gen_random_uuid();
  played uuid[];
begin
  alter table matches disable trigger user;
  alter table battles disable trigger user;
  insert into leagues (id, slug, name) values (league, 'bench', 'Bench');
  insert into seasons (id, league_id, name, format) values (season, league, 'Crowded', 'gen9ou');
  insert into auth.users (id, email)
  select bench.id('coach ' || n), n || '@example.com' from generate_series(1, p_teams) n;
  insert into teams (id, season_id, coach_id, name)
  select bench.id('team ' || n), season, bench.id('coach ' || n), 'Team ' || n from generate_series(1, p_teams) n;
  insert into matches (id, season_id, round, home_team_id, away_team_id)
  select bench.id('match ' || i), season, 1 + i / (p_teams / 2), bench.id('team ' || home), bench.id('team ' || away)
  from (
    select row_number() over (order by gap, home) - 1 as i, home, 1 + (home + gap - 1) % p_teams as away
    from generate_series(1, p_teams) home, generate_series(1, p_teams - 1) gap
    limit p_played + p_left
  ) pairs;
  select array_agg(id) into played from (select id from matches order by round, id limit p_played) m;
  perform bench.play(played);
  perform private.record_facts(array(select id from battles));
  alter table matches enable trigger user;
  alter table battles enable trigger user;
  return season;
end
$$;`;
