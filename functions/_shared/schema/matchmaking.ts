import * as z from "zod";
import { BattleId, FormatId, UserId } from "./ids.ts";

/**
 * What a lobby tells the function `matchmaking`, signed. The database has the last word on who waits and who plays: one
 * entry a user, whichever lobby holds it.
 */

/** Names a user's entry as one lobby holds it, so that a late message of another life of it changes nothing. */
const claim = z.uuid();
const envelope = { v: z.literal(1) };

export const MatchmakingRequest = z.discriminatedUnion("op", [
  /**
   * Claims the user's one entry. An entry that has expired, or that the same format's lobby held under another claim, is
   * taken over with its place in the queue.
   */
  z.strictObject({
    op: z.literal("enter"),
    ...envelope,
    claim,
    user: UserId,
    format: FormatId,
    teamId: z.uuid().nullable(),
    /** Only goes back to a place that was kept, as after an opponent who never came. */
    resume: z.boolean(),
  }),
  /** Gives entries up. */
  z.strictObject({ op: z.literal("leave"), ...envelope, claims: z.array(claim).min(1).max(1000) }),
  /** Keeps entries from expiring; answers with the ones that are still held. */
  z.strictObject({ op: z.literal("renew"), ...envelope, claims: z.array(claim).min(1).max(1000) }),
  /** Opens the battle of two entries. Said twice with the same `pair`, it gives the same battle and fresh tickets. */
  z.strictObject({
    op: z.literal("pair"),
    ...envelope,
    pair: z.uuid(),
    format: FormatId,
    p1: z.strictObject({ user: UserId, claim, team: z.string().max(30_000).nullable() }),
    p2: z.strictObject({ user: UserId, claim, team: z.string().max(30_000).nullable() }),
  }),
]);
export type MatchmakingRequest = z.infer<typeof MatchmakingRequest>;

export const EnterAnswer = z.discriminatedUnion("status", [
  z.strictObject({
    status: z.literal("entered"),
    name: z.string(),
    rating: z.int(),
    /** When the user first joined, in milliseconds since the epoch: kept when a place is taken back. */
    joinedAt: z.int(),
    lastOpponent: UserId.nullable(),
    /** As the user saved it, not yet validated for today's rules. */
    team: z.string().nullable(),
  }),
  z.strictObject({ status: z.literal("queued"), format: FormatId }),
  z.strictObject({ status: z.literal("playing"), battleId: BattleId }),
  z.strictObject({ status: z.literal("no-team") }),
  /** To `resume`: there is no place to go back to. */
  z.strictObject({ status: z.literal("gone") }),
]);
export type EnterAnswer = z.infer<typeof EnterAnswer>;

export const RenewAnswer = z.strictObject({ held: z.array(claim) });
export type RenewAnswer = z.infer<typeof RenewAnswer>;

export const PairAnswer = z.discriminatedUnion("status", [
  z.strictObject({
    status: z.literal("paired"),
    battleId: BattleId,
    tickets: z.strictObject({ p1: z.string(), p2: z.string() }),
  }),
  /** These claims are no longer held: their entries are gone, the other's stays. */
  z.strictObject({ status: z.literal("stale"), claims: z.array(claim) }),
]);
export type PairAnswer = z.infer<typeof PairAnswer>;
