import { readFile } from "node:fs/promises";
import { Dex } from "@pkmn/sim";
import { expect, test } from "vitest";
import { lazyLearnsets, withoutEval } from "../../../party/sim/changes.ts";

const SIM = "node_modules/@pkmn/sim/build/esm/sim";

test("a simulator that is not the one that the changes were made for is refused", () => {
  expect(() => lazyLearnsets("export const Dex = {};")).toThrow("Cannot change the simulator");
  expect(() => withoutEval("export const stream = 1;")).toThrow("Cannot change the simulator");
});

test("the rooms' stream evaluates nothing", async () => {
  const source = await readFile(`${SIM}/battle-stream.mjs`, "utf8");
  expect(source).toMatch(/\beval\(/);
  expect(withoutEval(source)).not.toMatch(/\beval\(/);
});

test("the rooms' simulator has the very learnsets of every generation, and none before they are asked for", async () => {
  // Made by its own script, as PartyKit has it made.
  await import("../../../party/sim/bundle.ts");
  const path: string = "../../../party/sim/dist/sim.mjs";
  const bundled: { Dex: typeof Dex } = await import(path);
  for (const mod of ["gen1", "gen2", "gen3", "gen4", "gen5", "gen6", "gen7", "gen8", "gen9"]) {
    const { data } = bundled.Dex.mod(mod);
    expect(Object.getOwnPropertyDescriptor(data, "Learnsets")?.get, mod).toBeTypeOf("function");
  }
  for (const mod of ["gen1", "gen2", "gen3", "gen4", "gen5", "gen6", "gen7", "gen8", "gen9"]) {
    expect(bundled.Dex.mod(mod).data.Learnsets, mod).toEqual(Dex.mod(mod).data.Learnsets);
  }
}, 60_000);
