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

/** What the queue is told of a job. Delays are whole seconds of the database's clock. */
export type Settlement = { job: ClaimedJob } & (
  | { action: "finish" }
  | { action: "retry"; error: string; delaySeconds: number; counts: boolean }
  | { action: "dead"; error: string }
);

/** What an outcome asks of the queue, `null` where it is settled already: an attempt that failed is the last, or waits. */
export function settlementOf(job: ClaimedJob, outcome: Outcome, random: () => number): Settlement | null {
  switch (outcome.kind) {
    case "settled":
      return null;
    case "done":
      return { job, action: "finish" };
    case "dead":
      return { job, action: "dead", error: outcome.reason };
    case "snooze": {
      const delaySeconds = Math.ceil(outcome.afterSeconds);
      return { job, action: "retry", error: outcome.reason, delaySeconds, counts: false };
    }
    case "retry": {
      const policy = { baseSeconds: job.backoff_base, capSeconds: job.backoff_cap };
      const next = nextAttempt(job.attempts, job.max_attempts, random, policy);
      if (next.kind === "dead") return { job, action: "dead", error: outcome.error };
      const delaySeconds = Math.ceil(outcome.afterSeconds ?? next.afterSeconds);
      return { job, action: "retry", error: outcome.error, delaySeconds, counts: true };
    }
  }
}

/** The outcome of an attempt that threw. */
export function failedBy(error: unknown): Outcome {
  return { kind: "retry", error: describe(error) };
}

export function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
