import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { QueueFlags, QueueList, QueueState } from "../../functions/_shared/schema/admin.ts";
import { Administration } from "../harness/admin.ts";
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

describe("a queue", () => {
  const pause = (paused: boolean, actor: string | null = operator) =>
    league.ask(
      "admin_pause_queue",
      { p_actor: actor, p_request_id: null, p_queue: "battle_results", p_paused: paused },
      QueueState,
    );
  const limitQueue = (limits: object, actor: string | null = operator) =>
    league.ask(
      "admin_limit_queue",
      { p_actor: actor, p_request_id: null, p_queue: "battle_results", p_limits: JSON.stringify(limits) },
      QueueState,
    );

  it("that is paused gives nothing until it is resumed", async () => {
    await league.send(season.id);
    expect(await pause(true)).toMatchObject({ paused: true, depth: 1, inFlight: 0 });
    expect(await league.claim()).toEqual([]);
    expect(await pause(false)).toMatchObject({ paused: false });
    expect(await league.claim()).toHaveLength(1);
  });

  it("changes the limits that are named and keeps the others", async () => {
    const before = await limitQueue({ maxWorkers: 2 });
    const after = await limitQueue({ maxAttempts: 3, batchSize: 7, backoffBase: 1, backoffCap: 60 });
    expect(after.limits).toEqual({
      ...before.limits,
      maxWorkers: 2,
      maxAttempts: 3,
      batchSize: 7,
      backoffBase: 1,
      backoffCap: 60,
    });
    await expect(limitQueue({ backoffBase: 61 })).rejects.toMatchObject({
      code: "PT400",
      message:
        "Cannot change the limits of queue 'battle_results': backoffBase (61) must not be more than backoffCap (60)",
    });
  });

  it("that is exclusive has one worker, wherever its limits are told, and is refused more", async () => {
    const notifications = (limits: object) =>
      league.ask(
        "admin_limit_queue",
        { p_actor: operator, p_request_id: null, p_queue: "notifications", p_limits: JSON.stringify(limits) },
        QueueState,
      );
    const told = async () => {
      const { queues } = await league.ask("admin_queues", { p_actor: operator }, QueueList);
      const { limits } = queues.find(({ queue }) => queue === "notifications") ?? expect.fail("it is listed");
      const workers = await db.sql(
        `select (q ->> 'limit')::int as at_once from jsonb_array_elements(worker_stats($1) -> 'queues') q
         where q ->> 'queue' = 'notifications'`,
        [operator],
      );
      return [limits.maxWorkers, ...workers.map(({ at_once }) => at_once)];
    };
    expect(await told()).toEqual([1, 1]);
    await expect(notifications({ maxWorkers: 2 })).rejects.toMatchObject({
      code: "PT400",
      message:
        "Cannot change the limits of queue 'notifications': it is exclusive, so maxWorkers must be 0 or 1, not 2",
    });
    expect((await notifications({ batchSize: 3 })).limits).toMatchObject({ maxWorkers: 1, batchSize: 3 });
    await notifications({ maxWorkers: 0 });
    expect(await told()).toEqual([0, 0]);
  });

  it("is an operator's alone", async () => {
    await expect(pause(true, admin)).rejects.toMatchObject({ code: "PT403" });
    await expect(limitQueue({ batchSize: 2 }, admin)).rejects.toMatchObject({ code: "PT403" });
    await expect(league.ask("admin_queues", { p_actor: admin }, QueueList)).rejects.toMatchObject({
      code: "PT403",
    });
    const { queues, flags } = await league.ask("admin_queues", { p_actor: operator }, QueueList);
    expect(queues.map(({ queue }) => queue)).toEqual(["battle_results", "notifications", "stats_refresh"]);
    expect(flags).toEqual({ global: true, admin: true, cron: true, match: true });
  });
});

describe("the flags", () => {
  const set = (trigger: string, enabled: boolean, actor: string | null = operator) =>
    league.ask(
      "admin_set_flag",
      { p_actor: actor, p_request_id: null, p_trigger: trigger, p_enabled: enabled },
      QueueFlags,
    );
  const queues = async () =>
    (
      await db.sql("select t, private.is_queueing(t) as on from unnest(array['admin', 'cron', 'match']) t")
    ).map((row) => row.on);

  it("switch queueing off for what asks, and `global` for all", async () => {
    expect(await queues()).toEqual([true, true, true]);
    expect(await set("cron", false)).toEqual({ global: true, admin: true, cron: false, match: true });
    expect(await queues()).toEqual([true, false, true]);
    await set("global", false);
    expect(await queues()).toEqual([false, false, false]);
  });

  it("are an operator's to set", async () => {
    await expect(set("cron", false, admin)).rejects.toMatchObject({ code: "PT403" });
    await expect(set("never", false)).rejects.toMatchObject({ code: "PT404" });
  });
});

describe("asking for statistics", () => {
  const refresh = (requestId: string, actor: string | null = admin, seasonId = season.id) =>
    league.refreshStats(requestId, actor, seasonId);

  it("sends a job for each, before those of matches, and once for each request", async () => {
    const [first, second] = await Promise.all([refresh("r-1"), refresh("r-1")]);
    expect(second).toEqual(first);
    expect(first.queued).toBe(true);
    const { jobs } = await league.list(null, { queue: "stats_refresh", requestId: "r-1" });
    expect(jobs.map(({ id }) => id).sort()).toEqual(first.jobs.map(({ jobId }) => jobId).sort());
    for (const job of jobs) {
      expect(job).toMatchObject({ priority: 1, triggeredBy: "admin", correlationId: first.correlationId });
    }
    expect((await league.audit(null, "stats.refresh")).actions).toHaveLength(1);
  });

  it("refuses a request id that has asked for something else", async () => {
    await refresh("r-1", operator);
    await expect(refresh("r-1", operator, other.id)).rejects.toMatchObject({ code: "PT409" });
  });

  it("knows a request id by who asks: nobody takes another's", async () => {
    const mine = await refresh("nightly", admin);
    expect(await refresh("nightly", null, other.id)).toMatchObject({ queued: true });
    expect(await refresh("nightly", admin)).toEqual(mine);
  });

  it("leaves the work to the caller where a flag says so", async () => {
    await db.sql("update queue_flags set enabled = false where trigger = 'global'");
    expect(await refresh("r-1")).toMatchObject({ queued: false, jobs: [] });
    expect(await league.ids(null, { queue: "stats_refresh" })).toEqual([]);
  });

  it("is for the league's admins", async () => {
    await expect(refresh("r-1", viewer)).rejects.toMatchObject({ code: "PT403" });
    await expect(refresh("r-1", admin, other.id)).rejects.toMatchObject({ code: "PT403" });
    await expect(refresh("r-1", null, randomUUID())).rejects.toMatchObject({ code: "PT404" });
    expect((await refresh("r-1", operator, other.id)).queued).toBe(true);
  });
});

describe("the audit", () => {
  it("has a line for each thing that was done, with who did it and what it was before", async () => {
    const job = await league.send(season.id);
    await league.fail("dead");
    await league.mendOne("redrive", job, admin);
    await league.ask(
      "admin_limit_queue",
      { p_actor: operator, p_request_id: "r-2", p_queue: "battle_results", p_limits: '{"maxAttempts": 2}' },
      QueueState,
    );
    const { actions } = await league.audit(null);
    expect(actions[1]).toMatchObject({
      actor: admin,
      action: "jobs.redrive",
      subject: job,
      leagueId: season.leagueId,
      requestId: "r-1",
      details: { queue: "battle_results", about: season.id, was: "dead_letter", error: "it failed" },
    });
    expect(actions[0]).toMatchObject({
      actor: operator,
      action: "queues.limit",
      requestId: "r-2",
      details: { before: { maxAttempts: 5 }, after: { maxAttempts: 2 } },
    });
  });

  it("has a line for each league that a single call was about", async () => {
    await league.send(season.id);
    await league.send(season.id);
    await league.send(other.id);
    await league.fail("dead");
    await league.mendAll("discard", { queue: "battle_results" });
    const { actions } = await league.audit(null, "jobs.discard");
    expect(Object.fromEntries(actions.map(({ leagueId, details }) => [leagueId, details.count]))).toEqual({
      [season.leagueId]: 2,
      [other.leagueId]: 1,
    });
    const seen = (await league.audit(viewer, "jobs.discard")).actions.map(({ leagueId }) => leagueId);
    expect(seen).toEqual([season.leagueId]);
  });

  it("is read by pages", async () => {
    for (let number = 0; number < 3; number++) await league.mendAll("retry");
    const first = await league.audit(null, "jobs.retry", null, 2);
    const second = await league.audit(null, "jobs.retry", first.next, 2);
    expect(first.actions.length + second.actions.length).toBe(3);
    expect(second.next).toBeNull();
  });

  it("keeps nothing of what was refused or undone", async () => {
    const before = (await league.audit(null)).actions.length;
    await expect(league.mendAll("redrive", {}, viewer)).rejects.toThrow();
    await expect(db.sql("select admin_set_flag($1, null, 'cron', false), 1 / 0", [operator])).rejects.toThrow(
      /division/,
    );
    expect((await league.audit(null)).actions).toHaveLength(before);
  });
});
