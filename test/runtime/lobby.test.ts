import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { exportJWK, type GenerateKeyPairResult, generateKeyPair, SignJWT } from "jose";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type ClientOptions, WebSocket } from "ws";
import { verify } from "../../functions/_shared/auth/signature.ts";
import { FormatId } from "../../functions/_shared/schema/ids.ts";
import { type LobbyClientMessage, LobbyServerMessage } from "../../functions/_shared/schema/lobby.ts";
import { MatchmakingRequest } from "../../functions/_shared/schema/matchmaking.ts";
import { type LocalServer, serve } from "../harness/http.ts";
import { FakeStore, userOf } from "../harness/lobby-store.ts";
import { type RoomServer, startRooms } from "../harness/partykit.ts";

const FORMAT = FormatId.parse("gen9randombattle");
const webhook = `whsec_${randomBytes(24).toString("base64")}`;
const store = new FakeStore(Date.now);

let rooms: RoomServer;
/** Stands in for the project: the function, and the keys of its Auth. */
let project: LocalServer;
let auth: GenerateKeyPairResult;
const sockets: WebSocket[] = [];
/** Says nothing, while the other tests run. */
let silent: Client;
let silentSince: number;

beforeAll(async () => {
  auth = await generateKeyPair("ES256", { extractable: true });
  const jwks = { keys: [{ ...(await exportJWK(auth.publicKey)), kid: "one", alg: "ES256", use: "sig" }] };
  project = await serve(async (request) => {
    if (new URL(request.url).pathname === "/auth/v1/.well-known/jwks.json") return Response.json(jwks);
    const body = await request.text();
    try {
      verify(body, request.headers, [webhook]);
      return Response.json(await answer(MatchmakingRequest.parse(JSON.parse(body))));
    } catch (error) {
      return new Response(String(error), { status: 503 });
    }
  });
  rooms = await startRooms({
    SUPABASE_URL: project.url,
    SUPABASE_PUBLISHABLE_KEY: "sb_publishable_test",
    PLATEAU_TICKET_SECRET: randomBytes(24).toString("hex"),
    PLATEAU_WEBHOOK_SECRETS: webhook,
    PLATEAU_ORIGINS: "https://league.example",
  });
  silent = new Client();
  await once(silent.socket, "open");
  silentSince = Date.now();
  sockets.splice(0);
});

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.terminate();
  store.rows.clear();
  store.failure = () => null;
});

afterAll(async () => {
  silent?.socket.terminate();
  await rooms?.remove();
  await project?.stop();
});

async function answer(request: MatchmakingRequest): Promise<unknown> {
  switch (request.op) {
    case "enter":
      return await store.enter(request);
    case "leave":
      await store.leave(request.claims);
      return { status: "left" };
    case "renew":
      return { held: await store.renew(request.claims) };
    case "pair":
      return await store.pair(request);
  }
}

async function tokenOf(number: number, expires = "1h"): Promise<string> {
  return await new SignJWT({ role: "authenticated", session_id: randomUUID() })
    .setProtectedHeader({ alg: "ES256", typ: "JWT", kid: "one" })
    .setSubject(userOf(number))
    .setAudience("authenticated")
    .setIssuedAt()
    .setExpirationTime(expires)
    .sign(auth.privateKey);
}

/** A client that keeps what it hears. */
class Client {
  readonly socket: WebSocket;
  readonly closed: Promise<number>;
  readonly #heard: LobbyServerMessage[] = [];
  #waiting: (() => void)[] = [];

  constructor(options: ClientOptions = {}) {
    this.socket = new WebSocket(`${rooms.url.replace("http", "ws")}/parties/lobby/${FORMAT}`, options);
    sockets.push(this.socket);
    // Who waits for it to open hears of what went wrong.
    this.socket.on("error", () => undefined);
    this.closed = new Promise((resolve) => {
      this.socket.on("close", resolve);
    });
    this.socket.on("message", (data) => {
      this.#heard.push(LobbyServerMessage.parse(JSON.parse(String(data))));
      for (const wake of this.#waiting.splice(0)) wake();
    });
  }

  say(message: LobbyClientMessage): void {
    this.socket.send(JSON.stringify(message));
  }

  /** The next message of the kind. */
  async hear<Type extends LobbyServerMessage["type"]>(type: Type) {
    for (;;) {
      const index = this.#heard.findIndex((message) => message.type === type);
      const [message] = index < 0 ? [] : this.#heard.splice(index, 1);
      if (message) return message as Extract<LobbyServerMessage, { type: Type }>;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }
}

async function visit(number: number): Promise<Client> {
  const client = new Client();
  await once(client.socket, "open");
  client.say({ type: "AUTHENTICATE", v: 1, token: await tokenOf(number) });
  expect(await client.hear("AUTHENTICATED")).toMatchObject({ userId: userOf(number) });
  return client;
}

async function queue(number: number): Promise<Client> {
  const client = await visit(number);
  client.say({ type: "JOIN_QUEUE", format: FORMAT });
  await client.hear("QUEUE_JOINED");
  return client;
}

describe("the lobby party", () => {
  it("brings two players together, says why, and says it again to a new tab", async () => {
    const [one, other] = [await queue(1), await queue(2)];
    const [found, theirs] = [await one.hear("MATCH_FOUND"), await other.hear("MATCH_FOUND")];
    expect(found.battleId).toBe(theirs.battleId);
    expect([found.seat, theirs.seat].sort()).toEqual(["p1", "p2"]);
    expect(found.ticket).not.toBe(theirs.ticket);
    expect(found).toMatchObject({
      confirm: 15,
      opponent: { name: "Player 0002", rating: 1000 },
      why: { gap: 0, you: { waited: 0 }, opponent: { waited: 0 } },
    });
    const again = await visit(1);
    expect((await again.hear("MATCH_FOUND")).battleId).toBe(found.battleId);
  });

  it("frees the claim of a player whose last tab was closed", async () => {
    const player = await queue(5);
    expect(store.claims()).toHaveLength(1);
    const left = new Promise<void>((resolve) => {
      store.delay = (op) => {
        if (op === "leave") resolve();
        return null;
      };
    });
    player.socket.close();
    await left;
    await expect.poll(() => store.claims()).toEqual([]);
  });

  it("queues nobody when the function does not answer", async () => {
    store.failure = () => "before";
    const client = await visit(6);
    client.say({ type: "JOIN_QUEUE", format: FORMAT });
    expect(await client.hear("ERROR")).toMatchObject({ code: "STORE_UNAVAILABLE", recoverable: true });
  });

  it.each([
    ["forged", () => "a.b.c"],
    ["expired", () => tokenOf(1, "-1s")],
  ])("refuses a token that is %s", async (_, token) => {
    const client = new Client();
    await once(client.socket, "open");
    client.say({ type: "AUTHENTICATE", v: 1, token: await token() });
    expect(await client.hear("ERROR")).toMatchObject({ code: "AUTH_FAILED", recoverable: false });
    expect(await client.closed).toBe(4401);
    expect(store.claims()).toEqual([]);
  });

  it("closes a socket that floods it", async () => {
    const client = await visit(7);
    for (let message = 0; message < 60; message++) client.say({ type: "PING" });
    expect(await client.hear("ERROR")).toMatchObject({ code: "RATE_LIMITED" });
    expect(await client.closed).toBe(4429);
  });

  it("opens no socket for a page of another origin", async () => {
    const { socket } = new Client({ origin: "https://evil.example" });
    const [, response] = await once(socket, "unexpected-response");
    expect(response.statusCode).toBe(403);
  });

  it.each([
    ["its own page", () => rooms.url],
    ["a page of a listed origin", () => "https://league.example"],
  ])("opens one for %s", async (_, origin) => {
    const { socket } = new Client({ origin: origin() });
    await once(socket, "open");
  });

  it("closes a socket that has not said who it is in five seconds", async () => {
    expect(await silent.closed).toBe(4401);
    expect(Date.now() - silentSince).toBeGreaterThan(4900);
  });

  it("answers nothing but sockets", async () => {
    expect((await fetch(`${rooms.url}/parties/lobby/${FORMAT}`)).status).toBe(405);
  });
});
