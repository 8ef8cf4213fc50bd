import * as z from "zod";
import { EndType } from "./battle.ts";
import { BattleId, FormatId, Seat } from "./ids.ts";
import { BotStrength, ClockSettings, Series } from "./rules.ts";

/** Every message between a client and a battle room. One JSON object a WebSocket frame, 16 KB at most (JOIN: 32 KB). */
export const PROTOCOL_VERSION = 1;

/** A team as packed or export text; 25 KB at most. */
export const TeamText = z.string().max(25_000);

const battleId = BattleId;

export const ClientMessage = z.discriminatedUnion("type", [
  /** Takes a seat with a ticket from `create-room`, and brings the team where the format wants one. */
  z.strictObject({
    type: z.literal("JOIN"),
    battleId,
    ticket: z.string().max(2000),
    team: TeamText.optional(),
  }),
  /** Comes back: to a seat with the `session` that SEATED gave, or as a spectator without one. `since` is the last `seq` seen, 0 for all. */
  z.strictObject({
    type: z.literal("REJOIN"),
    battleId,
    session: z.string().max(100).optional(),
    since: z.int().min(0),
  }),
  /** Chooses for the request that `rqid` numbers. */
  z.strictObject({
    type: z.literal("MOVE"),
    battleId,
    rqid: z.int().min(1),
    choice: z.string().min(1).max(200),
  }),
  /** Takes back the choice made for the open request, while the opponent's is awaited. */
  z.strictObject({ type: z.literal("UNDO"), battleId, rqid: z.int().min(1) }),
  z.strictObject({ type: z.literal("FORFEIT"), battleId }),
  /** Offers a draw, or accepts the opponent's offer. An offer lapses when the round of requests ends. */
  z.strictObject({ type: z.literal("OFFER_DRAW"), battleId }),
  z.strictObject({ type: z.literal("CHAT"), battleId, text: z.string().min(1).max(300) }),
  /** Starts the clocks (either player), or agrees to stop them (both, in a casual battle). */
  z.strictObject({ type: z.literal("TIMER"), battleId, on: z.boolean() }),
  /** Asks whether the connection is alive; answered with PONG at any time. */
  z.strictObject({ type: z.literal("PING") }),
]);
export type ClientMessage = z.infer<typeof ClientMessage>;

export const ErrorCode = z.enum([
  "AUTH_FAILED",
  "INVALID_MESSAGE",
  "INVALID_TEAM",
  "INVALID_MOVE",
  "NOT_YOUR_TURN",
  "STALE_REQUEST",
  "BATTLE_ENDED",
  "BATTLE_NOT_FOUND",
  "BATTLE_NOT_STARTED",
  "CANNOT_UNDO",
  "TIMER_REQUIRED",
  "RATE_LIMITED",
  "STORE_UNAVAILABLE",
  "VERSION_MISMATCH",
]);
export type ErrorCode = z.infer<typeof ErrorCode>;

/** The simulator's request of one seat, as `@pkmn/protocol` types it, numbered. `null` when nothing is asked. */
const request = z.looseObject({ rqid: z.int().min(1) }).nullable();

const players = z.strictObject({ p1: z.string().nullable(), p2: z.string().nullable() });
const ending = z.strictObject({ winner: Seat.nullable(), reason: EndType });

/** A player's clock at the moment of the message, in whole seconds. */
const clock = z.strictObject({
  /** Left for the open request; `null` when nothing is asked of the seat. */
  turn: z.int().min(0).nullable(),
  /** Left for the whole battle; `null` without a bank. */
  bank: z.int().min(0).nullable(),
});
/** `null` while no clocks run. */
const clocks = z.strictObject({ p1: clock, p2: clock }).nullable();
export type Clocks = z.infer<typeof clocks>;

/** Whether the clocks are on, and which players want them off. */
const timer = { on: z.boolean(), off: z.array(Seat) };

export const ServerMessage = z.discriminatedUnion("type", [
  /** The seat is taken. `session` brings the same user back to it; keep it secret. */
  z.strictObject({ type: z.literal("SEATED"), seat: Seat, session: z.string() }),
  /** The battle begins, or, on joining, is what it is. */
  z.strictObject({
    type: z.literal("BATTLE_START"),
    v: z.literal(PROTOCOL_VERSION),
    battleId,
    format: FormatId,
    players,
    /** False while a seat waits for its player or team. */
    started: z.boolean(),
    rated: z.boolean(),
    /** The clocks' settings; `null` when the battle has none. */
    clock: ClockSettings.nullable(),
    /** Whether both players together may stop the clocks. */
    casual: z.boolean(),
    /** Who plays p2, when it is no user. */
    bot: BotStrength.nullable(),
    series: Series.nullable(),
    /** Seconds by which spectators are behind. */
    delay: z.int().min(0),
  }),
  /**
   * New lines of this audience's battle log, chat included. `seq` numbers the last of them, from 1: a client that has
   * fewer than `seq - log.length` lines has missed some, and asks with REJOIN.
   */
  z.strictObject({
    type: z.literal("BATTLE_UPDATE"),
    seq: z.int().min(0),
    log: z.array(z.string()),
    request,
    clocks,
    /** The seat whose choice was drawn because its time was over. */
    autoMove: z.array(Seat).optional(),
  }),
  /** To a seat: the choice that is stored for the request; `null` when it was taken back. */
  z.strictObject({
    type: z.literal("CHOICE"),
    rqid: z.int().min(1),
    choice: z.string().nullable(),
  }),
  /**
   * The answer to JOIN and REJOIN: the lines after `since`, and everything that is not in the log: the open request, the
   * choice already made for it, the clocks, who is away, an offered draw, the end if it ended.
   */
  z.strictObject({
    type: z.literal("BATTLE_RESTORED"),
    seq: z.int().min(0),
    log: z.array(z.string()),
    request,
    choice: z.string().nullable(),
    clocks,
    timer: z.strictObject(timer),
    /** Seconds that are left to a player who is away to return; `null` for one who is there. */
    away: z.strictObject({ p1: z.int().min(0).nullable(), p2: z.int().min(0).nullable() }),
    /** Who offers a draw. */
    draw: Seat.nullable(),
    spectators: z.int().min(0),
    end: ending.nullable(),
  }),
  z.strictObject({ type: z.literal("BATTLE_END"), ...ending.shape }),
  /** To a seat: its time for the open request runs out. */
  z.strictObject({ type: z.literal("TURN_WARNING"), secondsRemaining: z.int().min(0) }),
  /** A player's last connection broke; the battle is theirs to lose in `timeout` seconds. */
  z.strictObject({ type: z.literal("OPPONENT_DISCONNECTED"), seat: Seat, timeout: z.int().min(0) }),
  z.strictObject({ type: z.literal("OPPONENT_RECONNECTED"), seat: Seat }),
  z.strictObject({ type: z.literal("DRAW_OFFERED"), seat: Seat }),
  z.strictObject({ type: z.literal("TIMER"), ...timer }),
  z.strictObject({ type: z.literal("SPECTATORS"), count: z.int().min(0) }),
  z.strictObject({ type: z.literal("PONG") }),
  z.strictObject({
    type: z.literal("ERROR"),
    code: ErrorCode,
    message: z.string(),
    /** Whether the same connection can go on. */
    recoverable: z.boolean(),
  }),
]);
export type ServerMessage = z.infer<typeof ServerMessage>;
