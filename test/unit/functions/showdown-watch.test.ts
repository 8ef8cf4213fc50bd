import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { StoreError, StoreFailure } from "../../../functions/_edge/store.ts";
import { BattleId, CorrelationId } from "../../../functions/_shared/schema/ids.ts";
import { Watch } from "../../../functions/_shared/schema/showdown.ts";
import { handleShowdownWatch, type ShowdownWatchDeps } from "../../../functions/showdown-watch/handler.ts";
import { WEBHOOK_SECRET } from "../../harness/battles.ts";
import { recorder, signedCall } from "../../harness/functions.ts";

const MATCH = randomUUID();
const said = { v: 1, server: "main" };
const found = {
  type: "BATTLE_FOUND",
  ...said,
  room: "battle-gen9ou-1",
  matchId: MATCH,
  format: "gen9ou",
  p1: "ashketchum",
  p2: "garyoak",
};
const code = { type: "LINK_CODE", ...said, name: "ashketchum", code: "ABCD2345" };

function watch(battleId: string) {
  return Watch.parse({
    battleId,
    room: "battle-gen9ou-1",
    matchId: MATCH,
    format: "gen9ou",
    correlationId: randomUUID(),
    series: null,
  });
}

function setUp(store: Partial<ShowdownWatchDeps["store"]> = {}) {
  const { calls, record, lines, log } = recorder();
  const tags: string[] = [];
  const deps: ShowdownWatchDeps = {
    webhookSecrets: [WEBHOOK_SECRET],
    store: {
      watches: record("watches", { server: null, watches: [], expected: [] }),
      adoptBattle: record("adopt", watch("showdown-new")),
      useLinkCode: record("use", { linked: true, text: "This name is Ash's now" }),
      requestInvalidation: async () => null,
      ...store,
    },
    rooms: {
      invalidate: async (changed) => {
        tags.push(...changed);
        return { kind: "accepted" };
      },
    },
    keepAlive: () => undefined,
    newBattleId: (prefix) => BattleId.parse(`${prefix}-new`),
    newCorrelationId: () => CorrelationId.parse(randomUUID()),
    log,
  };
  const post = async (message: unknown, options: Parameters<typeof signedCall>[1] = {}) => {
    const response = await handleShowdownWatch(signedCall(message, options), deps);
    return { status: response.status, body: await response.json() };
  };
  return { calls, lines, tags, post };
}

describe("showdown-watch", () => {
  test("says what a server's watcher watches", async () => {
    const { calls, post } = setUp();
    expect(await post({ type: "WATCHES", ...said })).toEqual({
      status: 200,
      body: { server: null, watches: [], expected: [] },
    });
    expect(calls).toEqual([["watches", "main"]]);
  });

  test("takes a battle that was found for its match, and tells pages of a new one alone", async () => {
    const { calls, post, tags } = setUp();
    const { status, body } = await post(found);
    expect(status).toBe(200);
    expect(body.watch.battleId).toBe("showdown-new");
    expect(calls[0]).toEqual([
      "adopt",
      { ...found, game: 1, series: null },
      "showdown-new",
      expect.any(String),
    ]);
    expect(tags).toEqual(["battles"]);

    const known = setUp({ adoptBattle: async () => watch("showdown-old") });
    expect((await known.post(found)).body.watch.battleId).toBe("showdown-old");
    expect(known.tags).toEqual([]);
  });

  test.each([
    ["conflict", 409, "CONFLICT"],
    ["not_found", 404, "NOT_FOUND"],
    ["invalid", 400, "INVALID"],
  ] as const)("says why a battle does not fit (%s)", async (kind, status, refusal) => {
    const { post } = setUp({
      adoptBattle: async () => {
        throw new StoreError(kind, "Cannot watch room 'x': it is a battle of gen9uu");
      },
    });
    expect(await post(found)).toEqual({
      status,
      body: { error: { code: refusal, message: "Cannot watch room 'x': it is a battle of gen9uu" } },
    });
  });

  test("answers who said a code, and keeps the code out of the log", async () => {
    const { lines, post } = setUp();
    expect(await post(code)).toEqual({ status: 200, body: { linked: true, text: "This name is Ash's now" } });
    expect(lines).toEqual(["info: Name linked"]);
  });

  test("listens to nobody but the rooms", async () => {
    const { calls, post } = setUp();
    const other = `whsec_${Buffer.from("another secret of the same length!!").toString("base64")}`;
    expect((await post(found, { secret: other })).status).toBe(401);
    expect((await post(found, { now: Date.now() - 600_000 })).status).toBe(401);
    expect(calls).toEqual([]);
  });

  test.each([
    [{ type: "WATCHES", v: 1, server: "../x" }],
    [{ ...found, room: "lobby" }],
    [{ ...found, room: "battle-gen9ou-1\n|win|Eve" }],
    [{ ...found, game: 0 }],
    [{ ...code, code: "abc" }],
    [{ ...code, extra: 1 }],
    [{ type: "OTHER", ...said }],
    [null],
  ])("refuses what is no message of a watcher: %j", async (message) => {
    const { calls, post } = setUp();
    expect(await post(message)).toMatchObject({ status: 400, body: { error: { code: "INVALID_BODY" } } });
    expect(calls).toEqual([]);
  });

  test("says nothing of what failed here", async () => {
    const { lines, post } = setUp({
      watches: async () => {
        throw new StoreFailure("Cannot use showdown_watches: secret detail");
      },
    });
    const { status, body } = await post({ type: "WATCHES", ...said });
    expect(status).toBe(503);
    expect(JSON.stringify(body)).not.toContain("secret detail");
    expect(lines).toEqual(["error: Cannot answer the watcher"]);
  });
});
