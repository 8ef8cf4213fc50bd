import { describe, expect, test } from "vitest";
import { createCpuMeter } from "../../../functions/_shared/queue/budget.ts";
import { each, type HandleBatch, type Outcome } from "../../../functions/_shared/queue/consume.ts";
import { consumption, jobOf } from "../../harness/queue.ts";

const done: Outcome = { kind: "done" };

describe("a consumer", () => {
  test("drains batch after batch until the queue is empty, and leaves", async () => {
    const { run, calls, rounds, leaves } = consumption([[jobOf(1), jobOf(2)], [jobOf(3)]]);
    expect(await run()).toMatchObject({ claimed: 3, done: 3 });
    expect(calls).toEqual([
      ["finish", 1],
      ["finish", 2],
      ["finish", 3],
    ]);
    expect(rounds).toEqual([2, 1]);
    expect(leaves).toMatchObject([{ counts: { claimed: 3, done: 3 }, anyway: false }]);
  });

  test("tells the queue in one call what each job came to, and no job touches another", async () => {
    const { run, calls, rounds } = consumption([[1, 2, 3, 4, 5, 6].map((id) => jobOf(id))], {
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
    expect(rounds).toEqual([5]);
    expect(calls).toEqual([
      ["retry", 1, "Error: no network", 1, true],
      ["retry", 2, "later", 8, true],
      ["retry", 3, "rate limit", 1, false],
      ["dead", 4, "nonsense"],
      ["finish", 6],
    ]);
  });

  test("tells the queue nothing of a batch that is settled already", async () => {
    const { run, rounds } = consumption([[jobOf(1)]], { 1: { kind: "settled" } });
    expect(await run()).toMatchObject({ done: 1 });
    expect(rounds).toEqual([]);
  });

  test("tries all of a batch again whose handler throws, and those it says nothing of", async () => {
    const handlers: [HandleBatch, string][] = [
      [() => Promise.reject(new Error("no database")), "Error: no database"],
      [async () => [], "its handler tells nothing of it"],
    ];
    for (const [handleBatch, error] of handlers) {
      const { run, calls } = consumption([[jobOf(1), jobOf(2)]], {}, { handleBatch });
      expect(await run()).toMatchObject({ claimed: 2, retried: 2 });
      expect(calls).toEqual([
        ["retry", 1, error, 1, true],
        ["retry", 2, error, 1, true],
      ]);
    }
  });

  test("gives a job up after its last attempt, however it failed", async () => {
    const last = { attempts: 5, max_attempts: 5 };
    const { run, calls, events } = consumption([[jobOf(1, last), jobOf(2, last)]], {
      1: new Error("again"),
      2: { kind: "snooze", reason: "rate limit", afterSeconds: 2 },
    });
    expect(await run()).toMatchObject({ dead: 1, snoozed: 1 });
    expect(calls).toContainEqual(["dead", 1, "Error: again"]);
    expect(events.map(({ kind }) => kind)).toEqual(["dead", "snooze"]);
  });

  test("says when a claim was no longer its own", async () => {
    const outcomes = { 2: { kind: "settled", stale: true } as const };
    const { run, events } = consumption([[jobOf(1), jobOf(2)]], outcomes, { held: false });
    expect(await run()).toMatchObject({ done: 0, stale: 2 });
    expect(events.map(({ kind }) => kind)).toEqual(["stale", "stale"]);
  });

  test("stops claiming when acknowledgements fail, and leaves those jobs to come back", async () => {
    const batches = [[jobOf(1), jobOf(2)], [jobOf(3)]];
    const { run, events, leaves } = consumption(batches, {}, { broken: true });
    expect(await run()).toMatchObject({ claimed: 2, unacknowledged: 2 });
    expect(batches).toHaveLength(1);
    expect(events[0]).toMatchObject({ kind: "unacknowledged", error: "Error: the database is away" });
    expect(leaves).toMatchObject([{ anyway: true }]);
  });

  test("throws a claim that fails, and gives its lease back", async () => {
    const port = { claim: () => Promise.reject(new Error("no database")) };
    const leaves: boolean[] = [];
    const { run } = consumption(
      [],
      {},
      {
        port: {
          ...port,
          settle: async () => [],
          beat: async () => undefined,
          leave: async (_, anyway) => {
            leaves.push(anyway);
            throw new Error("still no database");
          },
        },
      },
    );
    await expect(run()).rejects.toThrow("no database");
    expect(leaves).toEqual([true]);
  });
});

describe("a consumer's end", () => {
  test("waits while a message is on its way that no other worker would be told of", async () => {
    const pauses: number[] = [];
    const batches = [[], [], [jobOf(1)]];
    const { run, leaves } = consumption(
      batches,
      {},
      {
        busy: [true, true],
        pause: async (ms) => void pauses.push(ms),
      },
    );
    expect(await run()).toMatchObject({ claimed: 1, done: 1 });
    expect(leaves.map(({ anyway }) => anyway)).toEqual([false, false, false]);
    expect(pauses).toEqual([50, 50]);
  });

  test("comes before a batch that the time left might not suffice for", async () => {
    let clock = 0;
    const handleBatch = each(async () => {
      clock += 300;
      return done;
    });
    const batches = [[jobOf(1)], [jobOf(2)], [jobOf(3)], [jobOf(4)]];
    const { run, leaves } = consumption(batches, {}, { now: () => clock, handleBatch, budgetMs: 1000 });
    expect(await run()).toMatchObject({ claimed: 3 });
    expect(leaves).toMatchObject([{ anyway: true }]);
  });

  test("comes before a batch that computes more than is left to compute, however much time is left", async () => {
    let clock = 0;
    const cpu = createCpuMeter(() => clock);
    const handleBatch = each(async () => {
      clock += 5000;
      return cpu.time(() => {
        clock += 400;
        return done;
      });
    });
    const batches = [1, 2, 3, 4, 5].map((id) => [jobOf(id)]);
    const options = { now: () => clock, handleBatch, cpu, budgetMs: 1_000_000, cpuBudgetMs: 1500 };
    const { run } = consumption(batches, {}, options);
    expect(await run()).toMatchObject({ claimed: 3 });
    expect(cpu.spent()).toBe(1200);
  });

  test("comes as soon as the runtime is about to end it; what it has claimed it settles", async () => {
    const stopping = new AbortController();
    const handleBatch = each(async () => {
      stopping.abort();
      return done;
    });
    const batches = [[jobOf(1), jobOf(2)], [jobOf(3)]];
    const { run, calls, leaves } = consumption(batches, {}, { handleBatch, stopping: stopping.signal });
    expect(await run()).toMatchObject({ claimed: 2, done: 2 });
    expect(calls).toHaveLength(2);
    expect(leaves).toMatchObject([{ anyway: true }]);
  });

  test("ends its signs of life, which it gave while it worked", async () => {
    const beating: string[] = [];
    const every = (ms: number) => {
      beating.push(`every ${ms} ms`);
      return () => void beating.push("stopped");
    };
    const { run } = consumption([[jobOf(1)]], {}, { every });
    await run();
    expect(beating).toEqual(["every 3000 ms", "stopped"]);
  });
});

describe("a job that was put off", () => {
  const later = (afterSeconds: number): Outcome => ({ kind: "snooze", reason: "a limit", afterSeconds });

  test("is waited for when it comes back in the time that is left", async () => {
    let time = 0;
    const sleeps: number[] = [];
    const clock = {
      now: () => time,
      sleep: async (ms: number) => {
        sleeps.push(ms);
        time += ms;
      },
    };
    const outcomes = { 1: later(1.5), 2: later(3), 4: later(60) };
    const { run } = consumption([[jobOf(1), jobOf(2)], [], [jobOf(3)], [], [jobOf(4)]], outcomes, clock);
    expect(await run()).toMatchObject({ claimed: 3, done: 1, snoozed: 2 });
    expect(sleeps).toEqual([2050]);
    const last = consumption([[jobOf(4)]], outcomes, clock);
    expect(await last.run()).toMatchObject({ claimed: 1, snoozed: 1 });
    expect(sleeps).toHaveLength(1);
  });

  test("may come back at once", async () => {
    const { run, calls } = consumption([[jobOf(1)]], { 1: later(0) });
    expect(await run()).toMatchObject({ snoozed: 1 });
    expect(calls).toEqual([["retry", 1, "a limit", 0, false]]);
  });
});

describe("a handler of one job", () => {
  test("runs for only so many jobs at once, and its outcomes are in the jobs' order", async () => {
    let [running, most] = [0, 0];
    const handleBatch = each(async (job): Promise<Outcome> => {
      most = Math.max(most, ++running);
      for (let turn = 0; turn < 12 - job.msg_id; turn++)
        await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return { kind: "dead", reason: String(job.msg_id) };
    }, 3);
    const jobs = Array.from({ length: 12 }, (_, id) => jobOf(id));
    expect(await handleBatch(jobs)).toEqual(
      jobs.map(({ msg_id }) => ({ kind: "dead", reason: `${msg_id}` })),
    );
    expect(most).toBe(3);
  });
});
