import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openLog } from "../../../supabase/local/log.ts";

it("the console tells what a part warns of and what an operator has to see, the file everything", async () => {
  const folder = await mkdtemp(join(tmpdir(), "plateau-log-"));
  const shown: string[] = [];
  const log = openLog({ folder, write: (line) => shown.push(line) });
  for (const level of ["info", "warn", "error", "operator"]) {
    log.output("functions", JSON.stringify({ level, message: `it says ${level}` }));
  }
  await log.close();
  expect(shown.map((line) => /it says \w+/.exec(line)?.[0])).toEqual([
    "it says warn",
    "it says error",
    "it says operator",
  ]);
  expect(await readFile(join(folder, "functions.log"), "utf8")).toContain("it says info");
  await rm(folder, { recursive: true });
});
