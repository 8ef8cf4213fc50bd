import { join } from "node:path";
import { expect, test } from "vitest";
import * as z from "zod";
import { run } from "../harness/command.ts";

const ROOT = join(import.meta.dirname, "../..");
const Result = z.strictObject({
  battles: z.int(),
  completed: z.int(),
  standings: z.array(
    z.strictObject({
      team: z.string(),
      wins: z.int(),
      losses: z.int(),
      ties: z.int(),
      differential: z.int(),
    }),
  ),
  consistent: z.boolean(),
  notifications: z.int(),
  dead_letters: z.int(),
  latency_ms: z.strictObject({ p50: z.number(), p95: z.number() }),
});

function demo(...args: string[]) {
  return run("npm", ["run", "--silent", "demo", "--", ...args], {
    cwd: ROOT,
    env: process.env,
    timeoutMs: 150_000,
  });
}

test("npm run demo plays its battles and ends with its result as JSON", async () => {
  const { code, stdout, stderr } = await demo("--battles", "4", "--seed", "demo", "--json");
  expect(code, `${stdout}${stderr}`).toBe(0);
  const result = Result.parse(JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? ""));
  expect(result).toMatchObject({
    battles: 4,
    completed: 4,
    consistent: true,
    notifications: 4,
    dead_letters: 0,
  });
  expect(result.standings).toHaveLength(4);
  const sum = (column: "wins" | "losses" | "ties" | "differential") =>
    result.standings.reduce((total, row) => total + row[column], 0);
  expect(sum("wins") + sum("losses") + sum("ties")).toBe(8);
  expect(sum("wins")).toBe(sum("losses"));
  expect(sum("differential")).toBe(0);
  expect(result.latency_ms.p50).toBeGreaterThan(0);
  expect(result.latency_ms.p95).toBeGreaterThanOrEqual(result.latency_ms.p50);
  expect(stdout).toMatch(/Team +W +L +T +Diff/);
  expect(stderr).toMatch(/4 battles: .*4 counted/);
});

test("npm run demo refuses an option that it does not have, and starts nothing", async () => {
  const { code, stderr } = await demo("--battels", "4");
  expect(code).toBe(2);
  expect(stderr).toMatch(/--battels/);
  expect(stderr).toMatch(/Usage: npm run demo/);
});

test("npm run demo that cannot finish in its time says what is open, and ends", async () => {
  const { code, stderr } = await demo("--battles", "12", "--timeout", "1");
  expect(code, stderr).toBe(1);
  expect(stderr).toMatch(/Cannot finish within 1 s: .*waiting for \d+ of 12 battles/);
});
