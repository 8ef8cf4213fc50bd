import * as z from "zod";
import { ClaimedJob } from "../../functions/_shared/schema/queue.ts";
import type { TestDatabase } from "./database.ts";

const Claimed = ClaimedJob.extend({ message: z.unknown() });
export type Claimed = z.infer<typeof Claimed>;

export async function claim(db: TestDatabase, queue = "battle_results"): Promise<Claimed[]> {
  return z.array(Claimed).parse(await db.rpc("claim_jobs", { p_queue: queue, p_worker: "worker-1" }));
}

/** The only message a queue gives now. */
export async function claimOne(db: TestDatabase, queue = "battle_results"): Promise<Claimed> {
  const [job, ...others] = await claim(db, queue);
  if (job === undefined || others.length > 0)
    throw new Error(`Cannot claim one job: ${queue} has not exactly one`);
  return job;
}

/** The only two messages a queue gives now, in order. */
export async function claimTwo(db: TestDatabase, queue = "battle_results"): Promise<[Claimed, Claimed]> {
  const [first, second, ...others] = await claim(db, queue);
  if (first === undefined || second === undefined || others.length > 0) {
    throw new Error(`Cannot claim two jobs: ${queue} has not exactly two`);
  }
  return [first, second];
}

/** Makes every message of a queue visible now, as if its time-out had passed. */
export async function expireClaims(db: TestDatabase, queue = "battle_results"): Promise<void> {
  await db.sql(`update pgmq.q_${queue} set vt = clock_timestamp()`);
}

export interface Result {
  winner: "p1" | "p2" | null;
  endType: string;
  p1: number;
  p2: number;
}

const AboutBattle = z.object({ battle_id: z.string() });

/** Completes the battle a job is about; gives `completed`, `already` or `stale`. */
export async function complete(
  db: TestDatabase,
  job: Claimed,
  result: Result = { winner: "p1", endType: "win", p1: 3, p2: 0 },
): Promise<unknown> {
  const [row] = await db.rpc("complete_battle", {
    p_msg_id: job.msg_id,
    p_read_ct: job.read_ct,
    p_battle_id: AboutBattle.parse(job.message).battle_id,
    p_summary: JSON.stringify({
      v: 1,
      winner: result.winner,
      endType: result.endType,
      turns: 20,
      score: { p1: result.p1, p2: result.p2 },
      differential: result.p1 - result.p2,
    }),
  });
  return row?.complete_battle;
}
