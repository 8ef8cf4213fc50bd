import { readFileSync } from "node:fs";
import pg from "pg";
import { battleCompleted, deliver } from "../harness/events.ts";
import { eventually, startTestStack, type TestStack } from "../harness/stack.ts";
import { type Bench, type Figure, median } from "./figure.ts";

const GOAL = 0.95;
const BATTLES = 30;
/** Odd: the middle one is one of them. */
const ROUNDS = 15;
const WARM_UP = 3;
const RECOVERY_SECONDS = 30;
const LOG = readFileSync(`${import.meta.dirname}/../fixtures/replays/singles.log`, "utf8");

/**
 * Results counted a second after Postgres was killed amid them, against another stack that has counted as many and whose
 * Postgres was left alone: side by side, so that a busy moment of the machine hits both alike. And how soon the results
 * are counted that were on their way.
 */
async function run(): Promise<Figure[]> {
  const sides = await Promise.all([openSide(), openSide()]);
  const [disturbed, control] = sides;
  try {
    for (let round = 0; round < WARM_UP; round += 1) await Promise.all(sides.map((side) => countAll(side)));
    const others = othersOf(disturbed);
    let killed = 0;
    await countAll(disturbed, () => {
      killed = performance.now();
      process.kill(disturbed.stack.parts.database?.pid ?? 0, "SIGKILL");
    });
    const seconds = (performance.now() - killed) / 1000;
    await countAll(control);
    // A database has no statistics of its tables before autovacuum's first minute, which a crash begins anew.
    for (const { pool } of sides) await pool.query("analyze");
    const rates: [disturbed: number, control: number][] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      rates.push(await Promise.all([countAll(disturbed), countAll(control)]));
    }
    if (othersOf(disturbed) !== others)
      throw new Error("Cannot measure: a process has restarted with Postgres");
    const value = median(rates.map(([rate]) => rate));
    const baseline = median(rates.map(([, rate]) => rate));
    const ratio = median(rates.map(([rate, other]) => rate / other));
    return [
      {
        name: "postgres.restart",
        value,
        unit: "results/s",
        baseline,
        ratio,
        goal: `≥ ${GOAL}`,
        met: ratio >= GOAL,
      },
      {
        name: "postgres.restart, all counted",
        value: seconds,
        unit: "s",
        baseline: null,
        ratio: null,
        goal: `≤ ${RECOVERY_SECONDS}`,
        met: seconds <= RECOVERY_SECONDS,
      },
    ];
  } finally {
    await Promise.all(sides.map((side) => side.close()));
  }
}

interface Side {
  stack: TestStack;
  pool: pg.Pool;
  /** The files that all battles share. */
  files: string;
  close(): Promise<void>;
}

async function openSide(): Promise<Side> {
  const stack = await startTestStack({ databaseSettings: {} });
  const pool = new pg.Pool({ connectionString: stack.urls.database });
  pool.on("error", () => undefined);
  const close = async () => {
    await pool.end();
    await stack.end();
  };
  // What follows from results grows with them, and would be measured along.
  await pool.query("update queue_settings set paused = true");
  const [id = ""] = await openBattles(pool, 1);
  const event = battleCompleted({ battle_id: id, log: LOG, winner: "p2" });
  const status = await deliver(stack.urls.api, stack.secrets.webhook, event);
  if (status !== 202) throw new Error(`Cannot measure: the answer was ${status}`);
  return { stack, pool, files: id, close };
}

/** The processes but the database's. */
function othersOf({ stack }: Side): string {
  const { database: _, ...others } = stack.parts;
  return Object.values(others)
    .map(({ pid }) => pid)
    .join();
}

/** Opens battles of a new season's matches; gives their ids. */
async function openBattles(pool: pg.Pool, count: number): Promise<string[]> {
  const season = await pool.query<{ id: string }>(
    `with league as (
       insert into leagues (slug, name) values ('bench-' || left(gen_random_uuid()::text, 8), 'Bench') returning id
     )
     insert into seasons (league_id, name, format) select id, 'Bench', 'gen9ou' from league returning id`,
  );
  const teams = await pool.query<{ id: string }>(
    `with coach as (
       insert into auth.users (id, email, raw_user_meta_data)
       select id, id || '@example.com', '{}' from (select gen_random_uuid() as id from generate_series(1, 2)) n
       returning id
     )
     insert into teams (season_id, coach_id, name) select $1, id, 'Team ' || left(id::text, 8) from coach returning id`,
    [season.rows[0]?.id],
  );
  const opened = await pool.query<{ id: string }>(
    `with match as (
       insert into matches (season_id, round, home_team_id, away_team_id)
       select $1, 1, $2, $3 from generate_series(1, $4) returning id
     )
     select (open_match_battle(match.id, 'b-' || gen_random_uuid(), gen_random_uuid())).id from match`,
    [season.rows[0]?.id, ...teams.rows.map(({ id }) => id), count],
  );
  return opened.rows.map(({ id }) => id);
}

/** Has many results of a new season counted at once; gives how many a second. @param disturb called amid them */
async function countAll({ pool, files }: Side, disturb: () => void = () => undefined): Promise<number> {
  const ids = await openBattles(pool, BATTLES);
  const pause = (paused: boolean) =>
    pool.query("update queue_settings set paused = $1 where queue = 'battle_results'", [paused]);
  const atLeast = (count: number) =>
    eventually(async () => {
      const { rows } = await pool.query("select from battles where id = any ($1) and status = 'completed'", [
        ids,
      ]);
      if (rows.length < count) throw new Error(`Cannot measure: ${rows.length} of ${count} are counted`);
    }, 60_000);

  await pause(true);
  await pool.query(
    `select record_battle_completed(
       'bench-' || id, id, now(), 'p2', 'win', 32, '0.10.11', $2 || '.log', $2 || '.txt', 'bench'
     ) from unnest($1::text[]) id`,
    [ids, files],
  );
  const started = performance.now();
  await pause(false);
  await pool.query("select private.dispatch_all()");
  await atLeast(1);
  disturb();
  await atLeast(ids.length);
  return (ids.length * 1000) / (performance.now() - started);
}

export const bench: Bench = { name: "postgres.restart", run };
