import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { get } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { sign } from "../../functions/_shared/auth/signature.ts";
import { type RoomServer, startRooms } from "../harness/partykit.ts";

const secret = `whsec_${randomBytes(24).toString("base64")}`;
const retired = `whsec_${randomBytes(24).toString("base64")}`;
const body = JSON.stringify({ type: "INVALIDATE", v: 1, tags: ["battles", "standings:1"] });

let rooms: RoomServer;
const sockets: WebSocket[] = [];

beforeAll(async () => {
  rooms = await startRooms({
    SUPABASE_URL: "http://127.0.0.1:9",
    SUPABASE_PUBLISHABLE_KEY: "sb_publishable_test",
    PLATEAU_TICKET_SECRET: randomBytes(24).toString("hex"),
    PLATEAU_WEBHOOK_SECRETS: `${secret} ${retired}`,
  });
});

afterAll(async () => {
  for (const socket of sockets) socket.terminate();
  await rooms?.remove();
});

function post(text: string, headers: object = sign(text, [secret], "msg_1", Date.now())) {
  return fetch(`${rooms.url}/parties/league/all`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: text,
  });
}

async function listener(): Promise<WebSocket> {
  const socket = new WebSocket(`${rooms.url.replace("http", "ws")}/parties/league/all`);
  sockets.push(socket);
  await once(socket, "open");
  return socket;
}

describe("the league party", () => {
  it("tells every page what a signed INVALIDATE names", async () => {
    const heard = (await Promise.all([listener(), listener()])).map((socket) => once(socket, "message"));
    const response = await post(body);
    expect(response.status).toBe(202);
    for (const [data] of await Promise.all(heard)) {
      expect(JSON.parse(String(data))).toEqual({ type: "INVALIDATED", tags: ["battles", "standings:1"] });
    }
  });

  it("believes every secret that is accepted during a rotation", async () => {
    expect((await post(body, sign(body, [retired], "msg_2", Date.now()))).status).toBe(202);
  });

  it.each([
    ["without a signature", () => ({})],
    ["with another body's signature", () => sign(`${body} `, [secret], "msg_3", Date.now())],
    ["with an old signature", () => sign(body, [secret], "msg_4", Date.now() - 6 * 60_000)],
    ["with a stranger's signature", () => sign(body, ["whsec_c3RyYW5nZXI="], "msg_5", Date.now())],
  ])("refuses a message %s", async (_, headers) => {
    const response = await post(body, headers());
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error: { code: "bad_signature" } });
  });

  it.each([
    ["{", undefined],
    ["{}", "type"],
    [JSON.stringify({ type: "INVALIDATE", v: 1, tags: [] }), "tags"],
    [JSON.stringify({ type: "INVALIDATE", v: 1, tags: ["a", 7] }), "tags.1"],
  ])("refuses the malformed body %s and names the field", async (text, field) => {
    const response = await post(text);
    expect(response.status).toBe(400);
    const { error } = await response.json();
    expect(error.code).toBe("malformed");
    expect(error.fields?.[0]?.path).toBe(field);
  });

  it("answers nothing but POST", async () => {
    expect((await fetch(`${rooms.url}/parties/league/all`)).status).toBe(405);
  });

  it("closes a socket that talks, and passes nothing on", async () => {
    const [talker, other] = await Promise.all([listener(), listener()]);
    const heard = once(other, "message");
    const closed = once(talker, "close");
    talker.send(JSON.stringify({ type: "INVALIDATED", tags: ["forged"] }));
    expect((await closed)[0]).toBe(1008);
    await post(body);
    expect(JSON.parse(String((await heard)[0])).tags).not.toContain("forged");
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
      supabaseUrl: "http://127.0.0.1:9",
      publishableKey: "sb_publishable_test",
    });
  });
});
