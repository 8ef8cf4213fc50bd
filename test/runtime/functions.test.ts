import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { SignJWT } from "jose";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { sign, verify } from "../../functions/_shared/auth/signature.ts";
import { verifyTicket } from "../../functions/_shared/auth/ticket.ts";
import { createDiscord } from "../../supabase/local/discord/discord.ts";
import { TICKET_SECRET, WEBHOOK_SECRET } from "../harness/battles.ts";
import { type Served, serveFunction } from "../harness/deno.ts";
import { battleRow, claimedJob, SERVICE_KEY } from "../harness/functions.ts";

const LOG = readFileSync(`${import.meta.dirname}/../fixtures/replays/singles.log`, "utf8");
const battle = battleRow({
  status: "ended",
  winner_seat: "p2",
  end_type: "win",
  turns: 32,
  replay_path: "match-abc.log",
});
const open = {
  ...battle,
  status: "waiting",
  end_type: null,
  winner_seat: null,
  turns: null,
  replay_path: null,
};
const correlation = randomUUID();

interface Seen {
  method: string;
  path: string;
  headers: Headers;
  body: string;
}

/** One server for all that functions speak to: Data API, Auth, Storage, rooms and Discord. */
let server: Server;
let seen: Seen[] = [];
let answers: Record<string, (request: Seen) => unknown> = {};
const discord = createDiscord();
const functions: Record<string, Served> = {};

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const headers = new Headers(
      Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)]),
    );
    const url = new URL(request.url ?? "/", "http://server.test");
    const one = {
      method: request.method ?? "",
      path: url.pathname,
      headers,
      body: Buffer.concat(chunks).toString(),
    };
    seen.push(one);
    if (url.pathname.startsWith("/discord/")) {
      const answer = await discord.fetch(new Request(url, { method: one.method, body: one.body }));
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
      return;
    }
    const answer = answers[`${one.method} ${one.path}`];
    const body = answer ? answer(one) : { code: "PT404", message: one.path };
    const isFile = one.method === "GET" && one.path.startsWith("/storage/");
    response.writeHead(answer ? 200 : 404, { "content-type": isFile ? "text/plain" : "application/json" });
    response.end(isFile ? String(body) : JSON.stringify(body));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  const env = {
    SUPABASE_URL: origin,
    SUPABASE_SECRET_KEYS: JSON.stringify({ default: SERVICE_KEY }),
    PLATEAU_WEBHOOK_SECRETS: WEBHOOK_SECRET,
    PLATEAU_TICKET_SECRET: TICKET_SECRET,
    PARTYKIT_URL: origin,
    DISCORD_API_URL: `${origin}/discord/api/v10`,
  };
  for (const name of ["battle-events", "process-results", "notify-discord", "create-room"]) {
    functions[name] = await serveFunction(name, env);
  }
});

afterAll(async () => {
  await Promise.all(Object.values(functions).map((served) => served.stop()));
  server?.closeAllConnections();
  server?.close();
});

beforeEach(() => {
  seen = [];
});

async function post(name: string, body: string, headers: Record<string, string>) {
  const response = await fetch(functions[name]?.url ?? "", { method: "POST", headers, body });
  return { status: response.status, body: await response.json() };
}

const paths = () => seen.map(({ method, path }) => `${method} ${path}`);

/** Gives `jobs` to the first claim and none to the next. */
function claims(...jobs: unknown[]) {
  let left = jobs;
  return () => {
    const claimed = left;
    left = [];
    return claimed;
  };
}

/** A secret key is no token: it goes in `apikey` and nowhere else. */
function expectKeyInItsPlace(): void {
  const calls = seen.filter(({ path }) => /^\/(rest|storage)\//.test(path));
  expect(calls.length).toBeGreaterThan(0);
  for (const { headers } of calls) {
    expect(headers.get("apikey")).toBe(SERVICE_KEY);
    expect(headers.get("authorization") ?? "").not.toContain("sb_secret");
  }
  for (const served of Object.values(functions)) expect(served.output()).not.toContain(SERVICE_KEY);
}

test("battle-events stores and records a signed event", async () => {
  answers = {
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
    v: 1,
    id: "e1",
    occurred_at: "2026-11-22T12:00:00.000Z",
    correlation_id: correlation,
    battle_id: "match-abc",
    sim_version: "0.10.11",
    end_type: "win",
    winner: "p2",
    turns: 32,
    log: LOG,
    input_log: [">start {}"],
  };
  const body = JSON.stringify(event);
  const answer = await post("battle-events", body, { ...sign(body, [WEBHOOK_SECRET], "e1", Date.now()) });
  expect(answer).toEqual({ status: 202, body: { status: "new" } });
  expect(JSON.parse(seen.at(-1)?.body ?? "")).toMatchObject({
    p_event_id: "e1",
    p_winner: "p2",
    p_replay_path: "match-abc.log",
  });
  expect(seen.find(({ path }) => path.includes("/replays/"))?.body).toContain("|win|");
  expectKeyInItsPlace();
  expect((await post("battle-events", body, {})).status).toBe(401);
});

test("process-results turns a stored replay into a result", async () => {
  answers = {
    "POST /rest/v1/rpc/claim_jobs": claims(claimedJob("battle.completed", { battle_id: "match-abc" })),
    "GET /rest/v1/battles": () => [{ ...battle, match: { season_id: "season-1" } }],
    "GET /storage/v1/object/replays/match-abc.log": () => LOG,
    "POST /rest/v1/rpc/complete_battle": () => "completed",
    "POST /parties/league/all": ({ body, headers }) => verify(body, headers, [WEBHOOK_SECRET]),
  };
  expect(await post("process-results", "{}", { apikey: SERVICE_KEY })).toMatchObject({
    status: 200,
    body: { claimed: 1, done: 1 },
  });
  const completed = seen.find(({ path }) => path.endsWith("/complete_battle"));
  expect(JSON.parse(completed?.body ?? "")).toMatchObject({
    p_battle_id: "match-abc",
    p_summary: { winner: "p2", turns: 32 },
  });
  expect(paths()).toContain("POST /parties/league/all");
  expectKeyInItsPlace();
  expect((await post("process-results", "{}", { apikey: "guess" })).status).toBe(401);
});

test("notify-discord posts to the league's webhook", async () => {
  const webhook = {
    id: randomUUID(),
    discord_id: "123456789012345678",
    token: "the-webhooks-own-token",
    limited_for_seconds: 0,
  };
  const side = (name: string, score: number) => ({ name, score });
  const context = {
    match: { round: 1 },
    season: "S",
    league: "L",
    home: side("Pallet", 0),
    away: side("Viridian", 1),
    winner: "Viridian",
    differential: -1,
    end_type: "win",
    battle_id: "match-abc",
    next_match: null,
    webhooks: [webhook],
  };
  answers = {
    "POST /rest/v1/rpc/claim_jobs": claims(claimedJob("match.completed", { match_id: randomUUID() })),
    "POST /rest/v1/rpc/notification_context": () => context,
    "POST /rest/v1/rpc/begin_delivery": () => [{ id: randomUUID(), state: "sending", message_id: null }],
    "POST /rest/v1/rpc/finish_delivery": () => null,
    "POST /rest/v1/rpc/finish_job": () => true,
  };
  expect(await post("notify-discord", "{}", { apikey: SERVICE_KEY })).toMatchObject({
    status: 200,
    body: { done: 1 },
  });
  expect(discord.messages().at(-1)?.embeds[0]?.title).toBe("Pallet 0 – 1 Viridian");
  expectKeyInItsPlace();
  expect(functions["notify-discord"]?.output()).not.toContain(webhook.token);
});

test("create-room lets a signed-in coach in", async () => {
  const token = await new SignJWT({ role: "authenticated" })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(open.p1_user ?? "")
    .setExpirationTime("1h")
    .sign(new TextEncoder().encode(TICKET_SECRET));
  answers = {
    "GET /auth/v1/user": ({ headers }) => ({
      id: headers.get("authorization") === `Bearer ${token}` ? open.p1_user : "",
    }),
    "GET /rest/v1/matches": () => [{ home: { coach_id: open.p1_user }, away: { coach_id: open.p2_user } }],
    "POST /rest/v1/rpc/open_match_battle": () => open,
    "POST /parties/battle/match-abc": ({ body, headers }) => verify(body, headers, [WEBHOOK_SECRET]),
    "POST /parties/league/all": ({ body, headers }) => verify(body, headers, [WEBHOOK_SECRET]),
  };
  const request = JSON.stringify({ match_id: open.match_id });
  const { status, body } = await post("create-room", request, { authorization: `Bearer ${token}` });
  expect([status, body.seat]).toEqual([200, "p1"]);
  expect(await verifyTicket(body.ticket, TICKET_SECRET, Date.now())).toMatchObject({
    sub: open.p1_user,
    battle: "match-abc",
  });
  expectKeyInItsPlace();
  await expect.poll(() => paths().at(-1)).toBe("POST /parties/league/all");
  answers = {};
  expect((await post("create-room", request, { authorization: `Bearer ${token}` })).status).toBe(401);
});

test("a function that lacks a variable says which", async () => {
  await expect(serveFunction("create-room", { SUPABASE_URL: "http://127.0.0.1:9" })).rejects.toThrow(
    /Cannot start: PLATEAU_WEBHOOK_SECRETS is missing; .*PARTYKIT_URL is missing/,
  );
});
