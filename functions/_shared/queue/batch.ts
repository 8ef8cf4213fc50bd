import { pooledMap } from "deno-std/async/pool.js";
import type { ClaimedJob } from "../schema/queue.ts";
import { failedBy, type Outcome } from "./outcome.ts";

/** Handles the jobs of one claim; gives their outcomes in the same order. */
export type HandleBatch = (jobs: ClaimedJob[]) => Promise<Outcome[]>;

/**
 * Handles the jobs of a batch one by one: a job that throws is tried again and touches no other.
 *
 * @param concurrency jobs handled at once
 */
export function each(handle: (job: ClaimedJob) => Promise<Outcome>, concurrency = 4): HandleBatch {
  const settled = async (job: ClaimedJob): Promise<Outcome> => {
    try {
      return await handle(job);
    } catch (error) {
      return failedBy(error);
    }
  };
  return async (jobs) => {
    const outcomes: Outcome[] = [];
    for await (const outcome of pooledMap(concurrency, jobs, settled)) outcomes.push(outcome as Outcome);
    return outcomes;
  };
}
