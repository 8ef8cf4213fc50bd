import { Teams, TeamValidator } from "@pkmn/sim";
import { cleanName, NICKNAME_LENGTH } from "../../functions/_shared/battle/name.ts";
import type { FormatId } from "../../functions/_shared/schema/ids.ts";
import { findFormat } from "./format.ts";

/**
 * Tells which set of a team each of the validator's messages is about, by its place from 0: it is validated alone, and says
 * the same. `null`: the message is about the team as a whole.
 */
export function blameSets(text: string, id: FormatId, problems: readonly string[]): (number | null)[] {
  const format = findFormat(id);
  const team = format && Teams.unpack(Teams.pack(Teams.import(text)));
  if (!format || !team) return problems.map(() => null);
  const validator = TeamValidator.get(format);
  const said = team.map((set) => {
    set.name = cleanName(set.name, NICKNAME_LENGTH);
    return validator.validateSet(set, {}) ?? [];
  });
  // Two sets may be wrong in the same words: each has its own message.
  return problems.map((problem) => {
    for (const [index, messages] of said.entries()) {
      const at = messages.indexOf(problem);
      if (at === -1) continue;
      messages.splice(at, 1);
      return index;
    }
    return null;
  });
}
