import { afterAll, beforeAll, expect, it } from "vitest";
import { Throughput } from "../../functions/_shared/schema/admin.ts";
import { Administration, QUEUE, settle } from "../harness/admin.ts";
import { createUser } from "../harness/league.ts";

let league: Administration;
beforeAll(async () => {
  league = await Administration.create();
});
afterAll(() => league.db.drop());

const ask = (actor: string | null, minutes: number | null) =>
  league.ask("admin_throughput", { p_actor: actor, p_minutes: minutes }, Throughput);
const sum = (counts: readonly number[] = []) => counts.reduce((total, count) => total + count, 0);

it("counts what was completed and what failed by the minute, each queue by itself", async () => {
  const { season, operator, db } = league;
  for (const _ of [1, 2, 3]) await league.send(season.id);
  const [first, ...others] = await league.claim();
  if (first === undefined) throw new Error("nothing was claimed");
  await settle(db, others, "finish");
  await settle(db, [first], "dead", "it failed");
  const { minutes, from, queues } = await ask(operator, 60);
  expect(minutes).toBe(60);
  expect(new Date(from).getUTCSeconds()).toBe(0);
  expect(queues.map(({ queue }) => queue)).toEqual(["battle_results", "notifications", "stats_refresh"]);
  for (const { done, failed } of queues) expect([done.length, failed.length]).toEqual([60, 60]);
  const ours = queues.find(({ queue }) => queue === QUEUE);
  expect([sum(ours?.done), sum(ours?.failed)]).toEqual([2, 1]);
  expect(sum(ours?.done.slice(0, -3))).toBe(0);
});

it("keeps to a day, however much is asked for", async () => {
  expect((await ask(null, 100_000)).minutes).toBe(1440);
  expect((await ask(null, -5)).minutes).toBe(5);
  await expect(ask(league.viewer, 60)).rejects.toMatchObject({ code: "PT403" });
});

it("what an act would touch is what it then touches", async () => {
  const { season, other, admin, viewer, db } = league;
  await db.sql("update queue_settings set max_attempts = 3");
  for (const subject of [season.id, season.id, other.id]) await league.send(subject);
  await league.fail("dead", "no such webhook");
  const filter = { error: "webhook" };
  expect(await league.count("redrive", filter)).toEqual({ count: 3, more: false });
  expect(await league.count("redrive", filter, admin)).toEqual({ count: 2, more: false });
  expect(await league.count("retry", filter, admin)).toEqual({ count: 0, more: false });
  for (const user of [viewer, await createUser(db)]) {
    await expect(league.count("redrive", filter, user)).rejects.toMatchObject({ code: "PT403" });
  }
  expect(await league.mendAll("redrive", filter, admin)).toEqual({ count: 2, more: false });
  expect(await league.count("redrive", filter, admin)).toEqual({ count: 0, more: false });
});
