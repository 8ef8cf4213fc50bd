import {
  type ConsumeOptions,
  consume,
  each,
  type JobEvent,
  type Outcome,
  type Settlement,
} from "../../functions/_shared/queue/consume.ts";
import { ClaimedJob } from "../../functions/_shared/schema/queue.ts";

/** A claimed job of which nothing matters but its number. */
export function jobOf(id: number, more: Partial<ClaimedJob> = {}): ClaimedJob {
  return ClaimedJob.parse({
    job_id: `00000000-0000-4000-8000-${String(id).padStart(12, "0")}`,
    msg_id: id,
    read_ct: 1,
    attempts: 1,
    max_attempts: 5,
    backoff_base: 2,
    backoff_cap: 300,
    message: {},
    ...more,
  });
}

/** A settlement in a word, the message, and why. */
export function told(item: Settlement): unknown[] {
  const { msg_id } = item.job;
  switch (item.action) {
    case "finish":
      return ["finish", msg_id];
    case "dead":
      return ["dead", msg_id, item.error];
    case "retry":
      return ["retry", msg_id, item.error, item.delaySeconds, item.counts];
  }
}

export interface Setting extends Partial<ConsumeOptions> {
  /** Whether claims are still ours when they are settled. */
  held?: boolean;
  /** The database takes no acknowledgement. */
  broken?: boolean;
  /** What the queue answers when the worker wants to leave; then that it may. */
  busy?: boolean[];
}

/** Consumes `batches` with every call to the queue recorded; `outcomes` by message id, `done` for the others. */
export function consumption(
  batches: ClaimedJob[][],
  outcomes: Record<number, Outcome | Error> = {},
  { held = true, broken = false, busy = [], ...options }: Setting = {},
) {
  const calls: unknown[][] = [];
  const rounds: number[] = [];
  const leaves: { counts: object; anyway: boolean }[] = [];
  const events: JobEvent[] = [];
  const run = () =>
    consume({
      port: {
        claim: async () => batches.shift() ?? [],
        settle: async (items) => {
          rounds.push(items.length);
          calls.push(...items.map(told));
          if (broken) throw new Error("the database is away");
          return items.map(() => held);
        },
        beat: async () => undefined,
        leave: async (counts, anyway) => {
          leaves.push({ counts: { ...counts }, anyway });
          return anyway || !busy.shift();
        },
      },
      handleBatch: each(async (job) => {
        const outcome = outcomes[job.msg_id] ?? { kind: "done" };
        if (outcome instanceof Error) throw outcome;
        return outcome;
      }),
      now: () => 0,
      random: () => 0,
      report: (event) => events.push(event),
      ...options,
    });
  return { run, calls, rounds, leaves, events };
}
