import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { Administration, settle } from "../harness/admin.ts";
import type { TestDatabase } from "../harness/database.ts";
import type { Season } from "../harness/league.ts";

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

describe("retrying", () => {
  it("makes a job that waits after a failure due at once", async () => {
    const job = await league.send(season.id);
    await league.fail("retry");
    expect(await league.claim()).toEqual([]);
    expect(await league.mendOne("retry", job, admin)).toEqual({ count: 1, more: false });
    expect((await league.claim())[0]).toMatchObject({ job_id: job, attempts: 2 });
  });

  it("refuses a job that a worker has, or that is over", async () => {
    const job = await league.send(season.id);
    const claimed = await league.claim();
    await expect(league.mendOne("retry", job)).rejects.toMatchObject({
      code: "PT409",
      message: /it is processing/,
    });
    await settle(db, claimed, "finish");
    await expect(league.mendOne("retry", job)).rejects.toMatchObject({
      code: "PT409",
      message: /it is completed/,
    });
    expect((await league.audit(null)).actions.filter(({ action }) => action === "jobs.retry")).toEqual([]);
  });

  it("makes all that a filter names due, and no others", async () => {
    await league.send(season.id);
    await league.send(other.id);
    await league.fail("retry", "Discord is away");
    const untouched = await league.send(season.id);
    expect(await league.mendAll("retry", { error: "nothing like it" })).toEqual({ count: 0, more: false });
    expect(await league.mendAll("retry", { error: "away" }, admin)).toEqual({ count: 1, more: false });
    expect(await league.mendAll("retry", { queue: "battle_results" })).toEqual({ count: 1, more: false });
    expect((await league.claim()).map((job) => job.job_id)).toContain(untouched);
  });

  it("comes to an end where more wait than one call makes due", async () => {
    await db.sql(
      `select private.send_job('battle_results', 'battle.completed', $1, '{}', 0, 'test', null, gen_random_uuid())
       from generate_series(1, 1003)`,
      [season.id],
    );
    await db.sql("update jobs set error = 'it failed' where queue = 'battle_results'");
    await db.sql("update pgmq.q_battle_results set vt = clock_timestamp() + interval '1 hour'");
    expect(await league.mendAll("retry")).toEqual({ count: 1000, more: true });
    expect(await league.mendAll("retry")).toEqual({ count: 3, more: false });
  });
});

describe("dead letters", () => {
  const dead = async () => (await db.sql("select from pgmq.q_battle_results_dlq")).length;

  it("go back into their queue, each once, with all attempts before them", async () => {
    const jobs = [await league.send(season.id), await league.send(other.id)];
    await league.fail("dead");
    expect(await dead()).toBe(2);
    expect(await league.mendAll("redrive", { queue: "battle_results" })).toEqual({ count: 2, more: false });
    expect(await league.mendAll("redrive", { queue: "battle_results" })).toEqual({ count: 0, more: false });
    expect(await dead()).toBe(0);
    const claimed = await league.claim();
    expect(claimed.map((job) => job.job_id).sort()).toEqual(jobs.sort());
    expect(claimed.every((job) => job.attempts === 1 && !("dead_letter" in Object(job.message)))).toBe(true);
  });

  it("are sent back once by two who do it at the same time", async () => {
    await league.send(season.id);
    await league.fail("dead");
    const counts = await Promise.all([
      league.mendAll("redrive"),
      league.mendAll("redrive"),
      league.mendAll("redrive"),
    ]);
    expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(1);
    expect(await db.sql("select from pgmq.q_battle_results")).toHaveLength(1);
  });

  it("are given up for good", async () => {
    const job = await league.send(season.id);
    await league.fail("dead");
    expect(await league.mendOne("discard", job, admin)).toEqual({ count: 1, more: false });
    expect(await dead()).toBe(0);
    expect((await league.show(null, job)).job.state).toBe("failed");
    await expect(league.mendOne("redrive", job)).rejects.toMatchObject({ code: "PT409" });
  });

  it("that were put in by hand go by their queue alone, and only for operators", async () => {
    await db.sql("select pgmq.send('battle_results_dlq', $1)", [
      { message: [1], dead_letter: { job_id: "no id at all" } },
    ]);
    await db.sql("select pgmq.send('battle_results_dlq', $1)", [{ kind: "odd" }]);
    expect(await league.mendAll("redrive", { queue: "battle_results" }, admin)).toMatchObject({ count: 0 });
    expect(await league.mendAll("redrive", { error: "x" })).toMatchObject({ count: 0 });
    expect(await league.mendAll("redrive", { queue: "battle_results" }, operator)).toMatchObject({
      count: 2,
    });
    expect(
      (await db.sql("select message from pgmq.q_battle_results order by msg_id")).map((row) => row.message),
    ).toEqual([[1], { kind: "odd" }]);
  });

  it("of another league are out of an admin's reach, and all are out of a viewer's", async () => {
    const [mine, theirs] = [await league.send(season.id), await league.send(other.id)];
    await league.fail("dead");
    await expect(league.mendOne("redrive", theirs, admin)).rejects.toMatchObject({ code: "PT403" });
    for (const verb of ["retry", "redrive", "discard"]) {
      await expect(league.mendOne(verb, mine, viewer)).rejects.toMatchObject({ code: "PT403" });
      await expect(league.mendAll(verb, {}, viewer)).rejects.toMatchObject({ code: "PT403" });
    }
    expect(await league.mendAll("discard", {}, admin)).toMatchObject({ count: 1 });
    expect(await league.ids(null, { states: ["dead_letter"] })).toEqual([theirs]);
  });
});
