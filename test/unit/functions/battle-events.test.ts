import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type OutsideLog, StoreError, StoreFailure } from "../../../functions/_edge/store.ts";
import { sign } from "../../../functions/_shared/auth/signature.ts";
import { WatchedTerms } from "../../../functions/_shared/schema/imports.ts";
import { type BattleEventsDeps, handleBattleEvent } from "../../../functions/battle-events/handler.ts";
import { WEBHOOK_SECRET } from "../../harness/battles.ts";
import { recorder } from "../../harness/functions.ts";

/** Bob gives up against Ann. */
const FORFEIT = readFileSync(`${import.meta.dirname}/../../fixtures/replays/forfeit.log`, "utf8");

const completed = {
  kind: "battle.completed",
  v: 1,
  id: "event-1",
  occurred_at: "2026-11-22T12:00:00.000Z",
  correlation_id: randomUUID(),
  battle_id: "match-abc",
  sim_version: "0.10.11",
  end_type: "win",
  winner: "p1",
  turns: 1,
  log: "|win|Ann",
  input_log: [">start {}", ">p1 move 1"],
};
const started = {
  kind: "battle.started",
  v: 1,
  id: "event-0",
  occurred_at: completed.occurred_at,
  correlation_id: completed.correlation_id,
  battle_id: "match-abc",
  sim_version: "0.10.11",
  players: { p1: "Ann", p2: "Bob" },
};
const named = {
  v: 1,
  occurred_at: completed.occurred_at,
  correlation_id: completed.correlation_id,
  battle_id: "match-abc",
};
const checkpoint = {
  kind: "battle.checkpoint",
  ...named,
  id: "event-2",
  from: 6,
  inputs: [
    { kind: "choice", at: 1, seat: "p1", choice: "move 1" },
    { kind: "chat", at: 2, seat: "p2", text: "gg" },
  ],
};
const abandoned = { kind: "battle.abandoned", ...named, id: "event-3", present: ["p2"] };
const failed = { kind: "battle.failed", ...named, id: "event-4", reason: "another release played it" };

function setUp(store: Partial<BattleEventsDeps["store"]> = {}) {
  const { calls, record, lines, log } = recorder();
  const tags: string[] = [];
  const deps: BattleEventsDeps = {
    webhookSecrets: [WEBHOOK_SECRET],
    store: {
      requestInvalidation: async () => null,
      events: record("events", ["battle.started"]),
      recordStarted: record("recordStarted", "new" as const),
      recordCompleted: record("recordCompleted", "new" as const),
      recordAbandoned: record("recordAbandoned", "new" as const),
      recordFailed: record("recordFailed", "new" as const),
      recordInputs: record("recordInputs", 7),
      watchedTerms: record("watchedTerms", null),
      ...store,
    },
    files: { store: record("store", undefined) },
    rooms: {
      invalidate: async (changed) => {
        tags.push(...changed);
        return { kind: "accepted" };
      },
    },
    keepAlive: () => {},
    now: () => 0,
    log,
  };
  const post = async (event: unknown, change: { body?: string; now?: number; secret?: string } = {}) => {
    const text = JSON.stringify(event);
    const headers = { ...sign(text, [change.secret ?? WEBHOOK_SECRET], "event-1", change.now ?? Date.now()) };
    const request = new Request("http://f.test/", { method: "POST", headers, body: change.body ?? text });
    const response = await handleBattleEvent(request, deps);
    return { status: response.status, body: await response.json() };
  };
  return { post, calls, lines, deps, tags };
}

describe("battle-events", () => {
  test("stores both logs before it records the end, and answers 202", async () => {
    const { post, calls } = setUp();
    expect(await post(completed)).toEqual({ status: 202, body: { status: "new" } });
    expect(calls.map(([name]) => name)).toEqual(["events", "store", "store", "recordCompleted"]);
    expect(calls[1]).toEqual(["store", "replays", "match-abc.log", "|win|Ann"]);
    expect(calls[2]).toEqual(["store", "input-logs", "match-abc.txt", ">start {}\n>p1 move 1"]);
    expect(calls[3]).toMatchObject([
      "recordCompleted",
      { id: "event-1" },
      { replay: "match-abc.log", inputLog: "match-abc.txt" },
      expect.any(String),
    ]);
  });

  test("of a battle on Showdown stores the replay alone, and tells who played and what it comes to", async () => {
    const { post, calls } = setUp();
    const log = "|player|p1|Ann A.|1|\n|player|p2|Bob|2|\n|player|p1|Annie|1|\n|win|Annie";
    const outside = { ...completed, sim_version: "showdown", log, input_log: [] };
    expect(await post(outside)).toEqual({ status: 202, body: { status: "new" } });
    expect(calls).toMatchObject([
      ["events", "match-abc"],
      ["store", "replays", "match-abc.log", log],
      ["watchedTerms", "match-abc", ["Ann A.", "Annie", "Bob"]],
      [
        "recordCompleted",
        { id: "event-1", winner: "p1" },
        { replay: "match-abc.log", inputLog: null },
        expect.any(String),
        {
          names: { p1: ["Ann A.", "Annie"], p2: ["Bob"] },
          hash: expect.stringMatching(/^[0-9a-f]{64}$/),
          judged: null,
        },
      ],
    ]);
  });

  describe("holds a battle that was watched against its match", () => {
    const terms = (more: object = {}) =>
      WatchedTerms.parse({
        ...{ matchId: randomUUID(), seasonId: randomUUID(), format: "gen9randombattle", bestOf: 1, game: 1 },
        ...{ startsOn: null, endsOn: null, scheduledAt: null, opens: completed.occurred_at, closes: null },
        ...{ trustsUploads: false, seatsSwapped: true, strangers: [], room: "battle-gen9randombattle-12" },
        ...{ home: { names: ["bob"], roster: [] }, away: { names: ["ann"], roster: [] } },
        ...more,
      });
    const judged = async (given: WatchedTerms, log = FORFEIT, now: () => number = () => 0) => {
      const { post, calls, deps } = setUp({ watchedTerms: async () => given });
      deps.now = now;
      const event = { ...completed, sim_version: "showdown", end_type: "forfeit", log, input_log: [] };
      expect(await post(event)).toMatchObject({ status: 202 });
      const [, , , , outside] = calls.at(-1) ?? [];
      return (outside as OutsideLog).judged;
    };
    const codes = async (...given: Parameters<typeof judged>) =>
      (await judged(...given))?.reasons.map(({ code }) => code);

    test("one that fits has nothing against it", async () => {
      expect(await judged(terms())).toMatchObject({
        swapped: true,
        reasons: [],
        facts: { format: "gen9randombattle", winner: "p1", game: 1, names: { p1: ["Ann"], p2: ["Bob"] } },
      });
    });

    test("a Pokémon of no roster, a battle from before, and a stranger are each told", async () => {
      const roster = { names: ["ann"], roster: ["Pikachu"] };
      expect(await codes(terms({ away: roster }))).toEqual(["NOT_IN_ROSTER"]);
      const scheduledAt = "2030-01-01T00:00:00.000Z";
      expect(await codes(terms({ scheduledAt, opens: scheduledAt }))).toEqual(["OUTSIDE_WINDOW"]);
      expect(await codes(terms({ home: { names: ["robert"], roster: [] } }))).toEqual([
        "PLAYERS_NOT_OF_MATCH",
      ]);
    });

    test("somebody else who takes a player's seat is told", async () => {
      const log = FORFEIT.replace(
        "|turn|2\n",
        "|turn|2\n|player|p1|\n|player|p1|Eve|1|\n|player|p1|\n|player|p1|Ann|1|\n",
      );
      expect(log).not.toBe(FORFEIT);
      expect(await judged(terms(), log)).toMatchObject({
        reasons: [{ code: "PLAYER_SUBSTITUTED", message: expect.stringContaining("Eve") }],
      });
    });

    test("one that takes too long to be looked through waits for an admin", async () => {
      let time = 0;
      const long = FORFEIT.replace("|turn|2\n", `|turn|2\n${"|upkeep\n".repeat(2_000)}`);
      expect(await codes(terms(), long, () => (time += 1_000))).toEqual(["NOT_CHECKED"]);
    });

    test("one that cannot be read is left to who counts it", async () => {
      expect(await judged(terms(), FORFEIT.replace(/^\|win\|.*$/m, ""))).toBeNull();
    });
  });

  test("records a start in one step", async () => {
    const { post, calls } = setUp();
    expect(await post(started)).toMatchObject({ status: 202 });
    expect(calls.map(([name]) => name)).toEqual(["recordStarted"]);
  });

  test("tells open pages once that a battle began or came to nothing, and leaves its end to who counts it", async () => {
    const { post, tags, deps } = setUp();
    await post(started);
    await post(abandoned);
    expect(tags).toEqual(["battles", "battles"]);
    await post(completed);
    deps.store.recordStarted = async () => "seen";
    await post(started);
    expect(tags).toHaveLength(2);
  });

  test("stores a checkpoint and answers how much of the battle is there", async () => {
    const { post, calls } = setUp();
    expect(await post(checkpoint)).toEqual({ status: 200, body: { have: 7 } });
    expect(calls).toEqual([["recordInputs", checkpoint]]);
    // Said again it is the same: the database knows which inputs it has.
    expect(await post(checkpoint)).toEqual({ status: 200, body: { have: 7 } });
  });

  test.each([
    ["an abandoned battle", abandoned, "recordAbandoned"],
    ["a room's failure", failed, "recordFailed"],
  ] as const)("records %s, and answers 200 the second time", async (_, event, name) => {
    const { post, calls } = setUp();
    expect(await post(event)).toEqual({ status: 202, body: { status: "new" } });
    expect(calls).toEqual([[name, event]]);
    const again = setUp({ [name]: async () => "seen" });
    expect(await again.post(event)).toEqual({ status: 200, body: { status: "seen" } });
  });

  test("tells an operator of a failed room, once", async () => {
    const first = setUp();
    await first.post(failed);
    expect(first.lines).toEqual(["operator: A room cannot go on with its battle"]);
    const again = setUp({ recordFailed: async () => "seen" });
    await again.post(failed);
    expect(again.lines).toEqual(["info: battle.failed seen"]);
  });

  test("answers 200 to an event it has seen, and does nothing", async () => {
    const { post, calls } = setUp({ events: async () => ["battle.completed"] });
    expect(await post(completed)).toEqual({ status: 200, body: { status: "seen" } });
    expect(calls).toEqual([]);
  });

  test("answers 200 when another delivery was faster", async () => {
    const { post } = setUp({ recordCompleted: async () => "seen" });
    expect(await post(completed)).toMatchObject({ status: 200 });
  });

  test.each([
    ["another secret", { secret: "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }],
    ["a stale signature", { now: Date.now() - 600_000 }],
    ["an altered body", { body: JSON.stringify({ ...completed, winner: "p2" }) }],
  ])("answers 401 to %s, and does nothing", async (_, change) => {
    const { post, calls } = setUp();
    expect(await post(completed, change)).toMatchObject({
      status: 401,
      body: { error: { code: "INVALID_SIGNATURE" } },
    });
    expect(calls).toEqual([]);
  });

  test("answers 401 to an unsigned event", async () => {
    const { deps, calls } = setUp();
    const request = new Request("http://f.test/", { method: "POST", body: JSON.stringify(completed) });
    expect((await handleBattleEvent(request, deps)).status).toBe(401);
    expect(calls).toEqual([]);
  });

  test.each([
    [{ ...completed, winner: "p3" }, "winner"],
    [{ ...completed, extra: 1 }, "extra"],
    [{ ...completed, battle_id: "Not An Id" }, "battle_id"],
    [{ ...started, players: { p1: "Ann" } }, "players.p2"],
    [{ ...started, players: { p1: "Ann", p2: "Bob\n|win|Bob" } }, "players.p2"],
    [{ ...completed, id: "event\0" }, "id"],
    [{ ...completed, sim_version: "\ud800" }, "sim_version"],
    [{ kind: "battle.paused" }, "kind"],
    [{ ...checkpoint, from: 0 }, "from"],
    [{ ...checkpoint, inputs: [] }, "inputs"],
    [{ ...checkpoint, inputs: [{ kind: "eval", at: 1, code: "1" }] }, "inputs.0.kind"],
    [{ ...abandoned, present: ["p1", "p2", "p1"] }, "present"],
    [{ ...failed, reason: "" }, "reason"],
  ])("answers 400 that names the field: %#", async (event, path) => {
    const { post, calls } = setUp();
    const { status, body } = await post(event);
    expect(status).toBe(400);
    expect(body.error.fields.map((field: { path: string }) => field.path)).toContain(path);
    expect(calls).toEqual([]);
  });

  test("answers 400 to what is no JSON", async () => {
    const { deps } = setUp();
    const headers = { ...sign("{", [WEBHOOK_SECRET], "x", Date.now()) };
    const response = await handleBattleEvent(
      new Request("http://f.test/", { method: "POST", headers, body: "{" }),
      deps,
    );
    expect(response.status).toBe(400);
  });

  test("answers 404 for an unknown battle, 409 for one that cannot take it, 405 to a GET", async () => {
    const { post, calls } = setUp({ events: async () => null });
    expect(await post(completed)).toMatchObject({ status: 404 });
    expect(calls).toEqual([]);
    const unknown = () => Promise.reject(new StoreError("not_found", "there is no battle"));
    const notFound = { status: 404, body: { error: { code: "BATTLE_NOT_FOUND" } } };
    expect(await setUp({ recordStarted: unknown }).post(started)).toMatchObject(notFound);
    expect(await setUp({ recordInputs: unknown }).post(checkpoint)).toMatchObject(notFound);
    expect(await setUp({ recordAbandoned: unknown }).post(abandoned)).toMatchObject(notFound);
    expect(await setUp({ recordFailed: unknown }).post(failed)).toMatchObject(notFound);
    const conflict = async () => {
      throw new StoreError("conflict", "its id belongs to another event");
    };
    expect(await setUp({ recordCompleted: conflict }).post(completed)).toMatchObject({ status: 409 });
    expect(await setUp({ recordInputs: conflict }).post(checkpoint)).toMatchObject({ status: 409 });
    expect((await handleBattleEvent(new Request("http://f.test/"), setUp().deps)).status).toBe(405);
  });

  test("answers 410 for a battle that was called off, so that its room ends it", async () => {
    const called = () =>
      Promise.reject(new StoreError("void", "Cannot go on with it: it is void (called off)"));
    const gone = { status: 410, body: { error: { code: "BATTLE_VOID" } } };
    expect(await setUp({ recordStarted: called }).post(started)).toMatchObject(gone);
    expect(await setUp({ recordInputs: called }).post(checkpoint)).toMatchObject(gone);
  });

  test("answers 413 to a body over the limit, by its header or by its length", async () => {
    const { deps } = setUp();
    const large = new Blob(["x".repeat(25 * 1024 * 1024)]);
    const streamed = new Request("http://f.test/", {
      method: "POST",
      body: large.stream(),
      duplex: "half",
    } as RequestInit);
    expect((await handleBattleEvent(streamed, deps)).status).toBe(413);
  });

  test.each([
    [
      "503 when the database is away",
      new StoreFailure("connection to 10.0.0.1 refused"),
      503,
      "STORE_UNAVAILABLE",
    ],
    ["500 when it fails itself", new Error("no 10.0.0.1 in this table"), 500, "INTERNAL"],
  ])("answers %s, without details, and logs them", async (_, error, expected, code) => {
    const { post, lines } = setUp({ events: () => Promise.reject(error) });
    const { status, body } = await post(completed);
    expect([status, body]).toMatchObject([expected, { error: { code } }]);
    expect(JSON.stringify(body)).not.toContain("10.0.0.1");
    expect(lines).toEqual(["error: Cannot take in the event"]);
  });
});
