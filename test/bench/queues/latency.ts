import { run } from "graphile-worker";
import pg from "pg";
import * as z from "zod";
import { parseReplay } from "../../../functions/_shared/battle/parse.ts";
import type { Stack } from "../../../supabase/local/stack.ts";
import { silent } from "./others.ts";

const Milliseconds = z.array(z.object({ ms: z.coerce.number() }));

export interface Replay {
  read(): Promise<string>;
}

/** Milliseconds from each recorded result to its standings row, by the database's clock. */
export async function queueLatency({ urls }: Stack): Promise<number[]> {
  const client = new pg.Client({ connectionString: urls.database });
  await client.connect();
  try {
    const { rows } = await client.query(
      `select extract(epoch from j.finished_at - j.enqueued_at) * 1000 as ms from public.jobs j
      where j.queue = 'battle_results' and j.state = 'completed'`,
    );
    return Milliseconds.parse(rows).map(({ ms }) => ms);
  } finally {
    await client.end();
  }
}

/** Milliseconds from each added job to the row that it has written, its worker idle before, with the defaults of graphile-worker. */
export async function graphileLatency(
  { urls }: Stack,
  replays: Replay[],
  repeats: number,
): Promise<number[]> {
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
  try {
    const times: number[] = [];
    for (let number = 0; number < repeats; number++) {
      const ended = new Promise<void>((resolve) => {
        done = resolve;
      });
      const began = performance.now();
      await pool.query("select graphile_worker.add_job('result', $1::json)", [{ number }]);
      await ended;
      times.push(performance.now() - began);
    }
    return times;
  } finally {
    await runner.stop();
    await pool.end();
  }
}
