import type { EndType } from "../../../functions/_shared/schema/battle.ts";
import type { Seat } from "../../../functions/_shared/schema/ids.ts";
import type { ErrorCode, ServerMessage } from "../../../functions/_shared/schema/protocol.ts";
import { Request } from "./request.ts";

export interface Ending {
  winner: Seat | null;
  reason: EndType;
}

/** What this page knows of a battle from its room's messages. */
export interface BattleState {
  seat: Seat | null;
  format: string | null;
  players: { p1: string | null; p2: string | null };
  started: boolean;
  /** The last log line that arrived; what a reconnect asks to continue from. */
  seq: number;
  log: readonly string[];
  request: Request | null;
  /** What was chosen for `request`, once it is sent. */
  choice: string | null;
  end: Ending | null;
  error: { code: ErrorCode; message: string } | null;
  /** Lines went missing: the connection has to ask for them. */
  gap: boolean;
}

export const UNKNOWN: BattleState = {
  seat: null,
  format: null,
  players: { p1: null, p2: null },
  started: false,
  seq: 0,
  log: [],
  request: null,
  choice: null,
  end: null,
  error: null,
  gap: false,
};

export type BattleAction =
  | { type: "received"; message: ServerMessage }
  /** The page sent a choice for the open request. */
  | { type: "chosen"; choice: string }
  | { type: "dismissed" }
  /** The page was opened again by who has a seat. */
  | { type: "returned"; seat: Seat }
  /** The seat or the whole connection was given up, and with it all that was seen. */
  | { type: "left" };

/** The next state; equal numbers in `seq` make repeated lines harmless. */
export function reduce(state: BattleState, action: BattleAction): BattleState {
  switch (action.type) {
    case "received":
      return receive(state, action.message);
    case "chosen":
      return { ...state, choice: action.choice, error: null };
    case "dismissed":
      return { ...state, error: null };
    case "returned":
      return { ...UNKNOWN, seat: action.seat };
    case "left":
      return UNKNOWN;
  }
}

function receive(state: BattleState, message: ServerMessage): BattleState {
  switch (message.type) {
    case "SEATED":
      // What a spectator saw is not what the seat sees: the room tells it again.
      return state.seat === message.seat
        ? { ...state, error: null }
        : { ...state, seat: message.seat, seq: 0, log: [], error: null };
    case "BATTLE_START":
      return { ...state, format: message.format, players: message.players, started: message.started };
    case "BATTLE_UPDATE":
      return append(state, message.seq, message.log, message.request, null);
    case "BATTLE_RESTORED": {
      const next = append(state, message.seq, message.log, message.request, message.choice);
      return { ...next, end: message.end ?? next.end };
    }
    case "BATTLE_END":
      return {
        ...state,
        end: { winner: message.winner, reason: message.reason },
        request: null,
        choice: null,
      };
    case "ERROR":
      return {
        ...state,
        error: { code: message.code, message: message.message },
        choice: REFUSALS.has(message.code) ? null : state.choice,
      };
  }
}

/** Errors that say the choice was not taken. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set([
  "INVALID_MESSAGE",
  "INVALID_MOVE",
  "NOT_YOUR_TURN",
  "STALE_REQUEST",
  "BATTLE_NOT_STARTED",
]);

function append(
  state: BattleState,
  seq: number,
  lines: readonly string[],
  asked: ServerRequest,
  choice: string | null,
): BattleState {
  const before = seq - lines.length;
  if (before > state.seq) return { ...state, gap: true };
  const fresh = lines.slice(state.seq - before);
  const request = asked === null ? null : readRequest(asked);
  const same = request !== null && request.rqid === state.request?.rqid;
  return {
    ...state,
    gap: false,
    started: state.started || seq > 0,
    seq: Math.max(state.seq, seq),
    log: fresh.length === 0 ? state.log : [...state.log, ...fresh],
    request,
    choice: choice ?? (same ? state.choice : null),
    error: same ? state.error : null,
  };
}

type ServerRequest = Extract<ServerMessage, { type: "BATTLE_UPDATE" }>["request"];

function readRequest(asked: NonNullable<ServerRequest>): Request {
  const request = Request.safeParse(asked);
  // A request in a shape that we do not know: still numbered, so that the visitor can forfeit but sees no wrong buttons.
  return request.success ? request.data : { rqid: asked.rqid };
}
