import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { claim, claimOne, settle } from "../harness/claims.ts";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { send, tick } from "../harness/queues.ts";

const databases: TestDatabase[] = [];
let db: TestDatabase;
beforeEach(async () => {
  db = await freshDatabase();
  databases.push(db);
});
afterAll(async () => {
  for (const database of databases) await database.drop();
});

/** Moves all history back by so many days. */
async function age(days: number): Promise<void> {
  await db.sql(
    "update jobs set enqueued_at = enqueued_at - make_interval(days => $1), finished_at = finished_at - make_interval(days => $1)",
    [days],
  );
  for (const archive of ["a_battle_results", "a_battle_results_dlq"]) {
    await db.sql(`update pgmq.${archive} set archived_at = archived_at - make_interval(days => $1)`, [days]);
  }
  await db.sql("update leases set ended_at = ended_at - make_interval(days => $1)", [days]);
}
const prune = () => db.sql("select private.prune()");
const states = async () =>
  (await db.sql("select state from jobs where queue = 'battle_results' order by state")).map(
    ({ state }) => state,
  );

describe("pruning", () => {
  it("takes completed jobs with their attempts after a week, and leaves what waits or needs somebody", async () => {
    await send(db);
    await settle(db, await claimOne(db), { action: "retry", error: "once", delay_seconds: 0 });
    await settle(db, await claimOne(db), { action: "finish" });
    await send(db);
    await settle(db, await claimOne(db), { action: "dead", error: "nonsense" });
    await send(db);
    await age(6);
    await prune();
    expect(await states()).toEqual(["queued", "completed", "dead_letter"]);
    await age(2);
    await prune();
    expect(await states()).toEqual(["queued", "dead_letter"]);
    expect(await db.sql("select outcome from job_attempts")).toEqual([{ outcome: "dead" }]);
  });

  it("takes archived messages after a month, and ended leases after a day", async () => {
    await send(db);
    await settle(db, await claimOne(db), { action: "finish" });
    await db.rpc("end_lease", { p_worker: "worker-1", p_done: 1, p_failed: 0, p_anyway: false });
    await age(29);
    await prune();
    expect(await db.sql("select from pgmq.a_battle_results")).toHaveLength(1);
    expect(await db.sql("select from leases")).toEqual([]);
    await age(2);
    await prune();
    expect(await db.sql("select from pgmq.a_battle_results")).toEqual([]);
  });

  it("gives jobs up whose message somebody took away, and keeps them for a week more", async () => {
    for (const end of ["finish", "dead"] as const) {
      await send(db);
      await settle(db, await claimOne(db), { action: end, error: "nonsense" });
    }
    for (let number = 0; number < 2; number++) await send(db);
    await db.sql("update queue_settings set batch_size = 1");
    const worked = await claimOne(db);
    await prune();
    expect(await states()).toEqual(["queued", "processing", "completed", "dead_letter"]);
    await db.sql("select pgmq.archive('battle_results', msg_id) from pgmq.q_battle_results");
    await db.sql("select pgmq.delete('battle_results_dlq', msg_id) from pgmq.q_battle_results_dlq");
    await age(8);
    expect(await settle(db, worked, { action: "finish" })).toBe(false);
    await prune();
    expect(
      await db.sql("select distinct state, error from jobs where queue = 'battle_results' order by error"),
    ).toEqual([
      { state: "failed", error: "its message was taken out of the queue" },
      { state: "failed", error: "nonsense; its message was taken out of the queue" },
    ]);
    await age(8);
    await prune();
    expect(await states()).toEqual([]);
  });

  it("follows the queue's settings", async () => {
    await db.sql("update queue_settings set completed_days = 1, archive_days = 2");
    await send(db);
    await settle(db, await claimOne(db), { action: "finish" });
    await age(3);
    await prune();
    expect(await states()).toEqual([]);
    expect(await db.sql("select from pgmq.a_battle_results")).toEqual([]);
  });

  it("does not touch the counters", async () => {
    await send(db);
    await settle(db, await claimOne(db), { action: "finish" });
    await tick(db);
    const before = await db.sql("select * from private.queue_figures order by metric, le");
    await age(100);
    await prune();
    expect(before).toHaveLength(2);
    expect(await db.sql("select * from private.queue_figures order by metric, le")).toEqual(before);
  });
});

describe("the counters", () => {
  const figures = () =>
    db.sql(
      `select kind, metric, sum(count)::int as count, sum(total)::float8 as total from private.queue_figures
      where queue = 'battle_results' group by kind, metric order by metric`,
    );

  it("count every attempt by its outcome, before they are folded and after", async () => {
    for (let number = 0; number < 3; number++) await send(db, { subject: `b-${number}` });
    const [first, second, third] = await claim(db);
    if (!first || !second || !third) throw new Error("Cannot test: three jobs were sent");
    await settle(db, first, { action: "finish" });
    await settle(db, second, { action: "retry", error: "later", delay_seconds: 0 });
    await settle(db, third, { action: "dead", error: "nonsense" });
    await settle(db, await claimOne(db), {
      action: "retry",
      error: "a limit",
      delay_seconds: 0,
      counts: false,
    });
    await settle(db, await claimOne(db), { action: "finish" });
    const expected = [
      { kind: "battle.completed", metric: "attempts", count: 3, total: 4 },
      { kind: "battle.completed", metric: "completed", count: 2, total: expect.any(Number) },
      { kind: "battle.completed", metric: "dead", count: 1, total: expect.any(Number) },
      { kind: "battle.completed", metric: "retried", count: 1, total: expect.any(Number) },
      { kind: "battle.completed", metric: "snoozed", count: 1, total: expect.any(Number) },
    ];
    expect(await figures()).toEqual(expected);
    await Promise.all([tick(db), tick(db), tick(db)]);
    expect(await db.sql("select from queue_tallies")).toEqual([]);
    expect(await figures()).toEqual(expected);
  });

  it("are written by workers that wait for nobody", async () => {
    await send(db);
    const job = await claimOne(db);
    await send(db);
    const other = await claimOne(db);
    const open = await db.open("select public.settle_jobs('battle_results', $1)", [
      JSON.stringify([{ msg_id: job.msg_id, read_ct: job.read_ct, action: "finish" }]),
    ]);
    expect(await settle(db, other, { action: "finish" })).toBe(true);
    await tick(db);
    await open.commit();
    expect(await figures()).toMatchObject([
      { metric: "attempts", count: 2 },
      { metric: "completed", count: 2 },
    ]);
  });

  it("take what functions observe, in buckets", async () => {
    await db.rpc("count_events", {
      p_events: JSON.stringify([
        { metric: "parse", value: 0.004 },
        { metric: "parse", value: 0.3 },
        { metric: "parse", value: 1000 },
        { metric: "discord", label: "2xx", value: 1 },
      ]),
    });
    await tick(db);
    expect(
      await db.sql(
        "select metric, label, le::text, count from private.queue_figures where queue = '' order by metric, le",
      ),
    ).toEqual([
      { metric: "discord", label: "2xx", le: "1", count: 1 },
      { metric: "parse", label: "", le: "0.005", count: 1 },
      { metric: "parse", label: "", le: "0.5", count: 1 },
      { metric: "parse", label: "", le: "Infinity", count: 1 },
    ]);
  });
});
