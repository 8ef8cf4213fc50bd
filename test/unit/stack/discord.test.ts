import { describe, expect, it } from "vitest";
import { createDiscord, type DiscordOptions } from "../../../supabase/local/discord/discord.ts";

const webhook = "http://discord.test/api/v10/webhooks/123456789012345678/token";

function setUp(options: DiscordOptions = {}) {
  const clock = { now: 1_800_000_000_000 };
  const discord = createDiscord({ now: () => clock.now, ...options });
  const send = (body: unknown, path = "?wait=true", method = "POST") =>
    discord.fetch(new Request(`${webhook}${path}`, { method, body: JSON.stringify(body) }));
  return { discord, send, clock };
}

describe("the Discord stand-in", () => {
  it("answers with the message when asked to wait, and with nothing otherwise", async () => {
    const { send, discord } = setUp();
    const waited = await send({ content: "hello" });
    expect(waited.status).toBe(200);
    expect(await waited.json()).toMatchObject({ id: discord.messages()[0]?.id, content: "hello" });
    expect((await send({ content: "hello" }, "")).status).toBe(204);
  });

  it("edits a message, and knows which it has not", async () => {
    const { send, discord } = setUp();
    await send({ content: "one" });
    const id = discord.messages()[0]?.id;
    expect((await send({ content: "two" }, `/messages/${id}`, "PATCH")).status).toBe(200);
    expect(discord.messages()[0]).toMatchObject({ content: "two" });
    const unknown = await send({ content: "two" }, "/messages/1", "PATCH");
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toMatchObject({ code: 10008 });
  });

  it("limits each webhook to five requests in two seconds", async () => {
    const { send, clock } = setUp();
    for (let left = 4; left >= 0; left--) {
      const answer = await send({ content: "x" });
      expect(answer.headers.get("x-ratelimit-remaining")).toBe(String(left));
    }
    const refused = await send({ content: "x" });
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("2");
    expect(await refused.json()).toEqual({
      message: "You are being rate limited.",
      retry_after: 2,
      global: false,
    });
    clock.now += 2000;
    expect((await send({ content: "x" })).status).toBe(200);
  });

  it("refuses embeds over the limits and says where", async () => {
    const { send } = setUp();
    const long = await send({ embeds: [{ title: "x".repeat(257) }] });
    expect(long.status).toBe(400);
    expect(await long.json()).toMatchObject({
      code: 50035,
      errors: { embeds: { 0: { title: { _errors: [{}] } } } },
    });
    const all = await send({
      embeds: [{ description: "x".repeat(4000) }, { description: "x".repeat(4000) }],
    });
    expect(all.status).toBe(400);
    expect(await (await send({})).json()).toMatchObject({ code: 50006 });
  });

  it("does not know every webhook", async () => {
    const { send } = setUp({ knows: () => false });
    const answer = await send({ content: "x" });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: 10015 });
  });

  it("fails on purpose, once per fault", async () => {
    const { send, discord } = setUp();
    discord.inject({ kind: "answer", status: 500 });
    discord.inject({ kind: "lost-answer" });
    expect((await send({ content: "x" })).status).toBe(500);
    await expect(send({ content: "x" })).rejects.toThrow("lost on purpose");
    expect(discord.messages()).toHaveLength(1);
    expect((await send({ content: "x" })).status).toBe(200);
  });

  it("forgets the oldest messages", async () => {
    const { send, discord } = setUp({ capacity: 2, limit: 10 });
    for (const content of ["1", "2", "3"]) await send({ content });
    expect(discord.messages().map((message) => message.content)).toEqual(["2", "3"]);
  });
});

describe("the Discord stand-in's limits", () => {
  it("count posts and edits apart, by bucket", async () => {
    const { send, discord } = setUp({ limit: 1 });
    const post = await send({ content: "x" });
    const edit = await send({ content: "y" }, `/messages/${discord.messages()[0]?.id}`, "PATCH");
    expect(edit.status).toBe(200);
    expect(post.headers.get("x-ratelimit-bucket")).not.toBe(edit.headers.get("x-ratelimit-bucket"));
  });

  it("have one for everything that a sender sends", async () => {
    const { send, clock } = setUp({ globalLimit: 2 });
    for (let number = 0; number < 2; number++) await send({ content: "x" });
    const refused = await send({ content: "x" });
    expect(refused.status).toBe(429);
    expect(refused.headers.get("x-ratelimit-global")).toBe("true");
    expect(refused.headers.get("x-ratelimit-scope")).toBe("global");
    expect(await refused.json()).toMatchObject({ global: true, retry_after: 1 });
    clock.now += 1000;
    expect((await send({ content: "x" })).status).toBe(200);
  });

  it("refuse on purpose what others have used up, in its own scope", async () => {
    const { send, discord } = setUp();
    discord.inject({ kind: "limit", scope: "shared", seconds: 1.5 });
    const refused = await send({ content: "x" });
    expect(refused.status).toBe(429);
    expect(refused.headers.get("x-ratelimit-scope")).toBe("shared");
    expect(refused.headers.get("retry-after")).toBe("2");
    expect(await refused.json()).toMatchObject({ global: false, retry_after: 1.5 });
  });

  it("ban a sender of invalid requests for ten minutes, shared limits left out", async () => {
    const { send, discord, clock } = setUp({ knows: () => "wrong token", invalidLimit: 2 });
    discord.inject({ kind: "limit", scope: "shared", seconds: 1 });
    await send({ content: "x" });
    for (let number = 0; number < 2; number++) {
      const refused = await send({ content: "x" });
      expect(refused.status).toBe(401);
      expect(await refused.json()).toMatchObject({ code: 50027 });
    }
    const banned = await send({ content: "x" });
    expect(banned.status).toBe(429);
    expect(banned.headers.get("retry-after")).toBe("600");
    expect(banned.headers.get("content-type")).toContain("html");
    clock.now += 600_000;
    expect((await send({ content: "x" })).status).toBe(401);
  });
});
