import * as z from "zod";
import { EndType, TrueFaint } from "./battle.ts";
import { BattleId, CorrelationId, Seat, Timestamp } from "./ids.ts";
import { BattleInput } from "./inputs.ts";

/** Text of one line without control characters: a database takes no NUL, and a log prints names as they are. */
function line(limit: number) {
  return z
    .string()
    .max(limit)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, "must have no control characters");
}

/** The `sim_version` of a battle that a Showdown server simulated: it has no input log, and its seats are that server's. */
export const SHOWDOWN_SIM = "showdown";

/**
 * What a room tells `battle-events`, signed. `id` is the same in every delivery of one event. The start and the inputs of a
 * battle that is void already are answered 410: the room ends it.
 */
const event = {
  v: z.literal(1),
  id: line(100).min(1),
  occurred_at: Timestamp,
  correlation_id: CorrelationId,
  battle_id: BattleId,
};

const PlayerName = line(40).min(1);

export const BattleStarted = z.strictObject({
  kind: z.literal("battle.started"),
  ...event,
  sim_version: line(20),
  players: z.strictObject({ p1: PlayerName, p2: PlayerName }),
});
export type BattleStarted = z.infer<typeof BattleStarted>;

export const BattleCompleted = z.strictObject({
  kind: z.literal("battle.completed"),
  ...event,
  sim_version: line(20),
  end_type: EndType,
  winner: Seat.nullable(),
  turns: z.int().min(0).max(1000),
  /** The spectators' battle log, one protocol line a line: the public replay. */
  log: z.string().min(1).max(10_000_000),
  /** The simulator's own commands, seed and teams inside: private. */
  input_log: z.array(z.string().max(100_000)).max(100_000),
  /** What the simulator knows of each `|faint|` line, in their order. Absent from rooms that do not record it. */
  faints: z.array(TrueFaint).max(1_000).optional(),
});
export type BattleCompleted = z.infer<typeof BattleCompleted>;

/** Inputs of a battle that runs, so that it outlives its room's storage. Repeats and overlaps change nothing. */
export const BattleCheckpoint = z.strictObject({
  kind: z.literal("battle.checkpoint"),
  ...event,
  /** The number of the first input, from 1. */
  from: z.int().min(1),
  inputs: z.array(BattleInput).min(1).max(500),
});
export type BattleCheckpoint = z.infer<typeof BattleCheckpoint>;

/** The answer to a checkpoint: inputs 1 to `have` are stored; the next checkpoint begins behind it. */
export const CheckpointAnswer = z.object({ have: z.int().min(0) });
export type CheckpointAnswer = z.infer<typeof CheckpointAnswer>;

/** The players did not both come in time; the battle never began. */
export const BattleAbandoned = z.strictObject({
  kind: z.literal("battle.abandoned"),
  ...event,
  /** Who came. */
  present: z.array(Seat).max(2),
});
export type BattleAbandoned = z.infer<typeof BattleAbandoned>;

/** The room has the battle and cannot go on with it. */
export const BattleFailed = z.strictObject({
  kind: z.literal("battle.failed"),
  ...event,
  reason: line(300).min(1),
});
export type BattleFailed = z.infer<typeof BattleFailed>;

export const BattleEvent = z.discriminatedUnion("kind", [
  BattleStarted,
  BattleCompleted,
  BattleCheckpoint,
  BattleAbandoned,
  BattleFailed,
]);
export type BattleEvent = z.infer<typeof BattleEvent>;
