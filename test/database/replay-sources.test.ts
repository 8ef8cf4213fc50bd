import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";

let db: TestDatabase;
let source: string;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.sql("delete from storage.objects where bucket_id = 'replay-sources'");
  await db.sql("delete from replay_sources");
  const [row] = await db.sql(
    "insert into replay_sources (server_id, prefix) values ('main', 'own/logs') returning id",
  );
  source = String(row?.id);
});

const put = (...names: string[]) =>
  db.sql("insert into storage.objects (bucket_id, name) select 'replay-sources', unnest($1::text[])", [
    names,
  ]);
async function claim(limit = 10): Promise<unknown[]> {
  const rows = await db.rpc("claim_source_files", { p_source_id: source, p_limit: limit });
  return rows.map((row) => row.claim_source_files).sort();
}
const settle = (path: string, state: string, reason: string | null = null) =>
  db.rpc("settle_source_file", { p_source_id: source, p_path: path, p_state: state, p_reason: reason });
const files = () => db.sql("select path, state, attempts, reason from replay_source_files order by path");
const later = () =>
  db.sql("update replay_source_files set due_at = clock_timestamp() where state = 'waiting'");

it("replays of a source are claimed once, those of other folders and other files never", async () => {
  await put(
    "own/logs/day/gen9ou-1.log.json",
    "own/logs/gen9ou-2.html",
    "own/logs/x.png",
    "own/logs2/gen9ou-3.log",
    "own_logs/a.log",
  );
  expect(await claim()).toEqual(["own/logs/day/gen9ou-1.log.json", "own/logs/gen9ou-2.html"]);
  expect(await claim()).toEqual([]);
  await settle("own/logs/gen9ou-2.html", "imported");
  await later();
  expect(await claim()).toEqual(["own/logs/day/gen9ou-1.log.json"]);
});

it("two that claim at once get different files", async () => {
  await put(...Array.from({ length: 20 }, (_, number) => `own/logs/gen9ou-${number}.log`));
  await claim(0);
  const claims = await Promise.all([claim(10), claim(10), claim(10)]);
  expect(claims.flat()).toHaveLength(20);
  expect(new Set(claims.flat()).size).toBe(20);
});

it("a file that nobody finishes is given up after five attempts, with what was last said of it", async () => {
  await put("own/logs/gen9ou-1.log", "own/logs/gen9ou-2.log");
  for (let attempt = 1; attempt <= 5; attempt++) {
    expect(await claim()).toHaveLength(2);
    await settle("own/logs/gen9ou-1.log", "waiting", "it breaks off");
    await later();
  }
  expect(await claim()).toEqual([]);
  expect(await files()).toEqual([
    { path: "own/logs/gen9ou-1.log", state: "failed", attempts: 5, reason: "it breaks off" },
    {
      path: "own/logs/gen9ou-2.log",
      state: "failed",
      attempts: 5,
      reason: "nobody finished it in five attempts",
    },
  ]);
});

it("what is settled stays so, whoever comes late", async () => {
  await put("own/logs/gen9ou-1.log");
  await claim();
  await settle("own/logs/gen9ou-1.log", "skipped", "no match");
  await settle("own/logs/gen9ou-1.log", "failed", "late");
  expect(await files()).toMatchObject([{ state: "skipped", reason: "no match" }]);
});

it("active sources are claimed by one at a time, and again in a while", async () => {
  const claimed = async () => (await db.rpc("claim_sources", {}))[0]?.claim_sources;
  const both = await Promise.all([claimed(), claimed()]);
  expect(both.flat()).toEqual([{ id: source, server: "main", prefix: "own/logs" }]);
  await db.sql("update replay_sources set listed_at = listed_at - interval '1 minute'");
  expect(await claimed()).toHaveLength(1);
  await db.sql("update replay_sources set listed_at = null, active = false");
  expect(await claimed()).toEqual([]);
});

it.each(["../x", "/x", "x/", "a//b", "a/../b", ""])("the folder '%s' is none", async (prefix) => {
  await expect(
    db.sql("insert into replay_sources (server_id, prefix) values ('main', $1)", [prefix]),
  ).rejects.toThrow(/prefix/);
});
