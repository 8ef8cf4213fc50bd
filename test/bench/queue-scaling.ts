import type { Bench, Figure } from "./figure.ts";
import { drain } from "./queues/drain.ts";
import { prepareEffects, sendJobs, workOff } from "./queues/ours.ts";
import { atLeast, interleaved } from "./queues/rounds.ts";
import { withServer } from "./queues/server.ts";

const ROUNDS = 9;
const COUNT = 800;

/** Sixteen workers on one queue against the best of one, four and eight: more workers must not stand in each other's way. */
function run(): Promise<Figure[]> {
  return withServer(async ({ pool }) => {
    await prepareEffects(pool);
    const by = (workers: number) => async () => {
      await sendJobs(pool, COUNT);
      return await drain(pool, workers, (client, number) => workOff(client, `bench/${number}`));
    };
    const measures = { one: by(1), four: by(4), eight: by(8), sixteen: by(16) };
    const rates = await interleaved(ROUNDS, measures, () => pool.query("vacuum analyze"));
    const best = Math.max(rates.one, rates.four, rates.eight);
    return [atLeast("queue.scaling", rates.sixteen, best, 0.9)];
  });
}

export const bench: Bench = { name: "queue.scaling", run };
