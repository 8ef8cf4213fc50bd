import { Protocol } from "@pkmn/protocol";
import type { Seat } from "../../schema/ids.ts";
import { hurts, marks } from "./blame.ts";
import { foeOf } from "./field.ts";
import { NOBODY, type Origin, type Stint } from "./pokemon.ts";
import type { Scene } from "./scene.ts";

const FUTURE: ReadonlySet<string> = new Set(["Future Sight", "Doom Desire"]);

interface Affliction {
  from: string | undefined;
  of: Stint | null;
  silent: boolean;
}

/** Somebody gets a status condition. */
export function afflict(scene: Scene, victim: Stint, status: string, { from, of, silent }: Affliction): void {
  if (status !== "brn" && status !== "psn" && status !== "tox") return;
  // In the second generation bad poison becomes poison when its bearer comes back; it is still the same one's.
  if (silent && victim.status) return;
  victim.status = infector(scene, victim, from, of);
}

/** Who gave it: of whom the line says so; itself, by an orb; the spikes it stepped on; who moves, or who it touched. */
function infector(scene: Scene, victim: Stint, from: string | undefined, of: Stint | null): Origin {
  if (of) return { by: of, confidence: "exact" };
  if (from && Protocol.parseEffect(from).type === "item") return { by: victim, confidence: "exact" };
  const { action, announced } = scene;
  if (announced?.ability === "Synchronize" && announced.by !== victim) {
    return { by: announced.by, confidence: "exact" };
  }
  if (!action) return scene.field.layers(victim.seat, "Toxic Spikes") ?? NOBODY;
  // What it touched burned or poisoned it: Beak Blast, Baneful Bunker.
  const by = action.by === victim ? action.target : action.by;
  return { by, confidence: by ? "inferred" : "ambiguous" };
}

/** Something takes hold of a Pokémon. */
export function begin(scene: Scene, victim: Stint, effect: string, of: Stint | null): void {
  const { name } = Protocol.parseEffect(effect);
  if (FUTURE.has(name)) {
    foresee(scene, victim, name);
  } else if (name === "perish0") {
    const origin = victim.marks.get("Perish Song") ?? NOBODY;
    victim.blow = { cause: "perish_song", source: "Perish Song", ...origin };
  } else if (name.startsWith("perish")) {
    // Counts that go down are of a song that was sung before.
    if (!victim.marks.has("Perish Song")) victim.marks.set("Perish Song", scene.origin(null));
  } else if (name === "Instruct") {
    scene.instructed = victim;
  } else if (marks(name)) {
    victim.marks.set(name, scene.origin(of));
  }
}

/** An attack that lands two turns later, wherever its user is by then. */
function foresee(scene: Scene, user: Stint, move: string): void {
  const { action, field } = scene;
  const aimed = action?.by === user ? action.target : null;
  const positions = field.positions(aimed ? aimed.seat : foeOf(user.seat));
  const at = (aimed && field.positionOf(aimed)) ?? positions[0];
  const confidence = aimed || positions.length === 1 ? "inferred" : "ambiguous";
  if (at) field.foresee(at, move, { by: user, confidence });
}

/** Something lets go of a Pokémon; a foreseen attack lands on it, and Bide strikes back. */
export function end(scene: Scene, victim: Stint, effect: string): void {
  const { name } = Protocol.parseEffect(effect);
  if (FUTURE.has(name)) {
    const position = scene.field.positionOf(victim);
    const origin = position === null ? null : scene.field.land(position);
    scene.action = { ...(origin ?? NOBODY), move: name, target: victim };
  } else if (name === "Bide") {
    scene.action = { by: victim, move: name, target: null, confidence: "exact" };
  } else {
    victim.marks.delete(name);
  }
}

/** An effect announces itself. */
export function activate(scene: Scene, stint: Stint | null, effect: string, of: Stint | null): void {
  const { name, type } = Protocol.parseEffect(effect);
  if (name === "Court Change") scene.field.swapSides();
  if (!stint) return;
  if (name === "Destiny Bond") scene.bond = stint;
  else if (name === "Powder") {
    scene.action = { ...(stint.marks.get("Powder") ?? NOBODY), move: name, target: stint };
  } else if (type === "ability") announce(scene, stint, name);
  else if (of && marks(name)) stint.marks.set(name, { by: of, confidence: "exact" });
}

/** An ability announces itself. */
export function announce(scene: Scene, by: Stint, ability: string): void {
  scene.announced = { by, ability };
  if (ability !== "Perish Body") return;
  const origin: Origin = { by, confidence: "exact" };
  by.marks.set("Perish Song", origin);
  scene.action?.by?.marks.set("Perish Song", origin);
}

/** Something is laid on a side. */
export function lay(scene: Scene, seat: Seat, condition: string, of: Stint | null): void {
  const { name } = Protocol.parseEffect(condition);
  if (!hurts(name)) return;
  const { announced } = scene;
  const debris = name === "Toxic Spikes" && announced?.ability === "Toxic Debris" ? announced.by : null;
  scene.field.lay(seat, name, scene.origin(of ?? debris));
}

/** Something is taken off a side. */
export function lift(scene: Scene, seat: Seat, condition: string): void {
  scene.field.clear(seat, Protocol.parseEffect(condition).name);
}

/** The weather changes. */
export function turnWeather(scene: Scene, weather: string, of: Stint | null): void {
  scene.field.weather = weather === "none" ? null : { name: weather, origin: scene.origin(of) };
}
