import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { claimOne, complete, expireClaims } from "../harness/claims.ts";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { Season } from "../harness/league.ts";

let db: TestDatabase;
let season: Season;
beforeAll(async () => {
  db = await freshDatabase();
  season = await Season.create(db, 2);
});
afterAll(() => db.drop());

let webhooks = 0;
async function createWebhook(): Promise<string> {
  const [row] = await db.sql(
    "insert into discord_webhooks (league_id, discord_id, token) values ($1, $2, $3) returning id",
    [season.leagueId, String(100_000_000_000_000_000n + BigInt(webhooks++)), "t".repeat(68)],
  );
  return String(row?.id);
}

const context = async (match: string) =>
  (await db.rpc("notification_context", { p_match_id: match }))[0]?.notification_context as Record<
    string,
    unknown
  >;
const begin = async (webhook: string | null, subject: string) =>
  (
    await db.rpc("begin_delivery", { p_webhook_id: webhook, p_kind: "match.completed", p_subject: subject })
  )[0];
const finish = (id: unknown, state: string, message: string | null = null, error: string | null = null) =>
  db.rpc("finish_delivery", { p_id: id, p_state: state, p_message_id: message, p_error: error });

describe("what a notification says", () => {
  it("is the result, the next match and where to post it", async () => {
    const { match, battle } = await season.endedBattle();
    await complete(db, await claimOne(db));
    const webhook = await createWebhook();
    const disabled = await createWebhook();
    await db.rpc("disable_webhook", { p_webhook_id: disabled, p_reason: "401" });
    await season.match(1, 0);
    expect(await context(match)).toMatchObject({
      match: { id: match, status: "completed", round: 1, season_id: season.id },
      season: "Season",
      league: "League",
      home: { name: "Team 1", score: 3 },
      away: { name: "Team 2", score: 0 },
      winner: "Team 1",
      differential: 3,
      end_type: "win",
      battle_id: battle,
      replay_path: `${battle}.log`,
      next_match: { home: "Team 2", away: "Team 1", round: 1, scheduled_at: null },
      webhooks: [{ id: webhook, token: "t".repeat(68), limited_for_seconds: 0 }],
    });
  });

  it("has how long a limited webhook must rest", async () => {
    const { match } = await season.endedBattle();
    await complete(db, await claimOne(db));
    const webhook = await createWebhook();
    await db.rpc("limit_webhook", { p_webhook_id: webhook, p_seconds: 30.5 });
    await db.rpc("limit_webhook", { p_webhook_id: webhook, p_seconds: 1 });
    const { webhooks: listed } = (await context(match)) as {
      webhooks: { id: string; limited_for_seconds: number }[];
    };
    const rest = listed.find((one) => one.id === webhook)?.limited_for_seconds;
    expect(rest).toBeGreaterThan(20);
    expect(rest).toBeLessThanOrEqual(30.5);
  });

  it("is refused of a match that has no result", async () => {
    await expect(context(await season.match())).rejects.toMatchObject({
      code: "PT409",
      message: expect.stringContaining("has no result"),
    });
  });

  it("is refused for what does not exist", async () => {
    const nothing = randomUUID();
    await expect(context(nothing)).rejects.toMatchObject({ code: "PT404" });
    await expect(db.rpc("disable_webhook", { p_webhook_id: nothing, p_reason: "" })).rejects.toMatchObject({
      code: "PT404",
    });
    await expect(db.rpc("limit_webhook", { p_webhook_id: nothing, p_seconds: 1 })).rejects.toMatchObject({
      code: "PT404",
    });
    await expect(finish(nothing, "sent")).rejects.toMatchObject({ code: "PT404" });
  });
});

describe("a delivery", () => {
  it("that was sent is given back with its message, to be edited", async () => {
    const subject = randomUUID();
    const first = await begin(null, subject);
    expect(first).toMatchObject({ state: "sending", message_id: null });
    await finish(first?.id, "sent", "42");
    expect(await begin(null, subject)).toEqual({ id: first?.id, state: "sent", message_id: "42" });
  });

  it("found in mid-post is ambiguous and stays so", async () => {
    const webhook = await createWebhook();
    const subject = randomUUID();
    await begin(webhook, subject);
    expect(await begin(webhook, subject)).toMatchObject({ state: "ambiguous" });
    expect(await begin(webhook, subject)).toMatchObject({ state: "ambiguous" });
  });

  it("that failed is tried again, and counts it", async () => {
    const subject = randomUUID();
    const first = await begin(null, subject);
    await finish(first?.id, "failed", null, "500");
    expect(await begin(null, subject)).toMatchObject({ state: "sending" });
    expect(
      await db.sql("select attempts, error from discord_deliveries where subject = $1", [subject]),
    ).toEqual([{ attempts: 2, error: "500" }]);
  });

  it("is one for each webhook and subject, the capture page included", async () => {
    const subject = randomUUID();
    const [one, two] = [await createWebhook(), await createWebhook()];
    for (const webhook of [one, two, null, one, null]) await begin(webhook, subject);
    expect(await db.sql("select from discord_deliveries where subject = $1", [subject])).toHaveLength(3);
  });
});

describe("a limit of all webhooks", () => {
  it("makes each one rest, and shortens no longer rest", async () => {
    const [one, two] = [await createWebhook(), await createWebhook()];
    await db.rpc("limit_webhook", { p_webhook_id: two, p_seconds: 500 });
    await db.rpc("limit_webhook", { p_webhook_id: null, p_seconds: 100 });
    const rests = await db.sql(
      "select limited_until - now() > '90 s' as long, limited_until - now() > '400 s' as longer from discord_webhooks where id = any($1) order by longer",
      [[one, two]],
    );
    expect(rests).toEqual([
      { long: true, longer: false },
      { long: true, longer: true },
    ]);
  });
});

describe("the queue of notifications", () => {
  const queue = "notifications";
  const by = (worker: string) => db.rpc("claim_jobs", { p_queue: queue, p_worker: worker });

  it("has one worker at a time, until that one is done or dead", async () => {
    await db.sql("select pgmq.purge_queue('notifications')");
    for (let number = 0; number < 4; number++) {
      await db.sql("select pgmq.send('notifications', '{}'::jsonb)");
    }
    const claims = await Promise.all(["a", "b", "c", "d", "e"].map(by));
    const [claimed = [], ...others] = claims.filter((jobs) => jobs.length > 0);
    expect(claimed).toHaveLength(3);
    expect(others).toEqual([]);
    for (const { msg_id, read_ct } of claimed) {
      expect(await by("late")).toEqual([]);
      await db.rpc("finish_job", { p_queue: queue, p_msg_id: msg_id, p_read_ct: read_ct });
    }
    expect(await by("next")).toHaveLength(1);
    expect(await by("late")).toEqual([]);
    await expireClaims(db, queue);
    expect(await by("late")).toHaveLength(1);
  });

  it("lets the same worker go on, and others once its job is put off", async () => {
    await db.sql("select pgmq.purge_queue('notifications')");
    await db.sql("select pgmq.send('notifications', '{}'::jsonb)");
    const [job] = await by("a");
    await db.sql("select pgmq.send('notifications', '{}'::jsonb)");
    expect(await by("b")).toEqual([]);
    expect(await by("a")).toHaveLength(1);
    await db.sql("update jobs set state = 'completed' where queue = 'notifications' and msg_id <> $1", [
      job?.msg_id,
    ]);
    await db.rpc("retry_job", {
      p_queue: queue,
      p_msg_id: job?.msg_id,
      p_read_ct: job?.read_ct,
      p_error: "a rate limit",
      p_delay_seconds: 60,
      p_counts: false,
    });
    await db.sql("select pgmq.send('notifications', '{}'::jsonb)");
    expect(await by("b")).toHaveLength(1);
  });
});
