import type { TrueFaint, TruePokemon } from "../../schema/battle.ts";
import { type Member, Stint } from "./pokemon.ts";
import type { Scene } from "./scene.ts";
import { baseSpecies } from "./species.ts";

/**
 * Puts what the simulator knows of the faints in the place of what the log suggests: who fell, even in disguise, of
 * what, and by whom.
 *
 * @returns whether the truth fits the log: as many faints, on the same sides, in the same turns
 */
export function believe(scene: Scene, truth: readonly TrueFaint[]): boolean {
  const { falls } = scene;
  const fits = falls.every(({ turn, victim }, index) => {
    const told = truth[index];
    return told?.turn === turn && told.victim.seat === victim.seat;
  });
  if (!fits || truth.length !== falls.length) return false;
  const roll = new Roll(scene);
  for (const stint of scene.stints) stint.doubtful = false;
  for (const [index, fall] of falls.entries()) {
    const told = truth[index];
    if (told) roll.unmask(fall.victim, told.victim);
  }
  for (const [index, fall] of falls.entries()) {
    const told = truth[index];
    if (!told) continue;
    const { cause, source } = told;
    fall.blow = { cause, source, by: told.by && roll.stint(told.by), confidence: "exact" };
  }
  return true;
}

/** Which member of the log's teams is which of the simulator's. */
class Roll {
  readonly #scene: Scene;
  readonly #members = new Map<string, Member>();
  readonly #taken = new Set<Member>();

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  /** The victim of a faint is that Pokémon, whatever it looked like. */
  unmask(stint: Stint, told: TruePokemon): void {
    const shown = stint.member;
    const known = this.#members.get(keyOf(told));
    const fits = known ? known === shown : isNamed(shown, told) && !this.#taken.has(shown);
    const member = fits ? this.#enrol(told, shown) : this.#find(told);
    this.#scene.teams[stint.seat].move(stint, member);
  }

  /** A stint of who did it: any will do, for a credit goes to the Pokémon. */
  stint(told: TruePokemon): Stint {
    const member = this.#find(told);
    // One that was disguised whenever it stood on the field has none of its own.
    return member.stints.at(-1) ?? new Stint(-1, told.seat, told.nickname, member, 0, 0);
  }

  #find(told: TruePokemon): Member {
    const known = this.#members.get(keyOf(told));
    if (known) return known;
    const team = this.#scene.teams[told.seat];
    return this.#enrol(told, team.known(told.nickname, told.species, this.#taken));
  }

  #enrol(told: TruePokemon, member: Member): Member {
    this.#members.set(keyOf(told), member);
    this.#taken.add(member);
    return member;
  }
}

function keyOf({ seat, place }: TruePokemon): string {
  return `${seat}/${place}`;
}

function isNamed({ nickname, base }: Member, told: TruePokemon): boolean {
  return nickname === told.nickname && base === baseSpecies(told.species);
}
