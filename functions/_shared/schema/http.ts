import * as z from "zod";
import { BattleId, BattleSeed, FormatId, MatchId, Seat } from "./ids.ts";
import { BotStrength, ClockPreset } from "./rules.ts";

/**
 * Body of `create-room`: the room of a scheduled match's next game, an open battle that anyone may join (a challenge,
 * or practice against a bot), or a seat in a battle that is open. Said twice it gives the same battle and a fresh ticket.
 */
export const CreateRoomRequest = z.union([
  /** `seed` is for the service alone. */
  z.strictObject({ match_id: MatchId, seed: BattleSeed.optional() }),
  z.strictObject({
    format: FormatId,
    /** The format's own when absent. */
    clock: ClockPreset.optional(),
    /** Seat p2 is played by a bot. */
    bot: BotStrength.optional(),
  }),
  z.strictObject({ battle_id: BattleId }),
]);
export type CreateRoomRequest = z.infer<typeof CreateRoomRequest>;

export const CreateRoomResponse = z.strictObject({
  battle_id: BattleId,
  format: FormatId,
  /** The room's WebSocket address. */
  room_url: z.url(),
  /** The caller's seat and its ticket; `null` for the service, which takes none. */
  seat: Seat.nullable(),
  ticket: z.string().nullable(),
});
export type CreateRoomResponse = z.infer<typeof CreateRoomResponse>;

/** To be said in Discord: `/link account code:<code>`. */
export const DiscordCode = z.strictObject({ code: z.string(), expires_at: z.iso.datetime({ offset: true }) });
export type DiscordCode = z.infer<typeof DiscordCode>;

/** Every error answer of a function. */
export const ErrorBody = z.strictObject({
  error: z.strictObject({
    code: z.string(),
    message: z.string(),
    /** Where the body was malformed: `winner`, `players.p1`, … */
    fields: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
  }),
});
export type ErrorBody = z.infer<typeof ErrorBody>;
