import { Dex, Teams } from "@pkmn/sim";
import { foldSpecies } from "../../functions/_shared/battle/replay/species.ts";
import type { FormatId } from "../../functions/_shared/schema/ids.ts";
import type { TeamProblem, TeamVerdict, ValidateTeam } from "../../functions/_shared/schema/teams.ts";
import { blameSets } from "./blame.ts";
import { readTeam } from "./reading.ts";

const PROBLEMS_TOLD = 50;

/** Judges a team by the simulator's validator, and by a roster where there is one. Never throws. */
export function judgeTeam({ team: text, format, roster }: ValidateTeam): TeamVerdict {
  const reading = readTeam(text, format);
  const species = speciesOf(text);
  const problems: TeamProblem[] = [
    ...(reading.ok ? [] : breaches(reading.problems, text, format)),
    ...(roster === null ? [] : strangers(species, roster)),
  ];
  return {
    legal: problems.length === 0,
    format,
    roster_checked: roster !== null,
    problems: problems.slice(0, PROBLEMS_TOLD),
    species,
    team: reading.ok && problems.length === 0 ? reading.team : null,
  };
}

/** What the validator says, with the set that it says it of. */
function breaches(messages: readonly string[], text: string, format: FormatId): TeamProblem[] {
  const sets = setsOf(messages, text, format);
  return messages.map((message, index) => ({ kind: "format", message, set: sets[index] ?? null }));
}

function setsOf(messages: readonly string[], text: string, format: FormatId): (number | null)[] {
  try {
    return blameSets(text, format, messages);
  } catch {
    // What cannot be read has no sets; the validator says why.
    return [];
  }
}

/** The Pokémon of a team that nobody drafted for it. */
function strangers(species: readonly string[], roster: readonly string[]): TeamProblem[] {
  const drafted = new Set(roster.map(drafts));
  return species.flatMap((name, set): TeamProblem[] =>
    drafted.has(drafts(name)) ? [] : [{ kind: "roster", message: `${name} is not on the roster`, set }],
  );
}

/** What a species counts as in a draft, however a league wrote it down. */
function drafts(name: string): string {
  const { exists, name: spelt } = Dex.species.get(name);
  return foldSpecies(exists ? spelt : name.trim()).toLowerCase();
}

function speciesOf(text: string): string[] {
  try {
    const sets = Teams.import(text) ?? [];
    return sets.slice(0, 24).map((set) => {
      const { exists, name } = Dex.species.get(set.species || set.name);
      return exists ? name : (set.species || set.name).slice(0, 60);
    });
  } catch {
    // What cannot be read has no Pokémon; the validator says why.
    return [];
  }
}
