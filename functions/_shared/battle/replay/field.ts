import type { Seat } from "../../schema/ids.ts";
import type { Member, Origin, Stint } from "./pokemon.ts";

/** A place on the field: `p1a`. */
export type Position = string;

/** As many as there are of any hazard. */
const LAYERS = 3;

/** Who stands where, what lies on either side, and the weather: with whose doing each of it is. */
export class Field {
  /** The last one to stand at a position; one that fainted is there until somebody takes its place. */
  readonly #standing = new Map<Position, Stint>();
  /** Hazards and other conditions of a side that hurt, by name: an origin for each layer. */
  #sides: Record<Seat, Map<string, Origin[]>> = { p1: new Map(), p2: new Map() };
  /** Attacks that will land at a position. */
  readonly #coming = new Map<Position, Origin & { move: string }>();
  weather: { name: string; origin: Origin } | null = null;

  at(position: Position): Stint | undefined {
    return this.#standing.get(position);
  }

  /** Everyone on the field. */
  standing(): Stint[] {
    return [...this.#standing.values()];
  }

  positionOf(stint: Stint): Position | null {
    for (const [position, standing] of this.#standing) if (standing === stint) return position;
    return null;
  }

  /** A seat's positions. */
  positions(seat: Seat): Position[] {
    return [...this.#standing.keys()].filter((position) => position.startsWith(seat));
  }

  /** Whether anybody ever stood at a position of that letter. */
  has(letter: "b" | "c"): boolean {
    return this.#standing.has(`p1${letter}`) || this.#standing.has(`p2${letter}`);
  }

  /** Who of a seat's team stands at other positions than this one. */
  elsewhere(seat: Seat, position: Position): ReadonlySet<Member> {
    const members = new Set<Member>();
    for (const [at, stint] of this.#standing) {
      if (stint.seat === seat && at !== position && !stint.fainted) members.add(stint.member);
    }
    return members;
  }

  place(position: Position, stint: Stint): void {
    this.#standing.set(position, stint);
  }

  /** Two positions trade places. */
  swap(from: Position, to: Position): void {
    const here = this.#standing.get(from);
    const there = this.#standing.get(to);
    if (here) this.#standing.set(to, here);
    else this.#standing.delete(to);
    if (there) this.#standing.set(from, there);
    else this.#standing.delete(from);
  }

  /** Another layer on a side. */
  lay(seat: Seat, name: string, origin: Origin): void {
    const layers = this.#sides[seat].get(name);
    if (!layers) this.#sides[seat].set(name, [origin]);
    else if (layers.length < LAYERS) layers.push(origin);
  }

  clear(seat: Seat, name: string): void {
    this.#sides[seat].delete(name);
  }

  /** Court Change. */
  swapSides(): void {
    this.#sides = { p1: this.#sides.p2, p2: this.#sides.p1 };
  }

  /** Whose the layers on a side are: the first one's, and nobody can tell them apart when others laid some too. */
  layers(seat: Seat, name: string): Origin | null {
    const layers = this.#sides[seat].get(name);
    const [first] = layers ?? [];
    if (!layers || !first) return null;
    return layers.every(({ by }) => by === first.by) ? first : { by: first.by, confidence: "ambiguous" };
  }

  /** An attack is on its way to a position. */
  foresee(position: Position, move: string, origin: Origin): void {
    this.#coming.set(position, { ...origin, move });
  }

  /** The attack lands. */
  land(position: Position): (Origin & { move: string }) | null {
    const coming = this.#coming.get(position) ?? null;
    this.#coming.delete(position);
    return coming;
  }
}

/** The other side's seat. */
export function foeOf(seat: Seat): Seat {
  return seat === "p1" ? "p2" : "p1";
}

const LETTERS = "abc";

/** What an ident says: `p1a: Nick` on the field, `p1: Nick` on the bench; `null` where it is none of this battle. */
export function readIdent(
  ident: string | undefined,
): { seat: Seat; position: Position | null; nickname: string } | null {
  const colon = ident?.indexOf(": ") ?? -1;
  if (ident === undefined || colon < 2 || colon > 3) return null;
  if (colon === 3 && !LETTERS.includes(ident.charAt(2))) return null;
  const seat = readSeat(ident.slice(0, 2));
  if (!seat) return null;
  return { seat, position: colon === 3 ? ident.slice(0, 3) : null, nickname: ident.slice(colon + 2) };
}

/** A seat's name; `null` for every other text. */
export function readSeat(text: string | undefined): Seat | null {
  return text === "p1" || text === "p2" ? text : null;
}
