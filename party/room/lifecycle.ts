import { Seat } from "../../functions/_shared/schema/ids.ts";
import type { CreateBattle, RoomStatus } from "../../functions/_shared/schema/rooms.ts";
import type { Deadlines } from "../durable/deadlines.ts";
import { messageOf } from "../durable/faults.ts";
import type { Report } from "../durable/outbox.ts";
import type { RoomStorage } from "../durable/storage.ts";
import { findFormat } from "../teams/format.ts";
import type { Context } from "./context.ts";
import type { Memory } from "./storage/memory.ts";
import { openBattle } from "./storage/opening.ts";
import type { Repository } from "./storage/repository.ts";

/** The deadline by which both players must have come. */
export const CONFIRM = "confirm";

/** What became of CREATE_BATTLE. */
export type Creation = "created" | "same" | "different" | "unknown-format" | "inputs-wanted";

/** What the opening of a battle works with. */
interface Opening {
  storage: RoomStorage;
  repository: Repository;
  deadlines: Deadlines;
  now(): number;
}

/** Opens a battle. Said twice, it changes nothing but that the end is reported again. */
export async function open(
  { storage, repository, deadlines, now }: Opening,
  command: CreateBattle,
): Promise<Creation> {
  const memory = await repository.load();
  if (memory && !sameBattle(memory.state.battle, command)) return "different";
  if (memory && !isLost(memory, command)) {
    const report = lastReport(memory);
    if (report) await repository.store(memory, {}, report);
    return "same";
  }
  if (!findFormat(command.format)) return "unknown-format";
  if (!memory && command.resume && !command.resume.inputs) return "inputs-wanted";
  const { confirm } = command.rules;
  if (confirm !== null) await deadlines.set(CONFIRM, now() + confirm * 1000);
  await openBattle(storage, command);
  repository.forget();
  return "created";
}

/** What anyone may know of a room. */
export function statusOf({ state, notes }: Pick<Memory, "state" | "notes">): RoomStatus {
  const { live, trouble } = state;
  const { battleId, format } = state.battle;
  const over = notes.calledOff !== null || (live?.simulator.ending ?? null) !== null;
  const status = trouble?.kind ?? (over ? "ended" : live ? "live" : "waiting");
  return { battleId, format, status, turn: live?.simulator.turn ?? 0 };
}

/**
 * Whether `other` opens the battle that `one` opened. A seat that was open may be named by now, settings may have changed
 * since, and only the service knows the seed.
 */
function sameBattle(one: CreateBattle, other: CreateBattle): boolean {
  const same = (seat: Seat) => {
    const [a, b] = [one.seats[seat], other.seats[seat]];
    return a === null || b === null || a.userId === b.userId;
  };
  return (
    one.battleId === other.battleId &&
    one.matchId === other.matchId &&
    one.format === other.format &&
    (other.seed === undefined || one.seed === other.seed) &&
    Seat.options.every(same)
  );
}

/** Whether the command brings back a battle that has begun, to a room that does not know that it has. */
function isLost({ state, notes }: Pick<Memory, "state" | "notes">, { resume }: CreateBattle): boolean {
  const untouched = !state.live && !state.trouble && notes.calledOff === null;
  return untouched && (resume?.inputs?.length ?? 0) > 0;
}

/** Calls a battle off for which its players did not come in time. */
export async function callOff(context: Context): Promise<void> {
  const { state, notes, now } = context;
  if (state.live || notes.calledOff !== null) return;
  notes.calledOff = now();
  await context.store(notes.values(), lastReport(context) ?? undefined);
  tellCalledOff(context);
}

/** Tells everyone that the battle was called off. */
export function tellCalledOff({ connections }: Pick<Context, "connections">): void {
  connections.publish(() => ({ type: "BATTLE_END", winner: null, reason: "void" }));
}

/** Calls a battle off that the simulator cannot start; the caller stores the report with what else there is. */
export function callFailed({ notes, now, log }: Context, error: unknown): Report {
  const reason = `the battle cannot start: ${error instanceof Error ? error.message : String(error)}`;
  log("battle.unplayable", { error: messageOf(error) });
  notes.calledOff = now();
  notes.failure = reason;
  return { kind: "battle.failed", at: notes.calledOff, reason };
}

/** What Supabase was told last of a battle that is over; `null` of any other. */
function lastReport({ state, notes }: Pick<Memory, "state" | "notes">): Report | null {
  const { live, seats } = state;
  if (notes.calledOff !== null && notes.failure !== null) {
    return { kind: "battle.failed", at: notes.calledOff, reason: notes.failure };
  }
  if (notes.calledOff !== null) {
    const present = Seat.options.filter((seat) => seats.get(seat) !== null);
    return { kind: "battle.abandoned", at: notes.calledOff, present };
  }
  if (!live?.simulator.ending || live.endedAt === null) return null;
  return { kind: "battle.completed", at: live.endedAt };
}
