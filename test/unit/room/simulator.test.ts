import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { SIM_VERSION } from "../../../party/room/simulator.ts";

test("the simulator's version is the installed one", async () => {
  const manifest = await readFile("node_modules/@pkmn/sim/package.json", "utf8");
  expect(JSON.parse(manifest)).toMatchObject({ version: SIM_VERSION });
});
