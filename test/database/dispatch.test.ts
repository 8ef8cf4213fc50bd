import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { claim, expireClaims } from "../harness/claims.ts";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { configure, send, silence, started, tick } from "../harness/queues.ts";

const databases: TestDatabase[] = [];
let db: TestDatabase;
beforeEach(async () => {
  db = await freshDatabase();
  databases.push(db);
});
afterAll(async () => {
  for (const database of databases) await database.drop();
});

/** Lets the messages lie as long as it takes for one more worker. */
const age = () =>
  db.sql("update pgmq.q_battle_results set vt = vt - interval '1 minute' where vt <= clock_timestamp()");
const backlog = async (jobs: number) => {
  await db.sql(
    `select private.send_job('battle_results', 'battle.completed', 'b-' || n, '{}', 0, null, null, gen_random_uuid())
    from generate_series(1, $1::int) n`,
    [jobs],
  );
};

describe("a sent job", () => {
  it("starts its consumer at once, under the name of the worker that it will be", async () => {
    await configure(db);
    await send(db);
    const requests = await db.sql(
      "select url, headers, convert_from(body, 'utf8')::jsonb as body from net.http_request_queue",
    );
    const [lease] = await db.sql("select worker from leases");
    expect(requests).toEqual([
      {
        url: "http://127.0.0.1:9/functions/v1/process-results",
        headers: { apikey: "sb_secret_x", "Content-Type": "application/json" },
        body: { worker: lease?.worker },
      },
    ]);
    expect(lease?.worker).toMatch(/^process-results\/[0-9a-f]{8}$/);
  });

  it("starts no second worker while one is on its way or at work", async () => {
    await configure(db);
    await send(db);
    const [first] = await started(db);
    await send(db);
    await claim(db, "battle_results");
    await send(db);
    expect(await started(db)).toEqual([]);
    expect(first?.url).toContain("process-results");
  });

  it("starts nothing until the vault has the project's address and key", async () => {
    await send(db);
    expect(await started(db)).toEqual([]);
    expect(await db.sql("select from leases")).toEqual([]);
  });

  it("is there, whatever becomes of the nudge", async () => {
    await configure(db);
    await db.admin("alter table net.http_request_queue add column broken int not null");
    await send(db);
    expect(await db.sql("select state from jobs")).toEqual([{ state: "queued" }]);
  });

  it("waits for no other sender, and relies on the worker that one has started", async () => {
    await configure(db);
    const other = await db.open(
      "select private.send_job('battle_results', 'battle.completed', 'b-1', '{}', 0, null, null, gen_random_uuid())",
    );
    await send(db);
    await other.commit();
    expect(await started(db)).toHaveLength(1);
  });
});

describe("a tick", () => {
  it("starts nothing for queues that are empty, claimed or paused", async () => {
    await configure(db);
    await tick(db);
    await backlog(3);
    await started(db);
    await claim(db);
    await tick(db);
    expect(await started(db)).toEqual([]);
    await db.sql("update queue_settings set paused = true");
    await db.sql("update leases set ended_at = clock_timestamp()");
    await expireClaims(db);
    await tick(db);
    expect(await started(db)).toEqual([]);
    await db.sql("update queue_settings set paused = false");
    await tick(db);
    expect(await started(db)).toHaveLength(1);
  });

  it("starts as many workers as batches wait, up to the limit", async () => {
    await backlog(25);
    await configure(db);
    await tick(db);
    expect(await started(db)).toHaveLength(3);
    await backlog(200);
    await tick(db);
    expect(await started(db)).toHaveLength(1);
    await tick(db);
    expect(await started(db)).toEqual([]);
    await db.sql("update queue_settings set max_workers = 7 where queue = 'battle_results'");
    await tick(db);
    expect(await started(db)).toHaveLength(3);
  });

  it("starts one more worker when messages lie about, though those at work would do", async () => {
    await configure(db);
    await send(db);
    await started(db);
    await tick(db);
    expect(await started(db)).toEqual([]);
    await age();
    await tick(db);
    expect(await started(db)).toHaveLength(1);
  });

  it("starts one worker of an exclusive queue, however much waits", async () => {
    await configure(db);
    for (let number = 0; number < 20; number++) await send(db, { queue: "notifications" });
    await tick(db);
    expect(await started(db, "notify-discord")).toHaveLength(1);
  });

  it("asks again for a worker that never came", async () => {
    await configure(db);
    await send(db);
    const [lost] = await started(db);
    await tick(db);
    expect(await started(db)).toEqual([]);
    await silence(db, lost?.worker ?? "");
    await tick(db);
    const [next] = await started(db);
    expect(next?.worker).not.toBe(lost?.worker);
  });

  it("makes up for any number of ticks that were skipped, and for lost nudges", async () => {
    await backlog(15);
    await db.sql(
      "update pgmq.q_battle_results set vt = vt - interval '1 hour', enqueued_at = enqueued_at - interval '1 hour'",
    );
    await configure(db);
    await tick(db);
    expect(await started(db)).toHaveLength(2);
  });

  it("of twenty at once does what one would", async () => {
    await backlog(200);
    await configure(db);
    await Promise.all(Array.from({ length: 20 }, () => tick(db)));
    expect(await started(db)).toHaveLength(4);
    expect(await db.sql("select from leases")).toHaveLength(4);
  });

  it("comes every five seconds", async () => {
    expect(
      await db.sql("select schedule, command, username from cron.job where jobname = 'dispatch'"),
    ).toEqual([{ schedule: "5 seconds", command: "select private.dispatch_all()", username: "postgres" }]);
  });
});
