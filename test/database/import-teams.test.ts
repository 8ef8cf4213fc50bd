import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { createUser, Season } from "../harness/league.ts";

const Answer = z.strictObject({
  applied: z.boolean(),
  errors: z.array(z.strictObject({ line: z.int(), message: z.string() })),
  teams: z.array(
    z.strictObject({ line: z.int(), team: z.string(), what: z.enum(["new", "changed", "same"]) }),
  ),
});

interface Line {
  line?: number;
  team?: unknown;
  coach?: unknown;
  roster?: unknown;
}

let db: TestDatabase;
let season: Season;
let admin: string;
let viewer: string;
let [ash, misty] = ["", ""];

beforeAll(async () => {
  db = await freshDatabase();
  ash = await createUser(db, { display_name: "Ash" });
  misty = await createUser(db, { display_name: "Misty" });
});
afterAll(() => db.drop());

beforeEach(async () => {
  season = await Season.create(db, 0);
  [admin, viewer] = [await createUser(db), await createUser(db)];
  await db.sql(
    "insert into league_roles (league_id, user_id, role) values ($1, $2, 'admin'), ($1, $3, 'viewer')",
    [season.leagueId, admin, viewer],
  );
});

async function importTeams(teams: unknown, check = false, user = admin) {
  const [row] = await db.asUser(user, "select import_teams($1, $2, $3, 'r-1') as answer", [
    season.id,
    JSON.stringify(teams),
    check,
  ]);
  return Answer.parse(row?.answer);
}

const wrong = async (...teams: Line[]) => {
  const { applied, errors } = await importTeams(teams);
  expect(applied).toBe(false);
  return errors;
};

const teamsNow = () =>
  db.sql(
    `select t.name, p.display_name as coach, array(select r.species from rosters r where r.team_id = t.id order by 1) as roster
     from teams t left join profiles p on p.id = t.coach_id where t.season_id = $1 order by t.name`,
    [season.id],
  );

const rush = { team: "Viridian Rush", coach: "Ash", roster: ["Great Tusk", "Gholdengo"] };
const tide = { team: "Cerulean Tide", coach: "misty ", roster: ["Starmie"] };

describe("a list of teams", () => {
  it("becomes teams with their coaches and rosters, on record", async () => {
    expect(await importTeams([rush, tide, { team: "No coach yet" }])).toEqual({
      applied: true,
      errors: [],
      teams: [
        { line: 1, team: "Viridian Rush", what: "new" },
        { line: 2, team: "Cerulean Tide", what: "new" },
        { line: 3, team: "No coach yet", what: "new" },
      ],
    });
    expect(await teamsNow()).toEqual([
      { name: "Cerulean Tide", coach: "Misty", roster: ["Starmie"] },
      { name: "No coach yet", coach: null, roster: [] },
      { name: "Viridian Rush", coach: "Ash", roster: ["Gholdengo", "Great Tusk"] },
    ]);
    const lines = await db.sql("select actor, action, request_id from admin_actions where subject = $1", [
      season.id,
    ]);
    expect(lines).toEqual([{ actor: admin, action: "teams.imported", request_id: "r-1" }]);
  });

  it("with one wrong line writes none of them, and says what is wrong beside each", async () => {
    const errors = await wrong(
      rush,
      { line: 7, team: "Ghosts", coach: "Nobody" },
      { line: 8, team: " ", roster: ["Gengar"] },
      { line: 9, team: "Doubles", roster: ["Gengar", " gengar"] },
      { line: 10, team: "Markup", roster: ["<script>"] },
      { line: 11, team: "x".repeat(61) },
    );
    expect(errors).toEqual([
      { line: 7, message: expect.stringMatching(/^nobody here is called 'Nobody'/) },
      { line: 8, message: "the team's name is missing" },
      { line: 9, message: "Gengar is on it twice" },
      { line: 10, message: "'<script>' is no species" },
      { line: 11, message: expect.stringMatching(/61 characters, at most are 60/) },
    ]);
    expect(await teamsNow()).toEqual([]);
  });

  it("that names a team or a coach twice says where the other one is", async () => {
    expect(
      await wrong(
        { ...rush, line: 2 },
        { line: 5, team: "viridian rush" },
        { line: 6, team: "B", coach: "ASH" },
      ),
    ).toEqual([
      { line: 2, message: "the same team is on line 5" },
      { line: 5, message: "the same team is on line 2" },
      { line: 6, message: "Ash coaches the team on line 2" },
    ]);
  });

  it("whose coach has another team of the season is told which", async () => {
    await importTeams([rush]);
    expect(await wrong({ team: "Second team", coach: "Ash" })).toEqual([
      { line: 1, message: "Ash coaches Viridian Rush already" },
    ]);
  });

  it("said twice changes nothing the second time", async () => {
    await importTeams([rush, tide]);
    const before = await teamsNow();
    expect((await importTeams([rush, tide])).teams.map(({ what }) => what)).toEqual(["same", "same"]);
    expect(await teamsNow()).toEqual(before);
  });

  it("changes the coach and the roster of teams that are there, and swaps coaches", async () => {
    await importTeams([rush, tide]);
    const { teams } = await importTeams([
      { team: "Viridian Rush", coach: "Misty", roster: ["Great Tusk"] },
      { team: "Cerulean Tide", coach: "Ash" },
    ]);
    expect(teams.map(({ what }) => what)).toEqual(["changed", "changed"]);
    expect(await teamsNow()).toEqual([
      { name: "Cerulean Tide", coach: "Ash", roster: ["Starmie"] },
      { name: "Viridian Rush", coach: "Misty", roster: ["Great Tusk"] },
    ]);
  });

  it("that is only looked at writes nothing", async () => {
    expect(await importTeams([rush], true)).toMatchObject({
      applied: false,
      errors: [],
      teams: [{ what: "new" }],
    });
    expect(await teamsNow()).toEqual([]);
  });

  it("is for the league's admins", async () => {
    for (const user of [viewer, ash]) {
      await expect(importTeams([rush], true, user)).rejects.toMatchObject({ code: "PT403" });
    }
  });

  it.each([
    ["no list", { team: "A" }],
    ["an empty list", []],
    ["more than 200 teams", Array.from({ length: 201 }, (_, index) => ({ team: `T${index}` }))],
    [
      "the same line twice",
      [
        { line: 1, team: "A" },
        { line: 1, team: "B" },
      ],
    ],
  ])("that is %s is refused", async (_what, list) => {
    await expect(importTeams(list)).rejects.toMatchObject({ code: "PT400" });
  });

  it("of whatever shape is told of, not thrown at", async () => {
    const errors = await wrong(
      { team: 3, roster: "Starmie" },
      { team: ["A"], roster: [1] },
      { team: "B", roster: Array.from({ length: 61 }, (_, index) => `S${index}`) },
      { team: "C", coach: { name: "Ash" } },
      { team: "D", line: -4 },
    );
    expect(errors.map(({ line }) => line)).toEqual([1, 2, 3, 4]);
  });

  it("that two admins import at once is there once", async () => {
    const both = await Promise.all([importTeams([rush, tide]), importTeams([rush, tide])]);
    expect(both.map(({ teams }) => teams.map(({ what }) => what).join()).sort()).toEqual([
      "new,new",
      "same,same",
    ]);
    expect(await teamsNow()).toHaveLength(2);
  });
});

describe("a team", () => {
  const change = (team: unknown, changes: unknown, user = admin) =>
    db.asUser(user, "select name, coach_id from change_team($1, $2)", [team, JSON.stringify(changes)]);
  const first = async () =>
    (await db.sql("select id from teams where season_id = $1 order by name", [season.id]))[0]?.id;

  it("changes in what is named", async () => {
    await importTeams([rush]);
    const team = await first();
    expect(await change(team, { name: " Viridian  Run ", coach: null })).toEqual([
      { name: "Viridian Run", coach_id: null },
    ]);
    expect(await change(team, { coach: "misty" })).toEqual([{ name: "Viridian Run", coach_id: misty }]);
    await change(team, { roster: ["Starmie"] });
    expect((await teamsNow())[0]?.roster).toEqual(["Starmie"]);
  });

  it("does not change into what cannot be", async () => {
    await importTeams([rush, tide]);
    const team = await first();
    await expect(change(team, { name: "Viridian Rush" })).rejects.toMatchObject({ code: "PT409" });
    await expect(change(team, { coach: "Ash" })).rejects.toMatchObject({ code: "PT409" });
    await expect(change(team, { coach: "Nobody" })).rejects.toMatchObject({ code: "PT404" });
    await expect(change(team, { roster: ["A", "a"] })).rejects.toMatchObject({ code: "PT400" });
    await expect(change(team, { season_id: season.id })).rejects.toMatchObject({ code: "PT400" });
    await expect(change(team, [])).rejects.toMatchObject({ code: "PT400" });
    await expect(change(team, { name: "X" }, viewer)).rejects.toMatchObject({ code: "PT403" });
  });

  it("is removed while it is in no schedule", async () => {
    const playing = await Season.create(db);
    await playing.match();
    const operator = await createUser(db);
    await db.sql("insert into operators (user_id) values ($1)", [operator]);
    const remove = (user: string, team: unknown) => db.asUser(user, "select remove_team($1)", [team]);
    await expect(remove(operator, playing.teams[0])).rejects.toMatchObject({ code: "PT409" });
    await importTeams([rush]);
    await expect(remove(viewer, await first())).rejects.toMatchObject({ code: "PT403" });
    await remove(admin, await first());
    expect(await teamsNow()).toEqual([]);
  });
});
