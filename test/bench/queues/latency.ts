import { setTimeout as delay } from "node:timers/promises";
import { run } from "graphile-worker";
import pg from "pg";
import * as z from "zod";
import { parseReplay } from "../../../functions/_shared/battle/parse.ts";
import type { Stack } from "../../../supabase/local/stack.ts";
import { battleCompleted, deliver } from "../../harness/events.ts";
import { silent } from "./others.ts";

/** A stored replay, read as a consumer reads it. */
export interface Replay {
  read(): Promise<string>;
}

/** Works one job off, its worker idle before; gives the milliseconds that it took. */
export interface Worker {
  once(): Promise<number>;
  stop(): Promise<void>;
}

const Committed = z.array(z.object({ ms: z.coerce.number() }));
const Opened = z.array(z.object({ id: z.string() }));
const POLL_MS = 10;

/**
 * Counts results of more battles of a season, each from its recording to the commit of its standings row, by the
 * database's clock (`track_commit_timestamp` is on). What follows from a result is worked off before the next one.
 */
export async function resultWorker(
  { urls, secrets }: Stack,
  season: string,
  replays: Replay[],
  results: number,
): Promise<Worker> {
  const pool = new pg.Pool({ connectionString: urls.database, max: 1 });
  pool.on("error", () => undefined);
  const logs = await Promise.all(replays.map((replay) => replay.read()));
  const battles = Opened.parse((await pool.query(OPEN_BATTLES, [season, results])).rows).values();
  const until = async (query: string, values: unknown[] = []) => {
    for (;;) {
      const { rows } = await pool.query(query, values);
      if (rows.length > 0) return rows;
      await delay(POLL_MS);
    }
  };
  let turn = 0;
  return {
    async once() {
      const { value: battle } = battles.next();
      const log = logs[turn++ % logs.length];
      if (!battle || log === undefined) throw new Error("Cannot measure: no battle is left");
      const replay = parseReplay(log);
      if (!replay.ok) throw new Error(`Cannot measure: ${replay.error.message}`);
      const event = battleCompleted({ battle_id: battle.id, log, winner: replay.summary.winner });
      const status = await deliver(urls.api, secrets.webhook, event);
      if (status !== 202) throw new Error(`Cannot measure: the answer was ${status}`);
      const [committed] = Committed.parse(await until(COMMITTED, [battle.id]));
      await until(IDLE);
      return committed?.ms ?? Number.NaN;
    },
    stop: () => pool.end(),
  };
}

const OPEN_BATTLES = `
with match as (
  insert into public.matches (season_id, round, home_team_id, away_team_id)
  select m.season_id, 1000 + n, m.home_team_id, m.away_team_id
  from generate_series(1, $2) n
  cross join lateral (select m.* from public.matches m where m.season_id = $1 order by m.id limit 1) m
  returning id
)
select (public.open_match_battle(match.id, 'bench-' || gen_random_uuid(), gen_random_uuid())).id from match`;

const COMMITTED = `
select extract(epoch from pg_xact_commit_timestamp(s.xmin) - j.enqueued_at) * 1000 as ms
from public.jobs j
join public.battles b on b.id = j.subject
join public.matches m on m.id = b.match_id and m.status = 'completed'
join public.standings s on s.season_id = m.season_id and s.team_id = m.home_team_id
where j.queue = 'battle_results' and j.subject = $1`;

const IDLE = `
select
where not exists (select from public.jobs where state in ('queued', 'processing'))
  and not exists (select from public.leases where ended_at is null)`;

/**
 * A worker of graphile-worker with its defaults, each job from adding it to its end. The job does the same by the same
 * way: it reads a replay from Storage, parses it, and counts it in a row.
 */
export async function graphileWorker({ urls }: Stack, replays: Replay[]): Promise<Worker> {
  const pool = new pg.Pool({ connectionString: urls.database, max: 4 });
  pool.on("error", () => undefined);
  let done: () => void = () => undefined;
  await pool.query("create table public.bench_results (number int primary key, wins int not null default 0)");
  const runner = await run({
    pgPool: pool,
    logger: silent,
    noHandleSignals: true,
    taskList: {
      result: async (payload) => {
        const { number } = z.object({ number: z.int() }).parse(payload);
        const parsed = parseReplay((await replays[number % replays.length]?.read()) ?? "");
        if (!parsed.ok) throw new Error(`Cannot measure: ${parsed.error.message}`);
        await pool.query("insert into public.bench_results (number, wins) values ($1, $2)", [
          number,
          Number(parsed.summary.winner === "p1"),
        ]);
      },
    },
  });
  runner.events.on("job:success", () => done());
  let turn = 0;
  return {
    async once() {
      const ended = new Promise<void>((resolve) => {
        done = resolve;
      });
      const began = performance.now();
      await pool.query("select graphile_worker.add_job('result', $1::json)", [{ number: turn++ }]);
      await ended;
      return performance.now() - began;
    },
    async stop() {
      await runner.stop();
      await pool.end();
    },
  };
}
