import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { build, type Metafile } from "esbuild";
import * as z from "zod";

const PARTY = join(import.meta.dirname, "../../party");
const Config = z.object({ serve: z.object({ build: z.object({ entry: z.string(), minify: z.boolean() }) }) });

/** Bytes of JavaScript, minified. */
export interface Weight {
  raw: number;
  gzip: number;
}

export interface PageBundle {
  /** What a first visit of the first page fetches. */
  first: Weight;
  /** What a battle's page fetches beside the entry: its code, and the tables that it asks for. */
  battle: Weight;
  styles: Weight;
}

/** Bundles the page as PartyKit does. @returns the entry, what imports what, and the files by their names */
export async function bundlePage() {
  const config = Config.parse(JSON.parse(await readFile(join(PARTY, "partykit.json"), "utf8")));
  const { entry, minify } = config.serve.build;
  const { metafile, outputFiles } = await build({
    absWorkingDir: PARTY,
    entryPoints: [entry],
    outdir: "public/dist",
    ...{ bundle: true, splitting: true, minify, format: "esm", write: false, metafile: true },
  });
  return {
    entry,
    metafile,
    contents: new Map(outputFiles.map(({ path, contents }) => [basename(path), contents])),
  };
}

/** Weighs what the page's visitors fetch. */
export async function weighPage(): Promise<PageBundle> {
  const { entry, metafile, contents } = await bundlePage();
  const weigh = (outputs: Iterable<string>): Weight => {
    let [raw, gzip] = [0, 0];
    for (const output of outputs) {
      const content = contents.get(basename(output)) ?? new Uint8Array();
      raw += content.byteLength;
      // Each file is compressed by itself, as a server does it.
      gzip += gzipSync(content, { level: 9 }).byteLength;
    }
    return { raw, gzip };
  };
  const main = fetched(metafile, outputOf(metafile, entry), "static");
  const home = fetched(metafile, outputOf(metafile, "web/home/page.tsx"), "static");
  const battle = fetched(metafile, outputOf(metafile, "web/battle/page.tsx"), "all");
  return {
    first: weigh(new Set([...main, ...home])),
    battle: weigh([...battle].filter((output) => !main.has(output))),
    styles: weigh(Object.keys(metafile.outputs).filter((output) => output.endsWith(".css"))),
  };
}

function outputOf({ outputs }: Metafile, entry: string): string {
  const found = Object.entries(outputs).find(([, output]) => output.entryPoint === entry);
  if (!found) throw new Error(`Cannot weigh ${entry}: nothing was bundled for it`);
  return found[0];
}

/** An output and what it imports: all of it, or only what it cannot run without. */
function fetched({ outputs }: Metafile, output: string, which: "static" | "all"): Set<string> {
  const seen = new Set<string>();
  const visit = (path: string) => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const { path: next, kind } of outputs[path]?.imports ?? []) {
      if (kind === "import-statement" || which === "all") visit(next);
    }
  };
  visit(output);
  return seen;
}
