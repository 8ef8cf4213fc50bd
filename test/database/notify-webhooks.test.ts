import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freshDatabase, type Row, type TestDatabase } from "../harness/database.ts";
import { createUser, Season } from "../harness/league.ts";
import { createWebhook, noticesOf, waitingJobs } from "../harness/notices.ts";

let db: TestDatabase;
let season: Season;
let admin: string;
let operator: string;
beforeAll(async () => {
  db = await freshDatabase();
  season = await Season.create(db, 2);
  admin = await createUser(db);
  operator = await createUser(db);
  await db.sql("insert into league_roles (league_id, user_id, role) values ($1, $2, 'admin')", [
    season.leagueId,
    admin,
  ]);
  await db.sql("insert into operators (user_id) values ($1)", [operator]);
});
afterAll(() => db.drop());

const TOKEN = "S".repeat(68);
let ids = 200_000_000_000_000_000n;
const address = (token = TOKEN) => `https://discord.com/api/webhooks/${ids++}/${token}`;

async function set(
  user: string,
  league: string | null,
  url: string,
  settings: Row | string[] = {},
): Promise<Row> {
  const [row] = await db.asUser(user, "select set_webhook($1, $2, $3, 'request-1') as webhook", [
    league,
    url,
    JSON.stringify(settings),
  ]);
  return row?.webhook as Row;
}

describe("a league's admin", () => {
  it("adds a webhook by its address and chooses what it is told, and how", async () => {
    const webhook = await set(admin, season.leagueId, address(), {
      name: "results",
      kinds: ["match.completed"],
      spoiler: true,
      leadMinutes: 30,
    });
    expect(webhook).toMatchObject({
      leagueId: season.leagueId,
      name: "results",
      kinds: ["match.completed"],
      spoiler: true,
      leadMinutes: 30,
      active: true,
    });
    const [row] = await db.asUser(admin, "select league_webhooks($1) as list", [season.leagueId]);
    expect(row?.list).toEqual([webhook]);
    const [changed] = await db.asUser(admin, "select change_webhook($1, '{\"spoiler\": false}') as webhook", [
      webhook.id,
    ]);
    expect(changed?.webhook).toEqual({ ...webhook, spoiler: false });
    expect(
      await db.sql(
        "select actor, request_id, details from admin_actions where subject = $1 order by id limit 1",
        [webhook.id],
      ),
    ).toMatchObject([{ actor: admin, request_id: "request-1", details: { settings: { spoiler: true } } }]);
  });

  it("mends one that was switched off by setting it again", async () => {
    const url = address();
    const { id } = await set(admin, season.leagueId, url);
    await db.rpc("disable_webhook", { p_webhook_id: id, p_reason: "Discord answered 404" });
    const again = url.replace(TOKEN, "N".repeat(68));
    expect(await set(admin, season.leagueId, again)).toMatchObject({
      id,
      active: true,
      disabledReason: null,
    });
    expect(await db.sql("select token from discord_webhooks where id = $1", [id])).toEqual([
      { token: "N".repeat(68) },
    ]);
  });

  it("tests one with a message of its own", async () => {
    const { id } = await set(admin, season.leagueId, address(), { name: "mine" });
    for (let twice = 0; twice < 2; twice++) await db.asUser(admin, "select test_webhook($1)", [id]);
    const jobs = await waitingJobs(db, "webhook.test");
    expect(new Set(jobs.map(({ subject }) => subject)).size).toBe(2);
    const [notice] = await noticesOf(db, jobs[0]?.message as Row);
    expect(notice).toMatchObject({ name: "mine", league: "League", webhooks: [{ id }], captured: false });
  });

  it("removes one, with its ledger", async () => {
    const { id } = await set(admin, season.leagueId, address());
    await db.asUser(admin, "select remove_webhook($1)", [id]);
    expect(await db.sql("select from discord_webhooks where id = $1", [id])).toEqual([]);
  });

  it("is told what is wrong with settings and addresses", async () => {
    const league = season.leagueId;
    const elsewhere = address().replace("discord.com", "evil.example");
    await expect(set(admin, league, elsewhere)).rejects.toMatchObject({ code: "PT400" });
    await expect(set(admin, league, "https://evil.example/hook")).rejects.toMatchObject({ code: "PT400" });
    for (const settings of [
      { kinds: ["alert"] },
      { kinds: ["nothing"] },
      { leadMinutes: 1 },
      { colour: "red" },
      { kinds: "match.completed" },
      { kinds: null },
      ["match.completed"],
    ]) {
      await expect(set(admin, league, address(), settings)).rejects.toMatchObject({ code: "PT400" });
    }
  });

  it("never reads a token again, nor does anybody else", async () => {
    await set(admin, season.leagueId, address());
    const [row] = await db.asUser(admin, "select league_webhooks($1)::text as list", [season.leagueId]);
    expect(row?.list).not.toContain(TOKEN);
    const audited = await db.sql("select string_agg(details::text, '') as all from admin_actions");
    expect(audited[0]?.all).not.toContain(TOKEN);
    for (const role of ["anon", "authenticated", "service_role"] as const) {
      await expect(db.as(role, "select token from discord_webhooks")).rejects.toMatchObject({
        code: "42501",
      });
    }
  });
});

describe("others", () => {
  it("than a league's admins set nothing of it, nor than operators of alerts", async () => {
    const stranger = await createUser(db);
    const { id } = await set(admin, season.leagueId, address());
    for (const query of [
      "select change_webhook($1, '{}')",
      "select remove_webhook($1)",
      "select test_webhook($1)",
    ]) {
      await expect(db.asUser(stranger, query, [id])).rejects.toMatchObject({ code: "PT403" });
    }
    await expect(set(stranger, season.leagueId, address())).rejects.toMatchObject({ code: "PT403" });
    await expect(set(admin, null, address())).rejects.toMatchObject({ code: "PT403" });
    await expect(db.asUser(stranger, "select league_webhooks($1)", [season.leagueId])).rejects.toMatchObject({
      code: "PT403",
    });
    await expect(
      db.as("anon", "select set_webhook($1, $2)", [season.leagueId, address()]),
    ).rejects.toMatchObject({ code: "42501" });
  });

  it("cannot take another league's webhook over", async () => {
    const url = address();
    await set(admin, season.leagueId, url);
    const other = await Season.create(db, 2);
    await expect(set(operator, other.leagueId, url)).rejects.toMatchObject({ code: "PT409" });
  });
});

describe("an operator", () => {
  it("sets the webhook that alerts go to", async () => {
    expect(await set(operator, null, address())).toMatchObject({ leagueId: null, kinds: ["alert"] });
    await expect(createWebhook(db, null, { kinds: ["match.completed"] })).rejects.toMatchObject({
      code: "23514",
    });
  });
});
