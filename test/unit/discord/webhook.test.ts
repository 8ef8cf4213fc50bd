import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import { type DiscordMessage, messageOf } from "../../../functions/_shared/discord/embed.ts";
import { send } from "../../../functions/_shared/discord/webhook.ts";
import { createDiscord } from "../../../supabase/local/discord/discord.ts";

const TARGET = { api: "http://discord.test/api/v10", id: "123456789012345678", token: "a-token-of-its-own" };
const MESSAGE: DiscordMessage = messageOf({
  title: "Pallet 3 – 0 Viridian",
  description: "**Pallet** beats **Viridian**",
  color: 0,
  fields: [],
  footer: { text: "Plateau" },
});

describe("sending to Discord", () => {
  const to =
    (discord: ReturnType<typeof createDiscord>): typeof fetch =>
    (input, init) =>
      discord.fetch(new Request(input, init));

  test("a post gives the stored message's id, and an edit keeps it", async () => {
    const discord = createDiscord();
    const posted = await send(TARGET, MESSAGE, null, { fetch: to(discord) });
    const { outcome, answer } = posted;
    if (outcome.kind !== "sent") throw new Error(outcome.kind);
    expect(answer).toBe("2xx");
    expect(await send(TARGET, MESSAGE, outcome.messageId, { fetch: to(discord) })).toMatchObject({ outcome });
    expect(discord.messages()).toHaveLength(1);
  });

  test("a post waits until it is stored, and says so in its address", async () => {
    const urls: string[] = [];
    const discord = createDiscord();
    const noting: typeof fetch = (input, init) => {
      urls.push(new Request(input, init).url);
      return to(discord)(input, init);
    };
    await send(TARGET, MESSAGE, null, { fetch: noting });
    expect(urls[0]).toMatch(/\?wait=true$/);
  });

  test("a rate limit says how long, and the last message allowed says so before", async () => {
    const discord = createDiscord({ limit: 1, windowMs: 1500, now: () => 1_790_000_000_000 });
    const bucket = { bucket: "webhook-post", limit: 1, remaining: 0, resetAfter: 1.5 };
    expect(await send(TARGET, MESSAGE, null, { fetch: to(discord) })).toMatchObject({
      outcome: { kind: "sent" },
      limits: bucket,
    });
    expect(await send(TARGET, MESSAGE, null, { fetch: to(discord) })).toEqual({
      outcome: { kind: "limited", seconds: 1.5, global: false },
      limits: { ...bucket, retryAfter: 1.5, global: false },
      answer: "429",
    });
  });

  test.each([
    ["user", false],
    ["shared", false],
    ["global", true],
  ] as const)("a limit of scope %s is read as documented", async (scope, global) => {
    const discord = createDiscord();
    discord.inject({ kind: "limit", scope, seconds: 2.5 });
    expect((await send(TARGET, MESSAGE, null, { fetch: to(discord) })).outcome).toEqual({
      kind: "limited",
      seconds: 2.5,
      global,
    });
  });

  test("a ban, which has no JSON, is of all that we send", async () => {
    const discord = createDiscord({ knows: () => false, invalidLimit: 1, now: () => 1_790_000_000_000 });
    await send(TARGET, MESSAGE, null, { fetch: to(discord) });
    expect(await send(TARGET, MESSAGE, null, { fetch: to(discord) })).toMatchObject({
      outcome: { kind: "limited", seconds: 600, global: true },
    });
  });

  test.each([
    [{ retry_after: 2.5, global: true }, {}, { kind: "limited", seconds: 2.5, global: true }],
    [{ retry_after: 1337 }, { "retry-after": "2" }, { kind: "limited", seconds: 1.337, global: false }],
    [{ retry_after: 0 }, {}, { kind: "limited", seconds: 1, global: false }],
    [{ retry_after: 64_000 }, {}, { kind: "limited", seconds: 64, global: false }],
    [
      { retry_after: 65 },
      { "retry-after": "65", "x-ratelimit-global": "true" },
      { kind: "limited", seconds: 65, global: true },
    ],
    [
      { retry_after: 900, global: false },
      { "x-ratelimit-reset-after": "0.9" },
      { kind: "limited", seconds: 0.9, global: false },
    ],
    // Of what stands before Discord: of the sender, not of the webhook.
    ["<html>", { "retry-after": "3" }, { kind: "limited", seconds: 3, global: true }],
    ["<html>", { "retry-after": "7200" }, { kind: "limited", seconds: 7200, global: true }],
    ["", {}, { kind: "limited", seconds: 1, global: true }],
    ["", { "x-ratelimit-bucket": "b", "retry-after": "2" }, { kind: "limited", seconds: 2, global: false }],
  ])("429 %j with %j", async (body, headers: Record<string, string>, outcome) => {
    const discord = createDiscord();
    discord.inject({ kind: "answer", status: 429, body, headers });
    expect((await send(TARGET, MESSAGE, null, { fetch: to(discord) })).outcome).toEqual(outcome);
  });

  test.each([
    [401, "gone"],
    [403, "gone"],
    [404, "gone"],
    [400, "rejected"],
    [500, "failed"],
    [502, "failed"],
    [504, "ambiguous"],
    [524, "ambiguous"],
  ])("%i is %s", async (status, kind) => {
    const discord = createDiscord();
    discord.inject({ kind: "answer", status, body: { message: "so it is", code: 1 } });
    expect((await send(TARGET, MESSAGE, null, { fetch: to(discord) })).outcome).toMatchObject({
      kind,
      reason: `Discord answered ${status}: so it is`,
    });
  });

  test("no answer makes a webhook rest for more than a day", async () => {
    const discord = createDiscord();
    discord.inject({ kind: "answer", status: 429, body: { retry_after: 1e15 } });
    expect((await send(TARGET, MESSAGE, null, { fetch: to(discord) })).outcome).toMatchObject({
      seconds: 86_400,
    });
  });

  test("a deleted message is missing, its webhook is not gone", async () => {
    expect((await send(TARGET, MESSAGE, "42", { fetch: to(createDiscord()) })).outcome).toMatchObject({
      kind: "missing",
    });
  });

  test("an unknown webhook is gone", async () => {
    const discord = createDiscord({ knows: () => false });
    expect((await send(TARGET, MESSAGE, null, { fetch: to(discord) })).outcome).toMatchObject({
      kind: "gone",
      status: 404,
    });
  });

  test("a message too large for Discord is rejected", async () => {
    const large: DiscordMessage = { ...MESSAGE, embeds: [{ ...MESSAGE.embeds[0], title: "x".repeat(300) }] };
    expect((await send(TARGET, large, null, { fetch: to(createDiscord()) })).outcome).toMatchObject({
      kind: "rejected",
      status: 400,
    });
  });
});

describe("a network that fails", () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
    server = undefined;
  });
  async function listen(answer: (socket: import("node:net").Socket) => void): Promise<string> {
    server = createServer((request) => answer(request.socket)).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    return `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  }

  test("no answer in time is ambiguous", async () => {
    const api = await listen(() => undefined);
    expect(await send({ ...TARGET, api }, MESSAGE, null, { fetch, timeoutMs: 50 })).toEqual({
      outcome: { kind: "ambiguous", reason: "Discord did not answer in time" },
      limits: null,
      answer: "network",
    });
  });

  test("a connection that breaks before the answer is ambiguous, and the token stays out of the reason", async () => {
    const api = await listen((socket) => socket.destroy());
    const { outcome } = await send({ ...TARGET, api }, MESSAGE, null, { fetch });
    expect(outcome.kind).toBe("ambiguous");
    expect(JSON.stringify(outcome)).not.toContain(TARGET.token);
  });

  test("a connection that never stood is a failure", async () => {
    const api = await listen(() => undefined);
    server?.close();
    await once(server as Server, "close");
    expect((await send({ ...TARGET, api }, MESSAGE, null, { fetch })).outcome).toMatchObject({
      kind: "failed",
    });
  });
});
