import * as z from "zod";
import { EndType } from "./battle.ts";
import { BattleId, FormatId, Seat } from "./ids.ts";

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
  z.strictObject({ type: z.literal("FORFEIT"), battleId }),
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
  "VERSION_MISMATCH",
]);
export type ErrorCode = z.infer<typeof ErrorCode>;

/** The simulator's request of one seat, as `@pkmn/protocol` types it, numbered. `null` when nothing is asked. */
const request = z.looseObject({ rqid: z.int().min(1) }).nullable();

const players = z.strictObject({ p1: z.string().nullable(), p2: z.string().nullable() });
const ending = z.strictObject({ winner: Seat.nullable(), reason: EndType });

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
  }),
  /** New lines of this audience's battle log. `seq` numbers the last of them, from 1. */
  z.strictObject({
    type: z.literal("BATTLE_UPDATE"),
    seq: z.int().min(0),
    log: z.array(z.string()),
    request,
  }),
  /** The answer to REJOIN: the lines after `since`, the open request, the choice already made for it, the end if it ended. */
  z.strictObject({
    type: z.literal("BATTLE_RESTORED"),
    seq: z.int().min(0),
    log: z.array(z.string()),
    request,
    choice: z.string().nullable(),
    end: ending.nullable(),
  }),
  z.strictObject({ type: z.literal("BATTLE_END"), ...ending.shape }),
  z.strictObject({
    type: z.literal("ERROR"),
    code: ErrorCode,
    message: z.string(),
    /** Whether the same connection can go on. */
    recoverable: z.boolean(),
  }),
]);
export type ServerMessage = z.infer<typeof ServerMessage>;

/** What `party/league` pushes to open pages. */
export const LeagueMessage = z.strictObject({ type: z.literal("INVALIDATED"), tags: z.array(z.string()) });
export type LeagueMessage = z.infer<typeof LeagueMessage>;
