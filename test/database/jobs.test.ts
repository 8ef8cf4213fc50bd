import { afterAll, beforeEach, describe, expect, it } from "vitest";
import {
  type Claimed,
  claim,
  claimOne,
  claimTwo,
  complete,
  expireClaims,
  settle,
} from "../harness/claims.ts";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { recordCompleted, Season } from "../harness/league.ts";
import { coalesce, send, silence, tick } from "../harness/queues.ts";

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

describe("a dead letter", () => {
  it("keeps message, error and history, and disputes its match with the reason", async () => {
    const { match, battle } = await season.endedBattle();
    const job = await claimOne(db);
    expect(await bury(job)).toBe(true);
    expect((await dlq()).map((row) => row.message)).toMatchObject([
      {
        ...Object(job.message),
        dead_letter: {
          queue: "battle_results",
          error: "the log denies the winner",
          attempts: 1,
          job_id: job.job_id,
        },
      },
    ]);
    const disputed = { status: "disputed", dispute_reason: "the log denies the winner" };
    expect(await db.sql("select status, dispute_reason from battles where id = $1", [battle])).toEqual([
      disputed,
    ]);
    expect(await db.sql("select status, dispute_reason from matches where id = $1", [match])).toEqual([
      disputed,
    ]);
    expect(await db.sql("select from pgmq.q_battle_results")).toHaveLength(0);
    expect(await bury(job)).toBe(false);
    expect(await dlq()).toHaveLength(1);
  });

  it("does not touch its neighbours", async () => {
    await season.endedBattle();
    const neighbour = await season.endedBattle();
    const [first, second] = await claimTwo(db);
    await bury(first);
    expect(await complete(db, second)).toBe("completed");
    expect(await db.sql("select status from matches where id = $1", [neighbour.match])).toEqual([
      { status: "completed" },
    ]);
  });

  it("of a battle that is counted changes nothing about it", async () => {
    const { battle } = await season.endedBattle();
    await db.sql("select pgmq.send('battle_results', message) from pgmq.q_battle_results");
    const [first, second] = await claimTwo(db);
    await complete(db, first);
    await bury(second);
    expect(await db.sql("select status from battles where id = $1", [battle])).toEqual([
      { status: "completed" },
    ]);
  });

  it("of a battle that goes on decides nothing about it", async () => {
    const match = await season.match();
    const battle = await season.openBattle(match);
    await db.sql("select pgmq.send('battle_results', $1)", [{ kind: "nonsense", battle_id: battle }]);
    await bury(await claimOne(db), "the message is malformed");
    expect(await db.sql("select status from battles where id = $1", [battle])).toEqual([
      { status: "waiting" },
    ]);
    await recordCompleted(db, battle);
    expect(await complete(db, await claimOne(db))).toBe("completed");
    expect(await db.sql("select status from matches where id = $1", [match])).toEqual([
      { status: "completed" },
    ]);
  });

  it("that is sent again settles the dispute it caused", async () => {
    const { match } = await season.endedBattle();
    await bury(await claimOne(db));
    await db.sql("select pgmq.send('battle_results', message) from pgmq.q_battle_results_dlq");
    expect(await complete(db, await claimOne(db))).toBe("completed");
    expect(await db.sql("select status, dispute_reason from matches where id = $1", [match])).toEqual([
      { status: "completed", dispute_reason: null },
    ]);
    expect(await season.standings()).toMatchObject([{ losses: expect.any(Number) }, {}]);
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

describe("a dead letter's history", () => {
  it("tells each of exactly as many attempts as are allowed, however they ended", async () => {
    const { battle } = await season.endedBattle();
    await retry(await claimOne(db));
    await retry(await claimOne(db), false);
    await claimOne(db);
    await expireClaims(db);
    await claimOne(db);
    await silence(db, "worker-1");
    await tick(db);
    await retry(await claimOne(db));
    await bury(await claimOne(db), "the fifth failure");
    const [letter] = await dlq();
    expect(Object(letter?.message).dead_letter).toMatchObject({
      attempts: 5,
      error: "the fifth failure",
      history: [
        { number: 1, outcome: "retried", error: "it failed" },
        { number: 2, outcome: "snoozed" },
        { number: 3, outcome: "lost", error: "it took longer than it may" },
        { number: 4, outcome: "lost", error: "its worker fell silent" },
        { number: 5, outcome: "retried" },
        { number: 6, outcome: "dead", error: "the fifth failure" },
      ],
    });
    expect(await db.sql("select status from battles where id = $1", [battle])).toEqual([
      { status: "disputed" },
    ]);
  });

  it("counts as many attempts as were made when nobody reported any", async () => {
    await season.endedBattle();
    for (let attempt = 1; attempt <= 5; attempt++) {
      await claimOne(db);
      await silence(db, "worker-1");
      await tick(db);
    }
    expect(await claim(db)).toEqual([]);
    const [letter] = await dlq();
    expect(Object(letter?.message).dead_letter).toMatchObject({
      attempts: 5,
      error: expect.stringContaining("no worker finished it in 5 attempts"),
    });
  });
});
