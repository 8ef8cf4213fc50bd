import type PgBoss from "pg-boss";
import type { Bench, Figure } from "./figure.ts";
import { drain } from "./queues/drain.ts";
import { drainBoss, drainGraphile, startBoss, startGraphile } from "./queues/others.ts";
import { BATCH, prepareEffects, sendJobs, workOff } from "./queues/ours.ts";
import { prepareRaw, sendRaw, workOffRaw } from "./queues/raw.ts";
import { atLeast, interleaved } from "./queues/rounds.ts";
import { withServer } from "./queues/server.ts";

const ROUNDS = 9;
const COUNT = 200;

async function byBoss(boss: PgBoss, apart: boolean): Promise<number> {
  await boss.insert(Array.from({ length: COUNT }, () => ({ name: "bench", data: { battle: "b-1" } })));
  return await drainBoss(boss, "bench", { batchSize: BATCH, apart });
}

/**
 * One worker with batches of ten: claimed, worked on once and acknowledged with history and counters. Against bare
 * reading and archiving, against pg-boss fetching ten at once (completing each by itself, as ours have an outcome each; and
 * completing all at once), and against graphile-worker as it comes.
 */
function run(): Promise<Figure[]> {
  return withServer(async ({ pool, url }) => {
    await prepareEffects(pool);
    await prepareRaw(pool);
    const boss = await startBoss(url, "bench");
    const graphile = await startGraphile(pool);
    try {
      const measures = {
        ours: async () => {
          await sendJobs(pool, COUNT);
          return await drain(pool, 1, (client) => workOff(client, "bench/1"));
        },
        raw: async () => {
          await sendRaw(pool, COUNT);
          return await drain(pool, 1, (client) => workOffRaw(client, BATCH));
        },
        boss: () => byBoss(boss, true),
        bossBatch: () => byBoss(boss, false),
        graphile: async () => {
          await pool.query(
            "select graphile_worker.add_job('bench', '{\"battle\":\"b-1\"}') from generate_series(1, $1::int)",
            [COUNT],
          );
          return await drainGraphile(pool, COUNT);
        },
      };
      const rates = await interleaved(ROUNDS, measures, () => pool.query("vacuum analyze"));
      return [
        atLeast("queue.consume to raw pgmq", rates.ours, rates.raw, 0.5),
        atLeast("queue.consume to pg-boss", rates.ours, rates.boss, 3),
        atLeast("queue.consume to pg-boss, one outcome a batch", rates.ours, rates.bossBatch, 3),
        atLeast("queue.consume to graphile-worker", rates.ours, rates.graphile, 1),
      ];
    } finally {
      await boss.stop({ graceful: false });
      await graphile.release();
    }
  });
}

export const bench: Bench = { name: "queue.consume", run };
