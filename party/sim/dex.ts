import { Dex, type Move, type Species, toID } from "@pkmn/sim";

/**
 * What the page knows of types, moves and species, taken from the simulator and packed: the simulator itself is a
 * hundred times as large. `npm run dex` writes it to `party/web/dex/packed.json`.
 */
export interface PackedDex {
  /** The types; everywhere else one is the position of its name here, in base 36. */
  types: string[];
  /** By the last generation that has it: for each defending type, how each attacking type hits it. */
  charts: Record<string, string[]>;
  /** `id type category power accuracy kind`, parted by commas; `id@5` is how it was up to the fifth generation. */
  moves: string;
  /** `id types`, parted by commas; `id@5` likewise. */
  species: string;
}

/** How things are spelt, parted by commas: teams are written with ids as often as with names. */
export type PackedNames = Record<(typeof NAMED)[number], string>;

const NAMED = ["species", "moves", "items", "abilities"] as const;

const CATEGORIES = { Physical: "P", Special: "S", Status: "-" };
const NOW = 9;
const GENERATIONS = [9, 8, 7, 6, 5, 4, 3, 2, 1] as const;
const LEFT_OUT = new Set<string | null>(["CAP", "Custom", "Future"]);

export function packDex(): PackedDex {
  const types = [...Dex.types.names(), "???"];
  const code = (type: string) => Math.max(0, types.indexOf(type)).toString(36);
  return {
    types,
    charts: chartsOf(types),
    moves: packed("moves", (move) => (move.id === "" ? null : moveFacts(move, code))),
    species: packed("species", (species) => species.types.map(code).join("")),
  };
}

export function packNames(): PackedNames {
  const names = (table: (typeof NAMED)[number]) =>
    Dex.forGen(NOW)
      [table].all()
      .filter(({ id, isNonstandard }) => id !== "" && !LEFT_OUT.has(isNonstandard))
      .map(({ name }) => name)
      .join(",");
  return {
    species: names("species"),
    moves: names("moves"),
    items: names("items"),
    abilities: names("abilities"),
  };
}

function moveFacts(move: Move, code: (type: string) => string): string {
  const accuracy = move.accuracy === true ? "" : move.accuracy;
  return [code(move.type), CATEGORIES[move.category], move.basePower || "", accuracy, kindOf(move)]
    .join(" ")
    .trimEnd();
}

/** `v`: its type varies; `f`: its damage does not depend on types, but immunity holds; `n`: not even that. */
function kindOf(move: Move): string {
  if (move.onModifyType !== undefined) return "v";
  if (move.type === "???" || (move.category !== "Status" && move.ignoreImmunity === true)) return "n";
  return move.damage || move.damageCallback || move.ohko ? "f" : "";
}

interface Tables {
  moves: Move;
  species: Species;
}

/** Entries of today, and behind each how it was before, where that was another. */
function packed<Table extends keyof Tables>(
  table: Table,
  facts: (entry: Tables[Table]) => string | null,
): string {
  const entries: string[] = [];
  for (const { name, isNonstandard } of Dex.forGen(NOW)[table].all() as Tables[Table][]) {
    if (LEFT_OUT.has(isNonstandard)) continue;
    // The sixteen Hidden Powers share one id.
    const id = toID(name);
    let known: string | null = null;
    for (const generation of GENERATIONS) {
      const entry = Dex.forGen(generation)[table].get(name) as Tables[Table];
      const told = entry.exists && entry.gen <= generation ? facts(entry) : null;
      if (told === null || told === known) continue;
      entries.push(generation === NOW ? `${id} ${told}` : `${id}@${generation} ${told}`);
      known = told;
    }
  }
  return entries.join(",");
}

function chartsOf(types: readonly string[]): Record<string, string[]> {
  const charts: Record<string, string[]> = {};
  let known = "";
  for (const generation of GENERATIONS) {
    const dex = Dex.forGen(generation);
    const chart = types.map((defender) =>
      types.map((attacker) => dex.types.get(defender).damageTaken?.[attacker] ?? 0).join(""),
    );
    if (chart.join() !== known) charts[generation] = chart;
    known = chart.join();
  }
  return charts;
}
