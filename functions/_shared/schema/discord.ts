import * as z from "zod";
import { ShowdownServerId } from "./showdown.ts";

/** What Discord tells of an interaction, as far as it is read here; and what its slash commands show. */

const snowflake = z.string().regex(/^\d{17,20}$/);

const choice = { name: z.string(), value: z.union([z.string(), z.number(), z.boolean()]).optional() };
const CommandOption = z.object({
  ...choice,
  /** The one that the user is typing. */
  focused: z.boolean().optional(),
  /** Those of a subcommand. */
  options: z
    .array(z.object({ ...choice, focused: z.boolean().optional() }))
    .max(25)
    .optional(),
});

const asked = {
  id: snowflake,
  application_id: snowflake,
  /** Lets the application answer for a quarter of an hour: a secret. */
  token: z.string().min(1).max(1000),
  guild_id: snowflake.optional(),
  /** Who asks, in a guild and elsewhere. */
  member: z.object({ user: z.object({ id: snowflake }) }).optional(),
  user: z.object({ id: snowflake }).optional(),
};

const command = z.object({ name: z.string().max(32), options: z.array(CommandOption).max(25).default([]) });

export const Interaction = z.discriminatedUnion("type", [
  z.object({ type: z.literal(1) }),
  z.object({ type: z.literal(2), ...asked, data: command }),
  z.object({ type: z.literal(3), ...asked, data: z.object({ custom_id: z.string().max(100) }) }),
  z.object({ type: z.literal(4), ...asked, data: command }),
]);
export type Interaction = z.infer<typeof Interaction>;

/** Up to 25 that a user may choose. */
export const Choices = z.array(z.object({ name: z.string(), value: z.string().max(100) })).max(25);
export type Choices = z.infer<typeof Choices>;

const count = z.int().min(0);

export const GuildProfile = z.object({
  user_id: z.uuid(),
  name: z.string(),
  teams: z.array(z.object({ team: z.string(), season: z.string(), wins: count, losses: count, ties: count })),
  record: z
    .object({
      played: count,
      wins: count,
      losses: count,
      ties: count,
      direct_kos: count,
      passive_kos: count,
      faints: count,
      favourite_pokemon: z.string().nullable(),
      best_pokemon: z.string().nullable(),
    })
    .nullable(),
  ratings: z.array(z.object({ format: z.string(), elo: z.int() })),
});
export type GuildProfile = z.infer<typeof GuildProfile>;

export const GuildMatch = z.object({
  match_id: z.uuid(),
  home: z.string(),
  away: z.string(),
  best_of: z.int(),
  /** The Showdown server on which it may be played. */
  server: ShowdownServerId,
});
export type GuildMatch = z.infer<typeof GuildMatch>;

/** A result that a coach reported, and what became of the report and its match. */
export const Report = z.object({
  report_id: z.uuid(),
  match_id: z.uuid(),
  state: z.enum(["open", "confirmed", "refused", "replaced"]),
  status: z.enum(["scheduled", "in_progress", "completed", "disputed", "cancelled"]),
  round: z.int(),
  season: z.string(),
  home: z.string(),
  away: z.string(),
  best_of: z.int(),
  result: z.object({
    winner: z.enum(["home", "away"]).nullable(),
    home_score: count,
    away_score: count,
    home_games: count.nullable(),
    away_games: count.nullable(),
  }),
  reporter: z.string().nullable(),
  decider: z.string().nullable(),
  /** The Discord account of who is to confirm it, where it wants to be mentioned. */
  mention: snowflake.nullable(),
});
export type Report = z.infer<typeof Report>;
