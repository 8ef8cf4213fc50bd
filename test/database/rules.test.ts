import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CLOCKS, FRIENDLY_RULES } from "../../functions/_shared/schema/rules.ts";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { createUser, openBattle, recordCompleted, recordStarted, Season } from "../harness/league.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.drop());

const battleRow = async (id: string) => (await db.sql("select * from battles where id = $1", [id]))[0];
const withdraw = async (battle: string) =>
  (await db.rpc("withdraw_battle", { p_battle_id: battle }))[0]?.withdraw_battle;
const callOff = (user: string, battle: string) => db.asUser(user, "select call_off_battle($1)", [battle]);

describe("the rules of a battle", () => {
  it("are a friendly battle's unless its opener names others", async () => {
    const user = await createUser(db);
    expect(await battleRow(await openBattle(db, user))).toMatchObject({
      rules: FRIENDLY_RULES,
      rated: false,
      bot: null,
      game: null,
    });
    const rules = { ...FRIENDLY_RULES, clock: null, delay: 30 };
    expect(await battleRow(await openBattle(db, user, { rules }))).toMatchObject({ rules });
  });

  it.each(["standard", "vgc", "none"] as const)(
    "of a match come from its season: the clock %s",
    async (clock) => {
      const season = await Season.create(db, 2, { clock, delay: 120 });
      expect(await battleRow(await season.openBattle(await season.match()))).toMatchObject({
        rules: { clock: CLOCKS[clock], casual: false, reconnect: 60, confirm: null, delay: 120 },
        rated: false,
        game: 1,
      });
    },
  );

  it("are complete", async () => {
    const id = await openBattle(db, await createUser(db));
    for (const rules of ["{}", "null", "[]", '{"clock":null}']) {
      const broken = db.sql("update battles set rules = $2 where id = $1", [id, rules]);
      await expect(broken, rules).rejects.toMatchObject({ code: "23514" });
    }
  });
});

describe("open battles of one user", () => {
  it("are three at a time, and the refusal names them and what to do", async () => {
    const user = await createUser(db);
    const open = [await openBattle(db, user), await openBattle(db, user), await openBattle(db, user)];
    const refusal = await openBattle(db, user).catch((error: Error) => error);
    expect(refusal).toMatchObject({ code: "PT409", message: expect.stringContaining("call it off") });
    for (const id of open) expect(String(refusal)).toContain(id);
    await recordCompleted(db, open[0] ?? "");
    await openBattle(db, user);
  });

  it("are three when ten are opened at once", async () => {
    const user = await createUser(db);
    const answers = await Promise.allSettled(Array.from({ length: 10 }, () => openBattle(db, user)));
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
  });

  it("do not count the matches that wait for the user", async () => {
    const season = await Season.create(db, 2);
    for (let round = 0; round < 4; round++) await season.openBattle(await season.match());
    await openBattle(db, season.coaches[0] ?? "");
  });
});

describe("practice against a bot", () => {
  it.each(["easy", "normal", "hard"] as const)("needs its opener alone: %s", async (bot) => {
    const user = await createUser(db);
    const battle = await openBattle(db, user, { bot });
    expect(await battleRow(battle)).toMatchObject({
      bot,
      rated: false,
      p1_user: user,
      p2_user: null,
      p2_name: `Practice bot (${bot})`,
    });
    await expect(
      db.rpc("take_seat", { p_battle_id: battle, p_user: await createUser(db) }),
    ).rejects.toMatchObject({ code: "PT409", message: expect.stringContaining("a bot plays") });
    expect((await db.rpc("take_seat", { p_battle_id: battle, p_user: user }))[0]).toMatchObject({
      id: battle,
    });
  });

  it("has a name that no user can have", async () => {
    const user = await createUser(db, { display_name: "Practice bot (easy)" });
    expect(await db.sql("select display_name from profiles where id = $1", [user])).toEqual([
      { display_name: "Practice bot easy" },
    ]);
  });

  it("is taken back when its room refuses it", async () => {
    const battle = await openBattle(db, await createUser(db), { bot: "hard" });
    expect(await withdraw(battle)).toBe(true);
    expect(await battleRow(battle)).toBeUndefined();
  });

  it("has one of three strengths", async () => {
    const opened = db.rpc("open_battle", {
      p_user: await createUser(db),
      p_format: "gen9ou",
      p_battle_id: "practice-1",
      p_correlation_id: "00000000-0000-4000-8000-000000000000",
      p_bot: "divine",
    });
    await expect(opened).rejects.toMatchObject({ code: "23514" });
  });
});

describe("calling off a battle", () => {
  it("is for its opener, while it waits, as often as they say so", async () => {
    const [one, two] = [await createUser(db), await createUser(db)];
    const battle = await openBattle(db, one);
    await db.rpc("take_seat", { p_battle_id: battle, p_user: two });
    await expect(callOff(two, battle)).rejects.toMatchObject({ code: "PT403" });
    await callOff(one, battle);
    await callOff(one, battle);
    expect(await battleRow(battle)).toMatchObject({ status: "void", dispute_reason: "called off" });
    await expect(
      db.rpc("take_seat", { p_battle_id: battle, p_user: await createUser(db) }),
    ).rejects.toMatchObject({ code: "PT409", message: expect.stringContaining("is void") });
  });

  it("is told to a room in which it begins all the same, and counts for nobody", async () => {
    const user = await createUser(db);
    const battle = await openBattle(db, user);
    await callOff(user, battle);
    await expect(recordStarted(db, battle)).rejects.toMatchObject({
      code: "PT410",
      message: expect.stringContaining("called off"),
    });
    expect(await recordCompleted(db, battle)).toBe("new");
    expect(await battleRow(battle)).toMatchObject({ status: "void", replay_path: `${battle}.log` });
    expect(await db.sql("select from jobs where subject = $1", [battle])).toEqual([]);
    // Late, of a battle that its room knows to be over.
    expect(await recordStarted(db, battle)).toBe("new");
  });

  it("is refused once the battle has begun, for a match's, and for an unknown one", async () => {
    const user = await createUser(db);
    const battle = await openBattle(db, user);
    await db.sql("update battles set status = 'live' where id = $1", [battle]);
    await expect(callOff(user, battle)).rejects.toMatchObject({ code: "PT409" });
    const season = await Season.create(db, 2);
    const match = await season.openBattle(await season.match());
    await expect(callOff(season.coaches[0] ?? "", match)).rejects.toMatchObject({ code: "PT409" });
    await expect(callOff(user, "no-such-battle")).rejects.toMatchObject({ code: "PT404" });
  });

  it("is refused to guests without an account and to the service", async () => {
    const battle = await openBattle(db, await createUser(db));
    for (const role of ["anon", "service_role"] as const)
      await expect(db.as(role, "select call_off_battle($1)", [battle])).rejects.toThrow(/permission denied/);
    await expect(db.as("authenticated", "select call_off_battle($1)", [battle])).rejects.toMatchObject({
      code: "PT403",
    });
  });
});
