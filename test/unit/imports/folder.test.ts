import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Folder } from "../../../supabase/local/import/folder.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "plateau-folder-"));
});
afterEach(() => rm(folder, { recursive: true }));

function posting(
  answer: { status: number; body: unknown } = { status: 201, body: { status: "accepted", reasons: [] } },
) {
  const posted: Record<string, unknown>[] = [];
  const lines: string[] = [];
  const replays = new Folder({
    folder,
    functionUrl: "http://f.test/import-replay",
    secretKey: "key",
    server: "own",
    fetch: async (_, init) => {
      posted.push({ ...JSON.parse(String(init?.body)), key: new Headers(init?.headers).get("apikey") });
      return Response.json(answer.body, { status: answer.status });
    },
    say: (line) => lines.push(line),
  });
  return { posted, lines, replays, answer };
}

test("replays of a folder and those below are posted once, as the server's", async () => {
  await mkdir(join(folder, "day"));
  await writeFile(join(folder, "day", "gen9ou-1.log.json"), "{}");
  await writeFile(join(folder, "some.html"), "<html>");
  await writeFile(join(folder, "notes.md"), "no");
  const { posted, lines, replays } = posting();
  expect(await replays.round({ settled: false })).toMatchObject({ accepted: 2 });
  expect(posted).toEqual([
    { content: "{}", kind: "json", origin: { server: "own", replay_id: "gen9ou-1" }, key: "key" },
    { content: "<html>", kind: "html", key: "key" },
  ]);
  expect(lines).toEqual(["day/gen9ou-1.log.json: accepted", "some.html: accepted"]);
  expect(await replays.round({ settled: false })).toMatchObject({ accepted: 0 });
});

test("a file that is written to is posted once it is the same for a round", async () => {
  const { posted, replays } = posting();
  const path = join(folder, "gen9ou-1.log");
  await replays.round({ settled: true });
  await writeFile(path, "half");
  await replays.round({ settled: true });
  await writeFile(path, "all of it");
  await replays.round({ settled: true });
  expect(posted).toEqual([]);
  await replays.round({ settled: true });
  expect(posted).toMatchObject([{ content: "all of it" }]);
});

test.each([
  [404, { error: { code: "MATCH_NOT_FOUND", message: "no match" } }, "skipped", 1],
  [422, { error: { code: "LOG_WITHOUT_END", message: "it breaks off" } }, "refused", 1],
  [202, { status: "disputed", reasons: [{ message: "wrong format" }] }, "disputed", 1],
  [503, { error: { code: "INTERNAL", message: "later" } }, "failed", 2],
  [409, { error: { code: "CONFLICT", message: "is being counted" } }, "failed", 2],
])("an answer of %i %j is '%s', and posted %i time(s) in two rounds", async (status, body, fate, times) => {
  await writeFile(join(folder, "gen9ou-1.log"), "x");
  const { posted, replays } = posting({ status, body });
  expect(await replays.round({ settled: false })).toMatchObject({ [fate]: 1 });
  await replays.round({ settled: false });
  expect(posted).toHaveLength(times);
});
