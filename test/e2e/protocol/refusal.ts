/** What to do at an `ERROR`: the column "do" of "Battle: error codes" in docs/protocol.md. */
export type Remedy =
  | "choose again"
  | "rejoin"
  | "new ticket"
  | "next team"
  | "wait"
  | "let it stand"
  | "give up";

export function remedy(code: string): Remedy {
  switch (code) {
    case "INVALID_MOVE":
      return "choose again";
    case "STALE_REQUEST":
    case "NOT_YOUR_TURN":
    case "BATTLE_ENDED":
      return "rejoin";
    case "AUTH_FAILED":
      return "new ticket";
    case "INVALID_TEAM":
      return "next team";
    case "RATE_LIMITED":
    case "STORE_UNAVAILABLE":
      return "wait";
    case "CANNOT_UNDO":
      return "let it stand";
    default:
      return "give up";
  }
}
