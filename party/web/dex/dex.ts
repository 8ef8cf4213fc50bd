import { idOf } from "./id.ts";
import packed from "./packed.json";

/** A move as a button tells of it. */
export interface MoveFacts {
  type: string;
  category: "Physical" | "Special" | "Status";
  /** `null` where it has none, or where it varies. */
  power: number | null;
  /** In percent; `null` for what cannot miss. */
  accuracy: number | null;
  /** `varies`: its type depends on the battle. `fixed`: types only grant immunity. `typeless`: types mean nothing. */
  kind: "plain" | "varies" | "fixed" | "typeless";
}

const CATEGORIES = { P: "Physical", S: "Special", "-": "Status" } as const;
const KINDS = { v: "varies", f: "fixed", n: "typeless" } as const;
/** How the simulator writes how a type is hit. */
const FACTORS = [1, 2, 0.5, 0];

export const TYPES: readonly string[] = packed.types;
const charts = Object.entries(packed.charts).map(([generation, rows]) => ({
  generation: Number(generation),
  rows,
}));
const moves = tableOf(packed.moves);
const species = tableOf(packed.species);

/** What the table knows of an id, the oldest first: up to which generation it holds, and its fields. */
type Table = Map<string, { until: number; fields: string[] }[]>;

function tableOf(text: string): Table {
  const table: Table = new Map();
  for (const entry of text.split(",")) {
    const [key = "", ...fields] = entry.split(" ");
    const [id = "", until] = key.split("@");
    const known = table.get(id) ?? [];
    known.unshift({ until: until === undefined ? Number.POSITIVE_INFINITY : Number(until), fields });
    table.set(id, known);
  }
  return table;
}

function fieldsOf(table: Table, id: string, generation: number): string[] | null {
  return table.get(id)?.find(({ until }) => generation <= until)?.fields ?? null;
}

function typeOf(code: string): string {
  return TYPES[Number.parseInt(code, 36)] ?? "???";
}

/** A species' types; none for one that is not known. A cosmetic forme has those of its base. */
export function typesOf(name: string, generation = 9): string[] {
  const base = name.replace(/-.*$/, "");
  const fields =
    fieldsOf(species, idOf(name), generation) ??
    (base === name ? null : fieldsOf(species, idOf(base), generation));
  return [...(fields?.[0] ?? "")].map(typeOf);
}

/** A move by its name or id, in a generation; `null` for one that is not known. */
export function moveOf(name: string, generation: number): MoveFacts | null {
  const fields = fieldsOf(moves, idOf(name), generation);
  if (fields === null) return null;
  const [type = "", category = "", power = "", accuracy = "", kind = ""] = fields;
  return {
    type: typeOf(type),
    category: CATEGORIES[category as keyof typeof CATEGORIES] ?? "Status",
    power: power === "" ? null : Number(power),
    accuracy: accuracy === "" ? null : Number(accuracy),
    kind: KINDS[kind as keyof typeof KINDS] ?? "plain",
  };
}

/** How hard a type hits a Pokémon of these types: 0, 0.25, 0.5, 1, 2 or 4. */
export function effectiveness(attacker: string, defenders: readonly string[], generation: number): number {
  const column = TYPES.indexOf(attacker);
  const chart = charts.filter((known) => generation <= known.generation).at(0)?.rows;
  return defenders.reduce((factor, defender) => {
    const relation = Number(chart?.[TYPES.indexOf(defender)]?.[column] ?? 0);
    return factor * (FACTORS[relation] ?? 1);
  }, 1);
}
