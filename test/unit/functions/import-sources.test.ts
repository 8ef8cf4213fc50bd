import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Source } from "../../../functions/_edge/store.ts";
import { StoreError, StoreFailure } from "../../../functions/_edge/store.ts";
import { ImportAnswer, ImportTerms } from "../../../functions/_shared/schema/imports.ts";
import { handleImportSources, type ImportSourcesDeps } from "../../../functions/import-sources/handler.ts";
import { recorder, SERVICE_KEY, serviceCall } from "../../harness/functions.ts";

const LOG = readFileSync(`${import.meta.dirname}/../../fixtures/replays/forfeit.log`, "utf8");
const SOURCE: Source = { id: randomUUID(), server: "own", prefix: "own" };
const MATCH = randomUUID();

function setUp(contents: Record<string, string | null>, store: Partial<ImportSourcesDeps["store"]> = {}) {
  const { calls, record, lines, log } = recorder();
  const settled: Record<string, unknown> = {};
  let left = Object.keys(contents);
  let time = 0;
  const deps: ImportSourcesDeps = {
    secretKeys: [SERVICE_KEY],
    store: {
      claimSources: async () => [SOURCE],
      claimSourceFiles: async (_, limit) => left.splice(0, limit),
      settleSourceFile: async (_, path, state) => {
        settled[path] = state;
      },
      replayServers: async () => [],
      takeAllowance: async () => {
        throw new Error("A source asks for as much as it has");
      },
      importTerms: async () =>
        ImportTerms.parse({
          matchId: MATCH,
          seasonId: randomUUID(),
          format: "gen9randombattle",
          bestOf: 1,
          startsOn: null,
          endsOn: null,
          scheduledAt: null,
          opens: "2020-01-01T00:00:00.000Z",
          closes: null,
          ...{ trustsUploads: true, seatsSwapped: null, strangers: [] },
          home: { names: ["ann"], roster: [] },
          away: { names: ["bob"], roster: [] },
        }),
      recordImport: async (act, one) => {
        calls.push(["record", act.actor, one.server, one.replayId, one.source]);
        const answer = {
          status: "accepted",
          import_id: randomUUID(),
          match_id: MATCH,
          battle_id: "b-1",
          game: 1,
          reasons: [],
        };
        return { known: false, answer: ImportAnswer.parse(answer) };
      },
      ...store,
    },
    files: { store: record("store", undefined), source: async (path) => contents[path] ?? null },
    host: { get: record("get", { kind: "missing" } as const) },
    local: false,
    now: () => time,
    keepAlive: () => undefined,
    log,
  };
  const run = async (step = 0) => {
    const claimed = deps.store.claimSourceFiles;
    deps.store.claimSourceFiles = async (...args) => {
      time += step;
      return await claimed(...args);
    };
    return await (await handleImportSources(serviceCall(), deps)).json();
  };
  return {
    calls,
    lines,
    settled,
    run,
    leave: () => left.length,
    refill: (paths: string[]) => (left = paths),
  };
}

const refusing = (error: Error) => ({
  importTerms: async () => {
    throw error;
  },
});

describe("import-sources", () => {
  test("imports what is new, as the server's that the source is of", async () => {
    const { calls, settled, run } = setUp({ "own/day/gen9randombattle-7.log": LOG });
    expect(await run()).toMatchObject({ sources: 1, imported: 1, failed: 0 });
    expect(calls.at(-1)).toEqual(["record", null, "own", "gen9randombattle-7", "source"]);
    expect(settled).toMatchObject({ "own/day/gen9randombattle-7.log": { state: "imported" } });
  });

  test("leaves aside what is of no match, and what is gone", async () => {
    const { settled, run } = setUp(
      { "own/gen9ou-1.log": LOG, "own/gen9ou-2.log": null },
      refusing(new StoreError("not_found", "Cannot import the replay: no match is known")),
    );
    expect(await run()).toMatchObject({ skipped: 2 });
    expect(settled).toEqual({
      "own/gen9ou-1.log": { state: "skipped", reason: "Cannot import the replay: no match is known" },
      "own/gen9ou-2.log": { state: "skipped", reason: "It is gone" },
    });
  });

  test.each([
    ["a match that may take it later", refusing(new StoreError("conflict", "is being counted"))],
    ["a database that fails", refusing(new StoreFailure("no"))],
  ])("tries again later: %s", async (_, store) => {
    const { settled, run } = setUp({ "own/gen9ou-1.log": LOG }, store);
    expect(await run()).toMatchObject({ waiting: 1 });
    expect(settled).toMatchObject({ "own/gen9ou-1.log": { state: "waiting" } });
  });

  test("tries a file again that may be half-written, and goes on with the others", async () => {
    const { settled, run } = setUp({
      "own/a-1.log": LOG.slice(0, 500),
      "own/b-2.json": "{",
      "own/gen9randombattle-3.log": LOG,
    });
    expect(await run()).toMatchObject({ waiting: 2, imported: 1 });
    expect(settled).toMatchObject({
      "own/a-1.log": { state: "waiting" },
      "own/b-2.json": { state: "waiting" },
    });
  });

  test("takes on no more once its time is over", async () => {
    const contents = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [`own/gen9ou-${index}.log`, null]),
    );
    const { run, leave } = setUp(contents);
    expect(await run(4_000)).toMatchObject({ skipped: 30 });
    expect(leave()).toBe(30);
  });
});
