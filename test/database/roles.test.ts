import { afterAll, beforeAll, expect, it } from "vitest";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { createUser, Season } from "../harness/league.ts";

let db: TestDatabase;
let ours: Season;
let theirs: Season;
let operator: string;
let admin: string;
let viewer: string;
let stranger: string;

beforeAll(async () => {
  db = await freshDatabase();
  [ours, theirs] = [await Season.create(db, 0), await Season.create(db, 0)];
  [operator, admin, viewer, stranger] = [
    await createUser(db),
    await createUser(db),
    await createUser(db),
    await createUser(db),
  ];
  await db.sql("insert into operators (user_id) values ($1)", [operator]);
  await db.sql(
    "insert into league_roles (league_id, user_id, role) values ($1, $2, 'admin'), ($1, $3, 'viewer')",
    [ours.leagueId, admin, viewer],
  );
  // What the API's functions do for those who call them.
  await db.sql(`
    create function public.what_i_am(league uuid) returns jsonb
    language sql security definer set search_path = ''
    as $$
      select jsonb_build_object('actor', private.actor(), 'operator', private.is_operator(),
        'admin', private.is_league_admin(league), 'viewer', private.is_league_viewer(league))
    $$;
    grant execute on function public.what_i_am to anon, authenticated, service_role`);
});
afterAll(() => db.drop());

const nobody = { operator: false, admin: false, viewer: false };
const everything = { operator: true, admin: true, viewer: true };

it("an operator runs every league, an admin and a viewer their own, and others none", async () => {
  const of = async (user: string, league: string) =>
    (await db.asUser(user, "select what_i_am($1) as is", [league]))[0]?.is;
  for (const league of [ours.leagueId, theirs.leagueId]) {
    expect(await of(operator, league)).toEqual({ actor: operator, ...everything });
    expect(await of(stranger, league)).toEqual({ actor: stranger, ...nobody });
  }
  expect(await of(admin, ours.leagueId)).toEqual({
    actor: admin,
    operator: false,
    admin: true,
    viewer: true,
  });
  expect(await of(viewer, ours.leagueId)).toEqual({ actor: viewer, ...nobody, viewer: true });
  for (const user of [admin, viewer]) {
    expect(await of(user, theirs.leagueId)).toEqual({ actor: user, ...nobody });
  }
});

it("the service may do everything, a guest nothing", async () => {
  const of = async (role: "anon" | "service_role") =>
    (await db.as(role, "select what_i_am($1) as is", [ours.leagueId]))[0]?.is;
  expect(await of("service_role")).toEqual({ actor: null, ...everything });
  expect(await of("anon")).toEqual({ actor: null, ...nobody });
  const [row] = await db.sql("select what_i_am($1) as is", [ours.leagueId]);
  expect(row?.is).toEqual({ actor: null, ...everything });
});

it("the service that acts for a user may do what the user may, to the end of its transaction", async () => {
  const acting = await db.open("select private.act_as($1, 'r-1')", [viewer]);
  await acting.commit();
  const [row] = await db.sql("select what_i_am($1) as is from private.act_as($2)", [ours.leagueId, viewer]);
  expect(row?.is).toEqual({ actor: viewer, ...nobody, viewer: true });
  expect((await db.sql("select what_i_am($1) as is", [ours.leagueId]))[0]?.is).toMatchObject(everything);
});

it("a user does not become another by a setting", async () => {
  const [row] = await db.asUser(
    stranger,
    "select what_i_am($1) as is from (select set_config('plateau.actor', $2, true)) s",
    [ours.leagueId, operator],
  );
  expect(row?.is).toEqual({ actor: stranger, ...nobody });
});

it("everybody sees their own roles and nobody else's", async () => {
  expect(await db.asUser(admin, "select user_id, role from league_roles")).toEqual([
    { user_id: admin, role: "admin" },
  ]);
  expect(await db.asUser(admin, "select user_id from operators")).toEqual([]);
  expect(await db.asUser(operator, "select user_id from operators")).toEqual([{ user_id: operator }]);
});

it("giving and taking a role is written down", async () => {
  const user = await createUser(db);
  await db.sql("insert into league_roles (league_id, user_id, role) values ($1, $2, 'viewer')", [
    theirs.leagueId,
    user,
  ]);
  await db.sql("update league_roles set role = 'admin' where user_id = $1", [user]);
  await db.sql("delete from league_roles where user_id = $1", [user]);
  await db.sql("insert into operators (user_id) values ($1)", [user]);
  const lines = await db.sql(
    "select actor, action, league_id, details from admin_actions where subject = $1 order by id",
    [user],
  );
  const line = { actor: "service", league_id: theirs.leagueId };
  expect(lines).toEqual([
    { ...line, action: "role.granted", details: { before: null, role: "viewer" } },
    { ...line, action: "role.changed", details: { before: "viewer", role: "admin" } },
    { ...line, action: "role.revoked", details: { before: "admin", role: "admin" } },
    {
      actor: "service",
      action: "role.granted",
      league_id: null,
      details: { before: null, role: "operator" },
    },
  ]);
});

it("a league that goes takes its roles with it and leaves the lines of what was done", async () => {
  const season = await Season.create(db, 0);
  const user = await createUser(db);
  await db.sql("insert into league_roles (league_id, user_id, role) values ($1, $2, 'admin')", [
    season.leagueId,
    user,
  ]);
  await db.sql("delete from leagues where id = $1", [season.leagueId]);
  expect(await db.sql("select from league_roles where user_id = $1", [user])).toEqual([]);
  const lines = await db.sql("select action, league_id from admin_actions where subject = $1 order by id", [
    user,
  ]);
  expect(lines).toEqual([
    { action: "role.granted", league_id: null },
    { action: "role.revoked", league_id: null },
  ]);
});

it("a line says who did what, to what, in which request, and nobody may change it", async () => {
  await db.sql(
    `select private.audit('thing.done', 'thing', '{"why": "because"}', $1) from private.act_as($2, 'r-7')`,
    [ours.leagueId, admin],
  );
  await db.sql(`select private.audit('thing.done', 'other', '{"request_id": "r-8"}')`);
  const lines = await db.as(
    "service_role",
    "select actor, subject, league_id, request_id, details from admin_actions where action = 'thing.done' order by id",
  );
  expect(lines).toEqual([
    {
      actor: admin,
      subject: "thing",
      league_id: ours.leagueId,
      request_id: "r-7",
      details: { why: "because" },
    },
    { actor: "service", subject: "other", league_id: null, request_id: "r-8", details: {} },
  ]);
  for (const query of ["update admin_actions set actor = 'x'", "delete from admin_actions"]) {
    await expect(db.as("service_role", query), query).rejects.toThrow(/permission denied/);
  }
});
