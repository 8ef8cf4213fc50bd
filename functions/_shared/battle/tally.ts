import type { Faint } from "../schema/battle.ts";
import { Seat } from "../schema/ids.ts";
import { ReplayFault } from "./replay-error.ts";

interface Shown {
  species: string;
  nickname: string;
}

/** A side that lost with Pokémon left: it gave up, ran out of time, or its team may go on for ever (`clause`). */
interface Concession {
  kind: "forfeit" | "timeout" | "clause";
  name: string;
}

interface End {
  /** The name that `|win|` carries, `null` in a tie. */
  name: string | null;
  line: number;
}

/** What a log tells of one side. */
export class SideTally {
  /** Every name the seat bore, the latest last: a player may be renamed in mid-battle. */
  readonly names: string[] = [];
  /** By `|teamsize|`: Pokémon brought, after the choice at team preview. */
  brought: number | null = null;
  /** By `|poke|`: Pokémon shown at team preview. */
  previewed = 0;
  /** Nicknames that stood on the field. */
  readonly seen = new Set<string>();
  faints = 0;
  /** Fainted ones that Revival Blessing brought back. */
  revivals = 0;

  /** Pokémon that lie fainted now. */
  get fainted(): number {
    return this.faints - this.revivals;
  }

  get name(): string | undefined {
    return this.names.at(-1);
  }
}

/** Counts a battle log's lines, in order. Each method takes one line's arguments and throws a `ReplayFault`. */
export class Tally {
  readonly sides = { p1: new SideTally(), p2: new SideTally() };
  readonly faints: Faint[] = [];
  tier: string | null = null;
  gen: number | null = null;
  turn = 0;
  concession: Concession | null = null;
  end: End | null = null;
  /** The line being counted, from 1. */
  line = 0;

  /** Who stands where, by position: `p1a`. */
  readonly #field = new Map<string, Shown>();

  fault(code: "contradictory" | "malformed", message: string): never {
    throw new ReplayFault(code, this.line, message);
  }

  player(slot: string | undefined, name: string | undefined): void {
    // A player who leaves the room is announced again, without a name.
    if (!name) return;
    const { names } = this.sides[this.#seat(slot)];
    if (names.at(-1) !== name) names.push(name);
  }

  teamSize(slot: string | undefined, size: string | undefined): void {
    const brought = this.#number(size, "team size");
    if (brought < 1 || brought > 24) this.fault("malformed", `Cannot count a team of ${brought} Pokémon`);
    this.sides[this.#seat(slot)].brought = brought;
  }

  preview(slot: string | undefined): void {
    this.sides[this.#seat(slot)].previewed += 1;
  }

  generation(gen: number): void {
    if (!(Number.isInteger(gen) && gen >= 1 && gen <= 9)) {
      this.fault("malformed", `Cannot read the generation: ${gen}`);
    }
    this.gen = gen;
  }

  nextTurn(text: string | undefined): void {
    this.#mustGoOn("a turn");
    const turn = this.#number(text, "turn");
    if (turn !== this.turn + 1) this.fault("contradictory", `Turn ${turn} follows turn ${this.turn}`);
    this.turn = turn;
  }

  /** A Pokémon comes to stand at a position, or shows what it really is. */
  show(ident: string | undefined, details: string | undefined): void {
    this.#mustGoOn("a Pokémon on the field");
    const { seat, position, nickname } = this.#ident(ident);
    const species = details?.split(",", 1)[0]?.trim();
    // One that fainted goes back to its first forme on the bench, where nobody stands.
    if (!position && species) return;
    if (!species) this.fault("malformed", `Cannot tell which Pokémon this is: ${ident}|${details}`);
    this.sides[seat].seen.add(nickname);
    this.#field.set(position, { species, nickname });
  }

  /** Two positions of a side trade places; `to` is a position's number, or who stands there. */
  swap(ident: string | undefined, to: string | undefined): void {
    const { seat, position: from } = this.#ident(ident);
    const other = /^\d$/.test(to ?? "") ? `${seat}${"abc"[Number(to)]}` : this.#ident(to).position;
    if (!from || !other) this.fault("malformed", `Cannot swap ${ident} with ${to}`);
    const here = this.#field.get(from);
    const there = this.#field.get(other);
    if (here) this.#field.set(other, here);
    else this.#field.delete(other);
    if (there) this.#field.set(from, there);
    else this.#field.delete(from);
  }

  faint(ident: string | undefined): void {
    this.#mustGoOn("a faint");
    const { seat, position } = this.#ident(ident);
    const shown = this.#field.get(position);
    if (!shown) this.fault("contradictory", `${ident} faints without having been on the field`);
    const side = this.sides[seat];
    side.faints += 1;
    if (side.brought !== null && side.fainted > side.brought) {
      this.fault("contradictory", `${side.fainted} of ${side.brought} Pokémon of ${seat} have fainted`);
    }
    this.faints.push({ seat, species: shown.species, nickname: shown.nickname, turn: this.turn });
  }

  revive(ident: string | undefined): void {
    const side = this.sides[this.#ident(ident).seat];
    if (side.fainted === 0)
      this.fault("contradictory", `${ident} is revived and nobody of its side has fainted`);
    side.revivals += 1;
  }

  /** Forfeit, inactivity and the Endless Battle Clause are only messages; whoever is not a player of this battle says something else. */
  message(text: string): void {
    for (const [ending, kind] of CONCESSIONS) {
      const name = text.endsWith(ending) ? text.slice(0, -ending.length) : "";
      if (this.seatsNamed(name).length > 0) this.concession = { kind, name };
    }
  }

  finish(name: string | null): void {
    this.#mustGoOn("a second end");
    this.end = { name: name || null, line: this.line };
  }

  seatsNamed(name: string): Seat[] {
    return Seat.options.filter((seat) => this.sides[seat].names.includes(name));
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
    if (slot === "p1" || slot === "p2") return slot;
    this.fault("malformed", `Cannot count for '${slot}': a battle has the seats p1 and p2`);
  }

  /** `p1a: Nick` on the field, `p1: Nick` on the bench. */
  #ident(ident: string | undefined): { seat: Seat; position: string; nickname: string } {
    const colon = ident?.indexOf(": ") ?? -1;
    if (ident === undefined || colon < 2 || colon > 3) {
      this.fault("malformed", `Cannot tell which Pokémon this is: ${ident}`);
    }
    const seat = this.#seat(ident.slice(0, 2));
    return { seat, position: colon === 3 ? ident.slice(0, 3) : "", nickname: ident.slice(colon + 2) };
  }
}

const CONCESSIONS = [
  [" forfeited.", "forfeit"],
  [" lost due to inactivity.", "timeout"],
  // The Endless Battle Clause.
  [
    "'s team started with the rudimentary means to perform restorative berry-cycling and thus loses.",
    "clause",
  ],
] as const;
