import type { Battle } from "@pkmn/sim";
import type { Seat } from "../../../functions/_shared/schema/ids.ts";

/** Tells which seat wins: the simulator keeps the winner's name, which says less. */
export function watchWinner(battle: Battle, won: (seat: Seat) => void): void {
  const win = battle.win.bind(battle);
  battle.win = (winner) => {
    const side = winner && typeof winner === "string" ? battle.getSide(winner) : winner;
    const ended = win(winner);
    if (ended && side) won(side.id === "p1" ? "p1" : "p2");
    return ended;
  };
}

/** How the log says why somebody lost; the words are Showdown's own where it has them. */
export const LOST = {
  forfeit: "forfeited.",
  timeout: "lost due to inactivity.",
  disconnect: "lost due to inactivity: they did not come back.",
} as const;

/** The arguments of `Battle.add` that print the line. */
export function lineParts(line: string): [string, ...string[]] {
  const [first = "", ...rest] = line.slice(1).split("|");
  return [first, ...rest];
}
