import { appendFile, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Upload } from "../harness/management-api.ts";
import { copyTree, type Deployment, deploy, proveUploads, ROOT } from "./functions.ts";

/** Every folder of `functions/` that is a function: it has an `index.ts`. */
async function functionFolders(): Promise<string[]> {
  const entries = await readdir(join(ROOT, "functions"), { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith("_"));
  const names = await Promise.all(
    folders.map(async ({ name }) => {
      const files = await readdir(join(ROOT, "functions", name));
      return files.includes("index.ts") ? name : undefined;
    }),
  );
  return names.filter((name) => name !== undefined).sort();
}

/** The functions that `supabase/config.toml` declares. */
async function declaredFunctions(): Promise<string[]> {
  const config = await readFile(join(ROOT, "supabase/config.toml"), "utf8");
  return [...config.matchAll(/^\[functions\.([a-z-]+)\]$/gm)].map((match) => match[1] ?? "").sort();
}

function uploadOf(deployment: Deployment, slug: string): Upload {
  const upload = deployment.uploads.get(slug);
  if (upload === undefined) throw new Error(`Cannot find an upload of '${slug}'`);
  return upload;
}

describe("deploying the functions", () => {
  let deployment: Deployment;
  let copy: Awaited<ReturnType<typeof copyTree>>;

  beforeAll(async () => {
    copy = await copyTree();
    deployment = await deploy(copy.tree);
  });

  afterAll(() => copy.remove());

  test("every folder with an index.ts is declared in config.toml, and nothing else is", async () => {
    expect(await declaredFunctions()).toEqual(await functionFolders());
  });

  test("the CLI uploads every function without a warning", async () => {
    expect(deployment.problems).toEqual([]);
    expect([...deployment.uploads.keys()].sort()).toEqual(await functionFolders());
  });

  test("no function lets the gateway check JWTs: each checks its own callers", () => {
    const checked = [...deployment.uploads.values()].filter(({ metadata }) => metadata.verify_jwt);
    expect(checked.map(({ slug }) => slug)).toEqual([]);
  });

  test("what was uploaded type-checks, fits, boots and refuses strangers in an empty folder", async () => {
    expect(await proveUploads([...deployment.uploads.values()])).toEqual([]);
  }, 300_000);
});

describe("the check of a deploy", () => {
  /** Deploys a copy of the tree after `spoil` did something to its `create-room`. */
  async function deploySpoiled(spoil: (folder: string) => Promise<void>): Promise<Deployment> {
    const { tree, remove } = await copyTree();
    try {
      await spoil(join(tree, "functions/create-room"));
      return await deploy(tree);
    } finally {
      await remove();
    }
  }

  test("reports a file that is imported and missing", async () => {
    const deployment = await deploySpoiled((folder) => rm(join(folder, "handler.ts")));
    expect(deployment.problems.join("\n")).toMatch(/warns: .*create-room\/handler\.ts/);
    expect((await proveUploads([uploadOf(deployment, "create-room")])).join("\n")).toMatch(
      /does not type-check/,
    );
  });

  test("reports a package that the import map does not name", async () => {
    const deployment = await deploySpoiled((folder) =>
      appendFile(join(folder, "index.ts"), '\nimport "preact";\n'),
    );
    expect((await proveUploads([uploadOf(deployment, "create-room")])).join("\n")).toMatch(/preact/);
  });

  test("reports an import from above the project's root", async () => {
    const deployment = await deploySpoiled((folder) =>
      appendFile(join(folder, "index.ts"), '\nimport "../../../plateau-elsewhere.ts";\n'),
    );
    expect(deployment.problems).not.toEqual([]);
  });

  test("reports a function that ends when it should serve", async () => {
    const deployment = await deploySpoiled((folder) =>
      writeFile(join(folder, "index.ts"), "Deno.exit(3);\n"),
    );
    expect((await proveUploads([uploadOf(deployment, "create-room")])).join("\n")).toMatch(/exits 3/);
  });
});
