import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { claim, settle } from "../harness/claims.ts";
import { freshDatabase, type Row, type TestDatabase } from "../harness/database.ts";
import { Season } from "../harness/league.ts";
import { createWebhook, forgetJobs, noticesOf, waitingJobs } from "../harness/notices.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  await forgetJobs(db);
  await db.sql("delete from alerts");
});

const raise = (subject: string, details: Row = {}) =>
  db.sql("select private.raise_alert('dead_letters', $1, $2)", [subject, JSON.stringify(details)]);
const gather = () => db.sql("select private.gather_alerts()");
const notice = async (job: Row | undefined) => (await noticesOf(db, job?.message as Row))[0] as Row;

describe("an alert", () => {
  it("is one message for a burst, which tells how often", async () => {
    for (let number = 1; number <= 20; number++) await raise("battle_results", { error: `error ${number}` });
    const jobs = await waitingJobs(db, "alert");
    expect(jobs).toHaveLength(1);
    expect(await notice(jobs[0])).toMatchObject({
      alert: { kind: "dead_letters", subject: "battle_results", raised: 20 },
    });
    await gather();
    expect(await waitingJobs(db, "alert")).toHaveLength(1);
    expect(await db.sql("select raised, details from alerts")).toEqual([
      { raised: 20, details: { error: "error 20" } },
    ]);
  });

  it("is edited when it is raised again within the burst, and told anew after it", async () => {
    await raise("stats_refresh");
    await forgetJobs(db);
    await raise("stats_refresh");
    expect(await waitingJobs(db, "alert")).toEqual([]);
    await gather();
    const [edit] = await waitingJobs(db, "alert");
    expect(await notice(edit)).toMatchObject({ alert: { raised: 2 } });
    await db.sql("update alerts set opened_at = opened_at - interval '16 minutes'");
    await raise("stats_refresh");
    const subjects = (await waitingJobs(db, "alert")).map((job) => job.subject);
    expect(new Set(subjects).size).toBe(2);
  });

  it("is another one for another subject", async () => {
    await raise("battle_results");
    await raise("notifications");
    expect(await waitingJobs(db, "alert")).toHaveLength(2);
  });

  it("makes nobody wait who raises it at the same time, and loses none", async () => {
    const open = await db.open("select private.raise_alert('dead_letters', 'battle_results', '{}')");
    await raise("battle_results");
    await raise("battle_results");
    await open.commit();
    await gather();
    expect(await db.sql("select sum(raised)::int as raised from alerts")).toEqual([{ raised: 3 }]);
  });

  it("goes with the transaction that raised it, and is gathered when only that one was undone", async () => {
    await expect(
      db.sql(
        "do $$ begin perform private.raise_alert('dead_letters', 'battle_results', '{}'); raise 'no'; end $$",
      ),
    ).rejects.toThrow("no");
    expect(await db.sql("select from alerts")).toEqual([]);
    expect(await waitingJobs(db, "alert")).toEqual([]);
  });

  it("never undoes the work that raises it", async () => {
    await db.sql("alter table alerts rename to alerts_away");
    try {
      await raise("battle_results");
    } finally {
      await db.sql("alter table alerts_away rename to alerts");
    }
    expect(await db.sql("select from alerts")).toEqual([]);
  });

  it("goes to the operators' webhooks alone", async () => {
    const season = await Season.create(db, 2);
    await createWebhook(db, season.leagueId);
    await raise("battle_results");
    const [job] = await waitingJobs(db, "alert");
    expect(await notice(job)).toMatchObject({ webhooks: [], captured: true });
    const webhook = await createWebhook(db, null);
    expect(await notice(job)).toMatchObject({ webhooks: [{ id: webhook }], captured: false });
  });
});

describe("the operator is told", () => {
  it("of dead letters, once for a burst of them", async () => {
    await db.sql(
      "select pgmq.send('notifications', jsonb_build_object('kind', 'nonsense')) from generate_series(1, 3)",
    );
    for (const job of await claim(db, "notifications")) {
      await settle(db, job, { action: "dead", error: "malformed" }, "notifications");
    }
    const [job, ...others] = await waitingJobs(db, "alert");
    expect(others).toEqual([]);
    expect(await notice(job)).toMatchObject({
      alert: { kind: "dead_letters", subject: "notifications", raised: 3, details: { error: "malformed" } },
    });
  });

  it("of a webhook that was switched off, with its league", async () => {
    const season = await Season.create(db, 2);
    const webhook = await createWebhook(db, season.leagueId);
    await db.rpc("disable_webhook", { p_webhook_id: webhook, p_reason: "Discord answered 401" });
    expect(
      await db.sql("select active, disabled_reason from discord_webhooks where id = $1", [webhook]),
    ).toEqual([{ active: false, disabled_reason: "Discord answered 401" }]);
    expect(await db.sql("select kind, subject, details from alerts")).toMatchObject([
      {
        kind: "webhook_disabled",
        subject: webhook,
        details: { league: "League", error: "Discord answered 401" },
      },
    ]);
    await expect(
      db.rpc("disable_webhook", { p_webhook_id: randomUUID(), p_reason: "" }),
    ).rejects.toMatchObject({ code: "PT404" });
  });

  it("by no dead letter of an alert itself", async () => {
    await raise("battle_results");
    const [job] = await claim(db, "notifications");
    if (!job) throw new Error("Cannot claim the alert");
    await settle(db, job, { action: "dead", error: "no such webhook" }, "notifications");
    expect(await db.sql("select subject from alerts")).toEqual([{ subject: "battle_results" }]);
  });
});

it("what was told is forgotten when nobody asks for it any more", async () => {
  const season = await Season.create(db, 2);
  const match = await season.match();
  await raise("battle_results");
  await raise("notifications");
  await db.sql("update alerts set opened_at = now() - interval '91 days' where subject = 'notifications'");
  await db.sql(
    "insert into match_reminders (match_id, scheduled_at, lead_minutes) values ($1, now() - interval '31 days', 60), ($1, now(), 60)",
    [match],
  );
  await db.sql(
    `insert into record_marks (scope_id, record, topic, holder_id, value, announced)
     values ($1, 'title', 'title', $2, 1, true), ($2, 'title', 'title', $2, 1, true)`,
    [season.id, randomUUID()],
  );
  await db.sql(
    `insert into discord_deliveries (kind, subject, created_at)
     values ('match.completed', 'old', now() - interval '401 days'), ('match.completed', 'new', now())`,
  );
  await db.sql("select private.prune_notices()");
  expect(await db.sql("select subject from alerts")).toEqual([{ subject: "battle_results" }]);
  expect(await db.sql("select from match_reminders where match_id = $1", [match])).toHaveLength(1);
  expect(await db.sql("select scope_id from record_marks")).toEqual([{ scope_id: season.id }]);
  expect(await db.sql("select subject from discord_deliveries")).toEqual([{ subject: "new" }]);
});
