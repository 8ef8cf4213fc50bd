import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { type Claimed, claim, claimOne, settle } from "../harness/claims.ts";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { coalesce, send } from "../harness/queues.ts";

const databases: TestDatabase[] = [];
let db: TestDatabase;
beforeEach(async () => {
  db = await freshDatabase();
  databases.push(db);
});
afterAll(async () => {
  for (const database of databases) await database.drop();
});

describe("the next jobs", () => {
  const subjects = (jobs: Claimed[]) => jobs.map(({ message }) => Object(message).battle_id);

  it("are the most urgent ones, then the oldest", async () => {
    await db.sql("update queue_settings set batch_size = 3 where queue = 'stats_refresh'");
    const sent: [string, number][] = [
      ["match-1", 2],
      ["match-2", 2],
      ["admin-1", 1],
      ["match-3", 2],
      ["admin-2", 1],
    ];
    for (const [subject, priority] of sent) await send(db, { queue: "stats_refresh", subject, priority });
    expect(subjects(await claim(db, "stats_refresh"))).toEqual(["admin-1", "admin-2", "match-1"]);
    expect(subjects(await claim(db, "stats_refresh"))).toEqual(["match-2", "match-3"]);
  });

  it("are as many as a batch holds, whatever the database's clock and the worker's say", async () => {
    for (let number = 0; number < 25; number++) await send(db);
    expect(await claim(db)).toHaveLength(10);
    expect(await claim(db)).toHaveLength(10);
    expect(await claim(db)).toHaveLength(5);
  });
});

describe("a job that need not be done twice", () => {
  const stats = { queue: "stats_refresh", kind: "stats.refresh", subject: "season/hall_of_fame" };

  it("joins the one that waits, and makes it as urgent", async () => {
    const first = await coalesce(db, { ...stats, priority: 2 });
    await coalesce(db, { ...stats, subject: "season/other", priority: 2 });
    expect(await coalesce(db, { ...stats, priority: 2 })).toBe(first);
    expect(await coalesce(db, { ...stats, priority: 1 })).toBe(first);
    expect(await coalesce(db, { ...stats, priority: 2 })).toBe(first);
    const jobs = await claim(db, "stats_refresh");
    expect(jobs.map(({ job_id }) => job_id)[0]).toBe(first);
    expect(jobs).toHaveLength(2);
    expect(await db.sql("select priority from jobs where id = $1", [first])).toEqual([{ priority: 1 }]);
  });

  it("is sent with others of its kind in one go, each as it would be alone", async () => {
    const waits = await coalesce(db, stats);
    const jobs = ["season/hall_of_fame", "season/match_report", "season/honour_roll"].map((subject) => ({
      subject,
      payload: { about: subject },
    }));
    const sent = await db.sql(
      "select * from private.coalesce_jobs('stats_refresh', 'stats.refresh', $1, 0, null, null, gen_random_uuid())",
      [JSON.stringify(jobs)],
    );
    expect(sent).toHaveLength(3);
    expect(sent).toContainEqual({ subject: "season/hall_of_fame", job_id: waits });
    const claimed = await claim(db, "stats_refresh");
    const about = new Map(claimed.map(({ job_id, message }) => [job_id, Object(message)]));
    for (const { subject, job_id } of sent) {
      if (job_id !== waits) expect(about.get(String(job_id))).toMatchObject({ id: job_id, about: subject });
    }
    expect(claimed).toHaveLength(3);
  });

  it("does not join one that is being done, or was", async () => {
    const first = await coalesce(db, stats);
    const job = await claimOne(db, "stats_refresh");
    const second = await coalesce(db, stats);
    expect(second).not.toBe(first);
    await settle(db, job, { action: "finish" }, "stats_refresh");
    expect(await coalesce(db, stats)).toBe(second);
  });

  it("is done after what its request has changed: nobody claims it before that is committed", async () => {
    const first = await coalesce(db, stats);
    const request = await db.open(
      "select private.coalesce_job('stats_refresh', 'stats.refresh', 'season/hall_of_fame', '{}', 0, null, null, gen_random_uuid())",
    );
    expect(await claim(db, "stats_refresh")).toEqual([]);
    await request.commit();
    expect(await claimOne(db, "stats_refresh")).toMatchObject({ job_id: first });
  });

  it("is sent anew when the one that waits is being claimed in the same moment", async () => {
    const first = await coalesce(db, stats);
    const claiming = await db.open("select * from public.claim_jobs('stats_refresh', 'other')");
    const second = await coalesce(db, stats);
    await claiming.commit();
    expect(second).not.toBe(first);
    expect(await claimOne(db, "stats_refresh")).toMatchObject({ job_id: second });
  });
});
