import * as z from "zod";
import { BattleId, BattleSeed, FormatId, MatchId, Seat } from "./ids.ts";
import { BotStrength, ClockPreset } from "./rules.ts";

/**
 * Body of `create-room`: the room of a scheduled match's next game, an open battle that anyone may join (a challenge,
 * or practice against a bot), or a seat in a battle that is open. Said twice it gives the same battle and a fresh ticket.
 */
export const CreateRoomRequest = z.union([
  z
    .strictObject({
      match_id: MatchId,
      seed: BattleSeed.optional().describe("The simulator's seed, for the service alone"),
    })
    .describe("The next battle of a scheduled match, for its coaches and the service"),
  z
    .strictObject({
      format: FormatId,
      clock: ClockPreset.optional().describe("How its clocks run; the format's own when absent"),
      bot: BotStrength.optional().describe("Seat p2 is played by a bot of this strength"),
    })
    .describe("An open battle: a challenge that anybody with its address may join, or practice"),
  z.strictObject({ battle_id: BattleId }).describe("A seat in a battle that is open"),
]);
export type CreateRoomRequest = z.infer<typeof CreateRoomRequest>;

export const CreateRoomResponse = z.strictObject({
  battle_id: BattleId,
  format: FormatId,
  room_url: z.url().describe("The room's WebSocket address"),
  seat: Seat.nullable().describe("The caller's; null for the service, which takes none"),
  ticket: z.string().nullable().describe("Proves the seat to the room, once and within a minute"),
});
export type CreateRoomResponse = z.infer<typeof CreateRoomResponse>;

export const DiscordCode = z.strictObject({
  code: z.string().describe("To be said in Discord: `/link account code:<code>`"),
  expires_at: z.iso.datetime({ offset: true }),
});
export type DiscordCode = z.infer<typeof DiscordCode>;

/** Every error answer of a function. */
export const ErrorBody = z.strictObject({
  error: z.strictObject({
    code: z.string().describe("For programs: it stays as it is, where a message may change"),
    message: z.string().describe("For people"),
    fields: z
      .array(z.strictObject({ path: z.string(), message: z.string() }))
      .optional()
      .describe("What of the body was malformed: `winner`, `players.p1`, …"),
  }),
});
export type ErrorBody = z.infer<typeof ErrorBody>;
