import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { get } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { sign } from "../../functions/_shared/auth/signature.ts";
import { LeagueServerMessage } from "../../functions/_shared/schema/league.ts";
import { LeagueStatus } from "../../functions/_shared/schema/rooms.ts";
import { type LocalServer, serve } from "../harness/http.ts";
import { type RoomServer, startRooms } from "../harness/partykit.ts";

const secret = `whsec_${randomBytes(24).toString("base64")}`;
const retired = `whsec_${randomBytes(24).toString("base64")}`;
const body = JSON.stringify({ type: "INVALIDATE", v: 1, tags: ["battles", "standings:1"] });

/** The database: bodies by tag, and how often each was asked for. */
let database: LocalServer;
const bodies = new Map<string, unknown>();
const reads: string[] = [];
const keys = new Set<string | undefined>();
let isUp = true;

let rooms: RoomServer;
const sockets: WebSocket[] = [];

beforeAll(async () => {
  database = await serve(async (request) => {
    const { p_tag: tag } = await request.json();
    reads.push(tag);
    keys.add(request.headers.get("apikey") ?? undefined);
    return isUp
      ? Response.json(bodies.get(tag) ?? null)
      : Response.json({ message: "down" }, { status: 503 });
  });
  rooms = await startRooms({
    SUPABASE_URL: database.url,
    SUPABASE_PUBLISHABLE_KEY: "sb_publishable_test",
    PLATEAU_TICKET_SECRET: randomBytes(24).toString("hex"),
    PLATEAU_WEBHOOK_SECRETS: `${secret} ${retired}`,
    PLATEAU_ORIGINS: "https://league.example",
  });
});

afterAll(async () => {
  for (const socket of sockets) socket.terminate();
  await rooms?.remove();
  await database?.stop();
});

function post(text: string, headers: object = sign(text, [secret], "msg_1", Date.now())) {
  return fetch(`${rooms.url}/parties/league/all`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: text,
  });
}

const invalidate = (...tags: string[]) => post(JSON.stringify({ type: "INVALIDATE", v: 1, tags }));

function view(tag: string, headers: Record<string, string> = {}) {
  return fetch(`${rooms.url}/parties/league/all?tag=${encodeURIComponent(tag)}`, { headers });
}

async function listener(): Promise<WebSocket> {
  const socket = new WebSocket(`${rooms.url.replace("http", "ws")}/parties/league/all`);
  sockets.push(socket);
  await once(socket, "open");
  return socket;
}

/** A page that follows views, with what it has heard. */
async function follower(...tags: string[]): Promise<{ socket: WebSocket; heard: LeagueServerMessage[] }> {
  const socket = await listener();
  const heard: LeagueServerMessage[] = [];
  socket.on("message", (data) => {
    const message = LeagueServerMessage.parse(JSON.parse(String(data)));
    heard.push(message);
    if (message.type === "VIEW") socket.send(JSON.stringify({ type: "SEEN", tag: message.tag }));
  });
  socket.send(JSON.stringify({ type: "SUBSCRIBE", v: 1, tags }));
  return { socket, heard };
}

const soon = (read: () => unknown) => expect.poll(read, { timeout: 10_000 });

describe("a view over HTTP", () => {
  it("is read once, kept, and told by its mark", async () => {
    bodies.set("battles", { open: [], results: [] });
    const answers = await Promise.all(Array.from({ length: 20 }, () => view("battles")));
    expect(reads).toEqual(["battles"]);
    expect([...keys]).toEqual(["sb_publishable_test"]);
    const [first] = answers;
    expect(await first?.json()).toEqual({ open: [], results: [] });
    expect(first?.headers.get("cache-control")).toBe("public, no-cache");
    const etag = first?.headers.get("etag") ?? "";
    const known = await view("battles", { "if-none-match": `"other", W/${etag}` });
    expect([known.status, await known.text(), known.headers.get("etag")]).toEqual([304, "", etag]);
    expect(reads).toEqual(["battles"]);

    bodies.set("battles", { open: [], results: [1] });
    expect((await invalidate("battles")).status).toBe(202);
    expect(reads).toEqual(["battles"]);
    const changed = await view("battles", { "if-none-match": etag });
    expect([changed.status, await changed.json()]).toEqual([200, { open: [], results: [1] }]);
  });

  it.each([
    ["standings:00000000-0000-4000-8000-000000000009", 404, "UNKNOWN_VIEW"],
    ["secrets", 404, "UNKNOWN_VIEW"],
    ["leaderboard:GEN9OU", 404, "UNKNOWN_VIEW"],
  ])("does not exist as '%s'", async (tag, status, code) => {
    const answer = await view(tag);
    expect([answer.status, (await answer.json()).error.code]).toEqual([status, code]);
  });

  it("may be read by the pages of the league's own sites, and not by others", async () => {
    const answer = await view("battles", { origin: "https://league.example" });
    expect(answer.headers.get("access-control-allow-origin")).toBe("https://league.example");
    expect(answer.headers.get("access-control-expose-headers")).toContain("etag");
    const other = await view("battles", { origin: "https://evil.example" });
    expect(other.headers.get("access-control-allow-origin")).toBeNull();
    const preflight = await fetch(`${rooms.url}/parties/league/all?tag=battles`, {
      method: "OPTIONS",
      headers: { origin: "https://league.example", "access-control-request-headers": "if-none-match" },
    });
    expect([preflight.status, preflight.headers.get("access-control-allow-headers")]).toEqual([
      204,
      "if-none-match",
    ]);
  });

  it("is given as it was last without a database, and refused where nothing is known", async () => {
    bodies.set("seasons", { seasons: [] });
    await view("seasons");
    isUp = false;
    try {
      await invalidate("seasons");
      const stale = await view("seasons");
      expect([stale.status, stale.headers.get("plateau-stale"), stale.headers.get("cache-control")]).toEqual([
        200,
        "true",
        "no-store",
      ]);
      const unknown = await view("leaderboard:gen9ou");
      expect([unknown.status, (await unknown.json()).error.code]).toEqual([503, "STORE_UNAVAILABLE"]);
    } finally {
      isUp = true;
    }
  });

  it("is asked for in the room that hears of changes, and in no other", async () => {
    expect((await fetch(`${rooms.url}/parties/league/other?tag=battles`)).status).toBe(404);
    const socket = new WebSocket(`${rooms.url.replace("http", "ws")}/parties/league/other`);
    const [error] = await once(socket, "error");
    expect(String(error)).toContain("404");
    expect((await fetch(`${rooms.url}/parties/league/all`)).status).toBe(400);
    expect((await fetch(`${rooms.url}/parties/league/all`, { method: "PUT" })).status).toBe(405);
  });
});

describe("a page that follows views", () => {
  it("gets them at once, and each again when it changes", async () => {
    const tag = "leaderboard:gen1ou";
    bodies.set(tag, { rows: [] });
    const pages = await Promise.all([follower(tag), follower(tag)]);
    for (const { heard } of pages) {
      await soon(() => heard.map((one) => one.type === "VIEW" && one.body)).toEqual([{ rows: [] }]);
    }
    const before = reads.length;
    bodies.set(tag, { rows: [1] });
    await invalidate(tag, "matches:1");
    for (const { heard } of pages) {
      await soon(() => heard.map((one) => one.type === "VIEW" && one.body)).toEqual([
        { rows: [] },
        { rows: [1] },
      ]);
    }
    expect(reads.slice(before)).toEqual([tag]);
  });

  it("hears why, when its message is none", async () => {
    const { socket, heard } = await follower("battles");
    socket.send(JSON.stringify({ type: "INVALIDATED", tags: ["forged"] }));
    await soon(() => heard.map(({ type }) => type)).toContain("ERROR");
    expect(heard.at(-1)).toMatchObject({ type: "ERROR", code: "INVALID_MESSAGE", recoverable: true });
  });
});

describe("an invalidation", () => {
  it("is told as it is to every page that follows nothing", async () => {
    const heard = (await Promise.all([listener(), listener()])).map((socket) => once(socket, "message"));
    expect((await post(body)).status).toBe(202);
    for (const [data] of await Promise.all(heard)) {
      expect(JSON.parse(String(data))).toEqual({ type: "INVALIDATED", tags: ["battles", "standings:1"] });
    }
  });

  it("is believed with every secret that is accepted during a rotation", async () => {
    expect((await post(body, sign(body, [retired], "msg_2", Date.now()))).status).toBe(202);
  });

  it.each([
    ["without a signature", () => ({})],
    ["with another body's signature", () => sign(`${body} `, [secret], "msg_3", Date.now())],
    ["with an old signature", () => sign(body, [secret], "msg_4", Date.now() - 6 * 60_000)],
    ["with a stranger's signature", () => sign(body, ["whsec_c3RyYW5nZXI="], "msg_5", Date.now())],
  ])("is refused %s", async (_, headers) => {
    const response = await post(body, headers());
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error: { code: "AUTH_FAILED" } });
  });

  it.each([
    ["{", undefined],
    ["{}", "type"],
    [JSON.stringify({ type: "INVALIDATE", v: 1, tags: [] }), "tags"],
    [JSON.stringify({ type: "INVALIDATE", v: 1, tags: ["a", 7] }), "tags.1"],
  ])("is refused as %s, and the field named", async (text, field) => {
    const response = await post(text);
    expect(response.status).toBe(400);
    const { error } = await response.json();
    expect(error.code).toBe("INVALID_BODY");
    expect(error.fields?.[0]?.path ?? "").toBe(field ?? "");
  });
});

describe("the cache's status", () => {
  const status = (headers: object) =>
    fetch(`${rooms.url}/parties/league/all/status`, { headers: { ...headers } });

  it("is for who can sign", async () => {
    expect((await status({})).status).toBe(401);
    const answer = await status(sign("", [secret], "msg_6", Date.now()));
    const counts = LeagueStatus.parse(await answer.json());
    expect(counts.tags).toBeGreaterThan(0);
    expect(counts.bytes).toBeGreaterThan(0);
    expect(counts.hits).toBeGreaterThan(0);
    expect(counts.connections).toBeGreaterThan(0);
  });
});

/** Opens an address as a browser's address bar does; `fetch` cannot say that it navigates. */
async function visit(address: string) {
  const [response] = await once(get(address, { headers: { "sec-fetch-mode": "navigate" } }), "response");
  let text = "";
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode, type: response.headers["content-type"], text };
}

describe("the page", () => {
  it.each(["/", "/battle/some-battle"])("is served at %s", async (path) => {
    const { status, type, text } = await visit(rooms.url + path);
    expect(status).toBe(200);
    expect(type).toContain("text/html");
    const assets = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]);
    expect(assets.length).toBeGreaterThan(2);
    for (const asset of assets) {
      expect(asset).toMatch(/^\//);
      expect((await fetch(rooms.url + asset)).status).toBe(200);
    }
  });

  it("learns where the league's data lives, and no secret", async () => {
    const config = await (await fetch(`${rooms.url}/config.json`)).json();
    expect(config).toEqual({
      supabaseUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      publishableKey: "sb_publishable_test",
    });
  });
});
