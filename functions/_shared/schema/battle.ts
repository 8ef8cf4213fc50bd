import * as z from "zod";
import { FormatId, Seat } from "./ids.ts";

/** How a battle ended. `void` counts for nobody: the fault was ours. */
export const EndType = z.enum(["win", "tie", "forfeit", "timeout", "disconnect", "void"]);
export type EndType = z.infer<typeof EndType>;

/** One Pokémon that fainted, in the order the log tells it. */
export const Faint = z.strictObject({
  seat: Seat,
  /** As revealed when it was last seen on the field; formes that matter are kept ("Ogerpon-Wellspring"). */
  species: z.string(),
  nickname: z.string(),
  turn: z.int().min(0),
});
export type Faint = z.infer<typeof Faint>;

export const SummaryPlayer = z.strictObject({
  name: z.string(),
  /** Pokémon brought into the battle. */
  teamSize: z.int().min(1).max(24),
  /** Pokémon of it that fainted. */
  fainted: z.int().min(0).max(24),
});

/**
 * What the replay parser extracts from a battle log.
 *
 * `score` is the number of Pokémon each side has left; who forfeits, times out or disconnects is left with none.
 * `differential` is `score.p1 - score.p2`.
 */
export const Summary = z.strictObject({
  v: z.literal(1),
  format: FormatId.nullable(),
  gen: z.int().min(1).max(9),
  endType: EndType,
  /** `null` in a tie. */
  winner: Seat.nullable(),
  turns: z.int().min(0),
  players: z.strictObject({ p1: SummaryPlayer, p2: SummaryPlayer }),
  score: z.strictObject({ p1: z.int().min(0), p2: z.int().min(0) }),
  differential: z.int(),
  faints: z.array(Faint),
});
export type Summary = z.infer<typeof Summary>;
