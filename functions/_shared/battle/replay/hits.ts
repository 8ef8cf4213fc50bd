import { Protocol } from "@pkmn/protocol";
import { blame, type Tracks } from "./blame.ts";
import type { Stint } from "./pokemon.ts";
import type { Scene } from "./scene.ts";

/** A Pokémon's condition: `57/100 psn`, `0 fnt`. */
export interface Condition {
  /** Percent of a whole HP bar. */
  hp: number;
  /** Whether it is burned or poisoned. */
  hurting: boolean;
}

/** Reads a condition; `null` where it is none. */
export function readCondition(text: string | undefined): Condition | null {
  if (!text) return null;
  const health = Protocol.parseHealth(text as Protocol.PokemonHPStatus);
  if (!health || !(health.hp >= 0) || !(health.maxhp > 0)) return null;
  const { hp, maxhp, status } = health;
  return { hp: percent(hp, maxhp), hurting: status === "brn" || status === "psn" || status === "tox" };
}

/** What spectators read of so many points: whole percents, of which nobody has a hundred or none who is short of it. */
function percent(hp: number, maxhp: number): number {
  return hp === maxhp ? 100 : Math.min(99, Math.ceil((100 * hp) / maxhp));
}

/** A Pokémon has so much HP now, and something took it. */
export function hurt(scene: Scene, victim: Stint, hp: number, tracks: Tracks): void {
  if (victim.fainted) return;
  const lost = victim.hp - hp;
  victim.hp = hp;
  if (lost < 0) victim.healed -= lost;
  if (lost <= 0 && hp > 0) return;
  const blow = blame(scene, victim, tracks);
  if (lost > 0) {
    victim.damageTaken += lost;
    if (blow.cause === "move") victim.struck = true;
    if (blow.by && blow.by.seat !== victim.seat) blow.by.damageDealt += lost;
  }
  if (hp <= 0) victim.blow = blow;
}

/** A Pokémon has so much HP now, and something gave it. */
export function heal(victim: Stint, hp: number): void {
  if (victim.fainted) return;
  if (hp > victim.hp) victim.healed += hp - victim.hp;
  victim.hp = hp;
}

/** A hit on the victim was critical. */
export function crit({ action }: Scene, victim: Stint): void {
  victim.critsTaken += 1;
  if (action?.by && action.by !== victim) action.by.crits += 1;
}

/** A move missed; `target` is `null` where the log does not say whom. */
export function miss({ action }: Scene, source: Stint, target: Stint | null): void {
  source.misses += 1;
  const dodger = target ?? action?.target ?? null;
  if (dodger && dodger.seat !== source.seat) dodger.dodges += 1;
}

/** A Pokémon uses a move, or something uses it for it. */
export function act(
  scene: Scene,
  by: Stint,
  move: string,
  target: Stint | null,
  from: string | undefined,
): void {
  scene.action = { by, move, target, confidence: "exact" };
  scene.announced = null;
  scene.bond = null;
  by.lastMove = move;
  const again = scene.instructed === by;
  scene.instructed = null;
  if (!again && chosen(move, from)) by.use(move, scene.automatic.has(by.seat));
}

/**
 * Whether a use was a choice. What another move or ability calls, copies or sends back, and the later turns of a move
 * that goes on by itself, are not. Pursuit is named as its own cause when it strikes at who leaves.
 */
function chosen(move: string, from: string | undefined): boolean {
  if (!from) return true;
  const { name } = Protocol.parseEffect(from);
  return name === move && name === "Pursuit";
}
