import type { EndType } from "../../../functions/_shared/schema/battle.ts";
import type { Seat } from "../../../functions/_shared/schema/ids.ts";
import type { ErrorCode } from "../../../functions/_shared/schema/protocol.ts";
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
    case "VERSION_MISMATCH":
      return `This battle cannot go on: ${message}`;
    case "INVALID_MESSAGE":
      return `The room did not understand this page: ${message}. Reload it.`;
  }
}

const HOW: Record<Exclude<EndType, "win" | "tie" | "void">, string> = {
  forfeit: "by forfeit",
  timeout: "on time",
  disconnect: "as the opponent left",
};

/** The end in a sentence, to a player or to a spectator. */
export function endInWords(end: Ending, own: Seat | null, players: Record<Seat, string | null>): string {
  if (end.reason === "void") return "The battle was called off. It counts for nobody.";
  if (end.reason === "tie" || end.winner === null) return "The battle ended in a tie.";
  const how = end.reason === "win" ? "" : ` ${HOW[end.reason]}`;
  if (own !== null) return own === end.winner ? `You won${how}!` : `You lost${how}.`;
  return `${players[end.winner] ?? end.winner} won${how}.`;
}
