import type { Seat } from "../../../../functions/_shared/schema/ids.ts";
import type { Health } from "../request.ts";
import type { Shown } from "./shown.ts";

/** A Pokémon as the log has shown it so far, on the field or off it. */
export interface Known {
  /** `p1a`, `p2b`, …; `null` off the field. */
  place: string | null;
  name: string;
  species: string;
  level: number;
  gender: "M" | "F" | null;
  shiny: boolean;
  health: Health;
  /** The health with which it came in: a disguise that falls was never hurt. */
  entered: Health;
  /** Its types, where they are no longer those of its species. */
  types: string[] | null;
  /** A type beside them: Forest's Curse. */
  added: string | null;
  /** The type that it has terastallized to. */
  tera: string | null;
  /** `{ atk: 2 }`; what is not raised or lowered is left out. */
  boosts: Record<string, number>;
  /** What lasts on it, in words: "Confusion", "Leech Seed", "Perish 3". */
  effects: string[];
  /** What it has been seen to have. */
  moves: string[];
  ability: string | null;
  item: string | null;
  /** It came in for team preview only: its name is not known. */
  unseen: boolean;
}

export interface Standing extends Known {
  place: string;
}

/** What lies on a side or the whole field, how often, and since which turn. */
export interface Condition {
  name: string;
  layers: number;
  since: number;
}

/** What the log says of the field: what the teams showed, who stands where, and what lies on it. */
export interface Field {
  turn: number;
  generation: number;
  teams: Record<Seat, Shown[]>;
  /** All Pokémon of a side that were seen, in the order in which they were. */
  roster: Record<Seat, Known[]>;
  standing: Record<Seat, Standing[]>;
  fainted: Record<Seat, number>;
  sizes: Record<Seat, number | null>;
  weather: Condition | null;
  conditions: Condition[];
  sides: Record<Seat, Condition[]>;
}

export function seatOf(text: string): Seat {
  return text.startsWith("p2") ? "p2" : "p1";
}

/** A line of the log: `|kind|subject|detail|…|[from] move: X`. */
export class Line {
  readonly kind: string;
  readonly fields: string[];
  readonly #notes: ReadonlyMap<string, string>;

  constructor(text: string) {
    const [, kind = "", ...fields] = text.split("|");
    const notes = new Map<string, string>();
    while (/^\[[a-z]+\]/.test(fields.at(-1) ?? "")) {
      const [, name = "", value = ""] = /^\[([a-z]+)\] ?(.*)$/s.exec(fields.pop() ?? "") ?? [];
      notes.set(name, value);
    }
    this.kind = kind;
    this.fields = fields;
    this.#notes = notes;
  }

  at(index: number): string {
    return this.fields[index] ?? "";
  }

  /** `"ability: Drought"` of `[from] ability: Drought`; empty without one. */
  note(name: "from" | "of" | "upkeep" | "silent"): string {
    return this.#notes.get(name) ?? "";
  }

  has(name: "upkeep" | "silent" | "still"): boolean {
    return this.#notes.has(name);
  }
}

/** An effect without what kind it is: `"move: Leech Seed"` is "Leech Seed". */
export function effectName(effect: string): string {
  return effect.replace(/^(move|ability|item): ?/, "");
}
