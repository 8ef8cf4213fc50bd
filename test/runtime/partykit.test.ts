import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { freePort } from "../../supabase/local/ports.ts";
import { startPartykit } from "../../supabase/local/processes/partykit.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "plateau-partykit-"));
});
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

/** A script that PartyKit runs first: once, it takes the so many-th port that was found to be free before PartyKit does. */
async function thief(which: number): Promise<string> {
  const script = join(folder, "thief.cjs");
  await writeFile(
    script,
    `const { writeFileSync } = require("node:fs");
const { createServer, Server } = require("node:net");
const { close } = Server.prototype;
let found = 0;
Server.prototype.close = function (told) {
  const port = this.address()?.port;
  return close.call(this, (...all) => {
    told?.(...all);
    if (port === undefined || !process.argv[1]?.endsWith("bin.mjs") || ++found !== ${which}) return;
    try {
      writeFileSync(${JSON.stringify(join(folder, "taken"))}, String(port), { flag: "wx" });
    } catch {
      return;
    }
    createServer().listen(port, "127.0.0.1").unref();
  });
};
`,
  );
  return script;
}

test.each([
  [1, "the server would wait for ever", /not ready 10 s after 'Build succeeded/],
  [2, "there would be no page", /'Failed to start the assets build server/],
])("where another program takes port %i of its own, so that %s, it starts again", async (which, _, why) => {
  const lines: string[] = [];
  const port = await freePort();
  const running = await startPartykit({
    folder: join(import.meta.dirname, "../../party"),
    port,
    args: ["--persist", join(folder, "state"), "--var", "SUPABASE_URL=http://127.0.0.1:1"],
    env: { NODE_OPTIONS: `--require ${await thief(which)}` },
    output: (line) => lines.push(line),
    patience: 10_000,
  });
  try {
    expect(Number(await readFile(join(folder, "taken"), "utf8"))).toBeGreaterThan(0);
    expect(lines.find((line) => line.endsWith("; starting again"))).toMatch(why);
    const page = await fetch(`http://127.0.0.1:${port}/dist/main.js`);
    expect(page.headers.get("content-type")).toMatch(/javascript/);
    await page.body?.cancel();
  } finally {
    await running.stop();
  }
});
