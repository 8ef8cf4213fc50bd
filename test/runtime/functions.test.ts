import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { SignJWT } from "jose";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { verifyTicket } from "../../functions/_shared/auth/ticket.ts";
import { CreateRoomResponse } from "../../functions/_shared/schema/http.ts";
import { FRIENDLY_RULES } from "../../functions/_shared/schema/rules.ts";
import { Backend, heard, inRoom } from "../harness/backend.ts";
import { TICKET_SECRET } from "../harness/battles.ts";
import { serveFunction } from "../harness/deno.ts";
import { battleRow, claimedJob, SERVICE_KEY } from "../harness/functions.ts";

const LOG = readFileSync(`${import.meta.dirname}/../fixtures/replays/singles.log`, "utf8");
const battle = {
  id: "match-abc",
  status: "ended",
  format: "gen9ou",
  season_id: randomUUID(),
  winner_seat: "p2",
  end_type: "win",
  turns: 32,
  replay_path: "match-abc.log",
  truth: null,
  ratings: null,
};
const open = battleRow({ game: 2 });
const named = {
  v: 1,
  occurred_at: "2026-11-22T12:00:00.000Z",
  correlation_id: randomUUID(),
  battle_id: "match-abc",
};

const backend = new Backend();
beforeAll(() => backend.start(["battle-events", "process-results", "notify-discord", "create-room"]));
afterAll(() => backend.stop());
beforeEach(() => {
  backend.seen = [];
});

/** Gives `jobs` to the first claim and none to the next. */
function claims(...jobs: unknown[]) {
  let left = jobs;
  return () => {
    const claimed = left;
    left = [];
    return claimed;
  };
}

test("battle-events stores and records a signed event", async () => {
  backend.answers = {
    "GET /rest/v1/battles": () => [{ battle_events: [{ kind: "battle.started" }] }],
    "POST /storage/v1/object/replays/match-abc.log": () => ({
      Id: randomUUID(),
      Key: "replays/match-abc.log",
    }),
    "POST /storage/v1/object/input-logs/match-abc.txt": () => ({
      Id: randomUUID(),
      Key: "input-logs/match-abc.txt",
    }),
    "POST /rest/v1/rpc/record_battle_completed": () => "new",
  };
  const event = {
    kind: "battle.completed",
    ...named,
    id: "e1",
    sim_version: "0.10.11",
    end_type: "win",
    winner: "p2",
    turns: 32,
    log: LOG,
    input_log: [">start {}"],
  };
  expect(await backend.postSigned("battle-events", event)).toEqual({ status: 202, body: { status: "new" } });
  expect(backend.sent("/record_battle_completed")).toMatchObject({
    p_event_id: "e1",
    p_winner: "p2",
    p_replay_path: "match-abc.log",
  });
  expect(backend.seen.find(({ path }) => path.includes("/replays/"))?.body).toContain("|win|");
  backend.expectKeyInItsPlace();
  expect((await backend.post("battle-events", JSON.stringify(event), {})).status).toBe(401);
});

test("battle-events stores a running battle's inputs", async () => {
  backend.answers = { "POST /rest/v1/rpc/record_inputs": () => 3 };
  const inputs = [
    { kind: "choice", at: 1, seat: "p1", choice: "move 1" },
    { kind: "loss", at: 2, seat: "p1", reason: "forfeit" },
  ];
  const event = {
    kind: "battle.checkpoint",
    ...named,
    id: "e2",
    from: 2,
    inputs,
  };
  expect(await backend.postSigned("battle-events", event)).toEqual({ status: 200, body: { have: 3 } });
  expect(backend.sent("/record_inputs")).toEqual({
    p_battle_id: "match-abc",
    p_from: 2,
    p_inputs: inputs,
  });
  backend.expectKeyInItsPlace();
});

test("process-results turns a stored replay into a result", async () => {
  backend.answers = {
    "POST /rest/v1/rpc/claim_jobs": claims(claimedJob("battle.completed", { battle_id: "match-abc" })),
    "POST /rest/v1/rpc/battles_to_complete": () => [battle],
    "GET /storage/v1/object/replays/match-abc.log": () => LOG,
    "POST /rest/v1/rpc/complete_battles": () => [{ msg_id: 1, status: "completed" }],
    "POST /rest/v1/rpc/end_lease": () => true,
    "POST /parties/league/all": heard,
  };
  expect(await backend.post("process-results", "{}", { apikey: SERVICE_KEY })).toMatchObject({
    status: 200,
    body: { claimed: 1, done: 1 },
  });
  expect(backend.sent("/complete_battles")).toMatchObject({
    p_items: [{ msg_id: 1, battle_id: "match-abc", summary: { winner: "p2", turns: 32 } }],
  });
  // As many calls for a batch as for one battle: it is claimed, read, and counted; the second claim finds nothing.
  expect(backend.paths.filter((path) => path.includes("/rpc/"))).toEqual([
    "POST /rest/v1/rpc/claim_jobs",
    "POST /rest/v1/rpc/battles_to_complete",
    "POST /rest/v1/rpc/complete_battles",
    "POST /rest/v1/rpc/claim_jobs",
    "POST /rest/v1/rpc/end_lease",
  ]);
  expect(backend.paths).toContain("POST /parties/league/all");
  backend.expectKeyInItsPlace();
  expect((await backend.post("process-results", "{}", { apikey: "guess" })).status).toBe(401);
});

test("notify-discord posts to the league's webhook", async () => {
  const webhook = {
    id: randomUUID(),
    discord_id: "123456789012345678",
    token: "the-webhooks-own-token",
    spoiler: false,
  };
  const side = (name: string, score: number) => ({ name, score });
  const context = {
    match: { round: 1, status: "completed" },
    season: "S",
    league: "L",
    home: side("Pallet", 0),
    away: side("Viridian", 1),
    winner: "away",
    differential: -1,
    end_type: "win",
    battle_id: "match-abc",
    next_match: null,
    webhooks: [webhook],
    captured: false,
  };
  backend.answers = {
    "POST /rest/v1/rpc/claim_jobs": claims(claimedJob("match.completed", { match_id: randomUUID() })),
    "POST /rest/v1/rpc/notification_contexts": () => [context],
    "POST /rest/v1/rpc/begin_delivery": () => ({ id: randomUUID(), action: "post", messageId: null }),
    "POST /rest/v1/rpc/finish_delivery": () => null,
    "POST /rest/v1/rpc/request_digests": () => null,
    "POST /rest/v1/rpc/count_events": () => null,
    "POST /rest/v1/rpc/settle_jobs": () => [{ msg_id: 1, held: true }],
    "POST /rest/v1/rpc/end_lease": () => true,
  };
  expect(await backend.post("notify-discord", "{}", { apikey: SERVICE_KEY })).toMatchObject({
    status: 200,
    body: { done: 1 },
  });
  // The queue is asked as often for a batch as for one job; each message takes two calls of its own.
  expect(
    backend.paths.filter((path) => path.includes("/rpc/")).map((path) => path.split("/").at(-1)),
  ).toEqual([
    "claim_jobs",
    "notification_contexts",
    "begin_delivery",
    "finish_delivery",
    "request_digests",
    "count_events",
    "settle_jobs",
    "claim_jobs",
    "end_lease",
  ]);
  expect(backend.sent("/finish_delivery")).toMatchObject({
    p_result: { verb: "post", state: "sent", limits: { bucket: "webhook-post", remaining: 4 } },
  });
  expect(backend.discord.messages().at(-1)?.embeds[0]?.title).toBe("Pallet 0 – 1 Viridian");
  backend.expectKeyInItsPlace();
  expect(backend.output("notify-discord")).not.toContain(webhook.token);
});

test("create-room lets a signed-in coach in", async () => {
  const token = await new SignJWT({ role: "authenticated" })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(open.p1_user ?? "")
    .setExpirationTime("1h")
    .sign(new TextEncoder().encode(TICKET_SECRET));
  backend.answers = {
    "GET /auth/v1/user": ({ headers }) => ({
      id: headers.get("authorization") === `Bearer ${token}` ? open.p1_user : "",
    }),
    "GET /rest/v1/matches": () => ({
      home: { coach_id: open.p1_user },
      away: { coach_id: open.p2_user },
      home_games: 1,
      away_games: 0,
      season: { best_of: 3 },
    }),
    "POST /rest/v1/rpc/open_match_battle": () => open,
    "POST /parties/battle/match-abc": inRoom("waiting"),
    "POST /parties/league/all": heard,
  };
  const request = JSON.stringify({ match_id: open.match_id });
  const entry = await backend.post("create-room", request, { authorization: `Bearer ${token}` });
  const { seat, ticket } = CreateRoomResponse.parse(entry.body);
  expect([entry.status, seat]).toEqual([200, "p1"]);
  expect(await verifyTicket(ticket ?? "", TICKET_SECRET, Date.now())).toMatchObject({
    sub: open.p1_user,
    battle: "match-abc",
  });
  expect(backend.sent("/parties/battle/match-abc")).toMatchObject({
    rules: FRIENDLY_RULES,
    series: { bestOf: 3, game: 2, score: { p1: 1, p2: 0 } },
  });
  backend.expectKeyInItsPlace();
  await expect.poll(() => backend.paths.at(-1)).toBe("POST /parties/league/all");
  backend.answers = {};
  for (const nobodys of [token, "abc.def.ghi", "e30.e30.x", "no-token"]) {
    const answer = await backend.post("create-room", request, { authorization: `Bearer ${nobodys}` });
    expect([nobodys, answer.status]).toEqual([nobodys, 401]);
  }
});

test("a function that lacks a variable says which", async () => {
  await expect(serveFunction("create-room", { SUPABASE_URL: "http://127.0.0.1:9" })).rejects.toThrow(
    /Cannot start: PLATEAU_WEBHOOK_SECRETS is missing; .*PARTYKIT_URL is missing/,
  );
});
