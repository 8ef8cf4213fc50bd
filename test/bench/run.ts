import { readdir } from "node:fs/promises";
import { parseArgs } from "node:util";
import { columns } from "../../supabase/local/demo/table.ts";
import type { Bench, Figure } from "./figure.ts";

const USAGE = `Usage: npm run bench [-- NAME …] [--json]

Measures the named figures, or all of them, each against a baseline of the same run. A missed goal is reported; it is no
error. With --json every figure is one line.`;

/** Every file of this folder that exports a `bench`. */
async function discover(): Promise<Map<string, Bench>> {
  const benches = new Map<string, Bench>();
  const files = (await readdir(import.meta.dirname)).filter(
    (file) => file.endsWith(".ts") && file !== "run.ts",
  );
  for (const file of files.sort()) {
    const exported: unknown = await import(`./${file}`);
    if (!isBenchModule(exported)) continue;
    if (benches.has(exported.bench.name))
      throw new Error(`Cannot bench: two are named '${exported.bench.name}'`);
    benches.set(exported.bench.name, exported.bench);
  }
  return benches;
}

function isBenchModule(module: unknown): module is { bench: Bench } {
  return typeof module === "object" && module !== null && "bench" in module;
}

function select(benches: Map<string, Bench>, names: string[]): Bench[] {
  if (names.length === 0) return [...benches.values()];
  return names.map((name) => {
    const bench = benches.get(name);
    if (bench === undefined) {
      throw new Error(`Cannot bench '${name}': there are ${[...benches.keys()].join(", ")}`);
    }
    return bench;
  });
}

function round(value: number): string {
  return Number(value.toPrecision(4)).toLocaleString("en", { maximumFractionDigits: 4, useGrouping: false });
}

function row({ name, value, unit, baseline, ratio, goal, met }: Figure): string[] {
  const optional = (number: number | null) => (number === null ? "" : round(number));
  return [name, round(value), unit, optional(baseline), optional(ratio), goal, met ? "met" : "MISSED"];
}

async function main(): Promise<number> {
  let json: boolean;
  let selected: Bench[];
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        json: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    if (values.help) {
      console.log(USAGE);
      return 0;
    }
    json = values.json;
    selected = select(await discover(), positionals);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return 2;
  }
  const figures: Figure[] = [];
  let crashed = false;
  for (const bench of selected) {
    if (process.stderr.isTTY) console.error(`Measuring ${bench.name} …`);
    try {
      for (const figure of await bench.run()) {
        figures.push(figure);
        if (json) console.log(JSON.stringify(figure));
      }
    } catch (error) {
      crashed = true;
      console.error(`Cannot measure ${bench.name}:`, error);
    }
  }
  if (!json && figures.length > 0) {
    const header = ["figure", "value", "unit", "baseline", "ratio", "goal", ""];
    console.log(columns([header, ...figures.map(row)]));
  }
  return crashed ? 1 : 0;
}

process.exitCode = await main();
