import * as z from "zod";
import { BattleId, FormatId, Seat } from "./ids.ts";

/** Whether a team of Pokémon may be played: what sites ask, and what the function asks of the room server, signed. */

const TeamText = z.string().min(1).max(25_000).describe("Packed, or as export text");

/** A species as a league wrote it down. */
const Species = z.string().min(1).max(60);

/** Validates a team for a team of a season, by its format and roster, or for a format alone. */
export const ValidateTeamRequest = z.union([
  z.strictObject({
    team: TeamText,
    team_id: z
      .uuid()
      .describe("The team of a season that plays it: its season's format and its roster apply"),
  }),
  z.strictObject({ team: TeamText, format: FormatId.describe("The format that applies, without a roster") }),
]);
export type ValidateTeamRequest = z.infer<typeof ValidateTeamRequest>;

export const TeamProblem = z.strictObject({
  kind: z
    .enum(["format", "roster"])
    .describe("format: the simulator's validator says so; roster: the team did not draft it"),
  message: z.string(),
  set: z.int().min(0).nullable().describe("The set that it is about, from 0; null: the team as a whole"),
});
export type TeamProblem = z.infer<typeof TeamProblem>;

export const TeamVerdict = z.strictObject({
  legal: z.boolean().describe("Whether it may be played"),
  format: FormatId,
  roster_checked: z
    .boolean()
    .describe(
      "Whether it was held against a roster: none is for a format alone, and where the team has drafted nothing",
    ),
  problems: z.array(TeamProblem).describe("None where it is legal; fifty at the most"),
  species: z.array(z.string()).describe("Its Pokémon, as the simulator spells them"),
  team: z.string().nullable().describe("Packed, as a room takes it; null where it is not legal"),
});
export type TeamVerdict = z.infer<typeof TeamVerdict>;

/** A player's own team of a battle that is over. */
export const OwnTeam = z.strictObject({
  battle_id: BattleId,
  seat: Seat.describe("The user's"),
  team: z.string().describe("Packed"),
});
export type OwnTeam = z.infer<typeof OwnTeam>;

/** Sixteen hexadecimal digits, or the number of an old one. */
export const PasteId = z
  .string()
  .regex(/^[0-9a-f]{1,16}$/i, "must be the last part of a Pokepaste's address")
  .describe("The last part of a Pokepaste's address");

/** A team that somebody put on Pokepaste. */
export const Paste = z.strictObject({
  id: PasteId,
  title: z.string().max(200).describe("What its author called it"),
  team: TeamText,
});
export type Paste = z.infer<typeof Paste>;

/** Said to `/parties/teams/<format>`, which answers with a {@link TeamVerdict}. */
export const ValidateTeam = z.strictObject({
  type: z.literal("VALIDATE_TEAM"),
  v: z.literal(1),
  format: FormatId,
  team: TeamText,
  /** `null`: none is to be kept to. */
  roster: z.array(Species).max(1000).nullable(),
});
export type ValidateTeam = z.infer<typeof ValidateTeam>;
