import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { battleCompleted, deliver } from "../harness/events.ts";
import { eventually, startTestStack, type TestStack } from "../harness/stack.ts";
import { type Bench, type Figure, median } from "./figure.ts";

const GOAL = 0.95;
const BATTLES = 40;
const ROUNDS = 3;
/** How soon after the restart throughput must be back, in milliseconds. */
const RECOVERY_MS = 30_000;
const LOG = readFileSync(`${import.meta.dirname}/../fixtures/replays/singles.log`, "utf8");

/** Results counted a second half a minute after Postgres was killed under load, against what it was before. */
async function run(): Promise<Figure[]> {
  const stack = await startTestStack({ databaseSettings: {} });
  const pool = new pg.Pool({ connectionString: stack.urls.database });
  pool.on("error", () => undefined);
  try {
    const season = await createSeason(pool);
    const round = () => countAll(stack, pool, season);
    await round();
    const before = await rounds(round);
    const pid = stack.parts.database?.pid ?? 0;
    const disturbed = round();
    process.kill(pid, "SIGKILL");
    const killed = performance.now();
    await disturbed;
    await delay(Math.max(0, RECOVERY_MS - (performance.now() - killed)));
    const value = await rounds(round);
    const ratio = value / before;
    return [
      {
        name: "postgres.restart",
        value,
        unit: "results/s",
        baseline: before,
        ratio,
        goal: `≥ ${GOAL}`,
        met: ratio >= GOAL,
      },
    ];
  } finally {
    await pool.end();
    await stack.end();
  }
}

async function rounds(round: () => Promise<number>): Promise<number> {
  const rates: number[] = [];
  for (let count = 0; count < ROUNDS; count += 1) rates.push(await round());
  return median(rates);
}

interface BenchSeason {
  id: string;
  teams: [string, string];
}

async function createSeason(pool: pg.Pool): Promise<BenchSeason> {
  const { rows } = await pool.query<{ season_id: string; teams: [string, string] }>(
    `with league as (insert into leagues (slug, name) values ('bench', 'Bench') returning id),
     season as (insert into seasons (league_id, name, format) select id, 'Bench', 'gen9ou' from league returning id),
     coach as (
       insert into auth.users (id, email, raw_user_meta_data)
       select gen_random_uuid(), n || '@example.com', '{}' from generate_series(1, 2) n returning id
     )
     select season.id as season_id, array_agg(coach.id) as teams from season cross join coach group by 1`,
  );
  const [made] = rows;
  if (!made) throw new Error("Cannot measure: there is no season");
  const teams = await pool.query<{ id: string }>(
    `insert into teams (season_id, coach_id, name)
     select $1, c, 'Team ' || n from unnest($2::uuid[]) with ordinality x (c, n) returning id`,
    [made.season_id, made.teams],
  );
  const [one, two] = teams.rows;
  if (!one || !two) throw new Error("Cannot measure: there are no teams");
  return { id: made.season_id, teams: [one.id, two.id] };
}

/** Has many results counted at once; gives how many a second. */
async function countAll({ urls, secrets }: TestStack, pool: pg.Pool, season: BenchSeason): Promise<number> {
  const opened = await pool.query<{ id: string }>(
    `with match as (
       insert into matches (season_id, round, home_team_id, away_team_id)
       select $1, 1, $2, $3 from generate_series(1, $4) returning id
     )
     select (open_match_battle(match.id, 'b-' || gen_random_uuid(), gen_random_uuid())).id from match`,
    [season.id, ...season.teams, BATTLES],
  );
  const ids = opened.rows.map(({ id }) => id);
  await pool.query("update queue_settings set paused = true where queue = 'battle_results'");
  await Promise.all(
    ids.map(async (id) => {
      const event = battleCompleted({ battle_id: id, log: LOG, winner: "p2" });
      await eventually(async () => {
        const status = await deliver(urls.api, secrets.webhook, event);
        if (status >= 300) throw new Error(`Cannot measure: the answer was ${status}`);
      });
    }),
  );
  const started = performance.now();
  await eventually(() => pool.query("update queue_settings set paused = false"));
  await eventually(() => pool.query("select private.dispatch_all()"));
  await eventually(async () => {
    const { rows } = await pool.query("select from battles where id = any ($1) and status = 'completed'", [
      ids,
    ]);
    if (rows.length < ids.length)
      throw new Error(`Cannot measure: ${rows.length} of ${ids.length} are counted`);
  }, 60_000);
  return (ids.length * 1000) / (performance.now() - started);
}

export const bench: Bench = { name: "postgres.restart", run };
