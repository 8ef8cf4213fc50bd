import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DiscordMessage, LIMITS } from "../../../functions/_shared/discord/embed.ts";
import { alertMessage } from "../../../functions/_shared/discord/messages/alert.ts";
import { digestMessage } from "../../../functions/_shared/discord/messages/digest.ts";
import { recordMessage } from "../../../functions/_shared/discord/messages/record.ts";
import { reminderMessage } from "../../../functions/_shared/discord/messages/reminder.ts";
import { resultMessage } from "../../../functions/_shared/discord/messages/result.ts";
import { testMessage } from "../../../functions/_shared/discord/messages/test.ts";
import { WebhookMessage } from "../../../supabase/local/discord/message.ts";
import { alertNotice, digestNotice, matchNotice, recordNotice, reminderNotice } from "./notices.ts";

const OPEN = { spoiler: false };
const SPOILER = { spoiler: true };
const REPLAY = "https://plateau.example/battle/match-abc";
const embedOf = (message: DiscordMessage) => message.embeds[0];
const result = (more: Record<string, unknown> = {}, replay: string | null = null, style = OPEN) =>
  embedOf(resultMessage(matchNotice(more), replay, style));

describe("the message of a result", () => {
  test("names teams, score, differential, replay and next match", () => {
    const embed = result({}, REPLAY);
    expect(embed).toMatchObject({
      title: "Pallet 3 – 0 Viridian",
      url: REPLAY,
      footer: { text: "Plateau · Autumn · Round 2" },
    });
    expect(embed.description).toBe(`**Pallet** beats **Viridian**\n[Watch the replay](${REPLAY})`);
    expect(embed.fields.map(({ value }) => value)).toEqual([
      "3 – 0",
      "+3",
      "Pewter vs Cerulean, <t:1796148000:f>",
    ]);
  });

  test("tells ties, forfeits, double forfeits and the end of a season", () => {
    const tie = result({ winner: null, differential: 0, end_type: "tie", next_match: null });
    expect(tie.description).toBe("**Pallet** and **Viridian** tie");
    expect(tie.fields[2]?.value).toBe("None: the season is played");
    expect(tie.url).toBeUndefined();
    const forfeit = result({ winner: "away", differential: -3, end_type: "forfeit" });
    expect(forfeit.description).toBe("**Viridian** beats **Pallet** by forfeit");
    expect(forfeit.fields[1]?.value).toBe("-3");
    expect(result({ winner: null, differential: 0, end_type: "forfeit" }).description).toBe(
      "**Pallet** and **Viridian** both lose by forfeit",
    );
    expect(new Set([tie.color, forfeit.color, result().color]).size).toBe(3);
  });

  test("that a reader must click to see gives nothing of it away", () => {
    const embed = result({}, REPLAY, SPOILER);
    expect(embed.title).toBe("Pallet vs Viridian");
    expect(embed.description).toBe(`||**Pallet** beats **Viridian**||\n[Watch the replay](${REPLAY})`);
    expect(embed.fields.slice(0, 2).map(({ value }) => value)).toEqual(["||3 – 0||", "||+3||"]);
    const open = JSON.stringify(embed).replaceAll(/\|\|.*?\|\|/g, "");
    expect(open).not.toMatch(/beats|3 – 0|\+3/);
    // Neither does its colour.
    expect(embed.color).toBe(result({ winner: "away" }, REPLAY, SPOILER).color);
  });

  test("has no escapes in its footer, where Discord reads no markup", () => {
    const { footer } = result({ league: "*The* League\n2", season: "S_1" });
    expect(footer.text).toBe("*The* League 2 · S_1 · Round 2");
  });

  test("that is none any more says why", () => {
    const none = {
      winner: null,
      differential: null,
      end_type: null,
      home: { name: "Pallet", score: null },
      away: { name: "Viridian", score: null },
    };
    const of = (status: string, dispute_reason: string | null = null) =>
      result({ ...none, match: { round: 2, status, dispute_reason } });
    expect(of("disputed", "a *wrong* team")).toMatchObject({
      title: "Pallet vs Viridian",
      description: "The result is disputed: a \\*wrong\\* team",
    });
    expect(of("cancelled").description).toBe("The match is cancelled");
    expect(of("scheduled").description).toBe("The result was taken back: the match is played again");
    expect(of("scheduled").fields).toHaveLength(1);
  });
});

test("the message of a reminder says when, in each reader's time, and who plays", () => {
  expect(embedOf(reminderMessage(reminderNotice()))).toMatchObject({
    title: "Pallet vs Viridian",
    description: "The match begins <t:1796148000:R>, <t:1796148000:f>",
    fields: [{ value: "Red" }, { value: "Nobody coaches it" }],
    footer: { text: "Plateau · Autumn · Round 2" },
  });
});

describe("the message of a digest", () => {
  test("has the table in columns", () => {
    const { title, description } = embedOf(digestMessage(digestNotice(["Pallet", "Viridian City"]), OPEN));
    expect(title).toBe("Standings after round 2");
    expect(description.split("\n")).toEqual([
      "```",
      "  # Team             W-L-T   Pts  Diff",
      "  1 Pallet           2-0-1     7    +5   W2",
      "  2 Viridian City    2-0-1     7    +4   W2",
      "```",
    ]);
  });

  test("says what else is in it, and what is missing", () => {
    const { description } = embedOf(digestMessage(digestNotice(["Pallet"], { later: 1, open: 2 }), OPEN));
    expect(description.split("\n").at(-1)).toBe(
      "with 1 match of later rounds, without 2 matches that are still open",
    );
  });

  test("is behind bars for who wants no spoilers, whatever the names", () => {
    const { description } = embedOf(digestMessage(digestNotice(["||Pallet||", "```js"]), SPOILER));
    expect(description).toMatch(/^\|\|```\n[^|`]*```\|\|$/);
  });

  test("of a hundred teams tells how many it leaves out", () => {
    const teams = Array.from({ length: 100 }, (_, at) => `Team ${at}`);
    expect(embedOf(digestMessage(digestNotice(teams), OPEN)).description).toContain("… and 60 more");
  });
});

describe("the message of records", () => {
  test("tells who holds them, and what they were before", () => {
    const notice = recordNotice([
      { record: "biggest_win" },
      { record: "best_pokemon", value: 4, previous: null, species: "Ho-Oh" },
    ]);
    expect(embedOf(recordMessage(notice, REPLAY, OPEN))).toMatchObject({
      title: "2 new records",
      description: `Pallet vs Viridian\n[Watch the replay](${REPLAY})`,
      fields: [
        { name: "Biggest win", value: "**Pallet**: 5 Pokémon ahead (it was 3)" },
        { name: "Most KOs by one Pokémon", value: "**Pallet**: 4 KOs, by Ho-Oh" },
      ],
    });
  });

  test("crosses out what a correction took away", () => {
    const notice = recordNotice([{ record: "fastest_win", stands: false }]);
    expect(embedOf(recordMessage(notice, null, SPOILER)).fields[0]?.value).toBe(
      "~~||**Pallet**: 5 turns (it was 3)||~~ no more, after a correction",
    );
  });

  test("names a season's champion, and who leads the hall of fame", () => {
    const title = recordNotice([{ record: "title", value: 1, previous: null }], { match: null });
    expect(embedOf(recordMessage(title, null, OPEN))).toMatchObject({
      title: "The title of Autumn",
      fields: [{ name: "Champion", value: "**Pallet** wins the season" }],
    });
    const odd = recordNotice([{ record: "title" }], { match: null, season: "||Spring||" });
    expect(embedOf(recordMessage(odd, null, OPEN)).title).toBe("The title of \\|\\|Spring\\|\\|");
    const hall = recordNotice([{ record: "wins" }], { match: null, season: null });
    expect(embedOf(recordMessage(hall, null, OPEN))).toMatchObject({
      title: "Hall of fame",
      footer: { text: "Plateau" },
    });
  });
});

describe("the message of an alert", () => {
  test("tells what, how often and since when", () => {
    const embed = embedOf(alertMessage(alertNotice()));
    expect(embed).toMatchObject({
      title: "Dead letters in battle\\_results",
      description: "the replay is malformed",
      footer: { text: "dead_letters · battle_results" },
    });
    expect(embed.fields.map(({ name, value }) => `${name}: ${value}`)).toEqual([
      "Times: 7",
      "Since: <t:1796148000:f>",
      "job id: 1",
    ]);
  });

  test.each([
    ["webhook_disabled", "A webhook is switched off: results"],
    ["worker_lost", "A worker of x fell silent"],
    ["delivery_ambiguous", "A message may or may not have been posted: look at the channel"],
    ["disk_full", "disk full: x"],
  ])("of %s has a title of its own", (kind, title) => {
    const notice = alertNotice({ kind, subject: "x", details: { webhook: "results" } });
    expect(embedOf(alertMessage(notice)).title).toBe(title);
  });
});

test("the message of a test says whose messages arrive", () => {
  const of = (league: string | null) =>
    embedOf(testMessage({ name: "mine", league, webhooks: [], captured: false })).description;
  expect(of("Plateau")).toBe("Messages of **Plateau** arrive here.");
  expect(of(null)).toBe("Messages of alerts arrive here.");
});

describe("every message", () => {
  const text = fc.oneof(
    fc.string({ maxLength: 400, unit: "binary" }),
    fc.constantFrom("*".repeat(5000), "@everyone ".repeat(90), "| ".repeat(300), "😀".repeat(200)),
  );
  const everyKind = fc
    .record({ a: text, b: text, c: text, spoiler: fc.boolean() })
    .map(({ a, b, c, spoiler }) => {
      const named = { league: a, season: b };
      const record = { record: "best_pokemon", holder: a, value: 1e9 / 3, previous: 1e9 / 7, species: c };
      return [
        resultMessage(
          matchNotice({
            ...named,
            home: { name: a, score: 24 },
            away: { name: b, score: 24 },
            next_match: { home: c, away: c, scheduled_at: null },
          }),
          REPLAY,
          { spoiler },
        ),
        resultMessage(matchNotice({ match: { status: "disputed", dispute_reason: c } }), REPLAY, { spoiler }),
        reminderMessage(
          reminderNotice({ ...named, home: { name: a, coach: b }, away: { name: c, coach: a } }),
        ),
        digestMessage(
          digestNotice(
            Array.from({ length: 64 }, () => a),
            named,
          ),
          { spoiler },
        ),
        recordMessage(
          recordNotice(
            Array.from({ length: 30 }, () => record),
            named,
          ),
          REPLAY,
          { spoiler },
        ),
        alertMessage(
          alertNotice({
            kind: a,
            subject: b,
            details: Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`${at}${a}`, { c }])),
          }),
        ),
        alertMessage(alertNotice({ details: { error: c, webhook: a } })),
        testMessage({ name: a, league: b, webhooks: [], captured: false }),
      ];
    });

  test("mentions the coaches who want it of results and reminders, and nobody else", () => {
    const mentions = ["123456789012345678", "223456789012345678"];
    for (const message of [
      resultMessage(matchNotice({ mentions }), null, { spoiler: false }),
      reminderMessage(reminderNotice({ mentions })),
    ]) {
      expect(message).toMatchObject({
        content: "<@123456789012345678> <@223456789012345678>",
        allowed_mentions: { parse: [], users: mentions },
      });
      expect(WebhookMessage.safeParse(message).success).toBe(true);
    }
  });

  test("mentions nobody, and stays within Discord's limits whatever the names", () => {
    fc.assert(
      fc.property(everyKind, (messages) => {
        for (const message of messages) {
          expect(message.allowed_mentions).toEqual({ parse: [] });
          expect(message.embeds[0].fields.length).toBeLessThanOrEqual(LIMITS.fields);
          // By the same rules as the stand-in of Discord.
          const read = WebhookMessage.safeParse(message);
          expect(read.error?.issues ?? []).toEqual([]);
        }
      }),
      { numRuns: 60 },
    );
  });
});
