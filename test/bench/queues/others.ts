import { Logger, makeWorkerUtils, runOnce, type WorkerUtils } from "graphile-worker";
import type pg from "pg";
import PgBoss from "pg-boss";

/** pg-boss 10, without its maintenance: only what fetching and completing cost. */
export async function startBoss(url: string, queue: string): Promise<PgBoss> {
  const boss = new PgBoss({ connectionString: url, max: 4, supervise: false, schedule: false });
  boss.on("error", () => undefined);
  await boss.start();
  await boss.createQueue(queue);
  return boss;
}

/**
 * Fetches and completes batch after batch until the queue is empty; gives the jobs a second.
 *
 * @param apart whether each job is completed by itself, so that each has its own outcome; otherwise all of a batch have one
 */
export async function drainBoss(
  boss: PgBoss,
  queue: string,
  { batchSize, apart }: { batchSize: number; apart: boolean },
): Promise<number> {
  let done = 0;
  const began = performance.now();
  for (;;) {
    const jobs = await boss.fetch(queue, { batchSize });
    if (jobs.length === 0) break;
    const ids = jobs.map(({ id }) => id);
    if (apart) for (const id of ids) await boss.complete(queue, id);
    else await boss.complete(queue, ids);
    done += jobs.length;
  }
  return (done * 1000) / (performance.now() - began);
}

export const silent = new Logger(() => () => undefined);

export function startGraphile(pool: pg.Pool): Promise<WorkerUtils> {
  return makeWorkerUtils({ pgPool: pool, logger: silent }).then(async (utils) => {
    await utils.migrate();
    return utils;
  });
}

/** Runs all jobs with the defaults of graphile-worker; gives how long it took a job, as jobs a second. */
export async function drainGraphile(pool: pg.Pool, count: number): Promise<number> {
  let done = 0;
  const began = performance.now();
  await runOnce({ pgPool: pool, logger: silent, taskList: { bench: () => void done++ } });
  if (done !== count) throw new Error(`Cannot measure: graphile-worker did ${done} jobs of ${count}`);
  return (done * 1000) / (performance.now() - began);
}
