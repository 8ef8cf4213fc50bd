import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import type * as z from "zod";
import {
  type Figure,
  HealthSnapshot,
  MetricsSnapshot,
  WorkerStats,
} from "../../functions/_shared/schema/ops.ts";
import { askFunction, settle } from "../harness/admin.ts";
import { claim } from "../harness/claims.ts";
import { freshDatabase, type Row, type TestDatabase } from "../harness/database.ts";
import { createUser, Season } from "../harness/league.ts";

const databases: TestDatabase[] = [];
let db: TestDatabase;
beforeEach(async () => {
  db = await freshDatabase();
  databases.push(db);
});
afterAll(async () => {
  for (const database of databases) await database.drop();
});

const ask = <Schema extends z.ZodType>(name: string, args: Row, schema: Schema) =>
  askFunction(db, name, args, schema);
const health = () => ask("health_snapshot", {}, HealthSnapshot);
const workers = () => ask("worker_stats", { p_actor: null }, WorkerStats);
const metrics = () => ask("metrics_snapshot", {}, MetricsSnapshot);

const send = (kind = "battle.completed", queue = "battle_results") =>
  db.sql("select private.send_job($1, $2, 'x', '{}', 0, 'test', null, $3)", [queue, kind, randomUUID()]);

const results = async () => (await health()).queues.find(({ queue }) => queue === "battle_results");

describe("the health of the database", () => {
  it("tells of an idle system that nothing is old", async () => {
    const { queues, workers: staff, schedule, connections, maxConnections } = await health();
    expect(queues).toHaveLength(3);
    for (const queue of queues) {
      expect(queue).toMatchObject({ depth: 0, inFlight: 0, dead: 0, oldestSeconds: null, lagSeconds: null });
    }
    expect(staff).toEqual({ live: 0, silent: 0, lastSeenSeconds: null });
    expect(schedule).toBeNull();
    expect(connections).toBeGreaterThan(0);
    expect(connections).toBeLessThan(maxConnections);
  });

  it("tells how old what waits is, apart from how long it has been due", async () => {
    await send();
    await db.sql(
      "update pgmq.q_battle_results set enqueued_at = enqueued_at - interval '100 s', vt = vt - interval '40 s'",
    );
    const queue = await results();
    expect(queue).toMatchObject({ depth: 1, inFlight: 0 });
    expect(queue?.oldestSeconds).toBeCloseTo(100, -1);
    expect(queue?.lagSeconds).toBeCloseTo(40, -1);
  });

  it("tells what a worker has from what waits after a failure", async () => {
    for (let number = 0; number < 2; number++) await send();
    const jobs = await claim(db, "battle_results");
    expect(jobs).toHaveLength(2);
    expect(await results()).toMatchObject({ depth: 2, inFlight: 2, oldestSeconds: null });
    await settle(db, jobs.slice(1), "retry");
    expect(await results()).toMatchObject({ depth: 2, inFlight: 1, lagSeconds: null });
  });

  it("tells of dead letters, of workers that live or have fallen silent, and of the schedule", async () => {
    await send();
    await settle(db, await claim(db, "battle_results"), "dead");
    await db.sql("update pgmq.q_battle_results_dlq set enqueued_at = enqueued_at - interval '1 hour'");
    expect((await results())?.deadOldestSeconds).toBeCloseTo(3600, -2);
    expect((await health()).workers).toMatchObject({ live: 1, silent: 0 });
    await db.sql("update leases set expires_at = clock_timestamp() - interval '1 s'");
    expect((await health()).workers).toMatchObject({ live: 0, silent: 1 });
    await db.admin(
      `insert into cron.job_run_details (jobid, username, status, start_time)
       values (1, 'postgres', 'failed', clock_timestamp() - interval '5 s')`,
    );
    expect((await health()).schedule).toMatchObject({ failed: true, ageSeconds: expect.closeTo(5, -1) });
  });
});

describe("the workers", () => {
  it("are listed with what came of each and what they do together", async () => {
    const stays = async (worker: string, more: string) =>
      db.sql(
        `insert into leases (worker, queue, heartbeat_at, expires_at, started_at, ended_at, lost, claimed, done, failed)
         values ($1, 'battle_results', ${more})`,
        [worker],
      );
    const now = "clock_timestamp()";
    await stays("asked", `null, ${now} + interval '9 s', ${now}, null, false, 0, 0, 0`);
    await stays("live", `${now}, ${now} + interval '9 s', ${now} - interval '10 s', null, false, 30, 20, 1`);
    await stays(
      "silent",
      `${now} - interval '9 s', ${now} - interval '1 s', ${now} - interval '20 s', null, false, 3, 2, 0`,
    );
    await stays("lost", `${now} - interval '1 m', ${now}, ${now} - interval '2 m', ${now}, true, 5, 4, 0`);
    await stays("ended", `${now}, ${now}, ${now} - interval '5 s', ${now}, false, 10, 10, 0`);
    await stays(
      "old",
      `${now}, ${now}, ${now} - interval '2 hours', ${now} - interval '1 hour', false, 99, 99, 0`,
    );
    const stats = await workers();
    expect(Object.fromEntries(stats.workers.map(({ worker, state }) => [worker, state]))).toEqual({
      asked: "asked",
      live: "live",
      silent: "dead",
      lost: "dead",
      ended: "ended",
      old: "ended",
    });
    expect(stats.workers.find(({ worker }) => worker === "live")?.donePerSecond).toBeCloseTo(2, 0);
    expect(stats.queues.find(({ queue }) => queue === "battle_results")).toEqual({
      queue: "battle_results",
      limit: 4,
      live: 1,
      asked: 1,
      lastHour: { workers: 5, dead: 2, done: 36, failed: 1 },
    });
  });

  it("are for operators", async () => {
    await expect(db.rpc("worker_stats", { p_actor: await createUser(db) })).rejects.toMatchObject({
      code: "PT403",
    });
  });
});

describe("the metrics of the database", () => {
  const count = (figures: Figure[], metric: string) =>
    figures.filter((figure) => figure.metric === metric).reduce((sum, figure) => sum + figure.count, 0);

  it("count what happened once, before and after it is folded", async () => {
    for (let number = 0; number < 3; number++) await send();
    const [first, second, third] = await claim(db, "battle_results");
    if (!first || !second || !third) throw new Error("Cannot claim three jobs");
    await settle(db, [first], "finish");
    await settle(db, [second], "retry");
    await settle(db, [third], "dead");
    const read = async () => {
      const { figures } = await metrics();
      return ["completed", "retried", "dead", "attempts"].map((metric) => count(figures, metric));
    };
    expect(await read()).toEqual([1, 1, 1, 2]);
    await db.sql("select private.fold_tallies()");
    expect(await read()).toEqual([1, 1, 1, 2]);
    await db.sql("delete from jobs");
    expect(await read()).toEqual([1, 1, 1, 2]);
  });

  it("take in what functions have seen", async () => {
    const events = [
      { metric: "parse", value: 0.02 },
      { metric: "parse", value: 70 },
      { metric: "discord", label: "429" },
    ];
    await db.rpc("count_events", { p_events: JSON.stringify(events) });
    const { figures } = await metrics();
    const parse = figures.filter(({ metric }) => metric === "parse");
    expect(parse.map(({ le, count: times }) => [le, times]).sort()).toEqual([
      [0.025, 1],
      [Number.POSITIVE_INFINITY, 1],
    ]);
    expect(figures.find(({ metric }) => metric === "discord")).toMatchObject({ label: "429", count: 1 });
  });

  it("tell of the battles that are not over, and of the flags", async () => {
    const season = await Season.create(db, 2);
    await season.endedBattle();
    await season.openBattle(await season.match());
    await db.sql("update queue_flags set enabled = false where trigger = 'cron'");
    const { battles, flags } = await metrics();
    expect(battles).toEqual({ ended: 1, waiting: 1 });
    expect(flags).toEqual({ global: true, admin: true, cron: false, match: true });
  });
});
