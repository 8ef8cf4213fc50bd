import type { PokemonRef, Summary } from "../schema/battle.ts";
import type { Seat } from "../schema/ids.ts";
import type { ReplayHints } from "./verdict.ts";

/** The seat across. */
export function otherSeat(seat: Seat): Seat {
  return seat === "p1" ? "p2" : "p1";
}

/** What is known of a battle, for its replay with the seats the other way round. Of such a battle nobody has the truth. */
export function swapHints(hints: ReplayHints): ReplayHints {
  return { ...hints, winner: hints.winner && otherSeat(hints.winner), truth: null };
}

/** A summary with both seats changed: p1 of the replay is p2 of the battle. Swapped again it is as it was. */
export function swapSummary(summary: Summary): Summary {
  const { players, score, differential, winner, faints } = summary;
  return {
    ...summary,
    winner: winner && otherSeat(winner),
    players: { p1: players.p2, p2: players.p1 },
    score: { p1: score.p2, p2: score.p1 },
    // No negative zero.
    differential: 0 - differential,
    faints: faints.map((faint) => ({
      ...faint,
      victim: swapRef(faint.victim),
      by: faint.by && swapRef(faint.by),
    })),
  };
}

function swapRef({ seat, index }: PokemonRef): PokemonRef {
  return { seat: otherSeat(seat), index };
}
