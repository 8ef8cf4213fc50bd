import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freshDatabase, type Row, type TestDatabase } from "../harness/database.ts";
import { createUser, Season } from "../harness/league.ts";

let db: TestDatabase;
let league: string;
let operator: string;
let admin: string;
let viewer: string;
let stranger: string;
let number = 0;

beforeAll(async () => {
  db = await freshDatabase();
  [operator, admin, viewer, stranger] = [
    await createUser(db),
    await createUser(db),
    await createUser(db),
    await createUser(db),
  ];
  await db.sql("insert into operators (user_id) values ($1)", [operator]);
  const [row] = await createLeague(operator, "kanto", "Kanto Draft League");
  league = String(row?.id);
  await db.sql(
    "insert into league_roles (league_id, user_id, role) values ($1, $2, 'admin'), ($1, $3, 'viewer')",
    [league, admin, viewer],
  );
});
afterAll(() => db.drop());

const createLeague = (user: string, slug: string | null, name: string) =>
  db.asUser(user, "select * from create_league($1, $2, 'r-1')", [slug, name]);

async function create(
  settings: object = {},
  rules: object = {},
  koRules: object = {},
  user = admin,
): Promise<Row> {
  number += 1;
  const given = { name: `Season ${number}`, format: "gen9ou", ...settings };
  const [row] = await db.asUser(user, "select * from create_season($1, $2, $3, $4, 'r-2')", [
    league,
    JSON.stringify(given),
    JSON.stringify(rules),
    JSON.stringify(koRules),
  ]);
  return row ?? {};
}

const change = (season: unknown, changes: object, user = admin) =>
  db.asUser(user, "select * from change_season($1, $2)", [season, JSON.stringify(changes)]);

describe("a league", () => {
  it("is created by operators alone, and written down", async () => {
    for (const user of [admin, viewer, stranger]) {
      await expect(createLeague(user, "johto", "Johto")).rejects.toMatchObject({ code: "PT403" });
    }
    expect(
      await db.sql(
        "select action, actor, request_id from admin_actions where league_id = $1 order by id limit 1",
        [league],
      ),
    ).toEqual([{ action: "league.created", actor: operator, request_id: "r-1" }]);
  });

  it("has an address of its own and a name that shows nothing but itself", async () => {
    await expect(createLeague(operator, "kanto", "Another")).rejects.toMatchObject({ code: "PT409" });
    for (const slug of ["Kanto", "", "a b", "-a", "a".repeat(61), null]) {
      await expect(createLeague(operator, slug, "X")).rejects.toMatchObject({ code: "PT400" });
    }
    await expect(createLeague(operator, "nameless", " \u200b\n")).rejects.toMatchObject({ code: "PT400" });
    const [row] = await createLeague(operator, "sinnoh", "  Sin\u202enoh\n  League ");
    expect(row?.name).toBe("Sinnoh League");
  });
});

describe("a season", () => {
  it("is created with its settings and all its rules at once", async () => {
    const season = await create(
      {
        starts_on: "2026-12-01",
        ends_on: "2027-02-28",
        best_of: 3,
        clock: "vgc",
        spectator_delay: 180,
        showdown_server: "main",
        minutes_before: 30,
        coach_uploads: true,
      },
      { points_win: 2, tie_breaks: ["differential"], forfeit_differential: 6 },
      { hazard: "direct" },
    );
    expect(season).toMatchObject({
      league_id: league,
      best_of: 3,
      clock: "vgc",
      spectator_delay: 180,
      showdown_server: "main",
      minutes_before: 30,
      minutes_after: 1440,
      coach_uploads: true,
    });
    const [rules] = await db.sql("select * from season_rules where season_id = $1", [season.id]);
    expect(rules).toMatchObject({
      points_win: "2",
      points_tie: "1",
      tie_breaks: ["differential"],
      forfeit_differential: 6,
    });
    expect(rules?.ko_rules).toMatchObject({ hazard: "direct", recoil: "none" });
    const [line] = await db.sql("select actor, action, request_id from admin_actions where subject = $1", [
      season.id,
    ]);
    expect(line).toEqual({ actor: admin, action: "season.created", request_id: "r-2" });
  });

  it("is for its league's admins and operators", async () => {
    await create({}, {}, {}, operator);
    for (const user of [viewer, stranger]) {
      await expect(create({}, {}, {}, user)).rejects.toMatchObject({ code: "PT403" });
    }
    await expect(db.as("anon", "select create_season($1, '{}')", [league])).rejects.toThrow(
      /permission denied/,
    );
  });

  it.each([
    ["a setting that there is none of", { league_id: "x" }, /no setting 'league_id'/],
    ["an id", { id: "00000000-0000-4000-8000-000000000001" }, /no setting 'id'/],
    ["no name", { name: "   " }, /its name is missing/],
    ["a long name", { name: "x".repeat(81) }, /81 characters/],
    ["no format", { format: "ou" }, /'ou' is no format/],
    ["an even best-of", { best_of: 2 }, /best_of/],
    ["a number that is none", { best_of: "three" }, /invalid input/],
    ["a day that there is not", { starts_on: "2026-02-31" }, /date/],
    ["a day without end", { starts_on: "infinity" }, /between 1996 and 2999/],
    ["an end before its start", { starts_on: "2026-12-02", ends_on: "2026-12-01" }, /end before it starts/],
    ["a delay of days", { spectator_delay: 100_000 }, /spectator_delay/],
    ["an unknown clock", { clock: "blitz" }, /clock/],
  ])("with %s is refused, and leaves nothing", async (_what, settings, message) => {
    const before = await db.sql("select count(*)::int from seasons");
    await expect(create(settings)).rejects.toMatchObject({
      code: "PT400",
      message: expect.stringMatching(message),
    });
    expect(await db.sql("select count(*)::int from seasons")).toEqual(before);
  });

  it("with rules that cannot be is refused as a whole", async () => {
    const before = await db.sql("select count(*)::int from seasons");
    await expect(create({}, { points_win: 5000 })).rejects.toMatchObject({ code: "PT400" });
    await expect(create({}, { points_win: "NaN" })).rejects.toMatchObject({ code: "PT400" });
    await expect(create({}, { tie_breaks: ["luck"] })).rejects.toMatchObject({ code: "PT400" });
    await expect(create({}, { ko_rules: {} })).rejects.toMatchObject({ code: "PT400" });
    await expect(create({}, {}, { hazard: "sometimes" })).rejects.toMatchObject({ code: "PT400" });
    await expect(create({ showdown_server: "nowhere" })).rejects.toMatchObject({ code: "PT404" });
    expect(await db.sql("select count(*)::int from seasons")).toEqual(before);
  });

  it("that is sent twice is there once, and its name is taken", async () => {
    await create({ name: "Twice" });
    await expect(create({ name: "Twice" })).rejects.toMatchObject({
      code: "PT409",
      message: "Cannot create a season: the league has one named 'Twice'",
    });
  });

  it("is changed in what is named, and keeps the rest", async () => {
    const season = await create({ clock: "vgc" });
    const [changed] = await change(season.id, { name: "Renamed", spectator_delay: 60 });
    expect(changed).toMatchObject({ name: "Renamed", spectator_delay: 60, clock: "vgc" });
    await expect(change(season.id, { name: "No" }, viewer)).rejects.toMatchObject({ code: "PT403" });
    await expect(change(season.id, { best_of: 4 })).rejects.toMatchObject({ code: "PT400" });
  });

  it("keeps its format and its best-of while a match is being played", async () => {
    const season = await Season.create(db);
    await season.openBattle(await season.match());
    await expect(change(season.id, { best_of: 3 }, operator)).rejects.toMatchObject({ code: "PT409" });
    await expect(change(season.id, { format: "gen9uu" }, operator)).rejects.toMatchObject({ code: "PT409" });
    await change(season.id, { clock: "none" }, operator);
  });

  it("is removed while nothing of it has been played, and no later", async () => {
    const season = await Season.create(db);
    const match = await season.match();
    const remove = (user: string) => db.asUser(user, "select remove_season($1)", [season.id]);
    await expect(remove(admin)).rejects.toMatchObject({ code: "PT403" });
    await season.openBattle(match);
    await expect(remove(operator)).rejects.toMatchObject({ code: "PT409" });
    const other = await Season.create(db);
    await other.match();
    const opened = await Season.create(db);
    const opening = await db.open("select open_match_battle($1, 'b-opening', gen_random_uuid())", [
      await opened.match(),
    ]);
    const removing = db.asUser(operator, "select remove_season($1)", [opened.id]);
    const refused = expect(removing).rejects.toMatchObject({ code: "PT409" });
    await db.blocked();
    await opening.commit();
    await refused;
    await db.asUser(operator, "select remove_season($1)", [other.id]);
    expect(await db.sql("select from teams where season_id = $1", [other.id])).toEqual([]);
  });
});

it("rules that are no rules are told, not thrown as the database's own errors", async () => {
  const season = await create();
  const rules = (changes: object) =>
    db.asUser(admin, "select change_season_rules($1, $2)", [season.id, JSON.stringify(changes)]);
  for (const changes of [
    { points_win: "x" },
    { points_win: null },
    { forfeit_ends: ["win"] },
    { points_tie: 1e9 },
  ]) {
    await expect(rules(changes)).rejects.toMatchObject({
      code: "PT400",
      message: expect.stringMatching(/^Cannot change the rules: /),
    });
  }
});
