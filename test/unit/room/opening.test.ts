import { expect, test } from "vitest";
import type { BattleInput } from "../../../functions/_shared/schema/inputs.ts";
import { openBattle } from "../../../party/room/storage/opening.ts";
import { BATTLE_KEY, loadState } from "../../../party/room/storage/state.ts";
import { agreement, StoredBattle } from "../../harness/live.ts";
import { MemoryStorage } from "../../harness/rooms.ts";

async function lost(rounds: number): Promise<{ battle: StoredBattle; inputs: BattleInput[] }> {
  const battle = await StoredBattle.open({ format: "gen2randombattle", seed: "1,2,3,4" });
  for (let round = 0; round < rounds; round += 1) await battle.round("lost", 1_000);
  const stored = await battle.storage.list<BattleInput>({ prefix: "input:" });
  return { battle, inputs: [...stored.values()] };
}

test("a battle whose storage was lost goes on in another from its inputs", async () => {
  const { battle, inputs } = await lost(100);
  expect(inputs.length).toBeGreaterThan(128);
  const storage = new MemoryStorage();
  await openBattle(storage, { ...battle.battle, resume: { inputs } });
  const live = await battle.reload(storage);
  expect(agreement(live)).toEqual(agreement(battle.live));
  expect(await storage.get(BATTLE_KEY)).toEqual(battle.battle);
});

test("one of which only a part was written is unknown to the room, and is written anew", async () => {
  const { battle, inputs } = await lost(100);
  const storage = new MemoryStorage();
  const command = { ...battle.battle, resume: { inputs } };
  storage.crashAt = 2;
  await expect(openBattle(storage, command)).rejects.toThrow("the machine is dead");
  storage.crashAt = Number.POSITIVE_INFINITY;
  expect(await loadState(storage, () => undefined)).toBeNull();

  // The second attempt may know less than the first did.
  const fewer = inputs.slice(0, 20);
  await openBattle(storage, { ...battle.battle, resume: { inputs: fewer } });
  expect((await battle.reload(storage)).inputs).toBe(20);
  // Even one that was open, without a battle under way, is no half of one afterwards.
  const puts = storage.puts;
  storage.crashAt = puts + 2;
  await expect(openBattle(storage, command)).rejects.toThrow("the machine is dead");
  storage.crashAt = Number.POSITIVE_INFINITY;
  expect(await loadState(storage, () => undefined)).toBeNull();
});

test("a new battle has nothing but itself", async () => {
  const { battle } = await lost(0);
  const storage = new MemoryStorage();
  await openBattle(storage, battle.battle);
  expect(storage.keys()).toEqual([BATTLE_KEY]);
});
