import { formatName } from "../../../functions/_shared/battle/formats.ts";
import type { Match, Trouble } from "./state.ts";

/** Why two players were paired. */
export function pairingInWords({ opponent, why }: Match): string {
  const gap = why.gap === 0 ? "Your ratings are equal" : `Your ratings are ${points(why.gap)} apart`;
  const accepted = `after ${why.you.waited} s you accepted up to ${why.you.range}, after ${why.opponent.waited} s they accepted up to ${why.opponent.range}`;
  return `Paired with ${isolated(opponent.name)} (${opponent.rating}). ${gap}; ${accepted}.`;
}

function points(count: number): string {
  return count === 1 ? "1 point" : `${count} points`;
}

/** What a search's trouble means for the player. */
export function troubleInWords({ code, message }: Trouble, format: string | null): string {
  switch (code) {
    case "AUTH_FAILED":
      return `The lobby does not know you: ${message}`;
    case "INVALID_TEAM":
      return `This team cannot be used in ${format === null ? "this format" : formatName(format)}:`;
    case "UNKNOWN_FORMAT":
      return "This format is not offered any more.";
    case "ALREADY_IN_QUEUE":
      return "You are searching already, in another tab or for another format. Cancel that search first.";
    case "ALREADY_IN_BATTLE":
      return "You are in a rated battle already.";
    case "RATE_LIMITED":
      return "That was too fast; trying again in a moment.";
    case "STORE_UNAVAILABLE":
      return "Matchmaking cannot be reached at this moment; trying again.";
    case "VERSION_MISMATCH":
      return "This page is out of date. Reload it.";
    case "EXPIRED":
      return "Your place in the queue has expired. Search again when you are ready.";
    case "INVALID_MESSAGE":
    case "NOT_IN_QUEUE":
      return message;
  }
}

/** A name that keeps its direction to itself: what is read from right to left must not turn the sentence. */
function isolated(name: string): string {
  return `\u2068${name}\u2069`;
}
