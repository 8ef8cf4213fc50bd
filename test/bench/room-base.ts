import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import type { Bench, Figure } from "./figure.ts";

const root = join(import.meta.dirname, "../..");
const GOAL_MB = 100;

/**
 * V8's heap once the first gen9 battle was played, with the simulator as rooms load it, against the simulator as it comes.
 *
 * The engine is workerd's, in Node, where garbage can be collected before it is measured.
 */
export const bench: Bench = { name: "room.base", run };

async function run(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), "plateau-base-"));
  const execute = promisify(execFile);
  try {
    await execute(process.execPath, ["--import", "tsx", "sim/bundle.ts"], { cwd: join(root, "party") });
    const heap = async (name: string, alias: Record<string, string>) => {
      const outfile = join(folder, `${name}.mjs`);
      const stdin = { contents: PROGRAM, resolveDir: root, loader: "ts" as const };
      const bundled = { bundle: true, minify: true, mainFields: ["module", "main"] };
      await build({ stdin, outfile, alias, ...bundled, format: "esm", logLevel: "error" });
      const { stdout } = await execute(process.execPath, ["--expose-gc", outfile]);
      return Number(stdout) / 1e6;
    };
    const value = await heap("rooms", { "@pkmn/sim": join(root, "party/sim/dist/sim.mjs") });
    const baseline = await heap("plain", {});
    const goal = `value < ${GOAL_MB}`;
    return [
      { name: bench.name, value, unit: "MB", baseline, ratio: value / baseline, goal, met: value < GOAL_MB },
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Everything that a room imports, and a battle. */
const PROGRAM = `
import "./party/room/room.ts";
import { playRounds } from "./test/harness/rounds.ts";
playRounds("gen9randombattle", 40);
globalThis.gc();
globalThis.gc();
console.log(process.memoryUsage().heapUsed);
`;
