import { once } from "node:events";
import { createServer, type Server } from "node:http";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { NotificationContext } from "../../../functions/_shared/discord/context.ts";
import { type DiscordMessage, LIMITS, resultMessage } from "../../../functions/_shared/discord/embed.ts";
import { plain } from "../../../functions/_shared/discord/text.ts";
import { send } from "../../../functions/_shared/discord/webhook.ts";
import { createDiscord } from "../../../supabase/local/discord/discord.ts";

function context(more: Record<string, unknown> = {}): NotificationContext {
  return NotificationContext.parse({
    match: { round: 2 },
    season: "Autumn",
    league: "Plateau",
    home: { name: "Pallet", score: 3 },
    away: { name: "Viridian", score: 0 },
    winner: "Pallet",
    differential: 3,
    end_type: "win",
    battle_id: "match-abc",
    next_match: { home: "Pewter", away: "Cerulean", round: 3, scheduled_at: "2026-12-01T18:00:00+00:00" },
    webhooks: [],
    ...more,
  });
}

const URL_ = "https://plateau.example/battle/match-abc";
const TARGET = { api: "http://discord.test/api/v10", id: "123456789012345678", token: "a-token-of-its-own" };
const MESSAGE = resultMessage(context(), URL_);

describe("the message of a result", () => {
  test("names teams, score, differential, replay and next match, and mentions nobody", () => {
    const { embeds, allowed_mentions } = MESSAGE;
    expect(allowed_mentions).toEqual({ parse: [] });
    expect(embeds[0]).toMatchObject({
      title: "Pallet 3 – 0 Viridian",
      url: URL_,
      footer: { text: "Plateau · Autumn · Round 2" },
    });
    expect(embeds[0].description).toBe(`**Pallet** beats **Viridian**\n[Watch the replay](${URL_})`);
    expect(embeds[0].fields.map(({ value }) => value)).toEqual([
      "3 – 0",
      "+3",
      "Pewter vs Cerulean, <t:1796148000:f>",
    ]);
  });

  test("tells ties, forfeits and the end of a season", () => {
    const tie = resultMessage(
      context({ winner: null, differential: 0, end_type: "tie", next_match: null }),
      null,
    ).embeds[0];
    expect(tie.description).toBe("**Pallet** and **Viridian** tie");
    expect(tie.fields[2]?.value).toBe("None: the season is played");
    expect(tie.url).toBeUndefined();
    const forfeit = resultMessage(
      context({ winner: "Viridian", differential: -3, end_type: "forfeit" }),
      null,
    ).embeds[0];
    expect(forfeit.description).toBe("**Viridian** beats **Pallet** by forfeit");
    expect(forfeit.fields[1]?.value).toBe("-3");
    expect(new Set([tie.color, forfeit.color, MESSAGE.embeds[0].color]).size).toBe(3);
  });

  test("stays within Discord's limits whatever the names", () => {
    const name = fc.oneof(
      fc.string({ maxLength: 400, unit: "binary" }),
      fc.constantFrom("*".repeat(5000), "@everyone ".repeat(90)),
    );
    fc.assert(
      fc.property(name, name, name, name, (home, away, league, next) => {
        const embed = resultMessage(
          context({
            home: { name: home, score: 24 },
            away: { name: away, score: 24 },
            winner: home,
            league,
            season: league,
            next_match: { home: next, away: next, round: 1, scheduled_at: null },
          }),
          URL_,
        ).embeds[0];
        const texts = [
          embed.title,
          embed.description,
          embed.footer.text,
          ...embed.fields.flatMap((field) => [field.name, field.value]),
        ];
        expect(embed.title.length).toBeLessThanOrEqual(LIMITS.title);
        expect(embed.description.length).toBeLessThanOrEqual(LIMITS.description);
        for (const field of embed.fields) expect(field.value.length).toBeLessThanOrEqual(LIMITS.field);
        expect(texts.join("").length).toBeLessThanOrEqual(LIMITS.total);
      }),
    );
  });
});

describe("a name in a message", () => {
  test.each([
    [
      "**bold** _it_ ~~no~~ `code` ||spoiler||",
      "\\*\\*bold\\*\\* \\_it\\_ \\~\\~no\\~\\~ \\`code\\` \\|\\|spoiler\\|\\|",
    ],
    ["@everyone <@123>", "\\@everyone \\<\\@123\\>"],
    ["[free](https://evil.example)", "\\[free\\]\\(https\\://evil.example\\)"],
    ["two\nlines\u202e", "two lines"],
    ["Porygon-Z's", "Porygon-Z's"],
  ])("%j is shown letter for letter", (name, shown) => expect(plain(name, 100)).toBe(shown));

  test("in the footer, where Discord reads no markup, has no escapes", () => {
    const { footer } = resultMessage(context({ league: "*The* League\n2", season: "S_1" }), null).embeds[0];
    expect(footer.text).toBe("*The* League 2 · S_1 · Round 2");
  });

  test("is cut between letters, never inside an escape", () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 40 }), (name, limit) => {
        const shown = plain(name, limit);
        expect(shown.length).toBeLessThanOrEqual(limit);
        expect(/(^|[^\\])(\\\\)*\\(…|$)/.test(shown)).toBe(false);
      }),
    );
  });
});

describe("sending to Discord", () => {
  const to =
    (discord: ReturnType<typeof createDiscord>): typeof fetch =>
    (input, init) =>
      discord.fetch(new Request(input, init));

  test("a post gives the stored message's id, and an edit keeps it", async () => {
    const discord = createDiscord();
    const posted = await send(TARGET, MESSAGE, null, { fetch: to(discord) });
    if (posted.kind !== "sent") throw new Error(posted.kind);
    expect(await send(TARGET, MESSAGE, posted.messageId, { fetch: to(discord) })).toMatchObject({
      kind: "sent",
      messageId: posted.messageId,
    });
    expect(discord.messages()).toHaveLength(1);
  });

  test("a rate limit says how long, and the last message allowed says so before", async () => {
    const discord = createDiscord({ limit: 1, windowMs: 1500, now: () => 1_790_000_000_000 });
    expect(await send(TARGET, MESSAGE, null, { fetch: to(discord) })).toMatchObject({
      kind: "sent",
      restSeconds: 1.5,
    });
    expect(await send(TARGET, MESSAGE, null, { fetch: to(discord) })).toEqual({
      kind: "limited",
      seconds: 1.5,
      global: false,
    });
  });

  test.each([
    [{ retry_after: 2.5, global: true }, {}, { kind: "limited", seconds: 2.5, global: true }],
    [{ retry_after: 1337 }, { "retry-after": "2" }, { kind: "limited", seconds: 1.337, global: false }],
    [{ retry_after: 64_000 }, {}, { kind: "limited", seconds: 64, global: false }],
    [
      { retry_after: 65 },
      { "retry-after": "65", "x-ratelimit-global": "true" },
      { kind: "limited", seconds: 65, global: true },
    ],
    ["<html>", { "retry-after": "3" }, { kind: "limited", seconds: 3, global: false }],
    ["", {}, { kind: "limited", seconds: 1, global: false }],
  ])("429 %j with %j", async (body, headers: Record<string, string>, outcome) => {
    const discord = createDiscord();
    discord.inject({ kind: "answer", status: 429, body, headers });
    expect(await send(TARGET, MESSAGE, null, { fetch: to(discord) })).toEqual(outcome);
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
    expect(await send(TARGET, MESSAGE, null, { fetch: to(discord) })).toMatchObject({
      kind,
      reason: `Discord answered ${status}: so it is`,
    });
  });

  test("no answer makes a webhook rest for more than a day", async () => {
    const discord = createDiscord();
    discord.inject({ kind: "answer", status: 429, body: { retry_after: 1e15 } });
    expect(await send(TARGET, MESSAGE, null, { fetch: to(discord) })).toMatchObject({ seconds: 86_400 });
  });

  test("a deleted message is missing, its webhook is not gone", async () => {
    expect(await send(TARGET, MESSAGE, "42", { fetch: to(createDiscord()) })).toMatchObject({
      kind: "missing",
    });
  });

  test("an unknown webhook is gone", async () => {
    const discord = createDiscord({ knows: () => false });
    expect(await send(TARGET, MESSAGE, null, { fetch: to(discord) })).toMatchObject({
      kind: "gone",
      status: 404,
    });
  });

  test("a message too large for Discord is rejected", async () => {
    const large: DiscordMessage = { ...MESSAGE, embeds: [{ ...MESSAGE.embeds[0], title: "x".repeat(300) }] };
    expect(await send(TARGET, large, null, { fetch: to(createDiscord()) })).toMatchObject({
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
      kind: "ambiguous",
      reason: "Discord did not answer in time",
    });
  });

  test("a connection that breaks before the answer is ambiguous, and the token stays out of the reason", async () => {
    const api = await listen((socket) => socket.destroy());
    const outcome = await send({ ...TARGET, api }, MESSAGE, null, { fetch });
    expect(outcome.kind).toBe("ambiguous");
    expect(JSON.stringify(outcome)).not.toContain(TARGET.token);
  });

  test("a connection that never stood is a failure", async () => {
    const api = await listen(() => undefined);
    server?.close();
    await once(server as Server, "close");
    expect(await send({ ...TARGET, api }, MESSAGE, null, { fetch })).toMatchObject({ kind: "failed" });
  });
});
