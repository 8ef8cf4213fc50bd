import { readdirSync, readFileSync } from "node:fs";
import { Protocol } from "@pkmn/protocol";
import { parseReplay } from "../../functions/_shared/battle/parse.ts";
import { type Bench, type Figure, median } from "./figure.ts";

const FOLDER = `${import.meta.dirname}/../fixtures/replays`;
const GOAL = 1.5;
const ROUNDS = 41;
const REPEATS = 4;

/** Reading a replay into its summary, against only iterating over the same lines with `Protocol.parse`. */
async function run(): Promise<Figure[]> {
  const logs = readdirSync(FOLDER)
    .filter((name) => name.endsWith(".log"))
    .map((name) => readFileSync(`${FOLDER}/${name}`, "utf8"));
  const parsed = () => {
    for (const log of logs) {
      const result = parseReplay(log);
      if (!result.ok) throw new Error(`Cannot measure: ${result.error.message}`);
    }
  };
  const bare = () => {
    let lines = 0;
    for (const log of logs) for (const { args } of Protocol.parse(log)) if (args.length > 0) lines += 1;
    if (lines === 0) throw new Error("Cannot measure: the replays have no lines");
  };

  // Turn and turn about, so that a busy moment of the machine hits both alike; the first rounds warm up.
  const times = { parsed: [] as number[], bare: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    times.bare.push(time(bare));
    times.parsed.push(time(parsed));
  }
  const value = (median(times.parsed.slice(5)) / REPEATS / logs.length) * 1000;
  const baseline = (median(times.bare.slice(5)) / REPEATS / logs.length) * 1000;
  const ratio = value / baseline;
  return [
    {
      name: "parse.protocol",
      value,
      unit: "µs/replay",
      baseline,
      ratio,
      goal: `≤ ${GOAL}`,
      met: ratio <= GOAL,
    },
  ];
}

function time(work: () => void): number {
  const started = performance.now();
  for (let repeat = 0; repeat < REPEATS; repeat++) work();
  return performance.now() - started;
}

export const bench: Bench = { name: "parse.protocol", run };
