import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { createUser } from "../harness/league.ts";

let db: TestDatabase;
let ash: string;
let gary: string;
beforeAll(async () => {
  db = await freshDatabase();
  ash = await createUser(db, { display_name: "Ash" });
  gary = await createUser(db, { display_name: "Gary" });
});
afterAll(() => db.drop());

const save = (user: string, team = "Pikachu|||static|thunderbolt|||||||", name = "Mine") =>
  db.asUser(
    user,
    "insert into saved_teams (format, name, team) values ('gen9ou', $1, $2) returning id, user_id, updated_at::text",
    [name, team],
  );

describe("a saved team", () => {
  it("belongs to the user who saves it", async () => {
    const [team] = await save(ash);
    expect(team).toMatchObject({ user_id: ash });
    expect(await db.asUser(ash, "select name from saved_teams")).toEqual([{ name: "Mine" }]);
  });

  it("is seen, changed and deleted by nobody else", async () => {
    const [team] = await save(ash);
    expect(await db.asUser(gary, "select id from saved_teams")).toEqual([]);
    expect(await db.asUser(gary, "update saved_teams set name = 'Stolen' returning id")).toEqual([]);
    expect(await db.asUser(gary, "delete from saved_teams returning id")).toEqual([]);
    await expect(db.as("anon", "select id from saved_teams")).rejects.toThrow(/permission denied/);
    expect(await db.sql("select name from saved_teams where id = $1", [team?.id])).toEqual([
      { name: "Mine" },
    ]);
  });

  it("is saved for nobody else, and never given away", async () => {
    await expect(
      db.asUser(
        gary,
        "insert into saved_teams (user_id, format, name, team) values ($1, 'gen9ou', 'A', 'B')",
        [ash],
      ),
    ).rejects.toThrow(/permission denied/);
    await expect(db.asUser(ash, "update saved_teams set user_id = $1", [gary])).rejects.toThrow(
      /permission denied/,
    );
    // Somebody who signed in and is nobody.
    await expect(
      db.as("authenticated", "insert into saved_teams (format, name, team) values ('gen9ou', 'A', 'B')"),
    ).rejects.toThrow(/null value|row-level security/);
  });

  it("can be changed by its user, which is noted", async () => {
    const [team] = await save(ash);
    const [changed] = await db.asUser(
      ash,
      "update saved_teams set name = 'Better', team = 'Raichu' where id = $1 returning name, updated_at::text",
      [team?.id],
    );
    expect(changed?.name).toBe("Better");
    expect(String(changed?.updated_at) > String(team?.updated_at)).toBe(true);
    expect(
      await db.asUser(ash, "delete from saved_teams where id = $1 returning id", [team?.id]),
    ).toHaveLength(1);
  });

  it("has at most 25000 characters, and some", async () => {
    await save(ash, "é".repeat(25_000));
    await expect(save(ash, "x".repeat(25_001))).rejects.toMatchObject({
      code: "PT400",
      message: "Cannot save the team: it may have 25000 characters and has 25001",
    });
    await expect(save(ash, "  \n")).rejects.toMatchObject({ code: "PT400" });
    await expect(
      db.asUser(ash, "update saved_teams set team = $1", ["x".repeat(25_001)]),
    ).rejects.toMatchObject({ code: "PT400" });
  });

  it("has a name and a format", async () => {
    await expect(save(ash, "Pikachu", " ")).rejects.toMatchObject({ code: "23514" });
    await expect(save(ash, "Pikachu", "x".repeat(61))).rejects.toMatchObject({ code: "23514" });
    await expect(
      db.asUser(ash, "insert into saved_teams (format, name, team) values ('OU', 'A', 'B')"),
    ).rejects.toMatchObject({ code: "23514" });
  });

  it("is the hundredth at most, also when many are saved at once", async () => {
    const user = await createUser(db);
    await db.sql(
      "insert into saved_teams (user_id, format, name, team) select $1, 'gen9ou', n::text, 'Pikachu' from generate_series(1, 95) n",
      [user],
    );
    const answers = await Promise.allSettled(Array.from({ length: 12 }, () => save(user)));
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(5);
    await expect(save(user)).rejects.toMatchObject({
      code: "PT409",
      message: "Cannot save the team: 100 are saved already; delete one first",
    });
    await db.asUser(user, "delete from saved_teams where name = '1'");
    await save(user);
    await db.asUser(user, "update saved_teams set name = 'Renamed' where name = '2'");
  });
});
