import * as z from "zod";
import { EndType } from "./battle.ts";
import { BattleId, CorrelationId, Seat, Timestamp } from "./ids.ts";

/** Text of one line without control characters: a database takes no NUL, and a log prints names as they are. */
function line(limit: number) {
  return z
    .string()
    .max(limit)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, "must have no control characters");
}

/** What a room tells `battle-events`, signed. `id` is the same in every delivery of one event. */
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
});
export type BattleCompleted = z.infer<typeof BattleCompleted>;

export const BattleEvent = z.discriminatedUnion("kind", [BattleStarted, BattleCompleted]);
export type BattleEvent = z.infer<typeof BattleEvent>;
