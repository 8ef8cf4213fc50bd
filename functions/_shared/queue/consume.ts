import { pooledMap } from "deno-std/async/pool.js";
import type { ClaimedJob } from "../schema/queue.ts";
import { nextAttempt } from "./retry.ts";

/**
 * What became of a job.
 *
 * - `done`: its work is done and the queue is still to be told;
 * - `settled`: the work and the acknowledgement were one transaction, or the claim was no longer ours: nothing is left to do;
 * - `retry`: this attempt failed; `afterSeconds` overrules the queue's backoff;
 * - `snooze`: not now (a rate limit): does not count as an attempt;
 * - `dead`: no attempt will ever succeed.
 */
export type Outcome =
  | { kind: "done" }
  | { kind: "settled"; stale?: boolean }
  | { kind: "retry"; error: string; afterSeconds?: number }
  | { kind: "snooze"; reason: string; afterSeconds: number }
  | { kind: "dead"; reason: string };

/** All that consuming does to the queue. The booleans say whether the claim was still ours. */
export interface QueuePort {
  claim(): Promise<ClaimedJob[]>;
  finish(job: ClaimedJob): Promise<boolean>;
  retry(job: ClaimedJob, error: string, delaySeconds: number, counts: boolean): Promise<boolean>;
  deadLetter(job: ClaimedJob, error: string): Promise<boolean>;
}

export interface ConsumeOptions {
  port: QueuePort;
  handle: (job: ClaimedJob) => Promise<Outcome>;
  /** Milliseconds of a clock that only goes forward. */
  now: () => number;
  random: () => number;
  /** Told of every outcome but success, and of acknowledgements that failed. */
  report: (event: JobEvent) => void;
  /** @default 20_000 */
  budgetMs?: number;
  /** Jobs handled at once. @default 4 */
  concurrency?: number;
  /** Waits, in milliseconds, for jobs that were put off to come back within the budget. Without it nobody waits. */
  sleep?: (ms: number) => Promise<void>;
}

export interface JobEvent {
  kind: "retry" | "snooze" | "dead" | "stale" | "unacknowledged";
  job: ClaimedJob;
  error: string;
}

/** How many jobs had which fate; `unacknowledged` ones come back by themselves when their claim runs out. */
export interface Counts {
  claimed: number;
  done: number;
  retried: number;
  snoozed: number;
  dead: number;
  stale: number;
  unacknowledged: number;
}

type Fate = Exclude<keyof Counts, "claimed">;

/** What became of a job, and after how many seconds it comes back if it was put off. */
interface Result {
  fate: Fate;
  afterSeconds?: number;
}

/** Milliseconds beyond a job's delay: its clock is the database's. */
const MARGIN_MS = 50;

/**
 * Claims and handles batches until the queue has no visible message or the time is nearly up. A job's failure,
 * thrown or returned, touches no other job; a claim that fails is thrown.
 */
export async function consume(options: ConsumeOptions): Promise<Counts> {
  const { port, now, budgetMs = 20_000, concurrency = 4, sleep } = options;
  const counts: Counts = {
    claimed: 0,
    done: 0,
    retried: 0,
    snoozed: 0,
    dead: 0,
    stale: 0,
    unacknowledged: 0,
  };
  const started = now();
  let longest = 0;
  /** When the first of the jobs that were put off is due. */
  let due = Number.POSITIVE_INFINITY;
  // A batch that the time left might not suffice for is not claimed: its messages stay visible to other workers.
  while (now() - started + longest < budgetMs) {
    const began = now();
    const jobs = await port.claim();
    if (jobs.length === 0) {
      if (!sleep || due - started + longest >= budgetMs) break;
      await sleep(Math.max(0, due - now()) + MARGIN_MS);
      due = Number.POSITIVE_INFINITY;
      continue;
    }
    counts.claimed += jobs.length;
    for await (const result of pooledMap(concurrency, jobs, (job: ClaimedJob) => work(job, options))) {
      const { fate, afterSeconds } = result as Result;
      counts[fate] += 1;
      if (afterSeconds !== undefined) due = Math.min(due, now() + afterSeconds * 1000);
    }
    longest = Math.max(longest, now() - began);
    // The database does not take acknowledgements: it would not do so for the next batch either.
    if (counts.unacknowledged > 0) break;
  }
  return counts;
}

async function work(job: ClaimedJob, options: ConsumeOptions): Promise<Result> {
  const { handle, report } = options;
  let outcome: Outcome;
  try {
    outcome = await handle(job);
  } catch (error) {
    outcome = { kind: "retry", error: describe(error) };
  }
  try {
    const fate = await acknowledge(job, outcome, options);
    return fate === "snoozed" && outcome.kind === "snooze"
      ? { fate, afterSeconds: Math.ceil(outcome.afterSeconds) }
      : { fate };
  } catch (error) {
    report({ kind: "unacknowledged", job, error: describe(error) });
    return { fate: "unacknowledged" };
  }
}

async function acknowledge(job: ClaimedJob, outcome: Outcome, options: ConsumeOptions): Promise<Fate> {
  const { port, random, report } = options;
  const fenced = (held: boolean, fate: Fate): Fate => {
    if (held) return fate;
    report({ kind: "stale", job, error: `The claim ran out before the job was ${fate}` });
    return "stale";
  };
  switch (outcome.kind) {
    case "done":
      return fenced(await port.finish(job), "done");
    case "settled":
      return fenced(!outcome.stale, "done");
    case "snooze":
      report({ kind: "snooze", job, error: outcome.reason });
      return fenced(await port.retry(job, outcome.reason, Math.ceil(outcome.afterSeconds), false), "snoozed");
    case "dead":
      report({ kind: "dead", job, error: outcome.reason });
      return fenced(await port.deadLetter(job, outcome.reason), "dead");
    case "retry": {
      const policy = { baseSeconds: job.backoff_base, capSeconds: job.backoff_cap };
      const next = nextAttempt(job.attempts, job.max_attempts, random, policy);
      report({ kind: next.kind, job, error: outcome.error });
      if (next.kind === "dead") return fenced(await port.deadLetter(job, outcome.error), "dead");
      const seconds = Math.ceil(outcome.afterSeconds ?? next.afterSeconds);
      return fenced(await port.retry(job, outcome.error, seconds, true), "retried");
    }
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
