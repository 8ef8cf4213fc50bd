import type { Seat } from "../../../functions/_shared/schema/ids.ts";
import { lastStep, stepOf, type Timeline, turnAt } from "./timeline.ts";

/** A place in a replay, as an address names it: `turn=12&side=p2`. */
export interface Place {
  /** `null`: not named. */
  turn: number | "end" | null;
  side: Seat;
}

/** Reads what stands behind the `#`; what cannot be read is as if it were not there. */
export function readPlace(hash: string): Place {
  const fields = new URLSearchParams(hash);
  const turn = fields.get("turn") ?? "";
  return {
    turn: turn === "end" ? "end" : /^\d{1,4}$/.test(turn) ? Number(turn) : null,
    side: fields.get("side") === "p2" ? "p2" : "p1",
  };
}

/** The step that a place names. */
export function stepAt(timeline: Timeline, { turn }: Place): number {
  return turn === "end" ? lastStep(timeline) : stepOf(timeline, turn ?? 0);
}

/** A step and a side as they stand behind the `#`. */
export function writePlace(timeline: Timeline, step: number, side: Seat): string {
  const turn = step === lastStep(timeline) && step > 0 ? "end" : turnAt(timeline, step);
  return `turn=${turn}&side=${side}`;
}
