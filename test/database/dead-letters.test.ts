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
import { silence, tick } from "../harness/queues.ts";

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
const dlq = () => db.sql("select message from pgmq.q_battle_results_dlq");

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
