import { CreateBattle } from "../../functions/_shared/schema/rooms.ts";
import { type Entry, readEntries, type StartEntry } from "./input-log.ts";
import { SeatRecord, Seats, seatKey } from "./seats.ts";
import { SIM_VERSION, Simulator } from "./simulator.ts";
import type { RoomStorage } from "./storage.ts";

export const BATTLE_KEY = "battle";

/** A battle under way or over. */
export interface Live {
  simulator: Simulator;
  start: StartEntry;
  /** Inputs stored so far. */
  entries: number;
  endedAt: number | null;
}

/** All that a room knows. Everything in it can be read from storage again. */
export interface RoomState {
  battle: CreateBattle;
  seats: Seats;
  /** `null` until both seats are taken. */
  live: Live | null;
  /** The release that played the battle, when it is not the one that runs here: such a battle is left as it is. */
  foreign: string | null;
}

/** Reads a room from its storage and plays its battle's inputs again; `null` when no battle was opened here. */
export async function loadState(storage: RoomStorage): Promise<RoomState | null> {
  const stored = await storage.get<unknown>(BATTLE_KEY);
  if (stored === undefined) return null;
  const battle = CreateBattle.parse(stored);
  const p1 = await storage.get<unknown>(seatKey("p1"));
  const p2 = await storage.get<unknown>(seatKey("p2"));
  const seats = new Seats(battle.seats, {
    p1: p1 === undefined ? null : SeatRecord.parse(p1),
    p2: p2 === undefined ? null : SeatRecord.parse(p2),
  });
  const [start, ...inputs] = await readEntries(storage);
  if (start === undefined) return { battle, seats, live: null, foreign: null };
  if (start.kind !== "start")
    throw new Error(`Cannot rebuild the battle: its first input is a ${start.kind}`);
  if (start.sim !== SIM_VERSION) return { battle, seats, live: null, foreign: start.sim };
  return { battle, seats, live: replay(battle, start, inputs), foreign: null };
}

/** Begins a battle from its first input. */
export function begin(battle: CreateBattle, start: StartEntry): Live {
  const { seed, players } = start;
  const simulator = new Simulator({ format: battle.format, seed, players }, start.at);
  return { simulator, start, entries: 1, endedAt: null };
}

function replay(battle: CreateBattle, start: StartEntry, inputs: readonly Entry[]): Live {
  const live = begin(battle, start);
  for (const entry of inputs) {
    live.entries += 1;
    repeat(live.simulator, entry, live.entries);
    if (live.simulator.ending) live.endedAt = entry.at;
  }
  return live;
}

function repeat(simulator: Simulator, entry: Entry, number: number): void {
  switch (entry.kind) {
    case "start":
      throw new Error(`Cannot rebuild the battle: it starts again at input ${number}`);
    case "forfeit":
      simulator.forfeit(entry.seat, entry.at);
      return;
    case "choice": {
      const verdict = simulator.choose(entry.seat, entry.choice, entry.at);
      if (verdict.accepted) return;
      throw new Error(`Cannot rebuild the battle: input ${number} was accepted once: ${verdict.message}`);
    }
  }
}
