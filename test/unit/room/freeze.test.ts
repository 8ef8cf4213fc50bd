import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { expect, test } from "vitest";
import type * as Rounds from "../../harness/rounds.ts";

test("a battle is frozen and thawed in a bundle whose names were shortened", async () => {
  const folder = await mkdtemp(join(tmpdir(), "plateau-freeze-"));
  try {
    const outfile = join(folder, "rounds.mjs");
    const entry = join(import.meta.dirname, "../../harness/rounds.ts");
    await build({
      entryPoints: [entry],
      outfile,
      bundle: true,
      minify: true,
      format: "esm",
      logLevel: "silent",
    });
    const { playRounds }: typeof Rounds = await import(pathToFileURL(outfile).href);
    const { calm, thawed } = playRounds("gen9randombattle", 30);
    expect(thawed).toEqual(calm);
    expect(calm.length).toBeGreaterThan(100);
  } finally {
    await rm(folder, { recursive: true });
  }
}, 60_000);
