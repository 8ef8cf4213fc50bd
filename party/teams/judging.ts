import { Dex, Teams } from "@pkmn/sim";
import { foldSpecies } from "../../functions/_shared/battle/replay/species.ts";
import type { TeamProblem, TeamVerdict, ValidateTeam } from "../../functions/_shared/schema/teams.ts";
import { readTeam } from "./reading.ts";

const PROBLEMS_TOLD = 50;

/** Judges a team by the simulator's validator, and by a roster where there is one. Never throws. */
export function judgeTeam({ team: text, format, roster }: ValidateTeam): TeamVerdict {
  const reading = readTeam(text, format);
  const species = speciesOf(text);
  const problems: TeamProblem[] = [
    ...(reading.ok ? [] : reading.problems.map((message) => ({ kind: "format" as const, message }))),
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

/** The Pokémon of a team that nobody drafted for it. */
function strangers(species: readonly string[], roster: readonly string[]): TeamProblem[] {
  const drafted = new Set(roster.map(drafts));
  return species
    .filter((name) => !drafted.has(drafts(name)))
    .map((name) => ({ kind: "roster", message: `${name} is not on the roster` }));
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
