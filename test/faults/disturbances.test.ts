import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { expectNothingLost } from "../harness/invariant.ts";
import { recordCompleted } from "../harness/league.ts";
import { CONSUMERS, Pipeline, QUEUES } from "../harness/pipeline.ts";
import { eventually } from "../harness/stack.ts";

const HELD = "nothing is lost and nothing is counted twice";
const MINUTES = 60_000;

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await Pipeline.start();
});
afterAll(() => pipeline?.stop());

/** Battles whose results wait in a queue that nobody works on. */
async function waiting(matches: number): Promise<string[]> {
  await pipeline.set("paused = true");
  return await pipeline.play(matches);
}

const go = () => pipeline.set("paused = false");
const times = <Result>(count: number, task: () => Promise<Result>) =>
  Promise.all(Array.from({ length: count }, task));

async function expectCompleted(battles: readonly string[]): Promise<void> {
  const rows = await pipeline.db.sql(
    "select id, status from battles where id = any ($1) and status <> 'completed'",
    [battles],
  );
  expect(rows).toEqual([]);
}

describe(`${HELD} when messages are`, () => {
  /** Sends all that wait once more. */
  const again = (queue: string, order: string, delay: number) =>
    pipeline.db.sql(
      `select pgmq.send('${queue}', w.message, ${delay}) from (select message from pgmq.q_${queue} order by msg_id ${order}) w`,
    );

  test("duplicated, reordered and delayed", async () => {
    const battles = await waiting(3);
    await again("battle_results", "desc", 0);
    await again("battle_results", "asc", 1);
    await go();
    await pipeline.settle();
    await expectCompleted(battles);
    await expectNothingLost(pipeline);
  });

  test("delivered again when they are done long since", async () => {
    const battles = await pipeline.play(2);
    await pipeline.settle();
    for (const queue of QUEUES)
      await pipeline.db.sql(
        `select pgmq.send('${queue}', a.message) from pgmq.a_${queue} a order by a.msg_id desc limit 10`,
      );
    await pipeline.settle();
    await expectCompleted(battles);
    await expectNothingLost(pipeline);
  });
});

test(`${HELD} when a handler takes longer than its claim lasts`, async () => {
  const slow = pipeline.gate.hold(/rpc\/complete_battles/, "before");
  const battles = await pipeline.play(2);
  await slow.caught;
  await pipeline.expireClaims();
  await eventually(async () => {
    await pipeline.call("process-results");
    await expectCompleted(battles);
  });
  slow.release();
  await pipeline.settle();
  await expectNothingLost(pipeline);
});

describe(`${HELD} when ticks`, () => {
  test("come twenty at once", async () => {
    const battles = await waiting(5);
    await go();
    await Promise.all([
      times(20, () => pipeline.tick()),
      times(20, () => pipeline.call("process-results")),
      times(20, () => pipeline.call("notify-discord")),
    ]);
    await pipeline.settle();
    await expectCompleted(battles);
    await expectNothingLost(pipeline);
  });

  test("and calls get lost", async () => {
    pipeline.gate.refuse(/\/functions\/v1\//);
    const battles: string[] = [];
    for (let match = 0; match < 2; match += 1) battles.push(await pipeline.open());
    await Promise.all(battles.map((battle) => pipeline.end(battle)));
    await times(3, () => pipeline.tick());
    pipeline.gate.refuse(null);
    await pipeline.expire();
    await pipeline.settle();
    await expectCompleted(battles);
    await expectNothingLost(pipeline);
  });
});

describe(`${HELD} when the consumers' clocks`, () => {
  const serveAll = async (skew: (at: number) => number) => {
    await Promise.all(CONSUMERS.map((name) => pipeline.kill(name)));
    await Promise.all(CONSUMERS.map((name, at) => pipeline.serve(name, skew(at))));
    await pipeline.expire();
  };

  test("are ten minutes off, to either side; what rooms do not believe of them waits", async () => {
    await serveAll((at) => (at % 2 === 0 ? 10 : -10) * MINUTES);
    const battles = await pipeline.play(3);
    await pipeline.settle("cache.invalidate");
    await expectCompleted(battles);
    await serveAll(() => 0);
    await pipeline.settle();
    await expectNothingLost(pipeline);
  });
});

describe("poison", () => {
  const message = (more: object) => ({
    kind: "battle.completed",
    v: 1,
    id: randomUUID(),
    occurred_at: new Date().toISOString(),
    correlation_id: randomUUID(),
    battle_id: "nowhere",
    ...more,
  });
  const send = (poison: unknown) =>
    pipeline.db.sql("select pgmq.send('battle_results', $1::jsonb)", [JSON.stringify(poison)]);

  /** Of each kind, how it gets into the queue. */
  const KINDS: Record<string, () => Promise<unknown>> = {
    "that is text": () => send("a text"),
    "that is a list": () => send([1, 2]),
    "that is empty": () => send({}),
    "of an unknown kind": () => send(message({ kind: "battle.celebrated" })),
    "of a later version": () => send(message({ v: 99 })),
    "with an id that is none": () => send(message({ battle_id: "../../etc/passwd" })),
    "about a battle that there is not": () => send(message({})),
    "about a battle that has not ended": async () => send(message({ battle_id: await pipeline.open() })),
    "about a battle whose replay is gone": async () => recordCompleted(pipeline.db, await pipeline.open()),
    "about a battle whose replay is no replay": async () =>
      pipeline.end(await pipeline.open(), { log: "no replay at all" }),
    "about a battle whose replay denies what its room says": async () =>
      pipeline.end(await pipeline.open(), { winner: "p1" }),
  };

  beforeEach(() => pipeline.set("max_attempts = 2, paused = true"));

  test("of all kinds ends in the dead letters with its reason, and what comes with it is counted", async () => {
    for (const poison of Object.values(KINDS)) await poison();
    const battles = await pipeline.play(2);
    await go();
    await eventually(async () => {
      await pipeline.expireClaims();
      await pipeline.tick();
      expect(await pipeline.left()).toEqual([]);
    });
    await expectCompleted(battles);
    const dead = await pipeline.db.sql(
      "select error from jobs where state = 'dead_letter' and queue = 'battle_results'",
    );
    expect(dead).toHaveLength(Object.keys(KINDS).length);
    expect(dead.every(({ error }) => typeof error === "string" && error.length > 0)).toBe(true);
    await pipeline.set("max_attempts = 5");
    await expectNothingLost(pipeline);
  });
});
