import { randomBytes, randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { verify } from "../../../functions/_shared/auth/signature.ts";
import { FormatId } from "../../../functions/_shared/schema/ids.ts";
import { MatchmakingRequest } from "../../../functions/_shared/schema/matchmaking.ts";
import { connectMatchmaking, StoreUnavailable } from "../../../party/lobby/matchmaking.ts";
import { userOf } from "../../harness/lobby-store.ts";

const secret = `whsec_${randomBytes(24).toString("base64")}`;
const format = FormatId.parse("gen9ou");
const claim = randomUUID();
const enter = { claim, user: userOf(1), format, teamId: null, resume: false };

/** A client of a function that answers each request with `answer`, and the requests it got. */
function client(answer: (request: Request) => Response | Promise<Response>) {
  const requests: { url: string; headers: Headers; body: string }[] = [];
  const store = connectMatchmaking({
    supabaseUrl: "https://project.example",
    secrets: [secret],
    fetch: async (input, init) => {
      const request = new Request(input, init);
      requests.push({ url: request.url, headers: request.headers, body: await request.clone().text() });
      return await answer(request);
    },
    now: Date.now,
    newId: randomUUID,
  });
  return { store, requests };
}

describe("the client of matchmaking", () => {
  it("signs what it asks, each request under a name of its own", async () => {
    const { store, requests } = client(() => Response.json({ status: "gone" }));
    await store.enter(enter);
    await store.enter(enter);
    const names = requests.map(({ url, headers, body }) => {
      expect(url).toBe("https://project.example/functions/v1/matchmaking");
      expect(MatchmakingRequest.parse(JSON.parse(body))).toEqual({ op: "enter", v: 1, ...enter });
      return verify(body, headers, [secret]);
    });
    expect(new Set(names).size).toBe(2);
  });

  it("reads every answer", async () => {
    const held = { held: [claim] };
    const p1 = { user: userOf(1), claim, team: null };
    const p2 = { user: userOf(2), claim: randomUUID(), team: null };
    const stale = { status: "stale", claims: [claim] };
    expect(await client(() => Response.json(held)).store.renew([claim])).toEqual([claim]);
    expect(await client(() => Response.json({ status: "left" })).store.leave([claim])).toBeUndefined();
    const paired = await client(() => Response.json(stale)).store.pair({
      pair: randomUUID(),
      format,
      p1,
      p2,
    });
    expect(paired).toEqual(stale);
  });

  it.each([
    ["is down", () => Promise.reject(new TypeError("fetch failed"))],
    ["is overloaded", () => new Response("busy", { status: 503 })],
    ["believes nothing", () => Response.json({ error: { code: "INVALID_SIGNATURE" } }, { status: 401 })],
    ["answers no JSON", () => new Response("<html>")],
    ["answers something else", () => Response.json({ status: "perhaps" })],
  ])("says that it is unavailable when the function %s", async (_, answer) => {
    const { store } = client(answer);
    await expect(store.enter(enter)).rejects.toThrow(StoreUnavailable);
    await expect(store.enter(enter)).rejects.toThrow(/^Cannot ask matchmaking to enter: /);
  });
});
