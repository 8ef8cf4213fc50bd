import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { createUser, Season } from "../harness/league.ts";

let db: TestDatabase;
let season: Season;
let operator: string;
let observer: string;
let admin: string;
let viewer: string;
let user: string;

beforeAll(async () => {
  db = await freshDatabase();
  [operator, observer] = [await createUser(db), await createUser(db)];
  await db.sql("insert into operators (user_id, read_only) values ($1, false), ($2, true)", [
    operator,
    observer,
  ]);
});
afterAll(() => db.drop());

beforeEach(async () => {
  season = await Season.create(db, 2);
  [admin, viewer, user] = [await createUser(db), await createUser(db), await createUser(db)];
  await db.sql(
    "insert into league_roles (league_id, user_id, role) values ($1, $2, 'admin'), ($1, $3, 'viewer')",
    [season.leagueId, admin, viewer],
  );
});

async function give(by: string, to: string, role: string | null): Promise<unknown> {
  const [row] = await db.asUser(by, "select set_league_role($1, $2, $3, 'r-1') as changed", [
    season.leagueId,
    to,
    role,
  ]);
  return row?.changed;
}

async function makeOperator(by: string, to: string, role: string | null): Promise<unknown> {
  const [row] = await db.asUser(by, "select set_operator($1, $2, 'r-2') as changed", [to, role]);
  return row?.changed;
}

describe("a league's roles", () => {
  it("are given, changed and taken by its admins, on record with the request", async () => {
    expect(await give(admin, user, "viewer")).toBe(true);
    expect(await give(admin, user, "viewer")).toBe(false);
    expect(await give(admin, user, "admin")).toBe(true);
    expect(await give(operator, user, null)).toBe(true);
    expect(await give(admin, user, null)).toBe(false);
    const lines = await db.sql(
      "select actor, action, request_id from admin_actions where subject = $1 order by id",
      [user],
    );
    expect(lines).toEqual([
      { actor: admin, action: "role.granted", request_id: "r-1" },
      { actor: admin, action: "role.changed", request_id: "r-1" },
      { actor: operator, action: "role.revoked", request_id: "r-1" },
    ]);
  });

  it("are nobody else's to give", async () => {
    for (const by of [viewer, user, observer]) {
      await expect(give(by, user, "admin")).rejects.toMatchObject({ code: "PT403" });
    }
    await expect(give(admin, "00000000-0000-4000-8000-000000000009", "admin")).rejects.toMatchObject({
      code: "PT404",
    });
  });

  it("leave a league its last admin, unless an operator decides", async () => {
    await expect(give(admin, admin, "viewer")).rejects.toMatchObject({ code: "PT409" });
    await expect(give(admin, admin, null)).rejects.toMatchObject({ code: "PT409" });
    await give(admin, user, "admin");
    await give(admin, admin, null);
    expect(await give(operator, user, null)).toBe(true);
  });

  it("of two admins who take each other's away at once, one stays", async () => {
    await give(admin, user, "admin");
    const outcomes = await Promise.allSettled([give(admin, user, null), give(user, admin, null)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  it("are listed for those who have one", async () => {
    const list = async (by: string) =>
      (await db.asUser(by, "select league_people($1) as people", [season.leagueId]))[0]?.people;
    expect(await list(viewer)).toMatchObject([
      { userId: admin, role: "admin" },
      { userId: viewer, role: "viewer" },
    ]);
    await list(observer);
    await expect(list(user)).rejects.toMatchObject({ code: "PT403" });
  });
});

describe("operators", () => {
  it("are named by operators, and one is left", async () => {
    for (const by of [admin, observer, user]) {
      await expect(makeOperator(by, user, "operator")).rejects.toMatchObject({ code: "PT403" });
    }
    await expect(makeOperator(operator, operator, null)).rejects.toMatchObject({ code: "PT409" });
    await expect(makeOperator(operator, operator, "observer")).rejects.toMatchObject({ code: "PT409" });
    await expect(makeOperator(operator, user, "king")).rejects.toMatchObject({ code: "PT400" });
    expect(await makeOperator(operator, user, "operator")).toBe(true);
    expect(await makeOperator(user, user, "observer")).toBe(true);
    expect(await makeOperator(operator, user, "observer")).toBe(false);
    expect(await makeOperator(operator, user, null)).toBe(true);
    expect(await makeOperator(operator, user, null)).toBe(false);
  });

  it("have their first one named in the SQL editor", async () => {
    const fresh = await freshDatabase();
    const first = await createUser(fresh);
    const [row] = await fresh.sql("select set_operator($1, 'operator') as changed", [first]);
    expect(row?.changed).toBe(true);
    expect(await fresh.sql("select user_id, read_only from operators")).toEqual([
      { user_id: first, read_only: false },
    ]);
    await fresh.drop();
  });

  it("that only look see what operators see", async () => {
    for (const call of [
      "select admin_queues($1)",
      "select worker_stats($1)",
      "select admin_throughput($1, 60)",
      "select admin_jobs($1, '{}', null, 10)",
      "select admin_audit($1, null, null, null, 10)",
    ]) {
      await db.as("service_role", call, [observer]);
      await expect(db.as("service_role", call, [user]), call).rejects.toMatchObject({ code: "PT403" });
    }
    const [row] = await db.asUser(observer, "select list_operators() as list");
    expect(row?.list).toMatchObject([
      { userId: operator, role: "operator" },
      { userId: observer, role: "observer" },
    ]);
  });

  it("that only look do nothing", async () => {
    for (const call of [
      "select admin_pause_queue($1, null, 'notifications', true)",
      "select admin_limit_queue($1, null, 'notifications', '{}')",
      "select admin_set_flag($1, null, 'global', false)",
      "select admin_mend_jobs($1, null, 'retry', '{}')",
      "select admin_count_jobs($1, 'retry', '{}')",
    ]) {
      await expect(db.as("service_role", call, [observer]), call).rejects.toMatchObject({ code: "PT403" });
    }
    const match = await season.match();
    for (const [call, id] of [
      ["select cancel_match($1, 'why')", match],
      ["select change_season($1, '{}')", season.id],
      ["select create_season($1, '{}')", season.leagueId],
      ["select league_webhooks($1)", season.leagueId],
    ] as const) {
      await expect(db.asUser(observer, call, [id]), call).rejects.toMatchObject({ code: "PT403" });
    }
  });
});

describe("Showdown servers", () => {
  const set = async (by: string, id: string, settings: object) =>
    (await db.asUser(by, "select * from set_showdown_server($1, $2)", [id, JSON.stringify(settings)]))[0];

  it("are set by operators, and keep what is not named", async () => {
    const made = await set(operator, "home", {
      socket_url: "wss://sim.example/showdown/websocket",
      account: "Bot",
    });
    expect(made).toMatchObject({ id: "home", active: true, account: "Bot", login_url: null });
    expect(await set(operator, "home", { active: false })).toMatchObject({ active: false, account: "Bot" });
    await expect(set(admin, "home", { active: true })).rejects.toMatchObject({ code: "PT403" });
  });

  it("have addresses that tell no secret and lead where they say", async () => {
    for (const settings of [
      { socket_url: "ws://sim.example/" },
      { socket_url: "wss://user@sim.example/" },
      { socket_url: null },
      {},
      { socket_url: "wss://a.example/", active: "maybe" },
      { socket_url: "wss://a.example/", password: "x" },
    ]) {
      await expect(set(operator, "other", settings)).rejects.toMatchObject({ code: "PT400" });
    }
    await expect(set(operator, "No Id", { socket_url: "wss://a.example/" })).rejects.toMatchObject({
      code: "PT400",
    });
  });

  it("show a league's people the names of its coaches", async () => {
    await db.sql(
      "insert into showdown_names (server_id, name_id, user_id, proof) values ('main', $1, $2, 'admin')",
      [`n${Date.now()}`.slice(0, 18), season.coaches[0]],
    );
    const names = async (by: string) =>
      (await db.asUser(by, "select league_showdown_names($1) as names", [season.leagueId]))[0]?.names;
    expect(await names(viewer)).toMatchObject([
      { userId: season.coaches[0], server: "main", proof: "admin" },
    ]);
    await expect(names(user)).rejects.toMatchObject({ code: "PT403" });
  });
});

it("a league's Discord servers are listed for its people", async () => {
  const guilds = async (by: string) =>
    (await db.asUser(by, "select league_guilds($1) as guilds", [season.leagueId]))[0]?.guilds;
  expect(await guilds(viewer)).toEqual([]);
  const id = String(10n ** 17n + BigInt(Math.floor(performance.now())));
  await db.asUser(admin, "select set_discord_guild($1, $2)", [season.leagueId, id]);
  expect(await guilds(viewer)).toMatchObject([{ guildId: id }]);
  await expect(guilds(user)).rejects.toMatchObject({ code: "PT403" });
});
