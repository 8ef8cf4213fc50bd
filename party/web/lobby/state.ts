import type { BattleId } from "../../../functions/_shared/schema/ids.ts";
import type { LobbyErrorCode, LobbyServerMessage } from "../../../functions/_shared/schema/lobby.ts";

type Message<Type extends LobbyServerMessage["type"]> = Extract<LobbyServerMessage, { type: Type }>;

/** What is looked for: a rated battle of a format, with one of the user's saved teams where it wants one. */
export interface Wish {
  format: string;
  teamId: string | null;
}

export type Match = Message<"MATCH_FOUND">;

/** Why a search came to its end, or cannot go on for now. */
export interface Trouble {
  code: LobbyErrorCode | "EXPIRED";
  message: string;
  /** The battle that the user is in already. */
  battleId: BattleId | null;
}

/** A search for an opponent. Moments are milliseconds of the page's own clock. */
export interface SearchState {
  wish: Wish | null;
  phase: "idle" | "asking" | "waiting" | "found";
  connected: boolean;
  queue: Pick<Message<"QUEUE_JOINED">, "position" | "range" | "waiting"> | null;
  /** When the user first joined. */
  since: number | null;
  match: (Match & { until: number }) | null;
  trouble: Trouble | null;
  /** The opponent that was found did not come; the place in the queue was kept. */
  returned: boolean;
}

export const NO_SEARCH: SearchState = {
  wish: null,
  phase: "idle",
  connected: false,
  queue: null,
  since: null,
  match: null,
  trouble: null,
  returned: false,
};

export type SearchAction =
  | { type: "wished"; wish: Wish }
  | { type: "connected"; open: boolean }
  | { type: "received"; message: LobbyServerMessage; at: number }
  | { type: "failed"; message: string }
  /** Cancelled, or the battle that was found has begun. */
  | { type: "over" };

export function reduceSearch(state: SearchState, action: SearchAction): SearchState {
  switch (action.type) {
    case "wished":
      return { ...NO_SEARCH, wish: action.wish, phase: "asking" };
    case "connected":
      return { ...state, connected: action.open };
    case "received":
      return receive(state, action.message, action.at);
    case "failed":
      return troubled(state, { code: "AUTH_FAILED", message: action.message, battleId: null });
    case "over":
      return NO_SEARCH;
  }
}

function receive(state: SearchState, message: LobbyServerMessage, at: number): SearchState {
  // What was on its way when the search ended.
  if (state.phase === "idle") return state;
  switch (message.type) {
    case "QUEUE_JOINED": {
      const { position, range, waiting, waited } = message;
      return {
        ...state,
        phase: "waiting",
        queue: { position, range, waiting },
        since: at - waited * 1000,
        match: null,
        trouble: null,
        returned: state.returned || state.phase === "found",
      };
    }
    case "MATCH_FOUND":
      return {
        ...state,
        phase: "found",
        match: { ...message, until: at + message.confirm * 1000 },
        trouble: null,
        returned: false,
      };
    case "QUEUE_LEFT":
      return message.reason === "expired"
        ? troubled(state, { code: "EXPIRED", message: "", battleId: null })
        : NO_SEARCH;
    case "ERROR":
      return erred(state, message);
    case "AUTHENTICATED":
    case "PONG":
      return state;
  }
}

/** Errors that pass: the client asks again by itself. */
export const PASSING: ReadonlySet<LobbyErrorCode> = new Set(["STORE_UNAVAILABLE", "RATE_LIMITED"]);

function erred(state: SearchState, error: Message<"ERROR">): SearchState {
  const { code, message } = error;
  const trouble: Trouble = { code, message, battleId: error.battleId ?? null };
  switch (code) {
    case "NOT_IN_QUEUE":
      return state;
    case "ALREADY_IN_QUEUE":
      // In this very queue: the place was kept over a lost connection, or another tab waits as well.
      return error.position === undefined ? troubled(state, trouble) : state;
    case "ALREADY_IN_BATTLE":
      // In the one that was just found.
      return state.phase === "found" ? state : troubled(state, trouble);
    default:
      return PASSING.has(code) ? { ...state, trouble } : troubled(state, trouble);
  }
}

/** The search is over, and this is why. The wish stays, for it says which team was refused. */
function troubled(state: SearchState, trouble: Trouble): SearchState {
  return { ...NO_SEARCH, wish: state.wish, trouble };
}
