import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { Ladder, type Player, recordAbandoned } from "../harness/ladder-database.ts";
import { recordCompleted } from "../harness/league.ts";

let db: TestDatabase;
let ou: Ladder;
beforeAll(async () => {
  db = await freshDatabase();
  ou = new Ladder(db);
});
afterAll(() => db.drop());

const battleRow = async (id: string) => (await db.sql("select * from battles where id = $1", [id]))[0];
const twoWaiting = async (): Promise<[Player, Player]> => [await ou.waiting(), await ou.waiting()];

describe("a battle that was abandoned", () => {
  it("leaves a place to who came, at its old moment, and frees who did not", async () => {
    const [one, two] = await twoWaiting();
    await ou.age(one, "40 seconds");
    const joined = (await ou.entry(one))?.joined_at as Date;
    const battle = await ou.battle(one, two);
    expect(await recordAbandoned(db, battle, ["p1"])).toBe("new");
    expect(await battleRow(battle)).toMatchObject({
      status: "void",
      end_type: "void",
      winner_seat: null,
      dispute_reason: "not both players came",
      ended_at: new Date("2026-11-22T12:00:15.000Z"),
    });
    expect(await ou.entry(one)).toMatchObject({ claim: null, battle_id: null, joined_at: joined });
    expect(await ou.entry(two)).toBeUndefined();

    expect(await ou.enter(two, { resume: true })).toEqual({ status: "gone" });
    const back = { ...one, claim: randomUUID() };
    expect(await ou.enter(back, { resume: true })).toMatchObject({
      status: "entered",
      joinedAt: joined.getTime(),
      lastOpponent: two.user,
    });
    // An answer that was lost is asked for again.
    expect(await ou.enter(back, { resume: true })).toMatchObject({ status: "entered" });
    expect(await ou.pair(back, await ou.waiting())).toMatchObject({ status: "paired" });
  });

  it("keeps the place for a minute, and not from a lobby that has it already", async () => {
    const [one, two] = await twoWaiting();
    await recordAbandoned(db, await ou.battle(one, two), ["p1", "p2"]);
    await ou.age(one, "61 seconds");
    expect(await ou.enter(one, { resume: true })).toEqual({ status: "gone" });
    await ou.enter({ ...two, claim: randomUUID() });
    expect(await ou.enter({ ...two, claim: randomUUID() }, { resume: true })).toEqual({ status: "gone" });
  });

  it("does not keep its player from another format", async () => {
    const [one, two] = await twoWaiting();
    await recordAbandoned(db, await ou.battle(one, two), ["p2"]);
    expect(await new Ladder(db, "gen9uu").enter({ ...two, claim: randomUUID() })).toMatchObject({
      status: "entered",
    });
  });

  it("is recorded once, and changes nothing the second time", async () => {
    const [one, two] = await twoWaiting();
    const battle = await ou.battle(one, two);
    const answers = await Promise.all(Array.from({ length: 5 }, () => recordAbandoned(db, battle, ["p1"])));
    expect(answers.sort()).toEqual(["new", "seen", "seen", "seen", "seen"]);
    const next = await ou.waiting();
    const back = { ...one, claim: randomUUID() };
    await ou.enter(back, { resume: true });
    const battleId = await ou.battle(back, next);
    expect(await recordAbandoned(db, battle, ["p1"])).toBe("seen");
    expect(await ou.entry(one)).toMatchObject({ battle_id: battleId });
  });

  it("does not undo an end that was recorded before", async () => {
    const [one, two] = await twoWaiting();
    const battle = await ou.battle(one, two);
    await recordCompleted(db, battle);
    expect(await recordAbandoned(db, battle, ["p1"])).toBe("new");
    expect(await battleRow(battle)).toMatchObject({ status: "ended", winner_seat: "p1" });
    expect(await ou.entry(one)).toBeUndefined();
  });

  it("is refused when it is unknown", async () => {
    await expect(recordAbandoned(db, "no-such-battle", [])).rejects.toMatchObject({ code: "PT404" });
  });
});
