import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { Administration, settle } from "../harness/admin.ts";
import type { TestDatabase } from "../harness/database.ts";
import { createUser, type Season } from "../harness/league.ts";

const databases: TestDatabase[] = [];
let league: Administration;
let db: TestDatabase;
let season: Season;
let other: Season;
let operator: string;
let admin: string;
let viewer: string;

beforeEach(async () => {
  league = await Administration.create();
  ({ db, season, other, operator, admin, viewer } = league);
  databases.push(db);
});
afterAll(async () => {
  for (const database of databases) await database.drop();
});

describe("the list of jobs", () => {
  it("has the latest first and is read by pages to its end", async () => {
    const sent: string[] = [];
    for (let number = 0; number < 5; number++) sent.unshift(await league.send(season.id));
    const first = await league.list(null, {}, null, 2);
    const second = await league.list(null, {}, first.next, 2);
    const third = await league.list(null, {}, second.next, 2);
    expect([first, second, third].flatMap(({ jobs }) => jobs.map((job) => job.id))).toEqual(sent);
    expect(third.next).toBeNull();
    expect((await league.list(null, {}, null, 5)).next).toBeNull();
  });

  it("is narrowed by everything that a filter names", async () => {
    const correlation = randomUUID();
    const wanted = await league.send(season.id, { correlation });
    const notice = await league.send("match-b", { queue: "notifications", kind: "match.completed" });
    await league.fail("dead", "Discord said: 50% (no)");
    for (const filter of [
      { queue: "battle_results" },
      { kind: "battle.completed" },
      { states: ["dead_letter", "failed"] },
      { correlationId: correlation },
      { subject: season.id },
      { error: "discord SAID: 50%" },
      { queue: "battle_results", states: ["dead_letter"], error: "no", maxAge: 600, triggeredBy: "test" },
    ]) {
      expect(await league.ids(null, filter), JSON.stringify(filter)).toEqual([wanted]);
    }
    expect(await league.ids(null, { states: ["queued"], kind: "match.completed" })).toEqual([notice]);
    for (const filter of [{ minAge: 600 }, { error: "%", queue: "notifications" }, { requestId: "r-9" }]) {
      expect(await league.ids(null, filter)).toEqual([]);
    }
    await db.sql("update jobs set enqueued_at = enqueued_at - interval '1 hour' where id = $1", [wanted]);
    expect(await league.ids(null, { minAge: 600 })).toEqual([wanted]);
    expect(await league.ids(null, { maxAge: 600, triggeredBy: "test" })).toEqual([notice]);
  });

  it("shows a league's people the jobs about their league, whatever they are about", async () => {
    const { battle, match } = await season.endedBattle();
    const mine = [
      (await league.ids(null, { subject: battle }))[0],
      await league.send(match),
      await league.send(`${season.id}/season_stats`, { queue: "stats_refresh", kind: "stats.refresh" }),
      await league.send(season.leagueId),
    ];
    for (const subject of [other.id, other.leagueId, await other.match(), "nothing", randomUUID()])
      await league.send(subject);
    for (const actor of [admin, viewer]) expect((await league.ids(actor)).sort()).toEqual(mine.sort());
    expect(await league.ids(operator)).toHaveLength(9);
    await expect(league.list(await createUser(db))).rejects.toMatchObject({ code: "PT403" });
  });
});

describe("one job", () => {
  it("tells its attempts in order, over its death and its way back", async () => {
    const job = await league.send(season.id);
    await league.fail("retry", "Discord is away");
    const [waiting] = await db.sql(
      "select to_jsonb(q.vt) as due from pgmq.q_battle_results q join jobs j on j.msg_id = q.msg_id where j.id = $1",
      [job],
    );
    expect((await league.show(null, job)).dueAt).toBe(waiting?.due);
    await league.mendOne("retry", job);
    await league.fail("dead", "no such webhook");
    const buried = await league.show(null, job);
    expect(buried).toMatchObject({
      job: { state: "dead_letter", error: "no such webhook" },
      message: null,
      dueAt: null,
      deadLetter: { kind: "battle.completed", dead_letter: { job_id: job, error: "no such webhook" } },
    });
    await league.mendOne("redrive", job);
    const claimed = await league.claim();
    expect(claimed).toMatchObject([{ job_id: job, attempts: 1 }]);
    await settle(db, claimed, "finish");
    const done = await league.show(null, job);
    expect(done).toMatchObject({ job: { state: "completed", attempts: 1 }, deadLetter: null });
    expect(done.attempts.map(({ number, outcome, error }) => [number, outcome, error])).toEqual([
      [1, "retried", "Discord is away"],
      [2, "dead", "no such webhook"],
      [3, "completed", null],
    ]);
    expect(done.attempts.every(({ worker }) => worker === "worker-1")).toBe(true);
  });

  it("is shown to its league alone", async () => {
    const [mine, theirs] = [await league.send(season.id), await league.send(other.id)];
    expect((await league.show(viewer, mine)).job.id).toBe(mine);
    await expect(league.show(viewer, theirs)).rejects.toMatchObject({ code: "PT403" });
    await expect(league.show(null, randomUUID())).rejects.toMatchObject({ code: "PT404" });
  });
});
