import type { Faint, PokemonRef, Summary, TrueFaint, TruePokemon } from "../schema/battle.ts";
import { baseSpecies } from "./replay/species.ts";

/** Where a credit read from the text and the simulator's truth differ. */
export interface Disagreement {
  /** Which faint of the battle, from 0. */
  index: number;
  /** What differs: who fell, of what, by whose doing, or of which move, item and so on. */
  what: ("victim" | "cause" | "by" | "source")[];
  /** Absent where one of the two knows of fewer faints. */
  inferred: Faint | undefined;
  truth: TrueFaint | undefined;
}

/** Compares the credits of a summary that was made from the text alone with what the simulator knows of the same faints. */
export function compareCredits(inferred: Summary, truth: readonly TrueFaint[]): Disagreement[] {
  const length = Math.max(inferred.faints.length, truth.length);
  const disagreements: Disagreement[] = [];
  for (let index = 0; index < length; index += 1) {
    const faint = inferred.faints[index];
    const told = truth[index];
    const what = faint && told ? differences(inferred, faint, told) : (["victim"] as const);
    if (what.length > 0) disagreements.push({ index, what: [...what], inferred: faint, truth: told });
  }
  return disagreements;
}

function differences(summary: Summary, faint: Faint, told: TrueFaint): Disagreement["what"] {
  const what: Disagreement["what"] = [];
  if (!isSame(summary, faint.victim, told.victim)) what.push("victim");
  if (faint.cause !== told.cause) what.push("cause");
  if (!isSame(summary, faint.by, told.by)) what.push("by");
  if (faint.source !== told.source) what.push("source");
  return what;
}

/** By name alone: a log tells two of one name and species no better apart, and not the nickname of who was always disguised. */
function isSame({ players }: Summary, ref: PokemonRef | null, told: TruePokemon | null): boolean {
  if (!ref || !told) return ref === null && told === null;
  const pokemon = players[ref.seat].pokemon[ref.index];
  return (
    ref.seat === told.seat &&
    pokemon !== undefined &&
    (pokemon.nickname ?? told.nickname) === told.nickname &&
    baseSpecies(pokemon.species) === baseSpecies(told.species)
  );
}
