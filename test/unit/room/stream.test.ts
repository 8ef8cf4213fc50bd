import { expect, test } from "vitest";
import { BattleCheckpoint } from "../../../functions/_shared/schema/events.ts";
import type { Answer } from "../../../party/durable/outbox.ts";
import { Stream } from "../../../party/room/reports/stream.ts";
import type { RoomState } from "../../../party/room/storage/state.ts";
import { loadState } from "../../../party/room/storage/state.ts";
import { StoredBattle } from "../../harness/live.ts";

const LIMITS = { interval: 5_000, maxDelay: 40_000, batch: 10 };

/** A battle, its stream, and a Supabase that keeps what it is sent or answers as it is told. */
async function streaming() {
  const battle = await StoredBattle.open({ format: "gen9randombattle", seed: "1,2,3,4" });
  const kept: unknown[] = [];
  const sent: BattleCheckpoint[] = [];
  const waits: number[] = [];
  const logged: string[] = [];
  const world: { answer: Answer | Error | null; have: number | null } = { answer: null, have: null };
  let task: (() => Promise<void>) | null = null;
  const stream = new Stream(
    {
      storage: battle.storage,
      random: () => 0,
      later: (next, milliseconds) => {
        waits.push(milliseconds);
        task = next;
      },
      post: async (_, body) => {
        const event = BattleCheckpoint.parse(JSON.parse(body));
        sent.push(event);
        if (world.answer instanceof Error) throw world.answer;
        if (world.answer) return world.answer;
        if (event.from <= kept.length + 1) kept.splice(event.from - 1, event.inputs.length, ...event.inputs);
        return { status: 200, body: { have: world.have ?? kept.length } };
      },
      log: (event) => logged.push(event),
    },
    LIMITS,
  );
  const loaded = await loadState(battle.storage, () => undefined);
  if (!loaded) throw new Error("The battle was to be stored");
  const state = (): RoomState => ({ ...loaded, live: battle.live });
  /** Lets what was to come later come, and waits until it is done. */
  const elapse = async () => {
    const due = task;
    task = null;
    await due?.();
  };
  const stored = async () =>
    [...(await battle.storage.list({ prefix: "input:" })).values()].slice(0, battle.live.inputs);
  return {
    battle,
    stream,
    state,
    world,
    kept,
    sent,
    waits,
    logged,
    elapse,
    stored,
    armed: () => task !== null,
  };
}

test("inputs leave some seconds after the first that is new, in one checkpoint", async () => {
  const { battle, stream, state, kept, sent, waits, elapse, stored, armed } = await streaming();
  stream.follow(state());
  for (let round = 0; round < 3; round += 1) {
    await battle.round("stream", 1_000);
    stream.follow(state());
  }
  expect(waits).toEqual([5_000]);
  await elapse();
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({ from: 1, battle_id: battle.battle.battleId });
  expect(kept).toEqual(await stored());
  expect(battle.live.streamed).toBe(battle.live.inputs);
  // Nothing new, nothing armed.
  expect(armed()).toBe(false);

  await battle.round("stream", 1_000);
  stream.follow(state());
  await elapse();
  expect(sent[1]?.from).toBe(sent[0]?.inputs.length ? sent[0].inputs.length + 1 : 0);
  expect(kept).toEqual(await stored());
});

test("more inputs than one checkpoint takes go in several", async () => {
  const { battle, stream, state, kept, sent, elapse, stored, armed } = await streaming();
  for (let round = 0; round < 12; round += 1) await battle.round("stream", 1_000);
  stream.follow(state());
  while (armed()) await elapse();
  expect(sent.map(({ inputs }) => inputs.length).every((length) => length <= LIMITS.batch)).toBe(true);
  expect(sent.length).toBeGreaterThan(1);
  expect(kept).toEqual(await stored());
});

test("a failure waits longer each time, is never stored, and what it kept back goes later", async () => {
  const { battle, stream, state, world, kept, waits, logged, elapse, stored } = await streaming();
  const { puts } = battle.storage;
  stream.follow(state());
  for (const answer of [
    new Error("no answer"),
    { status: 503, body: undefined },
    { status: 404, body: {} },
  ]) {
    world.answer = answer;
    await elapse();
  }
  world.answer = { status: 200, body: "no number" };
  await elapse();
  expect(waits).toEqual([5_000, 10_000, 20_000, 40_000, 40_000]);
  expect(logged).toEqual(Array.from({ length: 4 }, () => "checkpoint.delayed"));
  expect(battle.storage.puts).toBe(puts);
  world.answer = null;
  await elapse();
  expect(kept).toEqual(await stored());
});

test("the answer moves the pointer, back too", async () => {
  const { battle, stream, state, world, kept, sent, elapse, stored, armed } = await streaming();
  await battle.round("stream", 1_000);
  stream.follow(state());
  await elapse();
  await battle.round("stream", 1_000);
  // The other side has lost all but the first.
  kept.length = 1;
  world.have = 1;
  stream.follow(state());
  await elapse();
  expect(battle.live.streamed).toBe(1);
  world.have = null;
  while (armed()) await elapse();
  expect(sent.at(-1)?.from).toBe(2);
  expect(kept).toEqual(await stored());
  // One that claims to have more than there is gets what is new all the same.
  world.have = 99;
  await battle.round("stream", 1_000);
  stream.follow(state());
  await elapse();
  expect(battle.live.streamed).toBe(battle.live.inputs);
});

test("a battle that has ended, and one that was let go, sends nothing", async () => {
  const ended = await streaming();
  ended.stream.follow(ended.state());
  await ended.battle.play({ kind: "loss", at: ended.battle.now, seat: "p1", reason: "forfeit" });
  ended.stream.follow(ended.state());
  await ended.elapse();
  expect(ended.armed()).toBe(false);
  expect(ended.sent).toEqual([]);

  const gone = await streaming();
  gone.stream.follow(gone.state());
  gone.stream.stop();
  await gone.elapse();
  expect(gone.sent).toEqual([]);
});

test("a room that lost its memory goes on near where its snapshot was", async () => {
  const { battle, stream, state, sent, kept, elapse, stored } = await streaming();
  for (let round = 0; round < 3; round += 1) await battle.round("stream", 1_000);
  stream.follow(state());
  await elapse();
  await battle.round("stream", 1_000);
  battle.live = await battle.reload();
  expect(battle.live.streamed).toBeGreaterThan(0);
  stream.follow(state());
  await elapse();
  expect(sent[1]?.from).toBe((sent[0]?.inputs.length ?? 0) + 1);
  expect(kept).toEqual(await stored());
});
