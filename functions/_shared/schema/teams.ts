import * as z from "zod";
import { FormatId } from "./ids.ts";

/** Whether a team of Pokémon may be played: what sites ask, and what the function asks of the room server, signed. */

/** Packed, or as export text. */
const TeamText = z.string().min(1).max(25_000);

/** A species as a league wrote it down. */
const Species = z.string().min(1).max(60);

/** Validates a team for a team of a season, by its format and roster, or for a format alone. */
export const ValidateTeamRequest = z.union([
  z.strictObject({
    team: TeamText,
    /** A team of a season. */
    team_id: z.uuid(),
  }),
  z.strictObject({ team: TeamText, format: FormatId }),
]);
export type ValidateTeamRequest = z.infer<typeof ValidateTeamRequest>;

export const TeamProblem = z.strictObject({
  /** `format`: the simulator's validator says so. `roster`: the team did not draft it. */
  kind: z.enum(["format", "roster"]),
  message: z.string(),
});
export type TeamProblem = z.infer<typeof TeamProblem>;

export const TeamVerdict = z.strictObject({
  legal: z.boolean(),
  format: FormatId,
  /** Whether it was held against a roster: none is, for a format alone and where the team has drafted nothing. */
  roster_checked: z.boolean(),
  /** None where it is legal; fifty at the most. */
  problems: z.array(TeamProblem),
  /** Its Pokémon, as the simulator spells them. */
  species: z.array(z.string()),
  /** Packed, as a room takes it; `null` where it is not legal. */
  team: z.string().nullable(),
});
export type TeamVerdict = z.infer<typeof TeamVerdict>;

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
