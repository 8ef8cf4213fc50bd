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

export interface Settling {
  action: "finish" | "retry" | "dead";
  error?: string;
  delay_seconds?: number;
  counts?: boolean;
}

const Settled = z.tuple([z.object({ held: z.boolean() })]);

/** Tells the queue what became of a job; gives whether its claim was still held. */
export async function settle(
  db: TestDatabase,
  job: Claimed,
  settling: Settling,
  queue = "battle_results",
): Promise<boolean> {
  const item = { msg_id: job.msg_id, read_ct: job.read_ct, ...settling };
  const [row] = await db.rpc("settle_jobs", { p_queue: queue, p_items: JSON.stringify([item]) });
  return Settled.parse(row?.settle_jobs)[0].held;
}

export interface Result {
  winner: "p1" | "p2" | null;
  endType: string;
  p1: number;
  p2: number;
}

const HOME_WIN: Result = { winner: "p1", endType: "win", p1: 3, p2: 0 };

const AboutBattle = z.object({ battle_id: z.string() });

const Answer = z.object({
  msg_id: z.number(),
  status: z.enum(["completed", "already", "stale", "moved", "refused", "failed"]),
  error: z.string().optional(),
  inline: z.string().optional(),
});
export type Answer = z.infer<typeof Answer>;

/** A job with what is to be counted for it. */
export interface Item {
  job: Claimed;
  result?: Result;
  /** New ratings of both seats. */
  ratings?: unknown;
}

/** Completes the battles of a batch in one call; gives what became of each, in the order of the messages. */
export async function completeBatch(db: TestDatabase, items: Item[]): Promise<Answer[]> {
  const [row] = await db.rpc("complete_battles", {
    p_items: JSON.stringify(
      items.map(({ job, result = HOME_WIN, ratings = null }) => ({
        msg_id: job.msg_id,
        read_ct: job.read_ct,
        battle_id: AboutBattle.parse(job.message).battle_id,
        summary: summaryOf(result),
        ratings,
      })),
    ),
  });
  return z.array(Answer).parse(row?.complete_battles);
}

/** Completes the battle a job is about; gives what became of it. */
export async function complete(db: TestDatabase, job: Claimed, result?: Result): Promise<Answer["status"]> {
  return (await answer(db, { job, ...(result && { result }) })).status;
}

/** Completes the battle of one item. */
export async function answer(db: TestDatabase, item: Item): Promise<Answer> {
  const [only] = await completeBatch(db, [item]);
  if (only === undefined) throw new Error("Cannot complete: there is no answer");
  return only;
}

/** The summary of a battle in which nobody saw a Pokémon. */
function summaryOf({ winner, endType, p1, p2 }: Result): unknown {
  const player = (name: string) => ({ name, teamSize: 6, fainted: 0, pokemon: [], active: [] });
  return {
    v: 2,
    format: null,
    gen: 9,
    gameType: "singles",
    endType,
    winner,
    turns: 20,
    players: { p1: player("Red"), p2: player("Blue") },
    score: { p1, p2 },
    differential: p1 - p2,
    faints: [],
  };
}
