import type { EndType } from "../../../functions/_shared/schema/battle.ts";
import type { Seat } from "../../../functions/_shared/schema/ids.ts";
import type { ErrorCode } from "../../../functions/_shared/schema/protocol.ts";
import type { ClockSettings, Series } from "../../../functions/_shared/schema/rules.ts";
import type { Ending } from "./state.ts";

/** What an error of the room means for the player. The room's own words follow where they say more. */
export function errorInWords(code: ErrorCode, message: string): string {
  switch (code) {
    case "AUTH_FAILED":
      return `Your seat could not be taken: ${message}. Reload the page to try again.`;
    case "INVALID_TEAM":
      return `The team was refused: ${message}`;
    case "INVALID_MOVE":
      return `That cannot be done now: ${message.replace(/^\[\w+ choice\] /, "")}`;
    case "NOT_YOUR_TURN":
      return "It is not your turn. Wait for your opponent.";
    case "STALE_REQUEST":
      return "The battle had moved on already. Choose again.";
    case "BATTLE_ENDED":
      return "This battle is over.";
    case "BATTLE_NOT_FOUND":
      return "This battle's room is gone.";
    case "BATTLE_NOT_STARTED":
      return "The battle has not begun. Wait for both players.";
    case "CANNOT_UNDO":
      return `Your choice stands: ${message}`;
    case "TIMER_REQUIRED":
      return "The clock cannot be stopped in this battle.";
    case "RATE_LIMITED":
      return "That was too fast. Wait a moment and try again.";
    case "STORE_UNAVAILABLE":
      return "The room cannot save the battle at this moment. Try again.";
    case "VERSION_MISMATCH":
      return `${message}. Its operators settle it.`;
    case "INVALID_MESSAGE":
      return `The room did not understand this page: ${message}. Reload it.`;
  }
}

const HOW: Record<Exclude<EndType, "win" | "tie" | "void">, string> = {
  forfeit: "by forfeit",
  timeout: "on time",
  disconnect: "as the opponent left",
};

/** The same, to the one who lost. */
const HOW_LOST: typeof HOW = { ...HOW, disconnect: "as you were away for too long" };

/** The end in a sentence, to a player or to a spectator. */
export function endInWords(end: Ending, own: Seat | null, players: Record<Seat, string | null>): string {
  if (end.reason === "void") return "The battle was called off. It counts for nobody.";
  if (end.reason === "tie" || end.winner === null) return "The battle ended in a tie.";
  const lost = own !== null && own !== end.winner;
  const how = end.reason === "win" ? "" : ` ${lost ? HOW_LOST[end.reason] : HOW[end.reason]}`;
  if (own !== null) return lost ? `You lost${how}.` : `You won${how}!`;
  return `${players[end.winner] ?? end.winner} won${how}.`;
}

/** How much time there is: "55 s a turn, 7 min in all". */
export function clockInWords(clock: ClockSettings | null): string {
  if (clock === null) return "no clock";
  const turn = `${clock.turn} s a turn`;
  return clock.bank === null ? turn : `${turn}, ${clock.bank / 60} min in all`;
}

/** A battle's place in its series: "Best of 3 · game 2 · 1–0". */
export function seriesInWords({ bestOf, game, score }: Series): string {
  const places = [`Best of ${bestOf}`, `game ${game}`];
  if (score.p1 + score.p2 > 0) places.push(`${score.p1}–${score.p2}`);
  return places.join(" · ");
}

/** The series' score with this battle in it. */
export function scoreAfter(series: Series, winner: Seat | null): Series["score"] {
  const { p1, p2 } = series.score;
  return { p1: p1 + (winner === "p1" ? 1 : 0), p2: p2 + (winner === "p2" ? 1 : 0) };
}

/** Whether one side has the majority of its games, with this battle's winner. */
export function isDecided(series: Series, winner: Seat | null): boolean {
  const { p1, p2 } = scoreAfter(series, winner);
  return 2 * Math.max(p1, p2) > series.bestOf || series.game >= 2 * series.bestOf;
}
