import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { StoreError } from "../../../functions/_edge/store.ts";
import { CorrelationId, UserId } from "../../../functions/_shared/schema/ids.ts";
import { handleQueueAdmin, type QueueAdminDeps } from "../../../functions/queue-admin/handler.ts";
import { handleWorkers } from "../../../functions/workers/handler.ts";
import { recorder, SERVICE_KEY } from "../../harness/functions.ts";

const ann = UserId.parse(randomUUID());
const seasonId = randomUUID();
const jobId = randomUUID();
const correlationId = CorrelationId.parse(randomUUID());
const MENDED = { count: 2, more: false };
const REQUESTED = { queued: true, jobs: [], requestId: "r-1", correlationId };

function setUp(more: Partial<QueueAdminDeps["store"]> = {}) {
  const { calls, record, log, lines } = recorder();
  const queue = { queue: "notifications" } as never;
  const deps: QueueAdminDeps = {
    secretKeys: [SERVICE_KEY],
    identify: async (token) => (token === "token-ann" ? ann : null),
    store: {
      jobs: record("jobs", { jobs: [], next: null }),
      job: record("job", {} as never),
      mendJob: record("mendJob", MENDED),
      mendJobs: record("mendJobs", MENDED),
      countJobs: record("countJobs", MENDED),
      requestStats: record("requestStats", REQUESTED),
      queues: record("queues", {} as never),
      throughput: record("throughput", {} as never),
      pauseQueue: record("pauseQueue", queue),
      limitQueue: record("limitQueue", queue),
      setFlag: record("setFlag", {} as never),
      audit: record("audit", { actions: [], next: null }),
      ...more,
    },
    refresh: record("refresh", { refreshed: [{ stat: "season_stats", changed: true }], failed: [] }),
    newCorrelationId: () => correlationId,
    log,
  };
  const post = async (
    body: unknown,
    headers: Record<string, string> = { apikey: SERVICE_KEY },
    method = "POST",
  ) => {
    const request = new Request("http://f.test/", {
      method,
      headers,
      ...(method === "POST" ? { body: JSON.stringify(body) } : {}),
    });
    const response = await handleQueueAdmin(request, deps);
    return {
      status: response.status,
      headers: response.headers,
      body: await response.json().catch(() => null),
    };
  };
  return { post, calls, lines };
}

const asAnn = { authorization: "Bearer token-ann", apikey: "sb_publishable_x" };

describe("queue-admin", () => {
  test("asks the store in the name of whoever calls", async () => {
    const { post, calls } = setUp();
    await post({ action: "queues.list" });
    await post({ action: "queues.list" }, asAnn);
    expect(calls).toEqual([
      ["queues", null],
      ["queues", ann],
    ]);
  });

  test("looks at what a filter names, page by page", async () => {
    const { post, calls } = setUp();
    const after = `2026-11-22T21:47:18.123456Z/${jobId}`;
    await post({ action: "jobs.list" });
    await post({ action: "jobs.list", filter: { states: ["dead_letter"], error: "x" }, after, limit: 10 });
    await post({ action: "jobs.show", jobId });
    await post({ action: "audit.list", of: "jobs.retry" });
    expect(calls).toEqual([
      ["jobs", null, { action: "jobs.list", filter: {}, limit: 50 }],
      [
        "jobs",
        null,
        { action: "jobs.list", filter: { states: ["dead_letter"], error: "x" }, after, limit: 10 },
      ],
      ["job", null, jobId],
      ["audit", null, { action: "audit.list", of: "jobs.retry", limit: 50 }],
    ]);
  });

  test("mends one job or all that a filter names, and says how many", async () => {
    const { post, calls } = setUp();
    const act = { actor: null, requestId: "r-1" };
    expect((await post({ action: "jobs.retry", jobId, requestId: "r-1" })).body).toEqual(MENDED);
    await post({ action: "jobs.redrive", filter: { queue: "notifications" }, requestId: "r-1" });
    await post({ action: "jobs.discard", filter: {}, requestId: "r-1" });
    expect(calls).toEqual([
      ["mendJob", act, "retry", jobId],
      ["mendJobs", act, "redrive", { queue: "notifications" }],
      ["mendJobs", act, "discard", {}],
    ]);
  });

  test("counts what would be mended, and looks back as far as it is asked to", async () => {
    const { post, calls, lines } = setUp();
    const filter = { queue: "notifications" };
    expect((await post({ action: "jobs.count", verb: "redrive", filter }, asAnn)).body).toEqual(MENDED);
    await post({ action: "queues.throughput" });
    await post({ action: "queues.throughput", minutes: 180 }, asAnn);
    expect(calls).toEqual([
      ["countJobs", ann, "redrive", filter],
      ["throughput", null, 60],
      ["throughput", ann, 180],
    ]);
    expect(lines).toEqual([]);
  });

  test("pauses, resumes and limits queues and sets flags", async () => {
    const { post, calls } = setUp();
    const act = { actor: ann, requestId: "r-1" };
    const queue = { queue: "notifications", requestId: "r-1" };
    await post({ action: "queues.pause", ...queue }, asAnn);
    await post({ action: "queues.resume", ...queue }, asAnn);
    await post({ action: "queues.limit", ...queue, limits: { maxWorkers: 2 } }, asAnn);
    await post({ action: "flags.set", trigger: "global", enabled: false, requestId: "r-1" }, asAnn);
    expect(calls).toEqual([
      ["pauseQueue", act, "notifications", true],
      ["pauseQueue", act, "notifications", false],
      ["limitQueue", act, "notifications", { maxWorkers: 2 }],
      ["setFlag", act, "global", false],
    ]);
  });

  test("queues statistics, or makes them at once where a flag says so", async () => {
    const asked = {
      action: "stats.refresh",
      seasonId,
      stats: ["season_stats"],
      triggeredBy: "cron",
      requestId: "r-1",
    };
    const queued = setUp();
    expect((await queued.post(asked)).body).toEqual(REQUESTED);
    expect(queued.calls).toEqual([["requestStats", { actor: null, requestId: "r-1" }, asked, correlationId]]);
    const inline = setUp({ requestStats: async () => ({ ...REQUESTED, queued: false }) });
    expect((await inline.post(asked)).body).toMatchObject({
      queued: false,
      refreshed: [{ stat: "season_stats", changed: true }],
      failed: [],
    });
    expect(inline.calls).toEqual([["refresh", seasonId, ["season_stats"]]]);
  });

  test("gives each change a request id of its own where the caller has none, and logs who did it", async () => {
    const { post, calls, lines } = setUp();
    await post({ action: "jobs.retry", jobId });
    await post({ action: "jobs.retry", jobId });
    const ids = calls.map((call) => (call[1] as { requestId: string }).requestId);
    expect(new Set(ids).size).toBe(2);
    expect(lines).toEqual(["info: Administered", "info: Administered"]);
  });

  test.each([
    [{ action: "jobs.eat" }, "action"],
    [{ action: "jobs.list", filter: { state: "queued" } }, "filter.state"],
    [{ action: "jobs.list", limit: 201 }, "limit"],
    [{ action: "jobs.list", after: "x" }, "after"],
    [{ action: "jobs.list", after: `2026-99-99T10:00:00.000000Z/${randomUUID()}` }, "after"],
    [{ action: "jobs.list", after: `2026-11-22T10:00:00.000000Z/${"-".repeat(36)}` }, "after"],
    [{ action: "jobs.list", filter: { error: "a\u0000" } }, "filter.error"],
    [{ action: "audit.list", subject: "\ud800" }, "subject"],
    [{ action: "jobs.show" }, "jobId"],
    [{ action: "jobs.retry", jobId, filter: {} }, ""],
    [{ action: "jobs.retry" }, ""],
    [{ action: "jobs.retry", jobId, requestId: "a b" }, "requestId"],
    [{ action: "stats.refresh", seasonId, stats: ["none_such"] }, "stats.0"],
    [{ action: "stats.refresh", seasonId, triggeredBy: "global" }, "triggeredBy"],
    [{ action: "queues.limit", queue: "notifications", limits: {} }, "limits"],
    [{ action: "queues.limit", queue: "notifications", limits: { batchSize: 0 } }, "limits.batchSize"],
    [{ action: "jobs.count", verb: "eat", filter: {} }, "verb"],
    [{ action: "jobs.count", verb: "retry", filter: { states: ["queued"] } }, "filter.states"],
    [{ action: "queues.throughput", minutes: 1441 }, "minutes"],
    [{ action: "queues.pause", queue: "jokes" }, "queue"],
    [{ action: "flags.set", trigger: "never", enabled: true }, "trigger"],
  ])("refuses %j and says where it is wrong", async (body, path) => {
    const { post, calls } = setUp();
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.code).toBe("INVALID_BODY");
    expect(answer.body.error.fields.map((field: { path: string }) => field.path)).toContain(path);
    expect(calls).toEqual([]);
  });

  test("names the actions that there are to who asks for another", async () => {
    const { body } = await setUp().post({ action: "help" });
    expect(body.error.message).toMatch(/must be one of jobs\.list, .*, audit\.list/);
  });

  test("answers what the database refuses with its reason", async () => {
    for (const [code, status] of [
      ["forbidden", 403],
      ["invalid", 400],
      ["not_found", 404],
      ["conflict", 409],
    ] as const) {
      const { post } = setUp({ mendJob: () => Promise.reject(new StoreError(code, `Cannot: ${code}`)) });
      const answer = await post({ action: "jobs.retry", jobId }, asAnn);
      expect([answer.status, answer.body.error.message]).toEqual([status, `Cannot: ${code}`]);
    }
  });

  test("is for users and the service, by a POST, from any page", async () => {
    const { post, calls } = setUp();
    for (const headers of [{}, { authorization: "Bearer nobody" }, { apikey: "sb_publishable_x" }]) {
      expect((await post({ action: "queues.list" }, headers as Record<string, string>)).status).toBe(401);
    }
    expect((await post(null, asAnn, "GET")).status).toBe(405);
    const asked = await post(null, {}, "OPTIONS");
    expect(asked.status).toBe(204);
    expect(asked.headers.get("access-control-allow-origin")).toBe("*");
    expect(calls).toEqual([]);
  });
});

describe("workers", () => {
  const { log } = recorder();
  const asked: unknown[] = [];
  const deps = {
    secretKeys: [SERVICE_KEY],
    identify: async (token: string) => (token === "token-ann" ? ann : null),
    store: {
      workerStats: async (actor: UserId | null) => {
        asked.push(actor);
        if (actor !== null) throw new StoreError("forbidden", "Cannot list the workers: only operators may");
        return { workers: [], queues: [] };
      },
    },
    log,
  };
  const get = (headers: Record<string, string>, method = "GET") =>
    handleWorkers(new Request("http://f.test/", { method, headers }), deps);

  test("are told to the service, and to a user whom the database takes for an operator", async () => {
    expect((await get({ apikey: SERVICE_KEY })).status).toBe(200);
    expect((await get(asAnn)).status).toBe(403);
    expect(asked).toEqual([null, ann]);
    expect((await get({})).status).toBe(401);
    expect((await get({ apikey: SERVICE_KEY }, "POST")).status).toBe(405);
  });
});
