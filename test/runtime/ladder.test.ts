import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { verifyTicket } from "../../functions/_shared/auth/ticket.ts";
import { PairAnswer } from "../../functions/_shared/schema/matchmaking.ts";
import { CreateBattle } from "../../functions/_shared/schema/rooms.ts";
import { Backend, heard, inRoom, postSigned } from "../harness/backend.ts";
import { TICKET_SECRET } from "../harness/battles.ts";
import { battleRow, SERVICE_KEY } from "../harness/functions.ts";

const open = battleRow({ match_id: null, game: null });

const backend = new Backend();
beforeAll(() => backend.start(["matchmaking", "sweep-battles"]));
afterAll(() => backend.stop());
beforeEach(() => {
  backend.seen = [];
});

test("matchmaking pairs two players and opens their room", async () => {
  const format = "gen9randombattle";
  const [claim, other] = [randomUUID(), randomUUID()];
  const rated = { ...open, rated: true };
  backend.answers = {
    "POST /rest/v1/rpc/enter_ladder": () => ({
      status: "entered",
      name: "Ann",
      rating: 1000,
      joinedAt: 1,
      lastOpponent: null,
      team: null,
    }),
    "POST /rest/v1/rpc/pair_ladder": ({ body }) => ({
      status: "paired",
      battle: { ...rated, rules: JSON.parse(body).p_rules },
    }),
    "POST /parties/battle/match-abc": inRoom("waiting"),
    "POST /rest/v1/rpc/battle_seen": () => true,
    "POST /parties/league/all": heard,
  };
  const ask = (message: object) => backend.postSigned("matchmaking", { v: 1, ...message });
  expect(
    await ask({ op: "enter", claim, user: open.p1_user, format, teamId: null, resume: false }),
  ).toMatchObject({ status: 200, body: { status: "entered" } });
  const pair = {
    op: "pair",
    pair: randomUUID(),
    format,
    p1: { user: open.p1_user, claim, team: null },
    p2: { user: open.p2_user, claim: other, team: null },
  };
  const answer = PairAnswer.parse((await ask(pair)).body);
  if (answer.status !== "paired") throw new Error(`Cannot read the tickets: ${answer.status}`);
  expect(await verifyTicket(answer.tickets.p2, TICKET_SECRET, Date.now())).toMatchObject({
    sub: open.p2_user,
    battle: "match-abc",
    seat: "p2",
  });
  expect(backend.sent("/parties/battle/match-abc")).toMatchObject({
    rated: true,
    rules: { casual: false, confirm: 15 },
  });
  backend.expectKeyInItsPlace();
  expect((await backend.post("matchmaking", "{}", {})).status).toBe(401);
});

test("matchmaking tells a database that is away from one that refuses", async () => {
  const renew = { op: "renew", v: 1, claims: [randomUUID()] };
  const away = await backend.serve("matchmaking", { SUPABASE_URL: "http://127.0.0.1:9" });
  try {
    expect(await postSigned(away.url, renew)).toMatchObject({
      status: 503,
      body: { error: { code: "STORE_UNAVAILABLE" } },
    });
    backend.answers = {};
    expect(await backend.postSigned("matchmaking", renew)).toMatchObject({ status: 404 });
  } finally {
    await away.stop();
  }
});

test("sweep-battles has a lost battle go on from its inputs", async () => {
  const silent = { ...open, status: "live", asked: 1 };
  const input = { kind: "chat", at: 1, seat: "p1", text: "hi" };
  backend.answers = {
    "POST /rest/v1/rpc/battles_to_sweep": () => [silent],
    "POST /rest/v1/rpc/battle_inputs_of": () => [input],
    "POST /rest/v1/rpc/battle_seen": () => true,
    "POST /parties/battle/match-abc": (request) => {
      const { resume } = CreateBattle.parse(JSON.parse(request.body));
      if (resume?.inputs) return inRoom("live")(request);
      return { error: { code: "INPUTS_WANTED", message: "it is not here" } };
    },
  };
  expect(await backend.post("sweep-battles", "{}", { apikey: SERVICE_KEY })).toEqual({
    status: 200,
    body: { seen: 1, open: 0, given_up: 0, failed: 0 },
  });
  expect(backend.paths).toEqual([
    "POST /rest/v1/rpc/battles_to_sweep",
    "POST /parties/battle/match-abc",
    "POST /rest/v1/rpc/battle_inputs_of",
    "POST /parties/battle/match-abc",
    "POST /rest/v1/rpc/battle_seen",
  ]);
  backend.expectKeyInItsPlace();
  expect((await backend.post("sweep-battles", "{}", { apikey: "guess" })).status).toBe(401);
});
