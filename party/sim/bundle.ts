import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "esbuild";
import { lazyLearnsets, withoutEval } from "./changes.ts";

/**
 * Bundles the simulator for the rooms. PartyKit runs this ahead of its own build, and takes the bundle for `@pkmn/sim`
 * (`build` in partykit.json).
 *
 * A battle needs no learnsets, and they take a quarter of the memory of a room's worker: here they are loaded with their
 * first use, which is the team validator's.
 */
const here = dirname(fileURLToPath(import.meta.url));
const folder = join(here, "dist");
const file = join(folder, "sim.mjs");
const main = createRequire(import.meta.url).resolve("@pkmn/sim");

/** The bundle's first line: what it was made of. */
async function stampOf(): Promise<string> {
  const sources = [join(dirname(main), "../../../package.json"), fileURLToPath(import.meta.url)];
  const hash = createHash("sha256");
  for (const source of [...sources, join(here, "changes.ts")]) hash.update(await readFile(source));
  return `// ${hash.digest("hex")}\n`;
}

/** Whether the bundle that is there begins with the stamp. */
async function isFresh(stamp: string): Promise<boolean> {
  return await open(file).then(
    async (bundle) => {
      const { buffer } = await bundle.read(Buffer.alloc(stamp.length), 0, stamp.length, 0);
      await bundle.close();
      return buffer.toString() === stamp;
    },
    // There is none yet.
    () => false,
  );
}

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

/** An empty source map: PartyKit would put one of all that follows, three times as long, into the code of its dev server. */
const MAP = Buffer.from('{"version":3,"sources":[""],"mappings":"A"}').toString("base64");
const FOOTER = `//# sourceMappingURL=data:application/json;base64,${MAP}\n`;

async function bundle(stamp: string): Promise<void> {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    // The package's ES modules: its other build is of modules that load each other at once.
    entryPoints: [main.replace(/cjs(.)sim(.)index\.js$/, "esm$1sim$2index.mjs")],
    ...{ bundle: true, format: "esm", write: false, logLevel: "warning", plugins: [plugin] },
    ...{ mainFields: ["module", "main"], minifyWhitespace: true, minifySyntax: true, legalComments: "none" },
  });
  const [built] = outputFiles;
  if (!built) throw new Error("Cannot bundle the simulator: nothing came of it");
  await mkdir(folder, { recursive: true });
  // Another server may be reading the bundle of the same clone.
  const draft = join(folder, `sim.${randomUUID()}.mjs`);
  await writeFile(draft, `${stamp}${built.text}\n${FOOTER}`);
  await rename(draft, file);
}

const stamp = await stampOf();
if (!(await isFresh(stamp))) await bundle(stamp);
