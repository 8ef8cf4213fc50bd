import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { type Claimed, claim, claimOne, claimTwo, complete, expireClaims } from "../harness/claims.ts";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { recordCompleted, Season } from "../harness/league.ts";

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

const fence = (job: Claimed) => ({ p_queue: "battle_results", p_msg_id: job.msg_id, p_read_ct: job.read_ct });
const retry = async (job: Claimed, counts = true, delay = 0) =>
  (
    await db.rpc("retry_job", {
      ...fence(job),
      p_error: "it failed",
      p_delay_seconds: delay,
      p_counts: counts,
    })
  )[0]?.retry_job;
const bury = async (job: Claimed, error = "the log denies the winner") =>
  (await db.rpc("dead_letter_job", { ...fence(job), p_error: error }))[0]?.dead_letter_job;
const finish = async (job: Claimed) => (await db.rpc("finish_job", fence(job)))[0]?.finish_job;
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
    await expect(
      db.rpc("finish_job", { p_queue: "nothing", p_msg_id: 1, p_read_ct: 1 }),
    ).rejects.toMatchObject({ code: "PT404" });
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

describe("dispatch", () => {
  const requests = () =>
    db.sql("select url, headers, convert_from(body, 'utf8') as body from net.http_request_queue");
  const configure = async () => {
    await db.sql("select vault.create_secret('http://127.0.0.1:9/', 'project_url')");
    await db.sql("select vault.create_secret('sb_secret_x', 'secret_key')");
  };

  it("is silent until the vault has the project's address and key", async () => {
    await season.endedBattle();
    expect(await requests()).toEqual([]);
  });

  it("nudges the consumer as soon as a job is sent", async () => {
    await configure();
    await season.endedBattle();
    expect(await requests()).toEqual([
      {
        url: "http://127.0.0.1:9/functions/v1/process-results",
        headers: { apikey: "sb_secret_x", "Content-Type": "application/json" },
        body: "{}",
      },
    ]);
  });

  it("starts nothing for queues that are empty or all claimed", async () => {
    await configure();
    await season.endedBattle();
    await claim(db);
    await db.sql("delete from net.http_request_queue");
    await db.sql("select private.dispatch_all()");
    expect(await requests()).toEqual([]);
    await expireClaims(db);
    await db.sql("select private.dispatch_all()");
    expect(await requests()).toHaveLength(1);
  });

  it("that fails does not undo the work that gave it", async () => {
    await configure();
    await db.admin("alter table net.http_request_queue add column broken int not null");
    const { battle } = await season.endedBattle();
    expect(await db.sql("select status from battles where id = $1", [battle])).toEqual([{ status: "ended" }]);
  });

  it("is scheduled every five seconds, the sweeper every minute", async () => {
    const jobs = await db.sql("select jobname, schedule, command, username from cron.job order by jobname");
    expect(jobs).toMatchObject([
      {
        jobname: "dispatch",
        schedule: "5 seconds",
        command: "select private.dispatch_all()",
        username: "postgres",
      },
      { jobname: "prune", command: "select private.prune()" },
      { jobname: "sweep", schedule: "* * * * *", command: "select private.sweep()", username: "postgres" },
    ]);
  });

  it("history older than a month is pruned, unless somebody has to look at it", async () => {
    await season.endedBattle();
    await complete(db, await claimOne(db));
    await season.endedBattle();
    await bury(await claimOne(db));
    await db.sql("update jobs set finished_at = now() - interval '40 days' where finished_at is not null");
    await db.sql("update pgmq.a_battle_results set archived_at = now() - interval '40 days'");
    await db.sql("select private.prune()");
    expect(await db.sql("select state from jobs where queue = 'battle_results'")).toEqual([
      { state: "dead_letter" },
    ]);
    expect(await db.sql("select from pgmq.a_battle_results")).toHaveLength(0);
  });
});
