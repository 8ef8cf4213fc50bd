import * as z from "zod";
import { BattleId, FormatId, Seat, UserId } from "./ids.ts";

/**
 * Every message between a client and the lobby of a format, `/parties/lobby/<format id>`. One JSON object a WebSocket
 * frame, 16 KB at most. The first must be AUTHENTICATE, within five seconds.
 */
export const LOBBY_VERSION = 1;

export const LobbyClientMessage = z.discriminatedUnion("type", [
  /** Says who the client is, with an access token of Supabase Auth. */
  z.strictObject({ type: z.literal("AUTHENTICATE"), v: z.int(), token: z.string().max(8000) }),
  /** Queues for a rated battle. `teamId` is one of the user's saved teams, absent where the format draws teams. */
  z.strictObject({ type: z.literal("JOIN_QUEUE"), format: FormatId, teamId: z.uuid().optional() }),
  z.strictObject({ type: z.literal("LEAVE_QUEUE") }),
  z.strictObject({ type: z.literal("PING") }),
]);
export type LobbyClientMessage = z.infer<typeof LobbyClientMessage>;

export const LobbyErrorCode = z.enum([
  "AUTH_FAILED",
  "INVALID_MESSAGE",
  "INVALID_TEAM",
  "UNKNOWN_FORMAT",
  "ALREADY_IN_QUEUE",
  "ALREADY_IN_BATTLE",
  "NOT_IN_QUEUE",
  "RATE_LIMITED",
  "STORE_UNAVAILABLE",
  "VERSION_MISMATCH",
]);
export type LobbyErrorCode = z.infer<typeof LobbyErrorCode>;

const queued = {
  format: FormatId,
  /** From 1. */
  position: z.int().min(1),
  /** The largest rating gap that the player accepts now; it grows with the wait. */
  range: z.int().min(0),
  /** Players who wait, this one included. */
  waiting: z.int().min(1),
  /** Seconds. */
  waited: z.int().min(0),
};

export const LobbyServerMessage = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("AUTHENTICATED"),
    v: z.literal(LOBBY_VERSION),
    userId: UserId,
  }),
  /** The answer to JOIN_QUEUE, and again whenever one of the numbers has changed. */
  z.strictObject({ type: z.literal("QUEUE_JOINED"), ...queued }),
  z.strictObject({ type: z.literal("QUEUE_LEFT"), format: FormatId, reason: z.enum(["left", "expired"]) }),
  /** An opponent is found: connect to the battle with the ticket within `confirm` seconds. */
  z.strictObject({
    type: z.literal("MATCH_FOUND"),
    battleId: BattleId,
    seat: Seat,
    ticket: z.string(),
    confirm: z.int().min(1),
    opponent: z.strictObject({ name: z.string(), rating: z.int() }),
    /** Why these two: the gap between their ratings, and what each had come to accept, after how many seconds. */
    why: z.strictObject({
      gap: z.int().min(0),
      you: z.strictObject({ range: z.int().min(0), waited: z.int().min(0) }),
      opponent: z.strictObject({ range: z.int().min(0), waited: z.int().min(0) }),
    }),
  }),
  z.strictObject({
    type: z.literal("ERROR"),
    code: LobbyErrorCode,
    message: z.string(),
    recoverable: z.boolean(),
    /** With ALREADY_IN_QUEUE, when this lobby has the entry. */
    position: z.int().min(1).optional(),
    /** With ALREADY_IN_BATTLE. */
    battleId: BattleId.optional(),
  }),
  z.strictObject({ type: z.literal("PONG") }),
]);
export type LobbyServerMessage = z.infer<typeof LobbyServerMessage>;
