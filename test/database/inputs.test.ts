import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { claimOne, complete } from "../harness/claims.ts";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { createUser, openBattle, recordCompleted, recordStarted, Season } from "../harness/league.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.drop());

/** The inputs of a battle from one number to another. */
const inputs = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => ({
    kind: "chat",
    at: from + index,
    seat: "p1",
    text: "hi",
  }));
const record = async (battle: string, from: number, given: unknown[]) =>
  (await db.rpc("record_inputs", { p_battle_id: battle, p_from: from, p_inputs: JSON.stringify(given) }))[0]
    ?.record_inputs;
const stored = async (battle: string) =>
  (await db.rpc("battle_inputs_of", { p_battle_id: battle }))[0]?.battle_inputs_of;
const newBattle = async () => openBattle(db, await createUser(db));

describe("the inputs of a battle that runs", () => {
  it("are stored in their order, chunk by chunk", async () => {
    const battle = await newBattle();
    expect(await stored(battle)).toEqual([]);
    expect(await record(battle, 1, inputs(1, 3))).toBe(3);
    expect(await record(battle, 4, inputs(4, 12))).toBe(12);
    expect(await stored(battle)).toEqual(inputs(1, 12));
  });

  it("may come again and overlap; what was there stays", async () => {
    const battle = await newBattle();
    await record(battle, 1, inputs(1, 5));
    expect(await record(battle, 1, inputs(1, 5))).toBe(5);
    expect(await record(battle, 3, inputs(103, 107))).toBe(7);
    expect(await record(battle, 2, inputs(2, 3))).toBe(7);
    expect(await stored(battle)).toEqual([...inputs(1, 5), ...inputs(106, 107)]);
  });

  it("behind a gap are not taken, and the answer says where to begin", async () => {
    const battle = await newBattle();
    expect(await record(battle, 2, inputs(2, 3))).toBe(0);
    await record(battle, 1, inputs(1, 2));
    expect(await record(battle, 4, inputs(4, 9))).toBe(2);
    expect(await stored(battle)).toEqual(inputs(1, 2));
  });

  it("have no gap, however many chunks come at once", async () => {
    const battle = await newBattle();
    const starts = Array.from({ length: 20 }, (_, index) => 1 + ((index * 7) % 20));
    const answers = await Promise.all(starts.map((from) => record(battle, from, inputs(from, from + 4))));
    const have = Math.max(...answers.map(Number));
    expect(await stored(battle)).toEqual(inputs(1, have));
  });

  it("show that its room is there", async () => {
    const battle = await newBattle();
    await record(battle, 1, inputs(1, 1));
    const [row] = await db.sql(
      "select now() - seen_at < interval '10 seconds' as seen from battles where id = $1",
      [battle],
    );
    expect(row).toEqual({ seen: true });
  });

  it("show that the battle has begun, whether its start was reported or not", async () => {
    const battle = await newBattle();
    await record(battle, 1, inputs(1, 1));
    const row = async () =>
      (await db.sql("select status, started_at from battles where id = $1", [battle]))[0];
    expect(await row()).toEqual({ status: "live", started_at: expect.any(Date) });
    expect(await recordStarted(db, battle)).toBe("new");
    expect(await row()).toEqual({ status: "live", started_at: new Date("2026-11-22T11:00:00.000Z") });
  });

  it("are kept apart from those of other battles", async () => {
    const [one, two] = [await newBattle(), await newBattle()];
    await record(one, 1, inputs(1, 2));
    await record(two, 1, inputs(11, 13));
    expect(await stored(one)).toEqual(inputs(1, 2));
    expect(await stored(two)).toEqual(inputs(11, 13));
  });

  it("must be inputs, numbered from 1", async () => {
    const battle = await newBattle();
    await expect(record(battle, 1, ["text"])).rejects.toMatchObject({ code: "23514" });
    await expect(record(battle, 0, inputs(0, 1))).rejects.toMatchObject({ code: "PT400" });
    expect(await stored(battle)).toEqual([]);
  });

  it("are refused for a battle that is unknown or over, which is said", async () => {
    await expect(record("no-such-battle", 1, inputs(1, 1))).rejects.toMatchObject({ code: "PT404" });
    const battle = await newBattle();
    await recordCompleted(db, battle);
    await expect(record(battle, 1, inputs(1, 1))).rejects.toMatchObject({
      code: "PT409",
      message: expect.stringContaining("is ended"),
    });
    const gone = await newBattle();
    await db.sql("update battles set status = 'void', dispute_reason = 'called off' where id = $1", [gone]);
    await expect(record(gone, 1, inputs(1, 1))).rejects.toMatchObject({
      code: "PT410",
      message: expect.stringContaining("called off"),
    });
    await db.sql("delete from pgmq.q_battle_results");
  });
});

describe("the inputs of a battle that is over", () => {
  it("are there until it is counted", async () => {
    const season = await Season.create(db, 2);
    const battle = await season.openBattle(await season.match());
    await record(battle, 1, inputs(1, 3));
    await recordCompleted(db, battle);
    expect(await stored(battle)).toHaveLength(3);
    await complete(db, await claimOne(db));
    expect(await stored(battle)).toEqual([]);
  });

  it("go when it counts for nobody, and stay while people decide", async () => {
    const [voided, disputed] = [await newBattle(), await newBattle()];
    for (const battle of [voided, disputed]) await record(battle, 1, inputs(1, 3));
    await db.sql("update battles set status = 'void' where id = $1", [voided]);
    await db.sql("update battles set status = 'disputed', dispute_reason = 'why' where id = $1", [disputed]);
    expect(await stored(voided)).toEqual([]);
    expect(await stored(disputed)).toHaveLength(3);
  });

  it("are read by nobody but through the service's function", async () => {
    for (const role of ["anon", "authenticated", "service_role"] as const) {
      await expect(db.as(role, "select * from battle_inputs")).rejects.toThrow(/permission denied/);
    }
    await expect(db.as("authenticated", "select battle_inputs_of('b')")).rejects.toThrow(/permission denied/);
  });
});
