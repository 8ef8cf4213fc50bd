import { effectiveness, moveOf, typesOf } from "../dex/dex.ts";
import type { Known } from "./field/model.ts";

/** What a move's type means to one foe, as far as its types are known. */
export interface Hint {
  /** `null`: types mean nothing to this move, or its type is not known. */
  factor: number | null;
  /** "Super effective", "No effect"; empty where it is nothing out of the ordinary. */
  words: string;
}

const NONE: Hint = { factor: null, words: "" };

/** A Pokémon's types as they are now. */
export function typesNow(pokemon: Known, generation: number): string[] {
  if (pokemon.tera !== null && pokemon.tera !== "Stellar") return [pokemon.tera];
  const types = pokemon.types ?? typesOf(pokemon.species, generation);
  return pokemon.added === null || types.includes(pokemon.added) ? types : [...types, pokemon.added];
}

/** The type of a move that its user would make now; `null` where that depends on more than is known. */
export function typeOfMove(name: string, user: Known | null, generation: number): string | null {
  const move = moveOf(name, generation);
  if (move === null) return null;
  if (move.kind !== "varies") return move.type;
  if (/^tera ?blast$/i.test(name)) return user?.tera ?? move.type;
  return null;
}

/** What a move means to a foe whose types are known. Abilities and items may change it: it is a hint. */
export function hintFor(name: string, user: Known | null, foe: Known, generation: number): Hint {
  const move = moveOf(name, generation);
  const type = typeOfMove(name, user, generation);
  if (move === null || type === null || move.category === "Status" || move.kind === "typeless") return NONE;
  const types = typesNow(foe, generation);
  if (types.length === 0) return NONE;
  const factor = factorOf(name, type, types, foe, generation);
  if (move.kind === "fixed") return factor === 0 ? { factor, words: wordsFor(0) } : NONE;
  return { factor, words: wordsFor(factor) };
}

function factorOf(name: string, type: string, types: string[], foe: Known, generation: number): number {
  if (type === "Stellar") return foe.tera === null ? 1 : 2;
  const id = name.toLowerCase().replace(/[^a-z]/g, "");
  if (id === "freezedry") {
    const others = types.filter((each) => each !== "Water");
    return effectiveness(type, others, generation) * (others.length < types.length ? 2 : 1);
  }
  if (id === "thousandarrows") {
    const grounded = types.filter((each) => each !== "Flying");
    return grounded.length < types.length ? 1 : effectiveness(type, grounded, generation);
  }
  const factor = effectiveness(type, types, generation);
  return id === "flyingpress" ? factor * effectiveness("Flying", types, generation) : factor;
}

function wordsFor(factor: number): string {
  if (factor === 0) return "No effect";
  if (factor === 1) return "";
  const times = factor === 0.25 ? "¼" : factor === 0.5 ? "½" : String(factor);
  return `${factor > 1 ? "Super effective" : "Not very effective"} ×${times}`;
}
