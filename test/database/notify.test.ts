import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { acts, enterResult, HOME_WINS } from "../harness/acts.ts";
import { claimOne, complete } from "../harness/claims.ts";
import { freshDatabase, type Row, type TestDatabase } from "../harness/database.ts";
import { Season } from "../harness/league.ts";
import { createWebhook, forgetJobs, ledger, noticesOf } from "../harness/notices.ts";

let db: TestDatabase;
let season: Season;
beforeAll(async () => {
  db = await freshDatabase();
  season = await Season.create(db, 2);
});
afterAll(() => db.drop());

const result = async (match: string): Promise<Row> =>
  (await noticesOf(db, { kind: "match.completed", match_id: match }))[0] ?? {};

describe("what a notification says", () => {
  it("is the result, the next match and where to post it", async () => {
    const { match, battle } = await season.endedBattle();
    await complete(db, await claimOne(db));
    const webhook = await createWebhook(db, season.leagueId, { spoiler: true });
    const disabled = await createWebhook(db, season.leagueId);
    await db.rpc("disable_webhook", { p_webhook_id: disabled, p_reason: "401" });
    await createWebhook(db, season.leagueId, { kinds: ["standings.digest"] });
    await season.match(1, 0);
    expect(await result(match)).toMatchObject({
      match: { id: match, status: "completed", round: 1, season_id: season.id },
      season: "Season",
      league: "League",
      home: { name: "Team 1", score: 3 },
      away: { name: "Team 2", score: 0 },
      winner: "home",
      differential: 3,
      end_type: "win",
      battle_id: battle,
      next_match: { home: "Team 2", away: "Team 1", round: 1, scheduled_at: null },
      webhooks: [{ id: webhook, token: "t".repeat(68), spoiler: true }],
      captured: false,
    });
  });

  it("is also what became of a result that is disputed, cancelled or taken back", async () => {
    const match = await enterResult(season, 0, 1, HOME_WINS);
    const act = acts(db);
    await act.dispute(match);
    expect(await result(match)).toMatchObject({
      match: { status: "disputed", dispute_reason: "people said so" },
      winner: null,
      home: { score: null },
    });
    await act.cancel(match);
    expect(await result(match)).toMatchObject({ match: { status: "cancelled" } });
    await act.reopen(match, true);
    expect(await result(match)).toMatchObject({ match: { status: "scheduled" } });
  });

  it("names the accounts of coaches who want to be mentioned", async () => {
    const match = await enterResult(season, 1, 0, HOME_WINS);
    expect((await result(match)).mentions).toEqual([]);
    const [one = "", two = ""] = season.coaches;
    await db.sql(
      "insert into discord_users (user_id, discord_id) values ($1, '100000000000000001'), ($2, '100000000000000002')",
      [one, two],
    );
    expect((await result(match)).mentions).toEqual(["100000000000000002", "100000000000000001"]);
    await db.rpc("set_discord_pings", { p_user: one, p_pings: false });
    expect((await result(match)).mentions).toEqual(["100000000000000002"]);
  });

  it("of several messages is read at once, in their order, and what is not there says so", async () => {
    const match = await enterResult(season, 0, 1, HOME_WINS);
    const nothing = randomUUID();
    const notices = await noticesOf(
      db,
      { kind: "match.completed", match_id: nothing },
      { kind: "match.completed", match_id: match },
      { kind: "standings.digest", season_id: nothing, round: 1 },
      { kind: "record.broken", scope_id: nothing, topic: "title" },
      { kind: "alert", alert_id: nothing },
      { kind: "webhook.test", webhook_id: nothing },
      {
        kind: "match.reminder",
        match_id: nothing,
        scheduled_at: "2026-12-01T18:00:00+00:00",
        lead_minutes: 60,
      },
    );
    expect(notices[1]).toMatchObject({ match: { id: match } });
    const others = notices.filter((_, at) => at !== 1);
    expect(others).toHaveLength(6);
    for (const notice of others) expect(notice).toEqual({ error: expect.stringContaining("Cannot notify") });
  });

  it("goes to the capture page where a league has no webhook at all", async () => {
    const other = await Season.create(db, 2);
    const match = await enterResult(other, 0, 1, HOME_WINS);
    expect(await result(match)).toMatchObject({ webhooks: [], captured: true });
    await createWebhook(db, other.leagueId, { kinds: [] });
    expect(await result(match)).toMatchObject({ webhooks: [], captured: false });
  });
});

describe("a delivery", () => {
  const sent = { state: "sent", messageId: "42", fingerprint: "a" };

  it("that was sent is an edit of its message when its text has changed, and nothing when it has not", async () => {
    const { begin, finish } = ledger(db);
    const subject = randomUUID();
    const first = await begin(null, subject);
    expect(first).toMatchObject({ action: "post", messageId: null });
    await finish(first.id, sent);
    expect(await begin(null, subject)).toEqual({ id: first.id, action: "nothing" });
    expect(await begin(null, subject, { fingerprint: "b" })).toEqual({
      id: first.id,
      action: "edit",
      messageId: "42",
    });
    // The edit failed, and is made again: the text that stands is the old one.
    await finish(first.id, { verb: "edit", state: "failed", fingerprint: "b", error: "500" });
    expect(await begin(null, subject, { fingerprint: "b" })).toMatchObject({ action: "edit" });
    await finish(first.id, { verb: "edit", state: "sent", messageId: "42", fingerprint: "b" });
    expect(await begin(null, subject, { fingerprint: "b" })).toMatchObject({ action: "nothing" });
  });

  it("whose message was deleted at Discord is left alone", async () => {
    const { begin, finish } = ledger(db);
    const subject = randomUUID();
    const { id } = await begin(null, subject);
    await finish(id, sent);
    await begin(null, subject, { fingerprint: "b" });
    await finish(id, { verb: "edit", state: "deleted", fingerprint: "b", error: "Unknown Message" });
    expect(await begin(null, subject, { fingerprint: "c" })).toMatchObject({ action: "nothing" });
  });

  it("found in mid-post is ambiguous, stays so, and the operator is told once", async () => {
    const { begin } = ledger(db);
    const webhook = await createWebhook(db, season.leagueId);
    const subject = randomUUID();
    await begin(webhook, subject);
    expect(await begin(webhook, subject)).toMatchObject({ action: "ambiguous" });
    expect(await begin(webhook, subject, { fingerprint: "b" })).toMatchObject({ action: "ambiguous" });
    expect(
      await db.sql("select raised, details from alerts where kind = 'delivery_ambiguous' and subject = $1", [
        webhook,
      ]),
    ).toEqual([{ raised: 1, details: { kind: "match.completed", subject } }]);
  });

  it("that failed is tried again, and counts it", async () => {
    const { begin, finish } = ledger(db);
    const subject = randomUUID();
    const { id } = await begin(null, subject);
    await finish(id, { state: "failed", error: "500" });
    expect(await begin(null, subject)).toMatchObject({ action: "post" });
    expect(
      await db.sql("select attempts, error from discord_deliveries where subject = $1", [subject]),
    ).toEqual([{ attempts: 2, error: "500" }]);
  });

  it("of what is only worth an edit is not posted", async () => {
    const { begin } = ledger(db);
    const subject = randomUUID();
    expect(await begin(null, subject, { ifPosted: true })).toMatchObject({ action: "nothing" });
    expect(await db.sql("select from discord_deliveries where subject = $1", [subject])).toEqual([]);
  });

  it("is one for each webhook and subject, the capture page included", async () => {
    const { begin } = ledger(db);
    const subject = randomUUID();
    const [one, two] = [await createWebhook(db, season.leagueId), await createWebhook(db, season.leagueId)];
    for (const webhook of [one, two, null, one, null]) await begin(webhook, subject);
    expect(await db.sql("select from discord_deliveries where subject = $1", [subject])).toHaveLength(3);
  });

  it("begun by two workers at once is posted by one of them", async () => {
    const { begin } = ledger(db);
    const subject = randomUUID();
    const webhook = await createWebhook(db, season.leagueId);
    const begun = await Promise.all(Array.from({ length: 5 }, () => begin(webhook, subject)));
    expect(begun.filter(({ action }) => action === "post")).toHaveLength(1);
  });

  it("to a webhook that was switched off meanwhile is none: one refusal is enough", async () => {
    const { begin } = ledger(db);
    const webhook = await createWebhook(db, season.leagueId);
    await db.rpc("disable_webhook", { p_webhook_id: webhook, p_reason: "Discord answered 404" });
    expect(await begin(webhook, randomUUID())).toMatchObject({ action: "nothing" });
  });

  it("that nobody knows cannot be finished", async () => {
    await expect(ledger(db).finish(randomUUID(), sent)).rejects.toMatchObject({ code: "PT404" });
  });
});

describe("the queue of notifications", () => {
  const by = (worker: string) => db.rpc("claim_jobs", { p_queue: "notifications", p_worker: worker });

  it("has one worker at a time, and its messages are back when that one falls silent", async () => {
    await forgetJobs(db);
    await db.sql("delete from leases where queue = 'notifications'");
    await db.sql("select pgmq.send('notifications', '{}'::jsonb) from generate_series(1, 2)");
    const claims = await Promise.all(["a", "b", "c", "d", "e"].map(by));
    expect(claims.filter((jobs) => jobs.length > 0)).toHaveLength(1);
    // Killed: its lease runs out after seconds, its claim would only later.
    await db.sql(
      "update leases set expires_at = clock_timestamp() - interval '1 s' where queue = 'notifications'",
    );
    const again = await by("next");
    expect(again.filter(({ message }) => JSON.stringify(message) === "{}")).toHaveLength(2);
  });
});
