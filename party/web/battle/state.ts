import type { EndType } from "../../../functions/_shared/schema/battle.ts";
import type { Seat } from "../../../functions/_shared/schema/ids.ts";
import type { Clocks, ErrorCode, ServerMessage } from "../../../functions/_shared/schema/protocol.ts";
import { Request } from "./request.ts";

type Message<Type extends ServerMessage["type"]> = Extract<ServerMessage, { type: Type }>;

export interface Ending {
  winner: Seat | null;
  reason: EndType;
}

/** What this page knows of a battle from its room's messages. Moments are milliseconds of the page's own clock. */
export interface BattleState {
  seat: Seat | null;
  /** How the battle is played: format, rules, series; `null` until the room has said it. */
  about: Pick<
    Message<"BATTLE_START">,
    "format" | "rated" | "clock" | "casual" | "bot" | "series" | "delay"
  > | null;
  players: { p1: string | null; p2: string | null };
  started: boolean;
  /** The last log line that arrived; what a reconnect asks to continue from. */
  seq: number;
  log: readonly string[];
  request: Request | null;
  /** What was chosen for `request`: sent, and then stored by the room, which makes it hold whatever happens. */
  choice: { text: string; stored: boolean } | null;
  /** The clocks as they were at a moment; `null` while none run. */
  clocks: { reading: NonNullable<Clocks>; at: number } | null;
  timer: { on: boolean; off: readonly Seat[] };
  /** The moment by which a player who is away has to be back. */
  away: Record<Seat, number | null>;
  /** Who offers a draw. */
  draw: Seat | null;
  spectators: number;
  /** The seconds that were left when the room warned of the time for `request`. */
  warning: number | null;
  end: Ending | null;
  /** `final`: the room has closed its door for good. */
  error: { code: ErrorCode; message: string; final: boolean } | null;
  /** Something went missing: the connection has to ask for it. */
  gap: boolean;
}

export const UNKNOWN: BattleState = {
  seat: null,
  about: null,
  players: { p1: null, p2: null },
  started: false,
  seq: 0,
  log: [],
  request: null,
  choice: null,
  clocks: null,
  timer: { on: false, off: [] },
  away: { p1: null, p2: null },
  draw: null,
  spectators: 0,
  warning: null,
  end: null,
  error: null,
  gap: false,
};

export type BattleAction =
  | { type: "received"; message: ServerMessage; at: number }
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
      return receive(state, action.message, action.at);
    case "chosen":
      return { ...state, choice: { text: action.choice, stored: false }, error: null };
    case "dismissed":
      return { ...state, error: null };
    case "returned":
      return { ...UNKNOWN, seat: action.seat };
    case "left":
      return UNKNOWN;
  }
}

function receive(state: BattleState, message: ServerMessage, at: number): BattleState {
  switch (message.type) {
    case "SEATED":
      // What a spectator saw is not what the seat sees: the room tells it again.
      return state.seat === message.seat
        ? { ...state, error: null }
        : { ...state, seat: message.seat, seq: 0, log: [], error: null };
    case "BATTLE_START":
      return {
        ...state,
        about: message,
        players: message.players,
        started: message.started,
        // What the players have agreed on since is told in what follows.
        timer: state.about === null ? { on: message.clock !== null, off: [] } : state.timer,
      };
    case "BATTLE_UPDATE":
      return update(state, message, at);
    case "CHOICE":
      return chosen(state, message);
    case "BATTLE_RESTORED":
      return restore(state, message, at);
    case "BATTLE_END":
      return ended(state, { winner: message.winner, reason: message.reason });
    case "TURN_WARNING":
      return { ...state, warning: message.secondsRemaining };
    case "OPPONENT_DISCONNECTED":
      return { ...state, away: { ...state.away, [message.seat]: at + message.timeout * 1000 } };
    case "OPPONENT_RECONNECTED":
      return { ...state, away: { ...state.away, [message.seat]: null } };
    case "DRAW_OFFERED":
      return { ...state, draw: message.seat };
    case "TIMER":
      return {
        ...state,
        timer: { on: message.on, off: message.off },
        clocks: message.on ? state.clocks : null,
      };
    case "SPECTATORS":
      return { ...state, spectators: message.count };
    case "PONG":
      return state;
    case "ERROR":
      return {
        ...state,
        error: { code: message.code, message: message.message, final: !message.recoverable },
        // A choice that the room has stored is not undone by an error.
        choice: state.choice?.stored === false && REFUSALS.has(message.code) ? null : state.choice,
      };
  }
}

/** Errors that may say that the choice was not taken. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set([
  "INVALID_MESSAGE",
  "INVALID_MOVE",
  "NOT_YOUR_TURN",
  "STALE_REQUEST",
  "BATTLE_NOT_STARTED",
  "RATE_LIMITED",
  "STORE_UNAVAILABLE",
]);

function chosen(state: BattleState, { rqid, choice }: Message<"CHOICE">): BattleState {
  if (rqid !== state.request?.rqid) return state;
  return { ...state, choice: choice === null ? null : { text: choice, stored: true }, warning: null };
}

/** The battle after its end: nothing is asked any more. */
export function ended(state: BattleState, end: Ending): BattleState {
  return { ...state, end, request: null, choice: null, clocks: null, draw: null, warning: null, error: null };
}

function restore(state: BattleState, message: Message<"BATTLE_RESTORED">, at: number): BattleState {
  const { choice, timer, away, draw, spectators, end } = message;
  const moment = (seconds: number | null) => (seconds === null ? null : at + seconds * 1000);
  const next = append(state, message, at);
  const restored = {
    ...next,
    choice: choice === null ? null : { text: choice, stored: true },
    timer,
    away: { p1: moment(away.p1), p2: moment(away.p2) },
    draw,
    spectators,
  };
  return end === null ? restored : ended(restored, end);
}

function update(state: BattleState, message: Message<"BATTLE_UPDATE">, at: number): BattleState {
  const next = append(state, message, at);
  const drawn = state.seat !== null && message.autoMove?.includes(state.seat) === true;
  // The room has chosen for this seat, and the opponent is still awaited: what it chose is told on asking.
  return drawn && message.request?.rqid === state.request?.rqid ? { ...next, gap: true } : next;
}

type Lines = Pick<Message<"BATTLE_UPDATE">, "seq" | "log" | "request" | "clocks">;

function append(state: BattleState, { seq, log, request: asked, clocks }: Lines, at: number): BattleState {
  const before = seq - log.length;
  if (before > state.seq) return { ...state, gap: true };
  const fresh = log.slice(state.seq - before);
  const request = asked === null ? null : readRequest(asked);
  const same = request !== null && request.rqid === state.request?.rqid;
  return {
    ...state,
    gap: false,
    started: state.started || seq > 0,
    seq: Math.max(state.seq, seq),
    log: fresh.length === 0 ? state.log : [...state.log, ...fresh],
    request,
    choice: same ? state.choice : null,
    clocks: clocks && { reading: clocks, at },
    // An offer lapses with its turn.
    draw: fresh.some((line) => line.startsWith("|turn|")) ? null : state.draw,
    warning: same ? state.warning : null,
    error: same ? state.error : null,
  };
}

function readRequest(asked: NonNullable<Lines["request"]>): Request {
  const request = Request.safeParse(asked);
  // A request in a shape that we do not know: still numbered, so that the visitor can forfeit but sees no wrong buttons.
  return request.success ? request.data : { rqid: asked.rqid };
}
