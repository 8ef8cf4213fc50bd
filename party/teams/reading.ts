import { Teams, TeamValidator } from "@pkmn/sim";
import { cleanName, NICKNAME_LENGTH } from "../../functions/_shared/battle/name.ts";
import type { FormatId } from "../../functions/_shared/schema/ids.ts";
import { findFormat } from "./format.ts";

/** A team is read or refused: `problems` are the validator's own messages. */
export type TeamReading = { ok: true; team: string } | { ok: false; problems: string[] };

/**
 * Reads a team, packed or as export text, cleans its nicknames and validates it.
 *
 * A format that the simulator does not know has no legal teams.
 */
export function readTeam(text: string, id: FormatId): TeamReading {
  const format = findFormat(id);
  if (!format) return { ok: false, problems: [`Cannot validate a team: there is no format '${id}'`] };
  try {
    // Packing drops whatever a set should not hold.
    const team = Teams.unpack(Teams.pack(Teams.import(text)));
    if (!team || team.length === 0)
      return { ok: false, problems: ["Cannot read the team: it has no Pokémon"] };
    for (const set of team) set.name = cleanName(set.name, NICKNAME_LENGTH);
    const problems = TeamValidator.get(format).validateTeam(team);
    return problems ? { ok: false, problems } : { ok: true, team: Teams.pack(team) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, problems: [`Cannot read the team: ${reason}`] };
  }
}
