import * as z from "zod";
import { BattleSeed, Seat } from "./ids.ts";

/** Milliseconds since the epoch. */
const at = z.int().min(0);
const player = z.strictObject({ name: z.string().min(1).max(40), team: z.string().min(1).max(30_000) });

/**
 * One input of a battle: with the ones before it, all that its room needs to be rebuilt. Seed and teams are inside, so
 * it is for rooms and functions alone.
 *
 * These kinds alone are ever replayed: the simulator's own commands are many more, and one of them runs code.
 */
export const BattleInput = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("start"),
    at,
    /** The simulator's release. */
    sim: z.string().max(20),
    seed: BattleSeed,
    players: z.strictObject({ p1: player, p2: player }),
  }),
  /** `auto`: drawn by the room because the player's time was over. */
  z.strictObject({
    kind: z.literal("choice"),
    at,
    seat: Seat,
    choice: z.string().min(1).max(200),
    auto: z.literal(true).optional(),
  }),
  z.strictObject({ kind: z.literal("undo"), at, seat: Seat }),
  z.strictObject({ kind: z.literal("chat"), at, seat: Seat, text: z.string().min(1).max(300) }),
  /** The clocks were started, or stopped by both players' consent. */
  z.strictObject({ kind: z.literal("timer"), at, on: z.boolean() }),
  /** The seat loses: it gave up, its time was over, or it did not return. */
  z.strictObject({
    kind: z.literal("loss"),
    at,
    seat: Seat,
    reason: z.enum(["forfeit", "timeout", "disconnect"]),
  }),
  /** Both players agreed. */
  z.strictObject({ kind: z.literal("draw"), at }),
  /** The battle counts for nobody. */
  z.strictObject({ kind: z.literal("void"), at, reason: z.string().min(1).max(200) }),
]);
export type BattleInput = z.infer<typeof BattleInput>;
