import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { type Claimed, claim, claimOne, complete, expireClaims, settle } from "../harness/claims.ts";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { Season } from "../harness/league.ts";

const databases: TestDatabase[] = [];
let db: TestDatabase;
let season: Season;
beforeEach(async () => {
  db = await freshDatabase();
  databases.push(db);
  season = await Season.create(db, 2);
});
afterAll(async () => {
  for (const database of databases) await database.drop();
});

const retry = (job: Claimed, counts = true, delay = 0) =>
  settle(db, job, { action: "retry", error: "it failed", delay_seconds: delay, counts });
const bury = (job: Claimed, error = "the log denies the winner") =>
  settle(db, job, { action: "dead", error });
const finish = (job: Claimed) => settle(db, job, { action: "finish" });
const jobRow = async (job: Claimed) => (await db.sql("select * from jobs where id = $1", [job.job_id]))[0];
const dlq = () => db.sql("select message from pgmq.q_battle_results_dlq");

describe("a claimed job", () => {
  it("is given to one of many workers who ask at once", async () => {
    for (let number = 0; number < 5; number++) await season.endedBattle();
    const claims = await Promise.all(Array.from({ length: 8 }, () => claim(db)));
    const ids = claims.flat().map((job) => job.msg_id);
    expect(ids.sort()).toEqual([...new Set(ids)]);
    expect(ids).toHaveLength(5);
  });

  it("carries its attempt and the limit, and its row says who works on it", async () => {
    const { battle } = await season.endedBattle();
    const job = await claimOne(db);
    expect(job).toMatchObject({
      attempts: 1,
      max_attempts: 5,
      backoff_base: 2,
      backoff_cap: 300,
      read_ct: 1,
      message: { battle_id: battle, id: job.job_id },
    });
    expect(await jobRow(job)).toMatchObject({
      state: "processing",
      worker: "worker-1",
      triggered_by: "battle-events",
    });
  });

  it("is finished once, by whoever holds it", async () => {
    await season.endedBattle();
    const late = await claimOne(db);
    await expireClaims(db);
    const job = await claimOne(db);
    expect(await finish(late)).toBe(false);
    expect(await finish(job)).toBe(true);
    expect(await finish(job)).toBe(false);
    expect(await jobRow(job)).toMatchObject({ state: "completed", attempts: 2 });
  });

  it("of an unknown queue is refused", async () => {
    await expect(claim(db, "nothing")).rejects.toMatchObject({ code: "PT404" });
    await expect(db.rpc("settle_jobs", { p_queue: "nothing", p_items: "[]" })).rejects.toMatchObject({
      code: "PT404",
    });
  });
});

describe("a retried job", () => {
  it("comes back after its delay, with its error on record", async () => {
    await season.endedBattle();
    const job = await claimOne(db);
    expect(await retry(job, true, 3600)).toBe(true);
    expect(await claim(db)).toEqual([]);
    expect(await jobRow(job)).toMatchObject({ state: "queued", error: "it failed", attempts: 1 });
    await expireClaims(db);
    expect(await claimOne(db)).toMatchObject({ attempts: 2, job_id: job.job_id });
  });

  it("that was only put off has not used up an attempt, even if put off twice", async () => {
    await season.endedBattle();
    const job = await claimOne(db);
    await retry(job, false);
    await retry(job, false);
    expect(await claimOne(db)).toMatchObject({ attempts: 1, read_ct: 2 });
  });

  it("is not retried by a worker that outlived its claim", async () => {
    await season.endedBattle();
    const late = await claimOne(db);
    await expireClaims(db);
    const job = await claimOne(db);
    expect(await retry(late)).toBe(false);
    expect(await jobRow(job)).toMatchObject({ state: "processing" });
  });

  it("dies after exactly its maximum of attempts when its workers do", async () => {
    const { battle } = await season.endedBattle();
    for (let attempt = 1; attempt <= 5; attempt++) {
      expect(await claimOne(db)).toMatchObject({ attempts: attempt, max_attempts: 5 });
      expect(await dlq()).toHaveLength(0);
      await expireClaims(db);
    }
    expect(await claim(db)).toEqual([]);
    expect(await dlq()).toHaveLength(1);
    expect(await db.sql("select status from battles where id = $1", [battle])).toEqual([
      { status: "disputed" },
    ]);
  });

  it("reaches its last attempt after exactly as many failures as allowed", async () => {
    await season.endedBattle();
    for (let attempt = 1; attempt < 5; attempt++) await retry(await claimOne(db));
    const last = await claimOne(db);
    expect(last.attempts).toBe(last.max_attempts);
    expect(await bury(last, "it failed five times")).toBe(true);
    expect(await jobRow(last)).toMatchObject({
      state: "dead_letter",
      attempts: 5,
      error: "it failed five times",
    });
  });
});

describe("a message that an operator sends by hand", () => {
  it("gets a job of its own", async () => {
    const { battle } = await season.endedBattle();
    await db.sql("select pgmq.purge_queue('battle_results')");
    await db.sql("select pgmq.send('battle_results', $1)", [{ kind: "battle.completed", battle_id: battle }]);
    const job = await claimOne(db);
    expect(await jobRow(job)).toMatchObject({
      triggered_by: "hand",
      subject: battle,
      attempts: 1,
      state: "processing",
    });
    expect(await complete(db, job)).toBe("completed");
  });

  it.each(['"text"', "17", "[1]", "null", "{}", '{"battle_id":{"a":1}}'])(
    "may say anything: %s",
    async (message) => {
      await db.sql("select pgmq.send('battle_results', $1::jsonb)", [message]);
      const job = await claimOne(db);
      expect(await bury(job, "not a message of ours")).toBe(true);
      expect(await dlq()).toHaveLength(1);
    },
  );
});

describe("a batch", () => {
  it("is settled in one call, each item by its own fence", async () => {
    for (let number = 0; number < 4; number++) await season.endedBattle();
    const [one, two, three, four] = await claim(db);
    if (!one || !two || !three || !four) throw new Error("Cannot test: four battles have ended");
    const item = (job: Claimed, more: object) => ({ msg_id: job.msg_id, read_ct: job.read_ct, ...more });
    const [row] = await db.rpc("settle_jobs", {
      p_queue: "battle_results",
      p_items: JSON.stringify([
        item(one, { action: "finish" }),
        item(two, { action: "retry", error: "later", delay_seconds: 60 }),
        item(three, { action: "dead", error: "nonsense" }),
        item(four, { action: "finish", read_ct: 7 }),
      ]),
    });
    expect(row?.settle_jobs).toEqual([
      { msg_id: one.msg_id, held: true },
      { msg_id: two.msg_id, held: true },
      { msg_id: three.msg_id, held: true },
      { msg_id: four.msg_id, held: false },
    ]);
    expect(await db.sql("select state from jobs where queue = 'battle_results' order by msg_id")).toEqual([
      { state: "completed" },
      { state: "queued" },
      { state: "dead_letter" },
      { state: "processing" },
    ]);
  });

  it("that takes longer than its visibility timeout is done once, and its slow worker hears of it", async () => {
    await season.endedBattle();
    const slow = await claimOne(db);
    await expireClaims(db);
    const quick = await claimOne(db);
    expect(await complete(db, quick)).toBe("completed");
    expect(await complete(db, slow)).toBe("stale");
    expect(await db.sql("select outcome::text from job_attempts order by number")).toEqual([
      { outcome: "lost" },
      { outcome: "completed" },
    ]);
  });
});
