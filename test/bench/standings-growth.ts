import { randomUUID } from "node:crypto";
import type pg from "pg";
import { type Bench, type Figure, median } from "./figure.ts";
import { withServer } from "./queues/server.ts";

const TEAMS = 20;
const SMALL = 100;
const LARGE = 10_000;
/** Matches that are counted and timed, in each season in turn. */
const ROUNDS = 300;
const LIMIT = 1.5;

/** A season of so many decided matches, and matches of it that are still to be decided. */
interface PlayedSeason {
  open: string[];
  times: number[];
}

/**
 * What deciding a match costs, standings and all, in a season of 10,000 matches: the baseline is one of 100. Both are
 * decided in turn, so that what disturbs the machine disturbs both.
 */
function run(): Promise<Figure[]> {
  return withServer(async ({ pool }) => {
    const small = await playSeason(pool, SMALL);
    const large = await playSeason(pool, LARGE);
    await pool.query("analyze");
    for (let round = 0; round < ROUNDS; round++) {
      for (const season of [small, large]) await decideNext(pool, season);
    }
    const value = median(large.times);
    const baseline = median(small.times);
    const ratio = value / baseline;
    const figure = { value, unit: "ms a match at 10,000", baseline, ratio };
    return [{ name: "standings.growth", ...figure, goal: `ratio ≤ ${LIMIT}`, met: ratio <= LIMIT }];
  });
}

/** A season whose matches are all decided, but for those that are to be timed. */
async function playSeason(pool: pg.Pool, matches: number): Promise<PlayedSeason> {
  const season = randomUUID();
  await pool.query("insert into leagues (id, slug, name) values ($1, $2, 'Bench')", [season, season]);
  await pool.query("insert into seasons (id, league_id, name, format) values ($1, $1, 'Bench', 'gen9ou')", [
    season,
  ]);
  await pool.query(
    "insert into teams (season_id, name) select $1, 'Team ' || t from generate_series(1, $2) t",
    [season, TEAMS],
  );
  await pool.query(
    `insert into matches (season_id, round, home_team_id, away_team_id)
     select $1, 1 + number / 10, home.id, away.id
     from generate_series(0, $2 - 1) number
     join (select id, row_number() over (order by name) - 1 as place from teams where season_id = $1) home
       on home.place = number % $3
     join (select id, row_number() over (order by name) - 1 as place from teams where season_id = $1) away
       on away.place = (number + 1 + (number / $3) % ($3 - 1)) % $3`,
    [season, matches + ROUNDS, TEAMS],
  );
  const { rows } = await pool.query<{ id: string }>(
    "select id from matches where season_id = $1 order by round, id",
    [season],
  );
  const ids = rows.map(({ id }) => id);
  // Counted once, instead of ten thousand times in one transaction.
  await pool.query("alter table matches disable trigger user");
  await pool.query(DECIDE, [ids.slice(0, matches)]);
  await pool.query("alter table matches enable trigger user");
  await pool.query("select recalculate_standings($1)", [season]);
  return { open: ids.slice(matches), times: [] };
}

/** Home wins every second one, so that streaks begin and end. */
const DECIDE = `
  update matches m
  set status = 'completed', end_type = 'win', home_score = 3, away_score = 1, differential = 2,
    winner_team_id = case when m.round % 2 = 0 then m.home_team_id else m.away_team_id end,
    played_at = clock_timestamp(), completed_at = clock_timestamp()
  where m.id = any ($1)`;

async function decideNext(pool: pg.Pool, season: PlayedSeason): Promise<void> {
  const match = season.open.pop();
  if (match === undefined) throw new Error("Cannot measure: no match is left to decide");
  const started = performance.now();
  await pool.query(DECIDE, [[match]]);
  season.times.push(performance.now() - started);
}

export const bench: Bench = { name: "standings.growth", run };
