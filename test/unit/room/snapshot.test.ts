import { expect, test } from "vitest";
import { recall } from "../../../party/room/storage/history.ts";
import { inputKey } from "../../../party/room/storage/input-log.ts";
import { SNAPSHOT_KEY } from "../../../party/room/storage/snapshot.ts";
import { loadState } from "../../../party/room/storage/state.ts";
import { agreement, StoredBattle } from "../../harness/live.ts";

/** Pokémon that can do nothing but trade places. */
const RELAY = "happiny|||naturalcure|splash|||||||]happiny|||naturalcure|splash|||||||";

async function played(rounds: number, pause: number): Promise<StoredBattle> {
  const battle = await StoredBattle.open({ format: "gen9randombattle", seed: "1,2,3,4" });
  for (let round = 0; round < rounds; round += 1) await battle.round("snapshots", pause);
  return battle;
}

/** What `reload` said of the way it took. */
const rebuilt = (battle: StoredBattle) =>
  battle.logged.findLast(({ event }) => event === "battle.rebuilt")?.fields;

test("a battle with pauses has a snapshot of every round, beside the first choice of the next", async () => {
  const battle = await played(6, 1_000);
  const { puts } = battle.storage;
  await battle.reload();
  const before = rebuilt(battle);
  battle.now += 1_000;
  await battle.choose("p1", "snapshots");
  expect(battle.storage.puts).toBe(puts + 1);
  await battle.reload();
  // Of what came before the choice that brought it.
  expect(rebuilt(battle)).toEqual({ inputs: battle.live.inputs, from: battle.live.inputs - 1 });
  expect(Number(rebuilt(battle)?.from)).toBeGreaterThan(Number(before?.from));
});

test("one without pauses has a snapshot now and then", async () => {
  const battle = await played(25, 1);
  expect(battle.storage.keys()).not.toContain(SNAPSHOT_KEY);
  for (let round = 0; round < 20 && !battle.live.simulator.ending; round += 1)
    await battle.round("snapshots", 1);
  expect(battle.storage.keys()).toContain(SNAPSHOT_KEY);
});

test("a choice that is refused leaves no snapshot and no gap in the log behind it", async () => {
  const battle = await played(4, 1_000);
  const keys = battle.storage.keys();
  const at = battle.now + 1_000;
  const verdict = await battle.play({ kind: "choice", at, seat: "p1", choice: "move 9" });
  expect(verdict).toMatchObject({ accepted: false });
  expect(battle.storage.keys()).toEqual(keys);
  await battle.round("snapshots", 1_000);
  const live = await battle.reload();
  await recall(battle.storage, live);
  expect(agreement(live)).toEqual(agreement(battle.live));
});

test("a restored battle has its old lines when they are recalled, and refuses to make them up before", async () => {
  const battle = await played(6, 1_000);
  const live = await battle.reload();
  const forgotten = live.simulator.forgotten("p1");
  expect(forgotten).toBeGreaterThan(0);
  expect(live.simulator.seq("p1")).toBe(battle.live.simulator.seq("p1"));
  expect(live.simulator.lines("p1", forgotten)).toEqual(battle.live.simulator.lines("p1", forgotten));
  expect(() => live.simulator.lines("p1", forgotten - 1)).toThrow("must be recalled");
  expect(() => live.simulator.commands()).toThrow("must be recalled");
  await Promise.all([recall(battle.storage, live), recall(battle.storage, live)]);
  expect(live.simulator.lines("p1")).toEqual(battle.live.simulator.lines("p1"));
  expect(live.simulator.commands()).toEqual(battle.live.simulator.commands());
});

test("a battle that was restored and went on, with more snapshots, has its old lines all the same", async () => {
  const battle = await played(4, 1_000);
  battle.live = await battle.reload();
  const { live } = battle;
  const { chunks } = live.saved;
  for (let round = 0; round < 4; round += 1) await battle.round("snapshots", 1_000);
  expect(live.saved.chunks).toBeGreaterThan(chunks);
  await recall(battle.storage, live);
  const undisturbed = await played(8, 1_000);
  expect(agreement(live)).toEqual(agreement(undisturbed.live));
});

test("a log whose chunks are not all there is not made up", async () => {
  const battle = await played(6, 1_000);
  await battle.storage.delete("log:000002");
  const live = await battle.reload();
  await expect(recall(battle.storage, live)).rejects.toThrow("Cannot recall the log");
});

test("a snapshot of another release is left aside", async () => {
  const battle = await played(6, 1_000);
  const snapshot = await battle.storage.get<object>(SNAPSHOT_KEY);
  await battle.storage.put({ [SNAPSHOT_KEY]: { ...snapshot, sim: "0.9.0" } });
  expect(agreement(await battle.reload())).toEqual(agreement(battle.live));
  expect(battle.logged.map(({ event }) => event)).toEqual(["battle.rebuilt"]);
  expect(rebuilt(battle)?.from).toBe(0);
});

test.each([
  ["is torn", (snapshot: object) => ({ ...snapshot, simulator: { battle: new Uint8Array([123, 34]) } })],
  ["is of another shape", (snapshot: object) => ({ ...snapshot, chunks: "many" })],
  ["tells of more inputs than there are", (snapshot: object) => ({ ...snapshot, inputs: 3 })],
])("a snapshot that %s is said to be, and the battle is played again from its inputs", async (_, change) => {
  const battle = await played(6, 1_000);
  const snapshot = await battle.storage.get<object>(SNAPSHOT_KEY);
  await battle.storage.put({ [SNAPSHOT_KEY]: change(snapshot ?? {}) });
  expect(agreement(await battle.reload())).toEqual(agreement(battle.live));
  expect(battle.logged.map(({ event }) => event)).toEqual(["snapshot.failed", "battle.rebuilt"]);

  // The next snapshot begins the log's chunks anew.
  battle.live = await battle.reload();
  await battle.round("snapshots", 1_000);
  const live = await battle.reload();
  expect(Number(rebuilt(battle)?.from)).toBeGreaterThan(0);
  await recall(battle.storage, live);
  expect(agreement(live)).toEqual(agreement(battle.live));
});

test("a battle too large for a stored value goes on without snapshots, and says so", async () => {
  const horde = Array.from(
    { length: 24 },
    () => "mew|||synchronize|splash,pound,growl,transform||||||50|",
  ).join("]");
  const teams = { p1: horde, p2: horde };
  const battle = await StoredBattle.open({ format: "gen9customgame", seed: "1,2,3,4" }, teams);
  for (let round = 0; round < 3; round += 1) await battle.round("horde", 1_000);
  expect(battle.storage.keys()).not.toContain(SNAPSHOT_KEY);
  expect(battle.logged[0]).toMatchObject({ event: "snapshot.skipped" });
  expect(agreement(await battle.reload())).toEqual(agreement(battle.live));
});

test("a log that grew long before the first snapshot goes in pieces", async () => {
  const battle = await StoredBattle.open({ format: "gen9randombattle", seed: "1,2,3,4" });
  for (let line = 0; line < 1_000; line += 1) {
    await battle.play({ kind: "chat", at: battle.now, seat: "p1", text: "☆".repeat(300) });
  }
  await battle.round("chat", 1_000);
  expect(battle.storage.keys().filter((key) => key.startsWith("log:")).length).toBeGreaterThan(10);
  const live = await battle.reload();
  await recall(battle.storage, live);
  expect(agreement(live)).toEqual(agreement(battle.live));
});

test("after five hundred turns a restore reads as little as after five", async () => {
  const battle = await StoredBattle.open(
    { format: "gen7anythinggoes", seed: "1,2,3,4" },
    { p1: RELAY, p2: RELAY },
  );
  const reads: number[] = [];
  for (let round = 1; round <= 501; round += 1) {
    battle.now += 1_000;
    const choice = round === 1 ? "team 1" : "switch 2";
    for (const seat of ["p1", "p2"] as const) {
      await battle.play({ kind: "choice", at: battle.now, seat, choice });
    }
    if (round !== 6 && round !== 501) continue;
    let read = 0;
    const { storage } = battle;
    const counted = Object.create(storage, {
      get: { value: (key: string) => storage.get(key) },
      list: {
        value: async (options: { prefix: string; startAfter?: string; limit?: number }) => {
          const page = await storage.list(options);
          read += page.size;
          return page;
        },
      },
    });
    const live = await battle.reload(counted);
    expect(live.simulator.turn).toBe(round);
    reads.push(read);
  }
  expect(reads[1]).toBe(reads[0]);
  expect(reads[0]).toBeLessThan(10);
});

test("a battle whose inputs cannot be played again is broken, and says why", async () => {
  const battle = await played(3, 1);
  const load = async () => (await loadState(battle.storage, () => undefined))?.trouble;
  const second = await battle.storage.get<object>(inputKey(2));
  await battle.storage.put({ [inputKey(2)]: { ...second, choice: ">eval 1" } });
  expect(await load()).toEqual({ kind: "broken", reason: expect.stringContaining("is no choice") });
  await battle.storage.put({ [inputKey(2)]: { ...second, choice: "move 9" } });
  expect(await load()).toEqual({
    kind: "broken",
    reason: expect.stringContaining("input 2 was accepted once"),
  });
  await battle.storage.delete(inputKey(2));
  expect(await load()).toEqual({ kind: "broken", reason: expect.stringContaining("is missing") });
  const start = await battle.storage.get<object>(inputKey(1));
  await battle.storage.put({ [inputKey(1)]: { ...start, sim: "0.9.0" } });
  expect(await load()).toEqual({ kind: "foreign", reason: expect.stringContaining("simulator 0.9.0") });
});
