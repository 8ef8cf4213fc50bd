import type pg from "pg";
import { percentile } from "../../supabase/local/demo/table.ts";
import type { Bench, Figure } from "./figure.ts";
import { prepareEffects, QUEUE, sendJobs, workOff } from "./queues/ours.ts";
import { atMost } from "./queues/rounds.ts";
import { withServer } from "./queues/server.ts";

const ARCHIVED = 100_000;
const CLAIMS = 300;
const WARM_UP = 30;

/** A history as so many jobs leave it: their rows, and their messages in the archive. */
async function fill(pool: pg.Pool): Promise<void> {
  await pool.query(
    `insert into pgmq.a_${QUEUE} (msg_id, read_ct, enqueued_at, archived_at, vt, message)
    select -n, 1, now() - n * interval '1 second', now() - n * interval '1 second', now(),
      jsonb_build_object('kind', 'battle.completed', 'battle_id', 'old-' || n)
    from generate_series(1, $1::int) n`,
    [ARCHIVED],
  );
  await pool.query(
    `insert into public.jobs (queue, msg_id, kind, subject, state, attempts, claims, worker, correlation_id,
      enqueued_at, started_at, finished_at, duration_ms)
    select $2, -n, 'battle.completed', 'old-' || n, 'completed', 1, 1, 'old', gen_random_uuid(),
      now() - n * interval '1 second', now() - n * interval '1 second', now() - n * interval '1 second', 12
    from generate_series(1, $1::int) n`,
    [ARCHIVED, QUEUE],
  );
}

/** Claims of a batch of ten from a queue with a long history, and from one without any, turn and turn about. */
function run(): Promise<Figure[]> {
  return withServer(async ({ pool, fork }) => {
    await prepareEffects(pool);
    const full = await fork("history");
    await fill(full);
    const times = new Map<pg.Pool, number[]>([
      [pool, []],
      [full, []],
    ]);
    for (let round = 0; round < CLAIMS + WARM_UP; round++) {
      if (round === WARM_UP / 2) for (const queue of times.keys()) await queue.query("vacuum analyze");
      for (const [queue, values] of times) {
        await sendJobs(queue, 10);
        const client = await queue.connect();
        try {
          await workOff(client, "bench/1", (ms) => {
            if (round >= WARM_UP) values.push(ms);
          });
        } finally {
          client.release();
        }
      }
    }
    const p95 = (queue: pg.Pool) => percentile(times.get(queue) ?? [], 0.95);
    return [atMost("queue.bloat", p95(full), p95(pool), 2)];
  });
}

export const bench: Bench = { name: "queue.bloat", run };
