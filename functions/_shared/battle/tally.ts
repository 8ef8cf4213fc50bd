import type { Seat } from "../schema/ids.ts";
import { type Concession, readConcession } from "./concession.ts";
import { enter, faint, reveal, revive } from "./replay/entrances.ts";
import { type Position, readIdent, readSeat } from "./replay/field.ts";
import { readCondition } from "./replay/hits.ts";
import { Scene } from "./replay/scene.ts";
import { foldSpecies } from "./replay/species.ts";
import { ReplayFault } from "./replay-error.ts";

interface End {
  /** The name that `|win|` carries, `null` in a tie. */
  name: string | null;
  line: number;
}

export type GameType = "singles" | "doubles" | "triples";

/** What a log tells of one side, its Pokémon apart. */
export class SideTally {
  /** The player's name, and every one it bore: it may be renamed in mid-battle. */
  name: string | null = null;
  readonly names = new Set<string>();
  /** By `|teamsize|`: Pokémon brought, after the choice at team preview. */
  brought: number | null = null;
  faints = 0;
  /** Fainted ones that Revival Blessing brought back. */
  revivals = 0;

  /** Pokémon that lie fainted now. */
  get fainted(): number {
    return this.faints - this.revivals;
  }
}

/**
 * Counts the lines of a battle log that a result hangs on, in order: each method takes one line's arguments and throws
 * a `ReplayFault` where they cannot be. What happens on the field is in the scene.
 */
export class Tally {
  readonly sides = { p1: new SideTally(), p2: new SideTally() };
  readonly scene = new Scene();
  tier: string | null = null;
  gen: number | null = null;
  gameType: GameType | null = null;
  concession: Concession | null = null;
  end: End | null = null;
  /** The line being counted, from 1. */
  line = 0;

  fault(code: "contradictory" | "malformed", message: string): never {
    throw new ReplayFault(code, this.line, message);
  }

  get turn(): number {
    return this.scene.turn;
  }

  player(slot: string | undefined, name: string | undefined): void {
    // A player who leaves the room is announced again, without a name.
    if (!name) return;
    const side = this.sides[this.#seat(slot)];
    side.name = name;
    side.names.add(name);
  }

  teamSize(slot: string | undefined, size: string | undefined): void {
    const brought = this.#number(size, "team size");
    if (brought < 1 || brought > 24) this.fault("malformed", `Cannot count a team of ${brought} Pokémon`);
    this.sides[this.#seat(slot)].brought = brought;
  }

  clearPreview(): void {
    if (this.scene.stints.length > 0)
      this.fault("contradictory", "Team preview begins after Pokémon came in");
    for (const team of Object.values(this.scene.teams)) team.clear();
  }

  preview(slot: string | undefined, details: string | undefined): void {
    if (!isPokemon(details)) this.fault("malformed", "Cannot tell which Pokémon is shown at team preview");
    const team = this.scene.teams[this.#seat(slot)];
    if (team.previewed >= 24) this.fault("malformed", "Cannot count a team of more than 24 Pokémon");
    team.preview(details);
  }

  generation(gen: number): void {
    if (!(Number.isInteger(gen) && gen >= 1 && gen <= 9)) {
      this.fault("malformed", `Cannot read the generation: ${gen}`);
    }
    this.gen = gen;
    this.scene.gen = gen;
  }

  /** Other kinds of battle have other sides, which is noticed where they play. */
  kind(gameType: string | undefined): void {
    if (gameType === "singles" || gameType === "doubles" || gameType === "triples") this.gameType = gameType;
  }

  nextTurn(text: string | undefined): void {
    this.#mustGoOn("a turn");
    const turn = this.#number(text, "turn");
    const { scene } = this;
    if (turn !== scene.turn + 1) this.fault("contradictory", `Turn ${turn} follows turn ${scene.turn}`);
    scene.begin(turn);
  }

  /** A Pokémon comes in. @param passed by Baton Pass */
  enter(
    ident: string | undefined,
    details: string | undefined,
    condition: string | undefined,
    passed: boolean,
  ): void {
    this.#mustGoOn("a Pokémon on the field");
    const { seat, position, nickname } = this.#ident(ident);
    if (!isPokemon(details) || position === null) {
      this.fault("malformed", `Cannot tell which Pokémon this is: ${ident}|${details}`);
    }
    const { hp, hurting } = readCondition(condition) ?? { hp: 100, hurting: false };
    enter(this.scene, { seat, position, nickname, details, hp, hurting, passed });
    if (this.scene.teams[seat].members.length > 24) {
      this.fault("contradictory", `${seat} has more than 24 Pokémon`);
    }
  }

  /** A Pokémon in disguise shows what it really is. */
  reveal(ident: string | undefined, details: string | undefined): void {
    this.#mustGoOn("a Pokémon on the field");
    const { position, nickname } = this.#ident(ident);
    if (!isPokemon(details)) {
      this.fault("malformed", `Cannot tell which Pokémon this is: ${ident}|${details}`);
    }
    if (position) reveal(this.scene, position, nickname, details);
  }

  /** Two positions of a side trade places; `to` is a position's number, or who stands there. */
  swap(ident: string | undefined, to: string | undefined): void {
    const { seat, position: from } = this.#ident(ident);
    const other = this.#target(seat, to);
    if (!from || !other) this.fault("malformed", `Cannot swap ${ident} with ${to}`);
    this.scene.field.swap(from, other);
  }

  faint(ident: string | undefined): void {
    this.#mustGoOn("a faint");
    const { seat, position } = this.#ident(ident);
    const stint = position === null ? undefined : this.scene.field.at(position);
    if (!stint) this.fault("contradictory", `${ident} faints without having been on the field`);
    if (stint.fainted) this.fault("contradictory", `${ident} faints and had fainted before`);
    const side = this.sides[seat];
    side.faints += 1;
    if (side.faints > MOST_FAINTS)
      this.fault("contradictory", `${seat} loses more than ${MOST_FAINTS} Pokémon`);
    if (side.brought !== null && side.fainted > side.brought) {
      this.fault("contradictory", `${side.fainted} of ${side.brought} Pokémon of ${seat} have fainted`);
    }
    faint(this.scene, stint);
  }

  revive(ident: string | undefined): void {
    const { seat, nickname } = this.#ident(ident);
    const side = this.sides[seat];
    if (side.fainted === 0 || !revive(this.scene, seat, nickname)) {
      this.fault("contradictory", `${ident} is revived and nobody of its side has fainted`);
    }
    side.revivals += 1;
  }

  /** Forfeit, inactivity and the Endless Battle Clause are only messages; whoever is not a player of this battle says something else. */
  message(text: string): void {
    const concession = readConcession(text);
    if (concession && this.seatsNamed(concession.name).length > 0) this.concession = concession;
  }

  finish(name: string | null): void {
    this.#mustGoOn("a second end");
    this.end = { name: name || null, line: this.line };
  }

  seatsNamed(name: string): Seat[] {
    return SEATS.filter((seat) => this.sides[seat].names.has(name));
  }

  #mustGoOn(what: string): void {
    if (this.end)
      this.fault("contradictory", `The log tells of ${what} after the end in line ${this.end.line}`);
  }

  #number(text: string | undefined, what: string): number {
    if (text === undefined || !/^\d{1,4}$/.test(text))
      this.fault("malformed", `Cannot read the ${what}: ${text}`);
    return Number(text);
  }

  #seat(slot: string | undefined): Seat {
    const seat = readSeat(slot);
    if (seat) return seat;
    this.fault("malformed", `Cannot count for '${slot}': a battle has the seats p1 and p2`);
  }

  #target(seat: Seat, to: string | undefined): Position | null {
    if (!/^\d$/.test(to ?? "")) return this.#ident(to).position;
    const letter = "abc"[Number(to)];
    return letter ? `${seat}${letter}` : null;
  }

  #ident(ident: string | undefined): { seat: Seat; position: Position | null; nickname: string } {
    const read = readIdent(ident);
    if (read) return read;
    this.fault("malformed", `Cannot tell which Pokémon this is: ${ident}`);
  }
}

/** Whether details name a species: "Rotom-Wash, L84". */
function isPokemon(details: string | undefined): details is string {
  return foldSpecies(details?.split(",", 1)[0]?.trim() ?? "") !== "";
}

const SEATS = ["p1", "p2"] as const;
/** More than Revival Blessing can make of a team of 24. */
const MOST_FAINTS = 200;
