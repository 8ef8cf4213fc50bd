import { randomUUID } from "node:crypto";
import { describe, expect, test, vi } from "vitest";
import type { RoomAnswer } from "../../../functions/_edge/rooms.ts";
import { type Battle, StoreError, StoreFailure } from "../../../functions/_edge/store.ts";
import { verifyTicket } from "../../../functions/_shared/auth/ticket.ts";
import { BattleId, CorrelationId, FormatId, UserId } from "../../../functions/_shared/schema/ids.ts";
import { EnterAnswer, PairAnswer, RenewAnswer } from "../../../functions/_shared/schema/matchmaking.ts";
import { CLOCKS } from "../../../functions/_shared/schema/rules.ts";
import { handleMatchmaking, type MatchmakingDeps } from "../../../functions/matchmaking/handler.ts";
import { TICKET_SECRET, WEBHOOK_SECRET } from "../../harness/battles.ts";
import { battleRow, recorder, signedCall } from "../../harness/functions.ts";

const ann = {
  user: UserId.parse(randomUUID()),
  claim: randomUUID(),
  team: "Ditto|||imposter|transform|||||||",
};
const bob = { user: UserId.parse(randomUUID()), claim: randomUUID(), team: null };
const PAIR = randomUUID();
const NOW = Date.now();

const enter = {
  op: "enter",
  v: 1,
  claim: ann.claim,
  user: ann.user,
  format: "gen9ou",
  teamId: null,
  resume: false,
};
const leave = { op: "leave", v: 1, claims: [ann.claim] };
const renew = { op: "renew", v: 1, claims: [ann.claim, bob.claim] };
const pair = { op: "pair", v: 1, pair: PAIR, format: "gen9vgc2025regi", p1: ann, p2: bob };

const ENTERED: EnterAnswer = {
  status: "entered",
  name: "Ann",
  rating: 1000,
  joinedAt: NOW,
  lastOpponent: null,
  team: null,
};

function setUp({
  row = {} as Partial<Battle>,
  room = { kind: "accepted", room: "waiting" } as RoomAnswer,
  store = {} as Partial<MatchmakingDeps["store"]>,
} = {}) {
  const { calls, record, lines, log } = recorder();
  const battle = battleRow({
    id: BattleId.parse("gen9vgc2025regi-0000000001"),
    match_id: null,
    game: null,
    format: FormatId.parse("gen9vgc2025regi"),
    rated: true,
    correlation_id: CorrelationId.parse(PAIR),
    p1_user: ann.user,
    p2_user: bob.user,
    ...row,
  });
  const works: Promise<unknown>[] = [];
  const deps: MatchmakingDeps = {
    webhookSecrets: [WEBHOOK_SECRET],
    ticketSecret: TICKET_SECRET,
    store: {
      requestInvalidation: async () => null,
      enterLadder: record("enter", ENTERED),
      leaveLadder: record("leave", undefined),
      renewLadder: record("renew", [ann.claim]),
      pairLadder: async (asked, id, rules) => {
        const paired = { status: "paired" as const, battle: { ...battle, rules } };
        return await record("pair", paired)(asked, id, rules);
      },
      withdrawBattle: record("withdraw", true),
      battleSeen: record("seen", true),
      series: () => Promise.reject(new Error("a rated battle has no series")),
      inputs: record("inputs", []),
      ...store,
    },
    rooms: { create: record("room", room), invalidate: record("hint", { kind: "accepted" }) },
    keepAlive: (work) => works.push(work),
    log,
    now: () => NOW,
    newBattleId: (prefix) => BattleId.parse(`${prefix}-abc`),
  };
  const post = async (message: unknown, options?: Parameters<typeof signedCall>[1]) => {
    const response = await handleMatchmaking(signedCall(message, options), deps);
    return { status: response.status, body: await response.json() };
  };
  return { post, calls, lines, works, deps, names: () => calls.map(([name]) => name) };
}

describe("an entry", () => {
  test("is made by the database, whose answer the lobby is given", async () => {
    const { post, calls } = setUp();
    const { status, body } = await post(enter);
    expect([status, EnterAnswer.parse(body)]).toEqual([200, ENTERED]);
    expect(calls).toEqual([["enter", enter]]);
    const playing = { status: "playing" as const, battleId: BattleId.parse("b-1") };
    expect(await setUp({ store: { enterLadder: async () => playing } }).post(enter)).toEqual({
      status: 200,
      body: playing,
    });
  });

  test("is left and renewed by its claim", async () => {
    const { post, calls } = setUp();
    expect(await post(leave)).toEqual({ status: 200, body: { status: "left" } });
    const { body } = await post(renew);
    expect(RenewAnswer.parse(body)).toEqual({ held: [ann.claim] });
    expect(calls).toEqual([
      ["leave", [ann.claim]],
      ["renew", [ann.claim, bob.claim]],
    ]);
  });

  test("is refused in a format that no ladder has", async () => {
    const { post, calls } = setUp();
    const refusal = { status: 400, body: { error: { code: "UNKNOWN_FORMAT" } } };
    expect(await post({ ...enter, format: "gen9nonsense" })).toMatchObject(refusal);
    expect(await post({ ...pair, format: "gen9nonsense" })).toMatchObject(refusal);
    expect(calls).toEqual([]);
  });

  test("is refused to a user whom the database does not know", async () => {
    const unknown = () => Promise.reject(new StoreError("not_found", "there is no such user"));
    expect(await setUp({ store: { enterLadder: unknown } }).post(enter)).toMatchObject({
      status: 404,
      body: { error: { message: "there is no such user" } },
    });
  });
});

describe("a pair", () => {
  test("is made in the database first, then in the room, and each gets a ticket for their seat", async () => {
    const { post, calls, names } = setUp();
    const { status, body } = await post(pair);
    const answer = PairAnswer.parse(body);
    if (answer.status !== "paired") throw new Error(`Cannot read the tickets: ${answer.status}`);
    expect([status, answer.battleId]).toEqual([200, "gen9vgc2025regi-0000000001"]);
    for (const [seat, player] of [["p1", ann] as const, ["p2", bob] as const]) {
      expect(await verifyTicket(answer.tickets[seat], TICKET_SECRET, NOW)).toMatchObject({
        sub: player.user,
        seat,
        battle: answer.battleId,
      });
    }
    const rules = { clock: CLOCKS.vgc, casual: false, reconnect: 60, confirm: 15, delay: 0 };
    expect(names()).toEqual(["pair", "room", "seen", "hint"]);
    expect(calls[0]).toEqual(["pair", pair, "gen9vgc2025regi-abc", rules]);
    expect(calls[1]).toEqual([
      "room",
      {
        type: "CREATE_BATTLE",
        v: 1,
        battleId: answer.battleId,
        matchId: null,
        format: "gen9vgc2025regi",
        seats: {
          p1: { userId: ann.user, name: "Ann", team: ann.team },
          p2: { userId: bob.user, name: "Bob" },
        },
        correlationId: PAIR,
        rated: true,
        rules,
        bot: null,
        series: null,
      },
    ]);
  });

  test("asked for twice is the same battle with fresh tickets", async () => {
    const { post } = setUp();
    const [one, two] = [(await post(pair)).body, (await post(pair)).body];
    expect(one.battleId).toBe(two.battleId);
    expect(one.tickets.p1).not.toBe(two.tickets.p1);
  });

  test("that plays by now is only given tickets", async () => {
    const { post, names } = setUp({ row: { status: "live" } });
    expect(await post(pair)).toMatchObject({ status: 200, body: { status: "paired" } });
    expect(names()).toEqual(["pair", "hint"]);
  });

  test.each(["void", "ended", "completed"] as const)("whose battle is %s by now is stale", async (status) => {
    const { post, names } = setUp({ row: { status } });
    expect((await post(pair)).body).toEqual({ status: "stale", claims: [ann.claim, bob.claim] });
    expect(names()).toEqual(["pair"]);
  });

  test("of which one has left is stale, and no room hears of it", async () => {
    const stale = { status: "stale" as const, claims: [bob.claim] };
    const { post, calls } = setUp({ store: { pairLadder: async () => stale } });
    expect(await post(pair)).toEqual({ status: 200, body: stale });
    expect(calls).toEqual([]);
  });

  test("is taken back when its room cannot be reached, so that it can be asked for again", async () => {
    const { post, calls, lines } = setUp({ room: { kind: "unreachable", message: "connect ECONNREFUSED" } });
    expect(await post(pair)).toMatchObject({ status: 503, body: { error: { code: "ROOM_UNAVAILABLE" } } });
    expect(calls.at(-1)).toEqual(["withdraw", "gen9vgc2025regi-0000000001"]);
    expect(lines).toEqual(["warn: Pairing taken back"]);
  });

  test("that could not be taken back either is found again by the next request", async () => {
    let isUp = false;
    const away = () => Promise.reject(new StoreFailure("Cannot use withdraw_battle: fetch failed"));
    const { post, deps } = setUp({ store: { withdrawBattle: away } });
    deps.rooms.create = async () =>
      isUp ? { kind: "accepted", room: "waiting" } : { kind: "unreachable", message: "no" };
    expect(await post(pair)).toMatchObject({ status: 503, body: { error: { code: "STORE_UNAVAILABLE" } } });
    isUp = true;
    expect(await post(pair)).toMatchObject({ status: 200, body: { status: "paired" } });
  });

  test("asked for twice at once, of which one does not reach the room: tickets, or a battle taken back, never both", async () => {
    for (const later of ["seen", "withdrawn"] as const) {
      let [seen, withdrawn] = [false, false];
      const { post, deps } = setUp({
        store: {
          battleSeen: async () => {
            if (!withdrawn) seen = true;
            return !withdrawn;
          },
          withdrawBattle: async () => {
            if (!seen) withdrawn = true;
            return !seen;
          },
        },
      });
      // Both are in the room's hands before either is answered.
      const answers: ((answer: RoomAnswer) => void)[] = [];
      deps.rooms.create = () => new Promise((resolve) => answers.push(resolve));
      const asked = [post(pair), post(pair)];
      await vi.waitFor(() => expect(answers).toHaveLength(2));
      const accept = () => answers[0]?.({ kind: "accepted", room: "waiting" });
      const lose = () => answers[1]?.({ kind: "unreachable", message: "The operation timed out" });
      const [first, second] = later === "seen" ? [lose, accept] : [accept, lose];
      first();
      await asked[later === "seen" ? 1 : 0];
      second();
      const [one, two] = await Promise.all(asked);
      expect(two).toMatchObject({ status: 503, body: { error: { code: "ROOM_UNAVAILABLE" } } });
      expect(one?.status).toBe(later === "seen" ? 503 : 200);
      expect([seen, withdrawn]).toEqual(later === "seen" ? [false, true] : [true, false]);
    }
  });

  test.each(["ended", "broken", "foreign"] as const)("whose room has it %s is stale", async (room) => {
    const { post, names } = setUp({ room: { kind: "accepted", room } });
    expect((await post(pair)).body).toEqual({ status: "stale", claims: [ann.claim, bob.claim] });
    expect(names()).toEqual(["pair", "room"]);
  });

  test("that its room refuses leaves the queue, and an operator is told", async () => {
    const room: RoomAnswer = {
      kind: "refused",
      status: 400,
      code: "INVALID_BODY",
      message: "no such format",
    };
    const { post, calls, lines } = setUp({ room });
    const claims = [ann.claim, bob.claim];
    expect(await post(pair)).toEqual({ status: 200, body: { status: "stale", claims } });
    expect(calls.slice(-2)).toEqual([
      ["withdraw", "gen9vgc2025regi-0000000001"],
      ["leave", claims],
    ]);
    expect(lines).toEqual(["operator: A room refuses a rated battle"]);
  });

  test("of which one deleted their account is stale", async () => {
    expect((await setUp({ row: { p2_user: null } }).post(pair)).body).toMatchObject({ status: "stale" });
  });

  test("is made although open pages cannot be told", async () => {
    const { post, works, lines, deps } = setUp();
    deps.rooms.invalidate = async () => ({ kind: "unreachable", message: "no" });
    expect((await post(pair)).status).toBe(200);
    await Promise.all(works);
    expect(lines).toContain("warn: Cannot tell open pages of the change");
  });
});

describe("matchmaking", () => {
  test.each([
    ["enter", enter, "enterLadder"],
    ["leave", leave, "leaveLadder"],
    ["renew", renew, "renewLadder"],
    ["pair", pair, "pairLadder"],
  ] as const)("answers %s with STORE_UNAVAILABLE when the database is away", async (_, asked, call) => {
    const away = () => Promise.reject(new StoreFailure("Cannot use it: connect 10.0.0.1 refused"));
    const { post, lines, calls } = setUp({ store: { [call]: away } });
    const { status, body } = await post(asked);
    expect([status, body.error.code]).toEqual([503, "STORE_UNAVAILABLE"]);
    expect(JSON.stringify(body)).not.toContain("10.0.0.1");
    expect(lines).toEqual(["error: Cannot answer the lobby"]);
    expect(calls).toEqual([]);
  });

  test("answers 401 to what no lobby signed, and does nothing", async () => {
    const { post, calls, deps } = setUp();
    for (const options of [{ secret: "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }, { now: NOW - 600_000 }]) {
      expect(await post(enter, options)).toMatchObject({
        status: 401,
        body: { error: { code: "INVALID_SIGNATURE" } },
      });
    }
    const unsigned = new Request("http://f.test/", { method: "POST", body: JSON.stringify(enter) });
    expect((await handleMatchmaking(unsigned, deps)).status).toBe(401);
    expect(calls).toEqual([]);
  });

  test.each([
    [{ ...enter, claim: "mine" }, "claim"],
    [{ ...enter, op: "cheat" }, "op"],
    [{ ...leave, claims: [] }, "claims"],
    [{ ...pair, p2: { ...bob, rating: 3000 } }, "p2.rating"],
    [{ ...pair, p1: { ...ann, team: "x".repeat(30_001) } }, "p1.team"],
  ])("answers 400 that names the field: %#", async (message, path) => {
    const { post, calls } = setUp();
    const { status, body } = await post(message);
    expect(status).toBe(400);
    expect(body.error.fields.map((field: { path: string }) => field.path)).toContain(path);
    expect(calls).toEqual([]);
  });

  test("answers 413 to a body over its limit, 405 to a GET", async () => {
    const { post, deps } = setUp();
    expect((await post({ ...leave, claims: ["x".repeat(300_000)] })).status).toBe(413);
    expect((await handleMatchmaking(new Request("http://f.test/"), deps)).status).toBe(405);
  });

  test("writes no team, claim or ticket to its log", async () => {
    const fields: unknown[] = [];
    const { post, deps } = setUp();
    deps.log.info = (_, more) => void fields.push(more);
    await post(enter);
    const { body } = await post(pair);
    const written = JSON.stringify(fields);
    expect(fields).toHaveLength(2);
    for (const secret of [ann.team, ann.claim, body.tickets.p1]) expect(written).not.toContain(secret);
  });
});
