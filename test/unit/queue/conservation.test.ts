import fc from "fast-check";
import { expect, test } from "vitest";
import { consume, each, type Outcome, type QueuePort } from "../../../functions/_shared/queue/consume.ts";
import { jobOf } from "../../harness/queue.ts";

const MAX_ATTEMPTS = 4;

/** A queue in memory that obeys what it is told; some acknowledgements are lost on their way back, or never arrive. */
class Queue {
  readonly pending = new Map<number, { attempts: number; reads: number }>();
  readonly done = new Set<number>();
  readonly dead = new Map<number, number>();

  private readonly size: number;

  constructor(jobs: number, size: number) {
    this.size = size;
    for (let id = 1; id <= jobs; id++) this.pending.set(id, { attempts: 0, reads: 0 });
  }

  port(fault: () => "none" | "before" | "after"): QueuePort {
    return {
      claim: async () =>
        [...this.pending].slice(0, this.size).flatMap(([id, entry]) => {
          if (entry.attempts >= MAX_ATTEMPTS) return this.bury(id);
          entry.attempts += 1;
          entry.reads += 1;
          return [jobOf(id, { attempts: entry.attempts, max_attempts: MAX_ATTEMPTS, read_ct: entry.reads })];
        }),
      settle: async (items) => {
        const how = fault();
        if (how === "before") throw new Error("the connection broke before it arrived");
        const held = items.map((item) => {
          const entry = this.pending.get(item.job.msg_id);
          if (entry?.reads !== item.job.read_ct) return false;
          if (item.action === "finish") this.done.add(item.job.msg_id);
          if (item.action === "dead") this.dead.set(item.job.msg_id, entry.attempts);
          if (item.action === "retry") entry.attempts -= Number(!item.counts);
          else this.pending.delete(item.job.msg_id);
          return true;
        });
        if (how === "after") throw new Error("the connection broke before the answer came");
        return held;
      },
      beat: async () => undefined,
      leave: async () => true,
    };
  }

  private bury(id: number): [] {
    this.dead.set(id, this.pending.get(id)?.attempts ?? 0);
    this.pending.delete(id);
    return [];
  }
}

const outcome: fc.Arbitrary<Outcome | "throw"> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ kind: "done" } as const) },
  { weight: 3, arbitrary: fc.constant("throw" as const) },
  fc.constant({ kind: "retry", error: "not yet" } as const),
  fc.constant({ kind: "snooze", reason: "a limit", afterSeconds: 0 } as const),
  fc.constant({ kind: "dead", reason: "nonsense" } as const),
);
const fault = fc.constantFrom("none" as const, "none" as const, "before" as const, "after" as const);

test("rows in are rows done, pending and dead, whatever handlers and connections do; none dies early or lives long", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 30 }),
      fc.integer({ min: 1, max: 10 }),
      fc.infiniteStream(outcome),
      fc.infiniteStream(fault),
      async (rows, size, outcomes, faults) => {
        const queue = new Queue(rows, size);
        const next = (): Outcome => {
          const value = outcomes.next().value;
          if (value === "throw") throw new Error("it failed");
          return value;
        };
        let nonsense = 0;
        for (let invocation = 0; invocation < 6; invocation++) {
          let time = 0;
          await consume({
            port: queue.port(() => faults.next().value),
            handleBatch: each(async () => {
              time += 1;
              return next();
            }),
            now: () => time,
            random: () => 0,
            report: ({ kind, error }) => {
              if (kind === "dead" && error === "nonsense") nonsense += 1;
            },
            budgetMs: 40,
          });
          expect(queue.done.size + queue.pending.size + queue.dead.size).toBe(rows);
        }
        const early = [...queue.dead.values()].filter((attempts) => attempts < MAX_ATTEMPTS);
        expect(early.length).toBeLessThanOrEqual(nonsense);
        expect(Math.max(0, ...queue.dead.values())).toBeLessThanOrEqual(MAX_ATTEMPTS);
      },
    ),
    { numRuns: 200 },
  );
});
