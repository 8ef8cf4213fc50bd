import { describe, expect, test } from "vitest";
import { Health } from "../../../functions/_shared/schema/ops.ts";
import { handleHealth, type LookDeps, look } from "../../../functions/health/handler.ts";
import { healthOf, type Probes } from "../../../functions/health/parts.ts";
import { atMostEvery, probe } from "../../../functions/health/probe.ts";
import { recorder, SERVICE_KEY } from "../../harness/functions.ts";
import { healthSnapshot, LEAGUE_STATUS, queueHealth } from "./snapshots.ts";

const answered = <Value>(value: Value) => ({ answered: true, value, ms: 4 }) as const;
const away = { answered: false, reason: "it refused" } as const;

function partsOf(snapshot: Parameters<typeof healthSnapshot>[0], more: Partial<Probes> = {}) {
  return healthOf({
    database: answered(healthSnapshot(snapshot)),
    roomServer: answered({ ...LEAGUE_STATUS }),
    storage: answered({}),
    ...more,
  });
}

describe("the state of the system", () => {
  test("is up when nothing is wrong, and an idle queue is nothing wrong", () => {
    const health = partsOf({});
    expect(Health.parse(health).state).toBe("up");
    expect(Object.values(health.parts).every(({ state }) => state === "up")).toBe(true);
    expect(health.parts.workers).toMatchObject({ ageSeconds: 40, details: { live: 0 } });
    expect(health.parts.roomServer).toMatchObject({ ageSeconds: 0, details: { hits: 10 } });
  });

  test.each([
    ["a worker fell silent", { workers: { live: 1, silent: 1, lastSeenSeconds: 1 } }, "workers", "degraded"],
    ["a queue is paused", { queues: [queueHealth("notifications", { paused: true })] }, "queues", "degraded"],
    [
      "there are dead letters",
      { queues: [queueHealth("notifications", { dead: 1, deadOldestSeconds: 9 })] },
      "queues",
      "degraded",
    ],
    ["the schedule stopped", { schedule: { ageSeconds: 61, failed: false } }, "schedule", "degraded"],
    ["the schedule failed", { schedule: { ageSeconds: 1, failed: true } }, "schedule", "degraded"],
    ["the schedule never ran", { schedule: null }, "schedule", "degraded"],
    ["connections run out", { connections: 95 }, "database", "degraded"],
  ] as const)("is degraded when %s", (_, snapshot, part, state) => {
    const health = partsOf({
      ...snapshot,
      ...("queues" in snapshot ? { queues: [...snapshot.queues] } : {}),
    } as never);
    expect(health.parts[part]).toMatchObject({ state, reason: expect.any(String) });
    expect(health.state).toBe("degraded");
  });

  test("falls with the time that a message has been due", () => {
    const late = (lagSeconds: number, live = 1) =>
      partsOf({
        queues: [queueHealth("notifications", { depth: 1, oldestSeconds: lagSeconds + 5, lagSeconds })],
        workers: { live, silent: 0, lastSeenSeconds: 1 },
      });
    expect(late(60).state).toBe("up");
    expect(late(61).parts.oldestMessage).toMatchObject({
      state: "degraded",
      ageSeconds: 66,
      details: { lagSeconds: 61 },
    });
    expect(late(601).parts.oldestMessage.state).toBe("down");
    expect(late(30, 0).parts.workers.state).toBe("up");
    expect(late(31, 0).parts.workers).toMatchObject({ state: "down", reason: "nobody works on what is due" });
  });

  test("does not fall with what waits because its queue is paused", () => {
    const health = partsOf({ queues: [queueHealth("notifications", { paused: true, lagSeconds: 9999 })] });
    expect(health.parts.oldestMessage).toMatchObject({ state: "up", ageSeconds: null });
    expect(health.parts.workers.state).toBe("up");
  });

  test("is down with a part that does not answer, and with the database goes all that it knows", () => {
    expect(partsOf({}, { roomServer: away }).parts).toMatchObject({
      roomServer: { state: "down", reason: "it refused", ageSeconds: null },
      storage: { state: "up" },
    });
    const { state, parts } = partsOf({}, { database: away });
    expect(state).toBe("down");
    for (const name of ["database", "queues", "oldestMessage", "workers", "schedule"] as const) {
      expect(parts[name].state).toBe("down");
    }
    expect(parts.storage.state).toBe("up");
  });
});

test("a part that does not answer is away after a while, and one that fails at once", async () => {
  const now = () => 0;
  expect(await probe(async () => 7, now)).toEqual({ answered: true, value: 7, ms: 0 });
  expect(await probe(() => new Promise(() => undefined), now, 5)).toEqual({
    answered: false,
    reason: "No answer after 5 ms",
  });
  expect(await probe(() => Promise.reject(new Error("no")), now)).toEqual({ answered: false, reason: "no" });
});

test("whoever asks within a moment of another is given the same answer", async () => {
  let now = 0;
  let asked = 0;
  const ask = atMostEvery(
    5000,
    () => now,
    async () => ++asked,
  );
  expect(await Promise.all([ask(), ask()])).toEqual([1, 1]);
  now = 4999;
  expect(await ask()).toBe(1);
  now = 5000;
  expect(await ask()).toBe(2);
});

describe("/health", () => {
  function setUp(more: Partial<LookDeps> = {}) {
    let now = 1000;
    const parts: LookDeps = {
      store: { healthSnapshot: async () => healthSnapshot() },
      rooms: { status: async () => ({ kind: "accepted", status: LEAGUE_STATUS }) },
      files: { reach: async () => undefined },
      now: () => now,
      ...more,
    };
    const { log } = recorder();
    const looked = look(parts);
    const deps = { secretKeys: [SERVICE_KEY], look: () => looked, now: () => now, log };
    const get = async (headers: Record<string, string> = {}, method = "GET") => {
      const response = await handleHealth(new Request("http://f.test/", { method, headers }), deps);
      return { status: response.status, headers: response.headers, body: await response.json() };
    };
    return { get, later: (ms: number) => (now += ms) };
  }

  test("shows everybody the states and nothing else", async () => {
    const { status, body, headers } = await setUp().get();
    expect(status).toBe(200);
    expect(Health.parse(body).parts.database).toEqual({ state: "up" });
    expect(Object.values(Health.parse(body).parts).every((part) => Object.keys(part).length === 1)).toBe(
      true,
    );
    expect(headers.get("access-control-allow-origin")).toBe("*");
    expect(headers.get("cache-control")).toBe("no-store");
  });

  test("shows the service ages, reasons and details, as old as they are", async () => {
    const { get, later } = setUp();
    await get();
    later(3000);
    const { parts } = Health.parse((await get({ apikey: SERVICE_KEY })).body);
    expect(parts.database).toMatchObject({ ageSeconds: 3, details: { connections: 12 } });
    expect(parts.workers.ageSeconds).toBe(43);
    expect(parts.queues.details?.queues).toHaveLength(3);
    expect(parts.oldestMessage.ageSeconds).toBeNull();
  });

  test("answers 503 where a part is down, whichever it is", async () => {
    const broken = () => Promise.reject(new Error("refused"));
    for (const more of [
      { store: { healthSnapshot: broken } },
      { files: { reach: broken } },
      { rooms: { status: async () => ({ kind: "unreachable", message: "refused" }) as const } },
      { rooms: { status: broken } },
    ]) {
      const { get } = setUp(more);
      const { status, body } = await get();
      expect(status).toBe(503);
      expect(JSON.stringify(body)).not.toContain("refused");
      expect(JSON.stringify((await get({ apikey: SERVICE_KEY })).body)).toContain("refused");
    }
  });

  test("is asked with a GET", async () => {
    const { status, body } = await setUp().get({}, "POST");
    expect(status).toBe(405);
    expect(body.error.code).toBe("METHOD_NOT_ALLOWED");
  });
});
