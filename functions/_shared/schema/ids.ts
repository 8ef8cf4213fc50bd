import * as z from "zod";

/** A battle's id is also its room's id: lower-case letters, digits and hyphens, at most 64. */
export const BattleId = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "must be lower-case letters, digits and single hyphens")
  .max(64)
  .brand<"BattleId">();
export type BattleId = z.infer<typeof BattleId>;

/** A user of Supabase Auth. */
export const UserId = z.uuid().brand<"UserId">();
export type UserId = z.infer<typeof UserId>;

export const MatchId = z.uuid().brand<"MatchId">();
export type MatchId = z.infer<typeof MatchId>;

/** One id from the room to the Discord message, in every log line and table along the way. */
export const CorrelationId = z.uuid().brand<"CorrelationId">();
export type CorrelationId = z.infer<typeof CorrelationId>;

/** One of the two places in a battle that a user takes. */
export const Seat = z.enum(["p1", "p2"]);
export type Seat = z.infer<typeof Seat>;

/** A format id as the simulator spells it: `gen9ou`, `gen9randombattle`. */
export const FormatId = z
  .string()
  .regex(/^gen[1-9][a-z0-9]+$/, "must be a format id such as 'gen9ou'")
  .max(48)
  .brand<"FormatId">();
export type FormatId = z.infer<typeof FormatId>;

/** A moment, as ISO 8601 in UTC with milliseconds. */
export const Timestamp = z.iso.datetime({ precision: 3 });

/** The simulator's seed: four 16-bit numbers joined by commas, or `sodium,<hex>` and its kin. */
export const BattleSeed = z
  .string()
  .regex(/^(\d{1,5}(,\d{1,5}){3}|(sodium|gen5),[0-9a-f]{1,64})$/, "must be a seed such as '1,2,3,4'");
