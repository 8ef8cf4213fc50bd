import * as z from "zod";
import { BattleId, BattleSeed, CorrelationId, FormatId, MatchId, Seat, UserId } from "./ids.ts";

/** What a function tells a room, signed. */

export const SeatAssignment = z.strictObject({ userId: UserId, name: z.string().min(1).max(40) });

/** Opens a battle in the room that bears its id. Said twice, it changes nothing. */
export const CreateBattle = z.strictObject({
  type: z.literal("CREATE_BATTLE"),
  v: z.literal(1),
  battleId: BattleId,
  matchId: MatchId.nullable(),
  format: FormatId,
  /** A seat that is `null` is open: the first user with a ticket for it takes it. */
  seats: z.strictObject({ p1: SeatAssignment.nullable(), p2: SeatAssignment.nullable() }),
  correlationId: CorrelationId,
  /** Fixes the battle's chance; drawn by the room when absent. */
  seed: BattleSeed.optional(),
});
export type CreateBattle = z.infer<typeof CreateBattle>;

/** Names the views that changed, so that open pages ask for them again. */
export const Invalidate = z.strictObject({
  type: z.literal("INVALIDATE"),
  v: z.literal(1),
  /** `battles`, `standings:<season id>`, … */
  tags: z.array(z.string().min(1).max(80)).min(1).max(50),
});
export type Invalidate = z.infer<typeof Invalidate>;

/** The claims of a ticket: who may take which seat of which battle. Single use, by `jti`; a minute to live. */
export const TicketClaims = z.object({
  sub: UserId,
  battle: BattleId,
  seat: Seat,
  name: z.string().min(1).max(40),
  jti: z.string().min(8).max(64),
});
export type TicketClaims = z.infer<typeof TicketClaims>;
