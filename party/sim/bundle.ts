import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import { lazyLearnsets, withoutEval } from "./changes.ts";

/**
 * Bundles the simulator for the rooms. PartyKit runs this ahead of its own build, and takes the bundle for `@pkmn/sim`
 * (`build` in partykit.json).
 *
 * A battle needs no learnsets, and they take more memory than all the rest: here they are loaded with their first use,
 * which is the team validator's.
 */
const here = dirname(fileURLToPath(import.meta.url));
const folder = join(here, "dist");

const SIM = "[\\\\/]@pkmn[\\\\/]sim[\\\\/]build[\\\\/]esm[\\\\/]sim[\\\\/]";
const plugin: Plugin = {
  name: "simulator",
  setup({ onLoad }) {
    onLoad({ filter: new RegExp(`${SIM}dex\\.mjs$`) }, async ({ path }) => ({
      contents: lazyLearnsets(await readFile(path, "utf8")),
    }));
    onLoad({ filter: new RegExp(`${SIM}battle-stream\\.mjs$`) }, async ({ path }) => ({
      contents: withoutEval(await readFile(path, "utf8")),
    }));
  },
};

const { outputFiles } = await build({
  // The package's ES modules: its other build is of modules that load each other at once.
  entryPoints: [
    createRequire(import.meta.url)
      .resolve("@pkmn/sim")
      .replace(/cjs(.)sim(.)index\.js$/, "esm$1sim$2index.mjs"),
  ],
  ...{ bundle: true, format: "esm", write: false, logLevel: "warning", plugins: [plugin] },
  mainFields: ["module", "main"],
});
const [bundle] = outputFiles;
if (!bundle) throw new Error("Cannot bundle the simulator: nothing came of it");
await mkdir(folder, { recursive: true });
// Another server may be reading the bundle of the same clone.
const draft = join(folder, `sim.${randomUUID()}.mjs`);
await writeFile(draft, bundle.contents);
await rename(draft, join(folder, "sim.mjs"));
