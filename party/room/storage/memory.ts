import type { RoomStorage } from "../../durable/storage.ts";
import type { Context } from "../context.ts";
import { Delay } from "../players/delay.ts";
import { PRESENCE_KEY, Presence } from "../players/presence.ts";
import { recall } from "./history.ts";
import { NOTES_KEY, Notes } from "./notes.ts";
import { loadState } from "./state.ts";

/** What a room has in memory of its battle; all of it can be read from storage again. */
export type Memory = Pick<Context, "state" | "presence" | "notes" | "delay">;

/** Reads a room's battle from storage; `null` when none was opened here. */
export async function loadMemory(
  storage: RoomStorage,
  now: number,
  log: Context["log"],
): Promise<Memory | null> {
  const [state, presence, notes] = await Promise.all([
    loadState(storage, log),
    storage.get<unknown>(PRESENCE_KEY),
    storage.get<unknown>(NOTES_KEY),
  ]);
  if (!state) return null;
  const { battle, live } = state;
  const delay = battle.rules.delay > 0 ? new Delay(battle.rules.delay) : null;
  if (delay && live) {
    await recall(storage, live);
    delay.recall(live.simulator.lines("spectator"), live.endedAt);
    delay.sent = delay.released(now);
  }
  return { state, presence: new Presence(presence), notes: new Notes(notes), delay };
}
