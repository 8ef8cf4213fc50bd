import type { BattleInput } from "../../../functions/_shared/schema/inputs.ts";
import type { CreateBattle } from "../../../functions/_shared/schema/rooms.ts";
import type { RoomStorage } from "../../durable/storage.ts";
import { inputKey, listInputs } from "./input-log.ts";
import { BATTLE_KEY } from "./state.ts";

/** Keys that one write takes at the most. */
const BATCH = 128;

/**
 * Stores a new battle, and with `resume.inputs` one that another room's storage has lost.
 *
 * Nothing counts before the battle itself is stored, which comes last: a machine that dies in between leaves a room to
 * which the battle is unknown, and the next command begins anew.
 */
export async function openBattle(storage: RoomStorage, { resume, ...battle }: CreateBattle): Promise<void> {
  const inputs = resume?.inputs ?? [];
  if (inputs.length > 0) {
    await storage.delete(BATTLE_KEY);
    await clear(storage);
    await fill(storage, inputs);
  }
  await storage.put({ [BATTLE_KEY]: battle });
}

/** What an attempt before this one left. */
async function clear(storage: RoomStorage): Promise<void> {
  for (const [key] of await listInputs(storage, 0)) await storage.delete(key);
}

async function fill(storage: RoomStorage, inputs: readonly BattleInput[]): Promise<void> {
  for (let from = 0; from < inputs.length; from += BATCH) {
    const batch = inputs.slice(from, from + BATCH);
    await storage.put(Object.fromEntries(batch.map((input, index) => [inputKey(from + index + 1), input])));
  }
}
