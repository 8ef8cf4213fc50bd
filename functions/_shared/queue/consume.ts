import type { ClaimedJob } from "../schema/queue.ts";
import type { HandleBatch } from "./batch.ts";
import { type Budget, type CpuMeter, createBudget, createCpuMeter } from "./budget.ts";
import { describe, failedBy, type Outcome, type Settlement, settlementOf } from "./outcome.ts";

export { each, type HandleBatch } from "./batch.ts";
export type { CpuMeter } from "./budget.ts";
export type { Outcome, Settlement } from "./outcome.ts";

/** All that consuming does to the queue. */
export interface QueuePort {
  /** Renews the worker's lease, too. None when the queue is empty, paused, or worked on by as many as may be. */
  claim(): Promise<ClaimedJob[]>;
  /** Gives whether each claim was still ours, in the order of the items. */
  settle(items: Settlement[]): Promise<boolean[]>;
  /** Says that the worker is alive. */
  beat(counts: Counts): Promise<void>;
  /**
   * Ends the lease; gives whether it did: not while a message is on its way, of which no other worker would be told.
   *
   * @param anyway ends it nonetheless, and has another worker started for what is left
   */
  leave(counts: Counts, anyway: boolean): Promise<boolean>;
}

export interface ConsumeOptions {
  port: QueuePort;
  handleBatch: HandleBatch;
  /** Milliseconds of a clock that only goes forward. */
  now: () => number;
  random: () => number;
  /** Told of every outcome but success, and of acknowledgements that failed. */
  report: (event: JobEvent) => void;
  /** @default 20_000 */
  budgetMs?: number;
  /** Milliseconds of computing. @default 1_500 */
  cpuBudgetMs?: number;
  /** Where the handler notes what it computes. */
  cpu?: CpuMeter;
  /** Aborted when the runtime is about to end this worker: nothing is claimed any more. */
  stopping?: AbortSignal;
  /** Waits, in milliseconds, for jobs that were put off to come back within the budget. Without it nobody waits. */
  sleep?: (ms: number) => Promise<void>;
  /** Waits, in milliseconds, before it asks again whether it may leave. Without it, it asks at once. */
  pause?: (ms: number) => Promise<void>;
  /** Repeats a task until it is stopped. Without it the lease is renewed by claims alone. */
  every?: (ms: number, task: () => Promise<void>) => () => void;
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

/** Milliseconds beyond a job's delay: its clock is the database's. And until a message on its way may have come. */
const MARGIN_MS = 50;
/** Milliseconds between signs of life: a few of them may be lost before the lease expires. */
const BEAT_MS = 3000;

/**
 * Claims and handles batches until the queue has no visible message, the time is nearly up, or the worker is to stop.
 * A batch whose handler throws is tried again, all of it; a claim that fails is thrown.
 */
export async function consume(options: ConsumeOptions): Promise<Counts> {
  const { port, now, budgetMs = 20_000, cpuBudgetMs = 1500, cpu = createCpuMeter(now) } = options;
  const counts: Counts = {
    claimed: 0,
    done: 0,
    retried: 0,
    snoozed: 0,
    dead: 0,
    stale: 0,
    unacknowledged: 0,
  };
  const budget = createBudget({ now, wallMs: budgetMs, cpuMs: cpuBudgetMs, cpu });
  const stopBeating = options.every?.(BEAT_MS, () => port.beat(counts));
  let left = false;
  try {
    left = await drain(options, budget, counts);
  } finally {
    stopBeating?.();
    // A lease that cannot be given back expires by itself.
    if (!left) await port.leave(counts, true).catch(() => undefined);
  }
  return counts;
}

/** Gives whether the queue was empty and the lease has ended. */
async function drain(options: ConsumeOptions, budget: Budget, counts: Counts): Promise<boolean> {
  const { port, now, sleep, pause, stopping } = options;
  /** When the first of the jobs that were put off is due. */
  let due = Number.POSITIVE_INFINITY;
  // A batch that the time left might not suffice for is not claimed: its messages stay visible to other workers.
  while (!stopping?.aborted && budget.fits()) {
    const jobs = await port.claim();
    if (jobs.length === 0) {
      const wait = Math.max(0, due - now());
      if (sleep && budget.fits(wait)) {
        await sleep(wait + MARGIN_MS);
        due = Number.POSITIVE_INFINITY;
      } else if (await port.leave(counts, false)) return true;
      else await pause?.(MARGIN_MS);
      continue;
    }
    counts.claimed += jobs.length;
    const waits = await budget.spend(() => work(jobs, options, counts));
    for (const seconds of waits) due = Math.min(due, now() + seconds * 1000);
    // The database does not take acknowledgements: it would not do so for the next batch either.
    if (counts.unacknowledged > 0) break;
  }
  return false;
}

/** Handles a batch and tells the queue of it; gives after how many seconds each job comes back that was put off. */
async function work(jobs: ClaimedJob[], options: ConsumeOptions, counts: Counts): Promise<number[]> {
  const { port, report, random } = options;
  const outcomes = await handle(jobs, options.handleBatch);
  const settlements: Settlement[] = [];
  for (const [index, job] of jobs.entries()) {
    const outcome = outcomes[index] ?? failedBy("its handler tells nothing of it");
    const settlement = settlementOf(job, outcome, random);
    if (settlement) settlements.push(settlement);
    else if (outcome.kind === "settled" && outcome.stale) lost(job, options, counts);
    else counts.done += 1;
  }
  if (settlements.length === 0) return [];
  for (const settlement of settlements) tell(settlement, report);
  let held: boolean[];
  try {
    held = await port.settle(settlements);
  } catch (error) {
    for (const { job } of settlements) report({ kind: "unacknowledged", job, error: describe(error) });
    counts.unacknowledged += settlements.length;
    return [];
  }
  const waits: number[] = [];
  for (const [index, settlement] of settlements.entries()) {
    if (!held[index]) {
      lost(settlement.job, options, counts);
      continue;
    }
    const fate = fateOf(settlement);
    counts[fate] += 1;
    if (fate === "snoozed" && settlement.action === "retry") waits.push(settlement.delaySeconds);
  }
  return waits;
}

async function handle(jobs: ClaimedJob[], handleBatch: HandleBatch): Promise<Outcome[]> {
  try {
    return await handleBatch(jobs);
  } catch (error) {
    return jobs.map(() => failedBy(error));
  }
}

function fateOf(settlement: Settlement): Fate {
  switch (settlement.action) {
    case "finish":
      return "done";
    case "dead":
      return "dead";
    case "retry":
      return settlement.counts ? "retried" : "snoozed";
  }
}

function tell(settlement: Settlement, report: ConsumeOptions["report"]): void {
  if (settlement.action === "finish") return;
  const { job, error } = settlement;
  if (settlement.action === "dead") report({ kind: "dead", job, error });
  else report({ kind: settlement.counts ? "retry" : "snooze", job, error });
}

function lost(job: ClaimedJob, { report }: ConsumeOptions, counts: Counts): void {
  counts.stale += 1;
  report({ kind: "stale", job, error: "The claim ran out before the job was settled" });
}
