import { cp, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { type CommandResult, run } from "../harness/command.ts";
import { type PartykitApi, startPartykitApi } from "../harness/partykit-api.ts";
import { ROOT, warnings } from "./functions.ts";

const LIMIT_BYTES = 5_000_000;
const Config = z.object({ name: z.string(), parties: z.record(z.string(), z.string()) });

describe("deploying the rooms", () => {
  let api: PartykitApi;
  let tree: string;
  let config: z.infer<typeof Config>;
  let result: CommandResult;

  beforeAll(async () => {
    config = Config.parse(JSON.parse(await readFile(join(ROOT, "party/partykit.json"), "utf8")));
    api = await startPartykitApi(config.name);
    tree = await mkdtemp(join(tmpdir(), "plateau-party-"));
    await symlink(join(ROOT, "node_modules"), join(tree, "node_modules"));
    for (const file of ["tsconfig.json", "package.json"]) await cp(join(ROOT, file), join(tree, file));
    for (const folder of ["party", "functions/_shared"]) {
      await cp(join(ROOT, folder), join(tree, folder), {
        recursive: true,
        filter: (source) => ![".partykit", "dist"].includes(basename(source)),
      });
    }
    result = await run(join(ROOT, "node_modules/.bin/partykit"), ["deploy", "--minify"], {
      cwd: join(tree, "party"),
      env: { PATH: process.env.PATH, HOME: tree, NO_COLOR: "1", CI: "1", ...api.env },
      timeoutMs: 90_000,
    });
  });

  afterAll(async () => {
    await api.stop();
    await rm(tree, { recursive: true, force: true });
  });

  test("the CLI deploys every party of partykit.json without a warning", () => {
    expect(`${result.stdout}${result.stderr}`).toMatch(/Deployed /);
    expect(result.code).toBe(0);
    expect(warnings(`${result.stdout}\n${result.stderr}`)).toEqual([]);
    expect(api.unknown).toEqual([]);
    expect(api.deploys.map(({ parties }) => parties)).toEqual([Object.keys(config.parties)]);
  });

  test("the rooms' code stays under the size limit as it is sent: compressed", () => {
    expect(gzipSync(api.deploys[0]?.code ?? "").byteLength).toBeLessThan(LIMIT_BYTES);
  });

  test("the page is deployed with its script", () => {
    expect([...api.assets.keys()]).toContain("index.html");
    expect([...api.assets.keys()].some((path) => /^dist\/.*\.js$/.test(path))).toBe(true);
  });
});
