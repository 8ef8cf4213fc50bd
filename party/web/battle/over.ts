import type { BattleRow } from "./row.ts";
import { type BattleState, type Ending, ended } from "./state.ts";

/**
 * A battle's room and the league's tables both tell of its end, in any order, and either may be heard alone: a page whose
 * connection broke at the wrong moment knows it from the row.
 */

/** The end as the league's tables tell it; `null` while the battle is open. */
export function endInRow({ status, winner_seat, end_type }: Over): Ending | null {
  if (status === "void") return { winner: null, reason: "void" };
  if (status === "waiting" || status === "live" || end_type === null) return null;
  return { winner: winner_seat, reason: end_type };
}

/** What the room told, and the end from the row where the room has not told it. Who sees the battle late sees that late too. */
export function withEnd(state: BattleState, row: Over): BattleState {
  const end = endInRow(row);
  const isBehind = state.seat === null && (state.about?.delay ?? 0) > 0;
  return state.end !== null || end === null || isBehind ? state : ended(state, end);
}

/** Whether the room must be asked for what did not come: lines, or the end that the row tells of. */
export function isMissing(state: BattleState, row: Over): boolean {
  return state.gap || withEnd(state, row) !== state;
}

/**
 * Where a battle is looked at: `outside` while a Showdown server plays it. Who saw it in its room stays there after the
 * end, with the log from their own side.
 *
 * @param seen the page has shown the battle while it was open, and the room is still there
 */
export function stageOf(row: Over, seen: boolean): "room" | "outside" | "replay" | "nothing" {
  const isOpen = row.status === "waiting" || row.status === "live";
  if (row.origin === "showdown" && isOpen) return "outside";
  if (seen || isOpen) return "room";
  return row.replay_path === null ? "nothing" : "replay";
}

type Over = Pick<BattleRow, "status" | "origin" | "winner_seat" | "end_type" | "replay_path">;
