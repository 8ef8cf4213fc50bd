import type { Battle, Effect, Pokemon } from "@pkmn/sim";
import type { FaintCause, TrueFaint, TruePokemon } from "../../../functions/_shared/schema/battle.ts";

/** What the simulator knows when a Pokémon's HP has run out. */
export interface Blow {
  target: Pokemon;
  /** Whom it names as the source, and the effect it names: neither, where a Pokémon faints without damage. */
  source: Pokemon | null;
  effect: Effect | null;
  /** The effect that was at work, and who began it. */
  working: Effect | null;
  origin: Pokemon | null;
  /** The move that was being used. */
  move: Effect | null;
}

export type Credit = Pick<TrueFaint, "cause" | "source" | "by">;

/** What a blow's effects are by their ids, where their kind does not tell. */
const TRAPS: ReadonlySet<string> = new Set([
  ...["leechseed", "curse", "nightmare", "saltcure", "partiallytrapped", "firepledge"],
  ...["gmaxvinelash", "gmaxwildfire", "gmaxcannonade", "gmaxvolcalith"],
]);
const HAZARDS: ReadonlySet<string> = new Set(["spikes", "stealthrock", "gmaxsteelsurge"]);
const RECOIL: ReadonlySet<string> = new Set([
  ...["recoil", "strugglerecoil", "jumpkick", "highjumpkick", "supercellslam"],
  ...["mindblown", "steelbeam", "chloroblast"],
]);
const STATUS: ReadonlyMap<string, string> = new Map([
  ["brn", "Burn"],
  ["psn", "Poison"],
  ["tox", "Poison"],
]);

/** Notes the circumstances of a Pokémon whose HP have just run out. */
export function noteBlow(
  battle: Battle,
  { target, source, effect }: Pick<Blow, "target" | "source" | "effect">,
): Blow {
  // Who bound its fate to its foe's has fainted; the others' effects name who began them.
  const origin: Pokemon | undefined =
    battle.effect?.id === "destinybond" ? battle.event?.target : battle.effectState?.source;
  return { target, source, effect, working: battle.effect, origin: origin ?? null, move: battle.activeMove };
}

/** Who is to be credited with a blow, and for what. What a Pokémon brings upon itself is credited to itself. */
export function judge(blow: Blow): Credit {
  const { target, source, effect, origin, move } = blow;
  if (!effect) return judgeWish(blow);
  const { id, name } = effect;
  // A few moves are named like the condition that they bring about.
  const type: string = effect.effectType;
  if (id === "confused") return credit("confusion", "Confusion", target);
  if (type !== "Move") {
    if (id === "confusion") return credit("confusion", "Confusion", target);
    if (RECOIL.has(id)) return credit("recoil", move?.name ?? name, target);
    if (id === "partiallytrapped") return credit("trap", trapOf(target) ?? name, origin);
    if (TRAPS.has(id)) return credit("trap", name, origin);
  }
  const status = STATUS.get(id);
  if (status !== undefined) return credit("status", status, origin);
  if (id === "lifeorb") return credit("recoil", name, target);
  if (HAZARDS.has(id)) return credit("hazard", name, origin);
  if (id === "powder") return credit("move", name, origin);
  switch (type) {
    case "Weather":
      return credit("weather", name, origin);
    case "Item":
      return credit("item", name, source ?? target);
    case "Ability":
      return credit("ability", name, source ?? target);
    case "Pokemon":
      return credit("ability", "Disguise", target);
    default:
      if (source !== target) return credit("move", name, source);
      return credit(isSacrifice(effect) ? "sacrifice" : "recoil", name, target);
  }
}

/** Of a Pokémon that fainted without damage. */
function judgeWish({ target, working, origin, move }: Blow): Credit {
  if (working?.id === "perishsong") return credit("perish_song", "Perish Song", origin);
  if (working?.id === "destinybond") return credit("destiny_bond", "Destiny Bond", origin);
  if (move && isSacrifice(move)) return credit("sacrifice", move.name, target);
  return UNKNOWN;
}

export const UNKNOWN: Credit = { cause: "unknown", source: null, by: null };

function credit(cause: FaintCause, source: string | null, by: Pokemon | null): Credit {
  return { cause, source, by: by && nameOf(by) };
}

function isSacrifice(effect: Effect): boolean {
  return "selfdestruct" in effect && Boolean(effect.selfdestruct);
}

function trapOf(target: Pokemon): string | undefined {
  return target.volatiles.partiallytrapped?.sourceEffect?.name;
}

/** A Pokémon as the truth of a battle names it, whatever it looks like. */
export function nameOf(pokemon: Pokemon): TruePokemon {
  return {
    seat: pokemon.side.id === "p1" ? "p1" : "p2",
    // A packed team has its species' names without spaces and hyphens.
    species: pokemon.battle.dex.species.get(pokemon.set.species || pokemon.set.name).name,
    nickname: pokemon.name,
    place: pokemon.side.team.indexOf(pokemon.set),
  };
}
