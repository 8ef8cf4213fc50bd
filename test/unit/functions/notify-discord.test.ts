import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Delivery } from "../../../functions/_edge/store.ts";
import { NotificationContext } from "../../../functions/_shared/discord/context.ts";
import { handleNotifyDiscord, type NotifyDiscordDeps } from "../../../functions/notify-discord/handler.ts";
import { createDiscord, type DiscordFault } from "../../../supabase/local/discord/discord.ts";
import { claimedJob, recorder, SERVICE_KEY, serviceCall } from "../../harness/functions.ts";

const MATCH = randomUUID();
const TOKENS = ["token-one", "token-two"];

const webhook = (at: number, limited = 0) => ({
  id: `0000000${at}-0000-4000-8000-000000000000`,
  discord_id: `12345678901234567${at}`,
  token: TOKENS[at],
  limited_for_seconds: limited,
});

/** Runs one notification against a Discord stand-in; the ledger's state by webhook, `sending` for a first delivery. */
async function run({
  webhooks = [webhook(0), webhook(1)],
  ledger = {},
  faults = [],
  capture = null,
  read_ct = 1,
}: {
  webhooks?: ReturnType<typeof webhook>[];
  ledger?: Record<string, Partial<Delivery>>;
  faults?: DiscordFault[];
  capture?: string | null;
  read_ct?: number;
} = {}) {
  const { calls, record, lines, log, queue } = recorder([
    claimedJob("match.completed", { match_id: MATCH }, { read_ct }),
  ]);
  const discord = createDiscord();
  for (const fault of faults) discord.inject(fault);
  const paths: string[] = [];
  const deps: NotifyDiscordDeps = {
    secretKeys: [SERVICE_KEY],
    store: {
      queue,
      notificationContext: async () =>
        NotificationContext.parse({
          match: { round: 1 },
          season: "Autumn",
          league: "Plateau",
          home: { name: "Pallet", score: 2 },
          away: { name: "Viridian", score: 0 },
          winner: "Pallet",
          differential: 2,
          end_type: "win",
          battle_id: "match-abc",
          next_match: null,
          webhooks,
        }),
      beginDelivery: async (id) => ({
        id: id ?? "capture",
        state: "sending",
        message_id: null,
        ...ledger[id ?? "capture"],
      }),
      finishDelivery: record("finishDelivery", undefined),
      disableWebhook: record("disable", undefined),
      limitWebhook: record("limit", undefined),
    },
    rooms: { page: (id) => `https://plateau.example/battle/${id}` },
    discordUrl: "https://discord.test/api/v10",
    captureUrl: capture,
    fetch: (input, init) => {
      const request = new Request(input, init);
      paths.push(`${request.method} ${new URL(request.url).host}`);
      return discord.fetch(request);
    },
    log,
    now: () => 0,
    random: () => 0,
    keepAlive: () => undefined,
  };
  const response = await handleNotifyDiscord(serviceCall(), deps);
  return { status: response.status, counts: await response.json(), calls, lines, discord, paths, deps };
}

const [one, two] = [webhook(0).id, webhook(1).id];

describe("notify-discord", () => {
  test("posts to every webhook and notes the messages' ids", async () => {
    const { calls, discord, counts } = await run();
    const [first, second] = discord.messages();
    expect(counts).toMatchObject({ done: 1 });
    expect(first?.embeds[0]).toMatchObject({
      title: "Pallet 2 – 0 Viridian",
      url: "https://plateau.example/battle/match-abc",
    });
    expect(calls).toEqual([
      ["finishDelivery", one, "sent", first?.id, null],
      ["finishDelivery", two, "sent", second?.id, null],
      ["finish", 1],
    ]);
  });

  test("one webhook's failure repeats only that one", async () => {
    const failed = await run({ faults: [{ kind: "answer", status: 500 }] });
    expect(failed.counts).toMatchObject({ retried: 1 });
    expect(failed.calls.map((call) => call.slice(0, 3))).toEqual([
      ["finishDelivery", one, "failed"],
      ["finishDelivery", two, "sent"],
      ["retry", 1, "Discord answered 500"],
    ]);
    const again = await run({ read_ct: 2, ledger: { [two]: { state: "sent", message_id: "42" } } });
    expect(again.paths).toHaveLength(1);
    expect(again.counts).toMatchObject({ done: 1 });
  });

  test("a result told anew edits the message that is there", async () => {
    const { paths, calls, counts } = await run({
      webhooks: [webhook(0)],
      ledger: { [one]: { state: "sent", message_id: "42" } },
    });
    expect(paths).toEqual(["PATCH discord.test"]);
    // Somebody deleted it: it stays deleted.
    expect(calls[0]).toEqual(["finishDelivery", one, "sent", "42", "Discord answered 404: Unknown Message"]);
    expect(counts).toMatchObject({ done: 1 });
  });

  test("a rate limit puts the job off without using up an attempt", async () => {
    const body = { retry_after: 3.5, global: false };
    const { calls, counts, lines } = await run({
      webhooks: [webhook(0)],
      faults: [{ kind: "answer", status: 429, body }],
    });
    expect(lines[0]).toBe("info: Notification: snooze");
    expect(counts).toMatchObject({ snoozed: 1 });
    expect(calls).toEqual([
      ["finishDelivery", one, "failed", null, "Rate limit: 3.5 s"],
      ["limit", one, 3.5],
      ["retry", 1, "Discord's rate limit", 4, false],
    ]);
  });

  test("a webhook that is limited is not asked, the others are", async () => {
    const { paths, calls } = await run({ webhooks: [webhook(0, 9.2), webhook(1)] });
    expect(paths).toHaveLength(1);
    expect(calls.at(-1)).toEqual(["retry", 1, "Discord's rate limit", 10, false]);
  });

  test("after a global limit nobody is asked, by no worker", async () => {
    const { paths, calls } = await run({
      faults: [{ kind: "answer", status: 429, body: { retry_after: 1, global: true } }],
    });
    expect(paths).toHaveLength(1);
    expect(calls[1]).toEqual(["limit", null, 1]);
  });

  test.each([401, 403, 404])("%i disables the webhook and tells the operator", async (status) => {
    const { calls, lines, counts, discord } = await run({ faults: [{ kind: "answer", status }] });
    expect(calls.slice(0, 2)).toEqual([
      ["finishDelivery", one, "failed", null, `Discord answered ${status}`],
      ["disable", one, `Discord answered ${status}`],
    ]);
    expect(lines).toContain("operator: Webhook disabled");
    expect(counts).toMatchObject({ done: 1 });
    expect(discord.messages()).toHaveLength(1);
  });

  test("a lost answer is noted as ambiguous and never posted again", async () => {
    const lost = await run({ webhooks: [webhook(0)], faults: [{ kind: "lost-answer" }] });
    expect(lost.calls[0]?.slice(0, 3)).toEqual(["finishDelivery", one, "ambiguous"]);
    expect(lost.counts).toMatchObject({ done: 1 });
    const again = await run({ webhooks: [webhook(0)], ledger: { [one]: { state: "ambiguous" } } });
    expect(again.paths).toEqual([]);
    expect(again.lines[0]).toMatch(/^operator: /);
  });

  test("a message that Discord rejects is dead", async () => {
    const { counts } = await run({
      faults: [{ kind: "answer", status: 400, body: { message: "Invalid Form Body" } }],
    });
    expect(counts).toMatchObject({ dead: 1 });
  });

  test("a league without webhooks posts to the capture page, where there is one", async () => {
    const { paths, calls } = await run({ webhooks: [], capture: "http://stack.test/discord/api/v10" });
    expect(paths).toEqual(["POST stack.test"]);
    expect(calls[0]?.slice(0, 3)).toEqual(["finishDelivery", "capture", "sent"]);
    expect((await run({ webhooks: [] })).calls).toEqual([["finish", 1]]);
  });

  test("no token is in the log, and strangers are not answered", async () => {
    const { lines, deps } = await run({ faults: [{ kind: "answer", status: 404 }] });
    for (const token of TOKENS) expect(lines.join()).not.toContain(token);
    expect((await handleNotifyDiscord(serviceCall("guess"), deps)).status).toBe(401);
  });
});
