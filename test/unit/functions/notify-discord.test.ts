import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { handleNotifyDiscord } from "../../../functions/notify-discord/handler.ts";
import type { DiscordFault } from "../../../supabase/local/discord/discord.ts";
import { claimedJob, serviceCall } from "../../harness/functions.ts";
import { alertNotice } from "../discord/notices.ts";
import { MATCH, one, result, run, TOKENS, two, webhook } from "./notifying.ts";

describe("notify-discord", () => {
  test("posts to every webhook and notes the messages' ids", async () => {
    const { of, discord, counts } = await run();
    const [first, second] = discord.messages();
    expect(counts).toMatchObject({ done: 1 });
    expect(first?.embeds[0]).toMatchObject({
      title: "Pallet 3 – 0 Viridian",
      url: "https://plateau.example/battle/match-abc",
    });
    expect(of("delivery")).toEqual([
      [one, { verb: "post", state: "sent", messageId: first?.id }],
      [two, { verb: "post", state: "sent", messageId: second?.id }],
    ]);
    expect(of("finish")).toEqual([[1]]);
  });

  test("reads what a batch says at once, and settles each job by itself", async () => {
    const jobs = [
      claimedJob("match.completed", { match_id: MATCH }, { msg_id: 1 }),
      claimedJob("nonsense", {}, { msg_id: 2 }),
      claimedJob("alert", { alert_id: randomUUID() }, { msg_id: 3 }),
      claimedJob("webhook.test", { webhook_id: one, test_id: randomUUID() }, { msg_id: 4 }),
    ];
    const { asked, of, counts } = await run({
      jobs,
      notices: [result(), { skip: "it is over" }, { error: "Cannot notify: what it is about is not there" }],
    });
    expect(asked.filter((question) => Array.isArray(question))).toHaveLength(1);
    expect(counts).toMatchObject({ done: 2, dead: 2 });
    expect(of("finish")).toEqual([[1], [3]]);
    expect(of("dead").map(([id]) => id)).toEqual([2, 4]);
  });

  test("mentions nobody, whatever the names", async () => {
    const { bodies } = await run({ notices: [result({ home: { name: "@everyone", score: 1 } })] });
    for (const body of bodies) {
      expect(JSON.parse(body)).toMatchObject({ allowed_mentions: { parse: [] } });
      expect(body).toContain("\\\\@everyone");
    }
  });

  test("hides the result from those webhooks that want it hidden", async () => {
    const { bodies } = await run({ notices: [result({ webhooks: [webhook(0, true), webhook(1)] })] });
    expect(bodies[0]).toContain("||3 – 0||");
    expect(bodies[1]).not.toContain("||");
  });

  test("one webhook's failure repeats only that one", async () => {
    const failed = await run({ faults: [{ kind: "answer", status: 500 }] });
    expect(failed.counts).toMatchObject({ retried: 1 });
    expect(failed.of("delivery").map(([id, told]) => [id, (told as { state: string }).state])).toEqual([
      [one, "failed"],
      [two, "sent"],
    ]);
    expect(failed.of("retry")[0]?.slice(0, 2)).toEqual([1, "Discord answered 500"]);
    const again = await run({ ledger: { [two]: { action: "nothing" } } });
    expect(again.paths).toHaveLength(1);
    expect(again.counts).toMatchObject({ done: 1 });
  });

  test("a result told anew edits the message that is there; one that was deleted stays so", async () => {
    const { paths, of, counts } = await run({
      notices: [result({ webhooks: [webhook(0)] })],
      ledger: { [one]: { action: "edit", id: one, messageId: "42" } },
    });
    expect(paths).toEqual(["PATCH discord.test"]);
    expect(of("delivery")).toEqual([
      [one, { verb: "edit", state: "deleted", error: "Discord answered 404: Unknown Message" }],
    ]);
    expect(of("disable")).toEqual([]);
    expect(counts).toMatchObject({ done: 1 });
  });

  test("a result that is none any more is only ever an edit", async () => {
    const cancelled = result({ match: { round: 2, status: "cancelled" } });
    const { asked } = await run({
      notices: [cancelled],
      ledger: { [one]: { action: "nothing" }, [two]: { action: "nothing" } },
    });
    expect(asked[1]).toMatchObject({
      webhookId: one,
      kind: "match.completed",
      subject: MATCH,
      ifPosted: true,
    });
  });

  test("the same text has the same fingerprint, another text another one", async () => {
    const print = async (more: Record<string, unknown> = {}) =>
      ((await run({ notices: [result(more)] })).asked[1] as { fingerprint: string }).fingerprint;
    expect(await print()).toBe(await print());
    expect(await print()).not.toBe(await print({ winner: "away" }));
  });
});

describe("Discord's limits", () => {
  test("put the job off without using up an attempt", async () => {
    const { of, counts, lines } = await run({
      notices: [result({ webhooks: [webhook(0)] })],
      faults: [{ kind: "limit", scope: "user", seconds: 3.5 }],
    });
    expect(lines[0]).toBe("info: Notification: snooze");
    expect(counts).toMatchObject({ snoozed: 1 });
    expect(of("delivery")).toEqual([[one, { verb: "post", state: "failed", error: "Rate limit: 3.5 s" }]]);
    expect(of("retry")).toEqual([[1, "Discord's rate limit", 4, false]]);
  });

  test("that are known are not tried: the others are asked", async () => {
    const { paths, of } = await run({ ledger: { [one]: { action: "wait", waitSeconds: 9.2 } } });
    expect(paths).toHaveLength(1);
    expect(of("retry")).toEqual([[1, "Discord's rate limit", 10, false]]);
  });

  test("are told to all who send, as each answer says them", async () => {
    const { limits } = await run();
    expect(limits[0]).toEqual({ bucket: "webhook-post", limit: 5, remaining: 4, resetAfter: 2 });
  });

  test.each([401, 403, 404])("%i disables the webhook and tells the operator", async (status) => {
    const { of, lines, counts, discord } = await run({ faults: [{ kind: "answer", status }] });
    expect(of("delivery")[0]).toEqual([
      one,
      { verb: "post", state: "failed", error: `Discord answered ${status}` },
    ]);
    expect(of("disable")).toEqual([[one, `Discord answered ${status}`]]);
    expect(lines).toContain("operator: Webhook disabled");
    expect(counts).toMatchObject({ done: 1 });
    expect(discord.messages()).toHaveLength(1);
  });
});

describe("an answer that is lost", () => {
  const notices = [result({ webhooks: [webhook(0)] })];

  test("is noted as ambiguous, and its message never posted again", async () => {
    const lost = await run({ notices, faults: [{ kind: "lost-answer" }] });
    expect(lost.of("delivery")[0]?.[1]).toMatchObject({ verb: "post", state: "ambiguous" });
    expect(lost.counts).toMatchObject({ done: 1 });
    const again = await run({ notices, ledger: { [one]: { action: "ambiguous" } } });
    expect(again.paths).toEqual([]);
    expect(again.lines[0]).toMatch(/^operator: /);
  });

  test("of an edit is asked for again: editing twice does no harm", async () => {
    const first = await run({ notices: [result({ webhooks: [webhook(0)] })] });
    const messageId = first.discord.messages()[0]?.id ?? "";
    const { counts, of } = await run({
      notices,
      ledger: { [one]: { action: "edit", id: one, messageId } },
      faults: [{ kind: "answer", status: 504 }],
    });
    expect(of("delivery")[0]?.[1]).toMatchObject({ verb: "edit", state: "failed" });
    expect(counts).toMatchObject({ retried: 1 });
  });
});

describe("what nobody listens to", () => {
  const alone = { webhooks: [], captured: true };

  test("goes to the capture page, where there is one", async () => {
    const { paths, of } = await run({
      notices: [result(alone)],
      capture: "http://stack.test/discord/api/v10",
    });
    expect(paths).toEqual(["POST stack.test"]);
    expect(of("delivery")[0]?.[1]).toMatchObject({ state: "sent" });
    expect((await run({ notices: [result(alone)] })).counts).toMatchObject({ done: 1 });
  });

  test("does not go there when a league's webhooks do not want it", async () => {
    const { paths } = await run({
      notices: [result({ webhooks: [], captured: false })],
      capture: "http://stack.test/discord/api/v10",
    });
    expect(paths).toEqual([]);
  });

  test("is in the log for the operator when it is an alert", async () => {
    const jobs = [claimedJob("alert", { alert_id: randomUUID() })];
    const { lines, counts } = await run({ jobs, notices: [alertNotice()] });
    expect(lines[0]).toMatch(/^operator: Alert/);
    expect(counts).toMatchObject({ done: 1 });
  });
});

describe("after a batch", () => {
  test("the digests of its results are asked for, once they are told", async () => {
    const { of } = await run({ notices: [result(), result()], faults: [{ kind: "answer", status: 500 }] });
    expect(of("digests")).toHaveLength(1);
    // The first failed, and asks when it is told.
    expect(of("digests")[0]?.[0]).toMatchObject([{ match_id: MATCH }]);
    const failing = await run({ failing: ["digests"] });
    expect(failing.counts).toMatchObject({ retried: 1 });
  });

  test("Discord's answers are counted by class; where that fails, nothing else does", async () => {
    const faults: DiscordFault[] = [
      { kind: "answer", status: 500 },
      { kind: "limit", scope: "user", seconds: 1 },
      { kind: "answer", status: 404 },
      { kind: "lost-answer" },
    ];
    const { of } = await run({ notices: [result(), result(), result()], faults });
    const labels = ["5xx", "429", "4xx", "network", "2xx", "2xx"];
    expect(of("count")).toMatchObject([[labels.map((label) => ({ metric: "discord", label }))]]);
    expect((await run({ failing: ["count"] })).counts).toMatchObject({ done: 1 });
  });
});

test("a message that Discord rejects is dead", async () => {
  const { counts } = await run({
    faults: [{ kind: "answer", status: 400, body: { message: "Invalid Form Body" } }],
  });
  expect(counts).toMatchObject({ dead: 1 });
});

test("a database that cannot tell makes all jobs of the batch wait", async () => {
  const { counts } = await run({ notices: [result(), result()], failing: ["notices"] });
  expect(counts).toMatchObject({ retried: 2 });
});

test("no token is in the log, and strangers are not answered", async () => {
  const { lines, deps } = await run({ faults: [{ kind: "answer", status: 404 }] });
  for (const token of TOKENS) expect(lines.join()).not.toContain(token);
  expect((await handleNotifyDiscord(serviceCall("guess"), deps)).status).toBe(401);
});
