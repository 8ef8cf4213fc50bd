import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type ConsumeOptions,
  consume,
  type JobEvent,
  type Outcome,
} from "../../../functions/_shared/queue/consume.ts";
import { nextAttempt } from "../../../functions/_shared/queue/retry.ts";
import { ClaimedJob } from "../../../functions/_shared/schema/queue.ts";

function job(id: number, more: Partial<ClaimedJob> = {}): ClaimedJob {
  const uuid = `00000000-0000-4000-8000-${String(id).padStart(12, "0")}`;
  return ClaimedJob.parse({
    job_id: uuid,
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

/** Consumes `batches` with every call to the queue recorded; `outcomes` by message id, `done` for the others. */
function setUp(
  batches: ClaimedJob[][],
  outcomes: Record<number, Outcome | Error> = {},
  more: Partial<ConsumeOptions> & { held?: boolean; broken?: boolean } = {},
) {
  const { held = true, broken = false, ...options } = more;
  const calls: unknown[][] = [];
  const events: JobEvent[] = [];
  const settle = async (...call: unknown[]) => {
    calls.push(call);
    if (broken) throw new Error("the database is away");
    return held;
  };
  const run = () =>
    consume({
      port: {
        claim: async () => batches.shift() ?? [],
        finish: (job) => settle("finish", job.msg_id),
        retry: (job, error, delay, counts) => settle("retry", job.msg_id, error, delay, counts),
        deadLetter: (job, error) => settle("dead", job.msg_id, error),
      },
      handle: async (job) => {
        const outcome = outcomes[job.msg_id] ?? { kind: "done" };
        if (outcome instanceof Error) throw outcome;
        return outcome;
      },
      now: () => 0,
      random: () => 0,
      report: (event) => events.push(event),
      ...options,
    });
  return { run, calls, events };
}

describe("a consumer", () => {
  test("waits for a job that was put off for less than the time it has left", async () => {
    let time = 0;
    const sleeps: number[] = [];
    const clock = {
      now: () => time,
      sleep: async (ms: number) => {
        sleeps.push(ms);
        time += ms;
      },
    };
    const later = (afterSeconds: number): Outcome => ({ kind: "snooze", reason: "a limit", afterSeconds });
    const outcomes = { 1: later(1.5), 2: later(3), 4: later(60) };
    const { run } = setUp([[job(1), job(2)], [], [job(3)], [], [job(4)]], outcomes, clock);
    expect(await run()).toMatchObject({ claimed: 3, done: 1, snoozed: 2 });
    expect(sleeps).toEqual([2050]);
    const last = setUp([[job(4)]], outcomes, clock);
    expect(await last.run()).toMatchObject({ claimed: 1, snoozed: 1 });
    expect(sleeps).toHaveLength(1);
  });

  test("drains batch after batch until the queue is empty", async () => {
    const { run, calls } = setUp([[job(1), job(2)], [job(3)]]);
    expect(await run()).toMatchObject({ claimed: 3, done: 3 });
    expect(calls).toEqual([
      ["finish", 1],
      ["finish", 2],
      ["finish", 3],
    ]);
  });

  test("tells the queue what each job came to, and no job touches another", async () => {
    const { run, calls } = setUp([[job(1), job(2), job(3), job(4), job(5), job(6)]], {
      1: new Error("no network"),
      2: { kind: "retry", error: "later", afterSeconds: 7.2 },
      3: { kind: "snooze", reason: "rate limit", afterSeconds: 0.4 },
      4: { kind: "dead", reason: "nonsense" },
      5: { kind: "settled" },
    });
    expect(await run()).toEqual({
      claimed: 6,
      done: 2,
      retried: 2,
      snoozed: 1,
      dead: 1,
      stale: 0,
      unacknowledged: 0,
    });
    expect(calls.sort()).toEqual([
      ["dead", 4, "nonsense"],
      ["finish", 6],
      ["retry", 1, "Error: no network", 1, true],
      ["retry", 2, "later", 8, true],
      ["retry", 3, "rate limit", 1, false],
    ]);
  });

  test("gives a job up after its last attempt, however it failed", async () => {
    const last = { attempts: 5, max_attempts: 5 };
    const { run, calls, events } = setUp([[job(1, last), job(2, last)]], {
      1: new Error("again"),
      2: { kind: "snooze", reason: "rate limit", afterSeconds: 2 },
    });
    expect(await run()).toMatchObject({ dead: 1, snoozed: 1 });
    expect(calls).toContainEqual(["dead", 1, "Error: again"]);
    expect(events.map(({ kind }) => kind).sort()).toEqual(["dead", "snooze"]);
  });

  test("says when a claim was no longer its own", async () => {
    const outcomes = { 2: { kind: "settled", stale: true } as const };
    const { run, events } = setUp([[job(1), job(2)]], outcomes, { held: false });
    expect(await run()).toMatchObject({ done: 0, stale: 2 });
    expect(events.map(({ kind }) => kind)).toEqual(["stale", "stale"]);
  });

  test("stops claiming when acknowledgements fail, and leaves those jobs to come back", async () => {
    const batches = [[job(1), job(2)], [job(3)]];
    const { run, events } = setUp(batches, {}, { broken: true });
    expect(await run()).toMatchObject({ claimed: 2, unacknowledged: 2 });
    expect(batches).toHaveLength(1);
    expect(events[0]).toMatchObject({ kind: "unacknowledged", error: "Error: the database is away" });
  });

  test("claims no batch that the time left might not suffice for", async () => {
    let clock = 0;
    const handle = async (): Promise<Outcome> => {
      clock += 300;
      return { kind: "done" };
    };
    const batches = [[job(1)], [job(2)], [job(3)], [job(4)]];
    const { run } = setUp(batches, {}, { now: () => clock, handle, budgetMs: 1000 });
    expect(await run()).toMatchObject({ claimed: 3 });
  });

  test("handles only so many jobs at once", async () => {
    let [running, most] = [0, 0];
    const handle = async (): Promise<Outcome> => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return { kind: "done" };
    };
    const { run } = setUp([Array.from({ length: 12 }, (_, id) => job(id))], {}, { handle, concurrency: 3 });
    await run();
    expect(most).toBe(3);
  });

  test("throws a claim that fails", async () => {
    const { run } = setUp([]);
    await expect(run()).resolves.toMatchObject({ claimed: 0 });
    const port = {
      claim: () => Promise.reject(new Error("no database")),
    } as unknown as ConsumeOptions["port"];
    await expect(setUp([], {}, { port }).run()).rejects.toThrow("no database");
  });
});

describe("the wait before another attempt", () => {
  const policy = { baseSeconds: 2, capSeconds: 300 };
  const attempt = fc.record({
    attempts: fc.integer({ min: 1, max: 50 }),
    more: fc.integer({ min: 1, max: 50 }),
    chance: fc.double({ min: 0, max: 1, noNaN: true }),
  });

  test("lies between half of the exponential wait and all of it, and never over the cap", () => {
    fc.assert(
      fc.property(attempt, ({ attempts, more, chance }) => {
        const full = Math.min(policy.baseSeconds * 2 ** (attempts - 1), policy.capSeconds);
        const next = nextAttempt(attempts, attempts + more, () => chance, policy);
        if (next.kind !== "retry") throw new Error("given up too early");
        expect(next.afterSeconds).toBeGreaterThanOrEqual(full / 2);
        expect(next.afterSeconds).toBeLessThanOrEqual(full);
        expect(Number.isInteger(next.afterSeconds)).toBe(true);
      }),
    );
  });

  test("never shrinks from one attempt to the next, by the same chance", () => {
    fc.assert(
      fc.property(attempt, ({ attempts, more, chance }) => {
        const wait = (n: number) => nextAttempt(n, attempts + more + 1, () => chance, policy);
        const [one, two] = [wait(attempts), wait(attempts + 1)];
        if (one.kind === "retry" && two.kind === "retry")
          expect(two.afterSeconds).toBeGreaterThanOrEqual(one.afterSeconds);
      }),
    );
  });

  test("there is none after the last", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.nat(10), (max, over) => {
        expect(nextAttempt(max + over, max, () => 0, policy)).toEqual({ kind: "dead" });
      }),
    );
  });
});
