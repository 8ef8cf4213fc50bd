import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { connectReplayHost, type HostAnswer } from "../../../functions/_edge/replay-host.ts";
import { StoreError } from "../../../functions/_edge/store.ts";
import { BattleId, MatchId, UserId } from "../../../functions/_shared/schema/ids.ts";
import { ImportAnswer, ImportTerms } from "../../../functions/_shared/schema/imports.ts";
import { handleImportReplay, type ImportReplayDeps } from "../../../functions/import-replay/handler.ts";
import { recorder, SERVICE_KEY } from "../../harness/functions.ts";

const LOG = readFileSync(`${import.meta.dirname}/../../fixtures/replays/forfeit.log`, "utf8");
const JSON_REPLAY = JSON.stringify({ id: "gen9randombattle-12", log: LOG, uploadtime: 1_790_000_000 });
const MATCH = MatchId.parse(randomUUID());
const COACH = UserId.parse(randomUUID());
const URL_12 = "https://replay.example/gen9randombattle-12";

const terms = (more: object = {}) =>
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
    home: { names: ["bob"], roster: [] },
    away: { names: ["ann"], roster: [] },
    ...more,
  });
const answer = (more: object = {}) =>
  ImportAnswer.parse({
    status: "accepted",
    import_id: randomUUID(),
    match_id: MATCH,
    battle_id: BattleId.parse("showdown-1"),
    game: 1,
    reasons: [],
    ...more,
  });

interface Setting {
  host?: HostAnswer;
  terms?: ImportTerms;
  known?: boolean;
  answer?: ImportAnswer;
  local?: boolean;
  store?: Partial<ImportReplayDeps["store"]>;
}

function setUp(given: Setting = {}) {
  const { calls, record, lines, log } = recorder();
  const deps: ImportReplayDeps = {
    secretKeys: [SERVICE_KEY],
    identify: async (token) => (token === "coach" ? COACH : null),
    store: {
      replayServers: async () => [
        { id: "main", replay_url: "https://replay.example", replay_prefix: null },
        { id: "here", replay_url: "http://127.0.0.1:8000", replay_prefix: null },
      ],
      takeAllowance: async () => {},
      importTerms: record("terms", given.terms ?? terms()),
      recordImport: record("record", { known: given.known ?? false, answer: given.answer ?? answer() }),
      disputedImports: record("list", []),
      acceptImport: record("accept", answer()),
      refuseImport: record("refuse", answer({ status: "refused", battle_id: null, game: null })),
      ...given.store,
    },
    files: { store: record("store", undefined) },
    host: { get: record("get", given.host ?? ({ kind: "found", text: JSON_REPLAY } as const)) },
    local: given.local ?? false,
    now: () => 0,
    log,
  };
  const post = async (body: unknown, headers: Record<string, string> = { authorization: "Bearer coach" }) => {
    const request = new Request("http://f.test/", {
      method: "POST",
      headers,
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
    const response = await handleImportReplay(request, deps);
    return { status: response.status, body: await response.json() };
  };
  return { calls, lines, post };
}

describe("import-replay", () => {
  test("fetches a replay, stores its log, and has it recorded in the seats of the replay", async () => {
    const { calls, post } = setUp();
    const { status, body } = await post({ url: URL_12 });
    expect(status).toBe(201);
    expect(body).toMatchObject({ status: "accepted", match_id: MATCH, battle_id: "showdown-1" });
    expect(calls.map(([name]) => name)).toEqual(["get", "terms", "store", "record"]);
    expect(calls[0]?.[1]).toBe(`${URL_12}.json`);
    expect(calls[1]?.slice(1)).toEqual([
      COACH,
      {
        matchId: null,
        server: "main",
        room: "battle-gen9randombattle-12",
        names: { p1: ["Ann"], p2: ["Bob"] },
        format: "gen9randombattle",
        at: "2026-09-21T14:13:20.000Z",
      },
    ]);
    const [, bucket, path, stored] = calls[2] ?? [];
    expect([bucket, stored]).toEqual(["replays", LOG]);
    expect(calls[3]?.[2]).toMatchObject({
      server: "main",
      replayId: "gen9randombattle-12",
      matchId: MATCH,
      swapped: true,
      reasons: [],
      replayPath: path,
      source: "url",
      facts: { end_type: "forfeit", names: { p1: ["Ann"], p2: ["Bob"] } },
    });
  });

  test.each(["log", "json", "html"] as const)("takes an uploaded file: %s", async (kind) => {
    const contents = {
      log: LOG,
      json: JSON_REPLAY,
      html: `<html><script class="battle-log-data">${LOG.replaceAll("/", "\\/")}</script></html>`,
    };
    for (const body of [{ content: contents[kind] }, { content: contents[kind], kind }]) {
      const { calls, post } = setUp();
      expect((await post(body)).status).toBe(201);
      // What a file says of where it is from is nobody's word.
      expect(calls.at(-1)?.[2]).toMatchObject({ server: null, replayId: null, source: "upload" });
    }
  });

  test("answers 200 and the same to what was taken in before, and 202 to what waits", async () => {
    const accepted = answer();
    expect(await setUp({ known: true, answer: accepted }).post({ url: URL_12 })).toEqual({
      status: 200,
      body: accepted,
    });
    const disputed = answer({
      status: "disputed",
      battle_id: null,
      game: null,
      reasons: [{ code: "WRONG_FORMAT", message: "no" }],
    });
    expect(await setUp({ answer: disputed }).post({ url: URL_12 })).toEqual({ status: 202, body: disputed });
  });

  test("records why a replay does not fit", async () => {
    const { calls, post } = setUp({
      terms: terms({ format: "gen9ou", startsOn: "2026-10-01", away: { names: ["eve"], roster: [] } }),
    });
    await post({ url: URL_12, match_id: MATCH });
    const recorded = calls.at(-1)?.[2];
    expect(recorded).toHaveProperty("reasons");
    const { reasons } = recorded as { reasons: { code: string }[] };
    expect(reasons.map(({ code }) => code)).toEqual([
      "PLAYERS_NOT_OF_MATCH",
      "WRONG_FORMAT",
      "OLDER_THAN_SEASON",
    ]);
  });

  test.each<[string, HostAnswer, number, string]>([
    ["an unknown room", { kind: "missing" }, 404, "REPLAY_NOT_FOUND"],
    ["a host that is down", { kind: "down", message: "it answers 502" }, 503, "REPLAY_HOST_UNAVAILABLE"],
    ["too large a replay", { kind: "too_large" }, 413, "TOO_LARGE"],
    ["a host that answers something else", { kind: "found", text: "<html>" }, 422, "UNREADABLE_REPLAY"],
    [
      "a host that answers with another replay",
      { kind: "found", text: JSON.stringify({ id: "gen9ou-1", log: LOG }) },
      404,
      "REPLAY_NOT_FOUND",
    ],
  ])("has its own answer to %s, and keeps nothing", async (_, host, status, code) => {
    const { calls, post } = setUp({ host });
    expect(await post({ url: URL_12 })).toMatchObject({ status, body: { error: { code } } });
    expect(calls.map(([name]) => name)).toEqual(["get"]);
  });

  test.each<[string, unknown, number, string]>([
    ["another host", { url: "https://evil.example/gen9ou-1" }, 400, "HOST_NOT_ALLOWED"],
    ["no replay's address", { url: "https://replay.example/" }, 400, "INVALID_ADDRESS"],
    ["a log without an end", { content: LOG.split("\n").slice(0, 30).join("\n") }, 422, "LOG_WITHOUT_END"],
    ["a file that is no replay", { content: "hello" }, 422, "LOG_WITHOUT_END"],
    ["JSON that is none", { content: "{", kind: "json" }, 422, "UNREADABLE_REPLAY"],
    [
      "a log that denies itself",
      { content: LOG.replace(/^\|win\|.*$/m, "|win|Eve") },
      422,
      "UNREADABLE_REPLAY",
    ],
    ["nothing", {}, 400, "INVALID_BODY"],
    ["both kinds", { url: URL_12, content: LOG }, 400, "INVALID_BODY"],
    ["a number of no game", { url: URL_12, game: 0 }, 400, "INVALID_BODY"],
    ["no JSON", "nonsense", 400, "INVALID_BODY"],
    [
      "a coach's word of where a file is from",
      { content: LOG, origin: { server: "main", replay_id: "gen9ou-1" } },
      403,
      "FORBIDDEN",
    ],
  ])("has its own answer to %s, and keeps nothing", async (_, body, status, code) => {
    const { calls, post } = setUp();
    expect(await post(body)).toMatchObject({ status, body: { error: { code } } });
    expect(calls).toEqual([]);
  });

  test("asks this machine without encryption on the local stack alone", async () => {
    const url = "http://127.0.0.1:8000/gen9randombattle-12";
    expect((await setUp({ local: true }).post({ url })).status).toBe(201);
    expect(await setUp().post({ url })).toMatchObject({
      status: 400,
      body: { error: { code: "HOST_NOT_ALLOWED" } },
    });
  });

  test.each([
    ["not_found", 404, "MATCH_NOT_FOUND"],
    ["forbidden", 403, "FORBIDDEN"],
  ] as const)("says whose match it is not (%s), and stores nothing", async (kind, status, code) => {
    const { calls, post } = setUp({
      store: {
        importTerms: async () => {
          throw new StoreError(kind, "Cannot import the replay: it is not yours");
        },
      },
    });
    expect(await post({ url: URL_12 })).toMatchObject({ status, body: { error: { code } } });
    expect(calls.map(([name]) => name)).toEqual(["get"]);
  });

  test("of another match is a conflict", async () => {
    const { post } = setUp({
      store: {
        recordImport: async () => {
          throw new StoreError("conflict", "Cannot import the replay: it was imported for another match");
        },
      },
    });
    expect(await post({ url: URL_12 })).toMatchObject({ status: 409, body: { error: { code: "CONFLICT" } } });
  });

  test("is bounded for each user, before anything is fetched or read, and not for the service", async () => {
    const asked: unknown[] = [];
    const { calls, post } = setUp({
      store: {
        takeAllowance: async (user, kind) => {
          asked.push([user, kind]);
          throw new StoreError("too_many", "Cannot do that: you did it 60 times within an hour");
        },
      },
    });
    for (const body of [{ url: URL_12 }, { content: LOG }]) {
      expect(await post(body)).toMatchObject({ status: 429, body: { error: { code: "RATE_LIMITED" } } });
    }
    expect(calls).toEqual([]);
    expect(asked).toEqual([
      [COACH, "import"],
      [COACH, "import"],
    ]);
    expect((await post({ url: URL_12 }, { apikey: SERVICE_KEY })).status).toBe(201);
  });

  test("is for users and the service; the service says where a file is from", async () => {
    expect((await setUp().post({ url: URL_12 }, {})).status).toBe(401);
    const { calls, post } = setUp();
    const origin = { server: "main", replay_id: "gen9randombattle-12" };
    expect((await post({ content: LOG, origin }, { apikey: SERVICE_KEY })).status).toBe(201);
    expect(calls.at(-1)).toMatchObject([
      "record",
      { actor: null },
      { server: "main", replayId: "gen9randombattle-12", source: "source" },
    ]);
  });

  test("lists what waits, and lets admins accept and refuse", async () => {
    const { calls, post } = setUp();
    const importId = randomUUID();
    expect((await post({ action: "import.list" })).body).toEqual({ imports: [] });
    await post({ action: "import.accept", importId, reason: "both say so", home: "p2" });
    await post({ action: "import.refuse", importId, reason: "it is not theirs", requestId: "r-1" });
    expect(calls).toMatchObject([
      ["list", COACH, {}],
      ["accept", { actor: COACH }, { importId, home: "p2" }],
      ["refuse", { actor: COACH, requestId: "r-1" }, { importId }],
    ]);
    expect((await post({ action: "import.accept", importId })).status).toBe(400);
  });
});

describe("a host of replays", () => {
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  async function host(answer: Parameters<typeof createServer>[1] & object): Promise<string> {
    const server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closing.push(() => {
      server.closeAllConnections();
      server.close();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/gen9ou-1.json`;
  }
  const ask = (url: string, options: { limit?: number; timeoutMs?: number } = {}) =>
    connectReplayHost({ fetch, limit: 1000, ...options }).get(url);

  test("is asked without credentials", async () => {
    let headers: Record<string, unknown> = {};
    const url = await host((request, response) => {
      headers = request.headers;
      response.end("{}");
    });
    expect(await ask(url)).toEqual({ kind: "found", text: "{}" });
    expect(headers).not.toHaveProperty("authorization");
    expect(headers).not.toHaveProperty("cookie");
  });

  test("is followed nowhere else", async () => {
    let reached = false;
    const inner = await host((_, response) => {
      reached = true;
      response.end("secret");
    });
    const url = await host((_, response) => response.writeHead(302, { location: inner }).end());
    expect(await ask(url)).toEqual({ kind: "down", message: "it sends elsewhere" });
    expect(reached).toBe(false);
  });

  test("is read no further than the limit, and waited for no longer than the time", async () => {
    const endless = await host((_, response) => {
      const write = () => {
        while (response.write("x".repeat(100)));
      };
      response.on("drain", write);
      write();
    });
    expect(await ask(endless)).toEqual({ kind: "too_large" });
    const silent = await host(() => undefined);
    expect(await ask(silent, { timeoutMs: 50 })).toEqual({
      kind: "down",
      message: "it does not answer in time",
    });
    const slow = await host((_, response) => void response.write("{"));
    expect(await ask(slow, { timeoutMs: 50 })).toEqual({
      kind: "down",
      message: "it does not answer in time",
    });
  });

  test("has it not, or fails, or is not there", async () => {
    expect(await ask(await host((_, response) => response.writeHead(404).end()))).toEqual({
      kind: "missing",
    });
    expect(await ask(await host((_, response) => response.writeHead(502).end()))).toEqual({
      kind: "down",
      message: "it answers 502",
    });
    const url = await host(() => undefined);
    for (const close of closing.splice(0)) close();
    expect(await ask(url)).toEqual({ kind: "down", message: "it cannot be reached" });
  });
});
