import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { drawBattleId } from "../../../functions/_edge/battle-id.ts";
import type { Declined, RoomAnswer } from "../../../functions/_edge/rooms.ts";
import { type Battle, StoreError } from "../../../functions/_edge/store.ts";
import { verifyTicket } from "../../../functions/_shared/auth/ticket.ts";
import { ladderRules } from "../../../functions/_shared/battle/rules.ts";
import { CreateRoomResponse } from "../../../functions/_shared/schema/http.ts";
import { CorrelationId, FormatId, UserId } from "../../../functions/_shared/schema/ids.ts";
import { CLOCKS, FRIENDLY_RULES } from "../../../functions/_shared/schema/rules.ts";
import { type CreateRoomDeps, handleCreateRoom } from "../../../functions/create-room/handler.ts";
import { TICKET_SECRET } from "../../harness/battles.ts";
import { battleRow, recorder, SERVICE_KEY } from "../../harness/functions.ts";

const [ann, bob, eve] = [randomUUID(), randomUUID(), randomUUID()].map((id) => UserId.parse(id)) as [
  UserId,
  UserId,
  UserId,
];
const NOW = Date.now();
const ACCEPTED: RoomAnswer = { kind: "accepted", room: "waiting" };

function setUp(
  row: Partial<Battle> = {},
  more: { room?: RoomAnswer; hint?: Declined; store?: Partial<CreateRoomDeps["store"]> } = {},
) {
  const battle = battleRow({ p1_user: ann, p2_user: bob, ...row });
  const { calls, record, log, lines } = recorder();
  const told: string[][] = [];
  const works: Promise<unknown>[] = [];
  const deps: CreateRoomDeps = {
    secretKeys: [SERVICE_KEY],
    ticketSecret: TICKET_SECRET,
    identify: async (token) => ({ "token-ann": ann, "token-bob": bob, "token-eve": eve })[token] ?? null,
    store: {
      requestInvalidation: async () => null,
      battle: async (id) => (id === battle.id ? battle : null),
      coaches: async (id) => (id === battle.match_id ? [ann, bob] : null),
      openMatchBattle: record("openMatchBattle", battle),
      openBattle: record("openBattle", battle),
      takeSeat: record("takeSeat", battle),
      withdrawBattle: record("withdrawBattle", true),
      series: async (_, game) => ({ bestOf: 3, game, score: { p1: 1, p2: 0 } }),
      inputs: record("inputs", []),
      ...more.store,
    },
    rooms: {
      create: record("room", more.room ?? ACCEPTED),
      invalidate: async (tags) => {
        told.push(tags);
        return more.hint ?? { kind: "accepted" };
      },
      socket: (id) => `ws://rooms.test/parties/battle/${id}`,
    },
    keepAlive: (work) => works.push(work),
    log,
    now: () => NOW,
    newBattleId: drawBattleId,
    newCorrelationId: () => CorrelationId.parse(randomUUID()),
  };
  const post = async (body: unknown, headers: Record<string, string>) => {
    const request = new Request("http://f.test/", { method: "POST", headers, body: JSON.stringify(body) });
    const response = await handleCreateRoom(request, deps);
    return { status: response.status, headers: response.headers, body: await response.json() };
  };
  const as = (name: string) => ({ authorization: `Bearer token-${name}`, apikey: "sb_publishable_x" });
  return { battle, post, as, calls, deps, lines, told, works, service: { apikey: SERVICE_KEY } };
}

describe("create-room", () => {
  test("opens a match's room for its coach, with a ticket for their seat", async () => {
    const { post, as, calls, battle } = setUp();
    const { status, body, headers } = await post({ match_id: battle.match_id }, as("bob"));
    expect(status).toBe(200);
    const answer = CreateRoomResponse.parse(body);
    expect(answer).toMatchObject({
      battle_id: battle.id,
      format: battle.format,
      seat: "p2",
      room_url: `ws://rooms.test/parties/battle/${battle.id}`,
    });
    expect(await verifyTicket(answer.ticket ?? "", TICKET_SECRET, NOW)).toMatchObject({
      sub: bob,
      battle: battle.id,
      seat: "p2",
      name: "Bob",
    });
    expect(calls[1]).toEqual([
      "room",
      {
        type: "CREATE_BATTLE",
        v: 1,
        battleId: battle.id,
        matchId: battle.match_id,
        format: battle.format,
        seats: { p1: { userId: ann, name: "Ann" }, p2: { userId: bob, name: "Bob" } },
        correlationId: battle.correlation_id,
        rated: false,
        rules: FRIENDLY_RULES,
        bot: null,
        series: { bestOf: 3, game: 1, score: { p1: 1, p2: 0 } },
      },
    ]);
    expect(headers.get("access-control-allow-origin")).toBe("*");
  });

  test("said twice gives a ticket of its own each time", async () => {
    const { post, as, battle } = setUp();
    const [one, two] = [
      await post({ match_id: battle.match_id }, as("ann")),
      await post({ match_id: battle.match_id }, as("ann")),
    ];
    expect(one.body.ticket).not.toBe(two.body.ticket);
  });

  test("gives the service no seat, and lets it alone choose the seed", async () => {
    const { post, as, calls, battle, service } = setUp();
    const body = { match_id: battle.match_id, seed: "1,2,3,4" };
    expect(await post(body, service)).toMatchObject({ status: 200, body: { seat: null, ticket: null } });
    expect(calls[1]).toMatchObject(["room", { seed: "1,2,3,4" }]);
    expect(await post(body, as("ann"))).toMatchObject({ status: 403 });
  });

  test("opens a battle for anyone, its second seat open", async () => {
    const { post, as, calls } = setUp({ match_id: null, p2_user: null, p2_name: null });
    expect(await post({ format: "gen9randombattle" }, as("ann"))).toMatchObject({
      status: 200,
      body: { seat: "p1" },
    });
    expect(calls[0]).toEqual([
      "openBattle",
      {
        id: expect.stringMatching(/^gen9randombattle-[a-z0-9]{10}$/),
        user: ann,
        format: "gen9randombattle",
        rules: FRIENDLY_RULES,
        bot: null,
        correlationId: expect.any(String),
      },
    ]);
    expect(calls[1]).toMatchObject(["room", { seats: { p1: { userId: ann }, p2: null }, series: null }]);
  });

  test.each([
    ["the format's own", { format: "gen9vgc2025regi" }, CLOCKS.vgc],
    ["a format's that is not offered", { format: "gen8vgc2020" }, CLOCKS.standard],
    ["another that is asked for", { format: "gen9vgc2025regi", clock: "standard" }, CLOCKS.standard],
    ["none where none is wanted", { format: "gen9ou", clock: "none" }, null],
  ])("gives a friendly battle a clock: %s", async (_, body, clock) => {
    const { post, as, calls } = setUp({ match_id: null, p2_user: null, p2_name: null });
    expect((await post(body, as("ann"))).status).toBe(200);
    expect(calls[0]).toMatchObject(["openBattle", { rules: { ...FRIENDLY_RULES, clock } }]);
  });

  test("opens a battle against a bot, and tells the room who plays p2", async () => {
    const { post, as, calls } = setUp({ match_id: null, p2_user: null, p2_name: "Bot", bot: "hard" });
    expect(await post({ format: "gen9ou", bot: "hard" }, as("ann"))).toMatchObject({
      status: 200,
      body: { seat: "p1" },
    });
    expect(calls[0]).toMatchObject(["openBattle", { bot: "hard" }]);
    expect(calls[1]).toMatchObject(["room", { bot: "hard", rated: false, seats: { p2: null } }]);
  });

  test("gives the players of a rated battle their seats back, with the rules it was opened with", async () => {
    const rules = ladderRules(FormatId.parse("gen9ou"));
    const { post, as, calls, battle } = setUp({ match_id: null, rated: true, rules });
    expect(await post({ battle_id: battle.id }, as("bob"))).toMatchObject({
      status: 200,
      body: { seat: "p2" },
    });
    expect(calls[1]).toMatchObject(["room", { rated: true, rules, seats: { p2: { userId: bob } } }]);
    expect(JSON.stringify(calls[1])).not.toContain('"team"');
  });

  test("says that a match's next game has to wait for the result of the last one", async () => {
    const { post, as, battle, calls } = setUp({ status: "ended" });
    expect(await post({ match_id: battle.match_id }, as("ann"))).toMatchObject({
      status: 409,
      body: {
        error: { code: "CONFLICT", message: expect.stringMatching(/being counted; ask again in a moment/) },
      },
    });
    expect(calls.map(([name]) => name)).toEqual(["openMatchBattle"]);
  });

  test("says that a battle is lost whose room has nothing left of it", async () => {
    const room: RoomAnswer = {
      kind: "refused",
      status: 409,
      code: "INPUTS_WANTED",
      message: "it is not here",
    };
    const { post, as, battle, calls } = setUp({ status: "live" }, { room });
    expect(await post({ battle_id: battle.id }, as("ann"))).toMatchObject({
      status: 409,
      body: { error: { code: "CONFLICT", message: expect.stringContaining("was lost") } },
    });
    // It is the sweeper's to settle.
    expect(calls.map(([name]) => name)).toEqual(["takeSeat", "room", "inputs"]);
  });

  test("lets the second player in with a ticket", async () => {
    const { post, as, calls, battle } = setUp({ match_id: null });
    expect(await post({ battle_id: battle.id }, as("bob"))).toMatchObject({
      status: 200,
      body: { seat: "p2" },
    });
    expect(calls[0]).toEqual(["takeSeat", battle.id, bob]);
    expect(calls[1]).toMatchObject(["room", { seats: { p2: { userId: bob, name: "Bob" } } }]);
  });

  test("answers 401 without a token, with a false one, or with a key for a token", async () => {
    const { post, battle, calls } = setUp();
    for (const headers of [
      {},
      { authorization: "Bearer nonsense" },
      { authorization: `Bearer ${SERVICE_KEY}` },
      { apikey: "guess" },
    ]) {
      expect(await post({ match_id: battle.match_id }, headers as Record<string, string>)).toMatchObject({
        status: 401,
        body: { error: { message: expect.stringContaining("sign in") } },
      });
    }
    expect(calls).toEqual([]);
  });

  test("answers 403 to who coaches neither team, 404 for an unknown match or battle", async () => {
    const { post, as, battle, calls, service } = setUp();
    expect(await post({ match_id: battle.match_id }, as("eve"))).toMatchObject({ status: 403 });
    expect(await post({ match_id: randomUUID() }, as("ann"))).toMatchObject({ status: 404 });
    expect(await post({ battle_id: "nowhere" }, service)).toMatchObject({ status: 404 });
    expect(await post({ format: "gen9ou" }, service)).toMatchObject({ status: 403 });
    expect(calls).toEqual([]);
  });

  test("answers 409 when the database or the battle's state forbids it", async () => {
    const refuse = () => Promise.reject(new StoreError("conflict", "match is completed"));
    const closed = setUp({}, { store: { openMatchBattle: refuse } });
    expect(await closed.post({ match_id: closed.battle.match_id }, closed.as("ann"))).toMatchObject({
      status: 409,
      body: { error: { message: "match is completed" } },
    });
    const over = setUp({ status: "ended" });
    expect(await over.post({ battle_id: over.battle.id }, over.as("ann"))).toMatchObject({ status: 409 });
    const elsewhere = setUp({ status: "live", origin: "showdown" });
    expect(await elsewhere.post({ battle_id: elsewhere.battle.id }, elsewhere.as("ann"))).toMatchObject({
      status: 409,
      body: { error: { message: expect.stringContaining("it is played on Showdown") } },
    });
    expect(elsewhere.calls.map(([name]) => name)).not.toContain("room");
  });

  test("hands on what the room refuses, and says what to do when it is away", async () => {
    const odd = setUp(
      {},
      { room: { kind: "refused", status: 400, code: "INVALID_BODY", message: "the format is unknown" } },
    );
    expect(await odd.post({ format: "gen9nonsense" }, odd.as("ann"))).toMatchObject({ status: 400 });
    expect(odd.calls.at(-1)).toEqual(["withdrawBattle", odd.battle.id]);
    const away = setUp({}, { room: { kind: "unreachable", message: "connect ECONNREFUSED" } });
    expect(await away.post({ format: "gen9ou" }, away.as("ann"))).toMatchObject({
      status: 503,
      body: { error: { message: expect.stringContaining("ask again") } },
    });
    expect(away.calls.at(-1)).toEqual(["withdrawBattle", away.battle.id]);
    // The battle of who comes back to it stays.
    const back = setUp({}, { room: { kind: "unreachable", message: "connect ECONNREFUSED" } });
    expect(await back.post({ battle_id: back.battle.id }, back.as("ann"))).toMatchObject({ status: 503 });
    expect(back.calls.map(([name]) => name)).toEqual(["takeSeat", "room"]);
  });

  test("tells open pages of a battle that waits, and answers without waiting for them", async () => {
    const opened = setUp({ match_id: null, p2_user: null, p2_name: null });
    expect((await opened.post({ format: "gen9ou" }, opened.as("ann"))).status).toBe(200);
    expect(opened.told).toEqual([["battles"]]);
    const away = setUp({}, { hint: { kind: "unreachable", message: "no" } });
    expect((await away.post({ battle_id: away.battle.id }, away.as("bob"))).status).toBe(200);
    await Promise.all(away.works);
    expect(away.lines).toContain("warn: Cannot tell open pages of the change");
  });

  test("has nothing to tell of a battle that goes on, or was not opened", async () => {
    const live = setUp({ status: "live" });
    expect((await live.post({ battle_id: live.battle.id }, live.as("ann"))).status).toBe(200);
    const odd = setUp(
      {},
      { room: { kind: "refused", status: 400, code: "INVALID_BODY", message: "the format is unknown" } },
    );
    await odd.post({ format: "gen9nonsense" }, odd.as("ann"));
    expect([live.told, odd.told]).toEqual([[], []]);
  });

  test.each([
    [{ format: "Gen 9 OU" }, "format"],
    [{ match_id: "x" }, "match_id"],
    [{ match_id: randomUUID(), seed: "x" }, "seed"],
    [{}, ""],
    [{ format: "gen9ou", teams: [] }, "teams"],
    [{ format: "gen9ou", clock: "blitz" }, "clock"],
    [{ format: "gen9ou", bot: "godlike" }, "bot"],
  ])("answers 400 that names the field: %j", async (body, path) => {
    const { post, service } = setUp();
    const answer = await post(body, service);
    expect(answer.status).toBe(400);
    if (path) expect(answer.body.error.fields.map((field: { path: string }) => field.path)).toContain(path);
  });

  test("answers a page's preflight", async () => {
    const response = await handleCreateRoom(
      new Request("http://f.test/", { method: "OPTIONS" }),
      setUp().deps,
    );
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-headers")).toContain("authorization");
  });
});
