import { Protocol } from "@pkmn/protocol";
import type { FaintCause } from "../../schema/battle.ts";
import { type Blow, NOBODY, type Origin, type Stint } from "./pokemon.ts";
import type { Scene } from "./scene.ts";

/** What a line tells of where damage came from. */
export interface Tracks {
  /** `[from]`: an effect's name. */
  from: string | undefined;
  /** `[of]`: who stands behind it, as the log has it. */
  of: Stint | null;
  /** `[partiallytrapped]`: a binding move, whichever it is. */
  bound: boolean;
}

/** Effects that are named by the Pokémon's own last move: what it did to itself with it. */
const OWN_MOVE: ReadonlySet<string> = new Set([
  "recoil",
  "strugglerecoil",
  "jumpkick",
  "highjumpkick",
  "supercellslam",
  "mindblown",
  "steelbeam",
  "chloroblast",
]);
const STATUS: ReadonlyMap<string, string> = new Map([
  ["psn", "Poison"],
  ["tox", "Poison"],
  ["poison", "Poison"],
  ["brn", "Burn"],
  ["burn", "Burn"],
]);
const HAZARDS: ReadonlySet<string> = new Set(["Stealth Rock", "Spikes", "G-Max Steelsurge"]);
const WEATHERS: ReadonlySet<string> = new Set(["Sandstorm", "Hail"]);
/** What a move left on a Pokémon. */
const MARKS: ReadonlySet<string> = new Set([
  ...["Leech Seed", "Curse", "Nightmare", "Salt Cure", "Powder"],
  ...[
    "Bind",
    "Wrap",
    "Clamp",
    "Whirlpool",
    "Fire Spin",
    "Sand Tomb",
    "Magma Storm",
    "Infestation",
    "Snap Trap",
  ],
  ...["Thunder Cage", "G-Max Centiferno", "G-Max Sandblast"],
]);
/** What a move left on a side, hurting whoever stands there. */
const GROUNDS: ReadonlySet<string> = new Set([
  "Fire Pledge",
  "G-Max Vine Lash",
  "G-Max Wildfire",
  "G-Max Cannonade",
  "G-Max Volcalith",
]);

/** Whether something on a side hurts, so that it matters who laid it. */
export function hurts(condition: string): boolean {
  return HAZARDS.has(condition) || GROUNDS.has(condition) || condition === "Toxic Spikes";
}

/** Whether a move leaves something on its target that hurts later. */
export function marks(effect: string): boolean {
  return MARKS.has(effect);
}

/** Whose doing a loss of HP is. */
export function blame(scene: Scene, victim: Stint, { from, of, bound }: Tracks): Blow {
  if (!from) return struck(scene, victim);
  const { name, type } = Protocol.parseEffect(from);
  const id = name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  if (name === "Life Orb" || OWN_MOVE.has(id)) {
    const source = name === "Life Orb" ? name : (victim.lastMove ?? name);
    return { cause: "recoil", source, by: victim, confidence: "exact" };
  }
  if (type === "item" || type === "ability") {
    return { cause: type, source: name, by: of ?? victim, confidence: "exact" };
  }
  if (id === "confusion") return { cause: "confusion", source: "Confusion", by: victim, confidence: "exact" };
  const status = STATUS.get(id);
  if (status) return blow("status", status, victim.status, null);
  if (bound || MARKS.has(name)) return blow("trap", name, victim.marks.get(name), of);
  if (HAZARDS.has(name)) return blow("hazard", name, scene.field.layers(victim.seat, name), null);
  if (GROUNDS.has(name)) return blow("trap", name, scene.field.layers(victim.seat, name), null);
  if (WEATHERS.has(name)) {
    const { weather } = scene.field;
    return blow("weather", name, weather?.name === name ? weather.origin : null, null);
  }
  // Disguise: the hit did nothing, and breaking it cost an eighth.
  if (name.startsWith("pokemon: "))
    return { cause: "ability", source: "Disguise", by: victim, confidence: "inferred" };
  if (of && of !== victim) return { cause: "move", source: name, by: of, confidence: "exact" };
  return { cause: "unknown", source: name, ...NOBODY };
}

/** Damage without a word of where from: of the move that is being used. */
function struck({ action }: Scene, victim: Stint): Blow {
  if (!action) return { cause: "unknown", source: null, ...NOBODY };
  const { by, move, confidence } = action;
  return { cause: by === victim ? "recoil" : "move", source: move, by, confidence };
}

function blow(cause: FaintCause, source: string, origin: Origin | null | undefined, of: Stint | null): Blow {
  const by = origin ? origin.by : of;
  return { cause, source, by, confidence: origin?.confidence ?? "ambiguous" };
}
