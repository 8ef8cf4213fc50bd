import { expect, test } from "vitest";
import {
  drainOutbox,
  nextDelivery,
  type OutboxDeps,
  outboxEntry,
  outboxKey,
} from "../../../party/durable/outbox.ts";
import { MemoryStorage } from "../../harness/rooms.ts";

const LIMITS = { minDelay: 1_000, maxDelay: 10_000 };

/** A world that answers with the given statuses in turn, and records what it was sent. */
async function outbox(...answers: (number | Error)[]) {
  const storage = new MemoryStorage();
  const sent: string[] = [];
  const world = { now: 100_000 };
  await storage.put({
    [outboxKey("b.started")]: outboxEntry("b", { kind: "battle.started", at: world.now }),
  });
  const deps: OutboxDeps = {
    storage,
    now: () => world.now,
    random: () => 0,
    body: async (entry) => entry.report.kind,
    post: async (id, body) => {
      sent.push(`${id} ${body}`);
      const answer = answers.shift() ?? 202;
      if (answer instanceof Error) throw answer;
      return { status: answer, body: undefined };
    },
    log: () => undefined,
  };
  const drain = async () => {
    await drainOutbox(deps, LIMITS);
    return await nextDelivery(storage);
  };
  return { storage, sent, world, drain };
}

test("an event is removed once it was taken", async () => {
  const { storage, sent, drain } = await outbox(202);
  expect(await drain()).toBeNull();
  expect(storage.keys()).toEqual([]);
  expect(await drain()).toBeNull();
  expect(sent).toEqual(["b.started battle.started"]);
});

test("an event is tried again, each time later, until it is taken", async () => {
  const { sent, world, drain } = await outbox(500, new Error("refused"), 429, 408, 503, 200);
  const waits: number[] = [];
  for (let next = await drain(); next !== null; next = await drain()) {
    waits.push(next - world.now);
    world.now = next - 1;
    expect(await drain()).toBe(next);
    world.now = next;
  }
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 10_000]);
  expect(sent).toHaveLength(6);
});

test.each([400, 401, 404, 422])(
  "an event refused with %i stays for an operator and is not sent again",
  async (status) => {
    const { storage, sent, drain } = await outbox(status);
    expect(await drain()).toBeNull();
    expect(await drain()).toBeNull();
    expect(sent).toHaveLength(1);
    expect(await storage.get(outboxKey("b.started"))).toMatchObject({ state: "refused", attempts: 1 });
  },
);
