import type { BattleInput } from "../../../functions/_shared/schema/inputs.ts";
import { CreateBattle } from "../../../functions/_shared/schema/rooms.ts";
import type { RoomStorage } from "../../durable/storage.ts";
import { apply, begin, type Live } from "../battle/live.ts";
import { SIM_VERSION } from "../battle/simulator.ts";
import { SeatRecord, Seats, seatKey } from "../players/seats.ts";
import { inputKey, listInputs, parseInputs, readInput, type StartInput } from "./input-log.ts";
import { restore, SNAPSHOT_KEY } from "./snapshot.ts";

export const BATTLE_KEY = "battle";

/** All that a room knows. Everything in it can be read from storage again. */
export interface RoomState {
  battle: CreateBattle;
  seats: Seats;
  /** `null` until both seats are taken. */
  live: Live | null;
  /** Why the battle cannot go on here. It is left as it is: what is stored may serve to find out. */
  trouble: Trouble | null;
}

/** `foreign`: another release of the simulator played the battle. `broken`: its inputs cannot be played again. */
export interface Trouble {
  kind: "foreign" | "broken";
  reason: string;
}

type Log = (event: string, fields: Record<string, unknown>) => void;

/** Reads a room from its storage and rebuilds its battle; `null` when no battle was opened here. */
export async function loadState(storage: RoomStorage, log: Log): Promise<RoomState | null> {
  const [stored, p1, p2, first, snapshot] = await Promise.all([
    storage.get<unknown>(BATTLE_KEY),
    storage.get<unknown>(seatKey("p1")),
    storage.get<unknown>(seatKey("p2")),
    storage.get<unknown>(inputKey(1)),
    storage.get<unknown>(SNAPSHOT_KEY),
  ]);
  if (stored === undefined) return null;
  const battle = CreateBattle.parse(stored);
  const seats = new Seats(battle.seats, {
    p1: p1 === undefined ? null : SeatRecord.parse(p1),
    p2: p2 === undefined ? null : SeatRecord.parse(p2),
  });
  const state = { battle, seats, live: null, trouble: null };
  if (first === undefined) return state;
  const sim = releaseOf(first);
  if (sim !== SIM_VERSION) {
    const reason = `it was played by simulator ${sim}, and this is ${SIM_VERSION}`;
    return { ...state, trouble: { kind: "foreign", reason } };
  }
  const live =
    (snapshot === undefined ? null : await resume(storage, battle, first, snapshot, log)) ??
    (await replay(storage, battle, first, log));
  return "kind" in live ? { ...state, trouble: live } : { ...state, live };
}

/** The release that a stored start names; one that names none is not of this release's making. */
function releaseOf(start: unknown): string {
  const named = typeof start === "object" && start !== null && "sim" in start ? start.sim : undefined;
  return typeof named === "string" ? named : "unknown";
}

/** Goes on from the snapshot; `null` when it cannot be used. */
async function resume(
  storage: RoomStorage,
  battle: CreateBattle,
  first: unknown,
  snapshot: unknown,
  log: Log,
): Promise<Live | null> {
  try {
    const live = restore(battle, readStart(first), snapshot);
    if (!live) return null;
    const from = live.inputs;
    play(live, parseInputs(await listInputs(storage, from), from));
    log("battle.rebuilt", { inputs: live.inputs, from });
    return live;
  } catch (error) {
    log("snapshot.failed", { error: messageOf(error) });
    return null;
  }
}

/** Plays the battle again from its first input. */
async function replay(
  storage: RoomStorage,
  battle: CreateBattle,
  first: unknown,
  log: Log,
): Promise<Live | Trouble> {
  const stored = await listInputs(storage, 1);
  try {
    const live = begin(battle, readStart(first));
    play(live, parseInputs(stored, 1));
    log("battle.rebuilt", { inputs: live.inputs, from: 0 });
    return live;
  } catch (error) {
    return { kind: "broken", reason: messageOf(error) };
  }
}

function play(live: Live, inputs: readonly BattleInput[]): void {
  for (const input of inputs) {
    const verdict = apply(live, input);
    if (verdict.accepted) continue;
    throw new Error(
      `Cannot rebuild the battle: input ${live.inputs + 1} was accepted once: ${verdict.message}`,
    );
  }
}

function readStart(value: unknown): StartInput {
  const start = readInput(value);
  if (start.kind === "start") return start;
  throw new Error(`Cannot rebuild the battle: its first input is a ${start.kind}`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
