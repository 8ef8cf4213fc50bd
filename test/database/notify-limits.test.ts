import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { freshDatabase, type Row, type TestDatabase } from "../harness/database.ts";
import { Season } from "../harness/league.ts";
import { type Begun, createWebhook, ledger } from "../harness/notices.ts";

let db: TestDatabase;
let season: Season;
beforeAll(async () => {
  db = await freshDatabase();
  season = await Season.create(db, 2);
});
afterAll(() => db.drop());
afterEach(() => db.sql("delete from discord_limits where scope = 'global'"));

const webhook = () => createWebhook(db, season.leagueId);
const post = (id: string | null) => ledger(db).begin(id, randomUUID());
const answer = (begun: Begun, limits: Row, state = "sent") =>
  ledger(db).finish(begun.id, { verb: begun.action, state, messageId: "42", fingerprint: "a", limits });
/** As Discord answers a request that passed. */
const passed = (remaining: number, resetAfter = 60, bucket = "b1") => ({
  bucket,
  limit: 5,
  remaining,
  resetAfter,
});
const remaining = async (id: string) =>
  (await db.sql("select bucket, remaining from discord_limits where scope = $1 order by bucket", [id])).map(
    (row) => `${row.bucket}: ${row.remaining}`,
  );

describe("a bucket of Discord's", () => {
  it("is not known before an answer tells of it", async () => {
    const id = await webhook();
    for (let number = 0; number < 8; number++) expect(await post(id)).toMatchObject({ action: "post" });
    expect(await remaining(id)).toEqual([]);
  });

  it("is taken from before sending, by all who send at once, and no more than it has", async () => {
    const id = await webhook();
    await answer(await post(id), passed(3));
    const begun = await Promise.all(Array.from({ length: 8 }, () => post(id)));
    expect(begun.filter(({ action }) => action === "post")).toHaveLength(3);
    const waiting = begun.filter(({ action }) => action === "wait");
    expect(waiting).toHaveLength(5);
    for (const { waitSeconds } of waiting) {
      expect(waitSeconds).toBeGreaterThan(50);
      expect(waitSeconds).toBeLessThanOrEqual(60);
    }
  });

  it("leaves no trace in the ledger of what has to wait", async () => {
    const id = await webhook();
    await answer(await post(id), passed(0));
    const subject = randomUUID();
    expect(await ledger(db).begin(id, subject)).toMatchObject({ action: "wait" });
    expect(await db.sql("select from discord_deliveries where subject = $1", [subject])).toEqual([]);
  });

  it("is full again after its reset", async () => {
    const id = await webhook();
    await answer(await post(id), passed(0));
    await db.sql(
      "update discord_limits set resets_at = clock_timestamp() - interval '1 s' where scope = $1",
      [id],
    );
    expect(await post(id)).toMatchObject({ action: "post" });
    expect(await remaining(id)).toEqual(["b1: 4"]);
  });

  it("believes the lowest of answers that overtake each other", async () => {
    const id = await webhook();
    const [first, second] = [await post(id), await post(id)];
    await answer(second, passed(2));
    await answer(first, passed(3));
    expect(await remaining(id)).toEqual(["b1: 2"]);
  });

  it("is one of posts and one of edits, as Discord names them", async () => {
    const id = await webhook();
    const first = await post(id);
    await answer(first, passed(0, 60, "posts"));
    const subject = randomUUID();
    await db.sql(
      "insert into discord_deliveries (webhook_id, kind, subject, state, message_id) values ($1, 'match.completed', $2, 'sent', '42')",
      [id, subject],
    );
    const edit = await ledger(db).begin(id, subject, { fingerprint: "b" });
    expect(edit).toMatchObject({ action: "edit" });
    await answer(edit, passed(4, 60, "edits"));
    expect(await post(id)).toMatchObject({ action: "wait" });
  });

  it("is another one for each webhook", async () => {
    const [one, two] = [await webhook(), await webhook()];
    await answer(await post(one), passed(0));
    expect(await post(one)).toMatchObject({ action: "wait" });
    expect(await post(two)).toMatchObject({ action: "post" });
  });

  it("is shared by the workers of several processes through the database, not the clocks of theirs", async () => {
    const id = await webhook();
    await answer(await post(id), passed(0, 30));
    const [row] = await db.sql(
      "select extract(epoch from resets_at - clock_timestamp())::float8 as left from discord_limits where scope = $1",
      [id],
    );
    expect(row?.left).toBeGreaterThan(25);
    expect(row?.left).toBeLessThanOrEqual(30);
  });
});

describe("a refusal", () => {
  it("empties the bucket for as long as it says, and leaves the delivery to be made", async () => {
    const id = await webhook();
    const subject = randomUUID();
    const begun = await ledger(db).begin(id, subject);
    await answer(begun, { retryAfter: 30.5 }, "failed");
    const wait = await ledger(db).begin(id, subject);
    expect(wait.action).toBe("wait");
    expect(wait.waitSeconds).toBeGreaterThan(25);
    expect(wait.waitSeconds).toBeLessThanOrEqual(30.5);
  });

  it("tells nothing of a bucket's window, even where it is the first answer of all", async () => {
    const id = await webhook();
    await answer(await post(id), { retryAfter: 3600 }, "failed");
    await db.sql(
      "update discord_limits set resets_at = clock_timestamp() - interval '1 s' where scope = $1",
      [id],
    );
    await answer(await post(id), passed(4, 2, "post"));
    expect(await post(id)).toMatchObject({ action: "post" });
  });

  it("shortens no longer rest", async () => {
    const id = await webhook();
    const [first, second] = [await post(id), await post(id)];
    await answer(first, { retryAfter: 500 }, "failed");
    await answer(second, { retryAfter: 1 }, "failed");
    expect((await post(id)).waitSeconds).toBeGreaterThan(400);
  });

  it("that is global makes every webhook rest, the capture page too", async () => {
    const [one, two] = [await webhook(), await webhook()];
    await answer(await post(one), { retryAfter: 100, global: true }, "failed");
    for (const id of [one, two, null]) {
      const { action, waitSeconds } = await post(id);
      expect(action).toBe("wait");
      expect(waitSeconds).toBeGreaterThan(90);
    }
  });
});
