import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { createUser, openBattle, recordCompleted, recordStarted, Season } from "../harness/league.ts";

let db: TestDatabase;
let season: Season;
beforeAll(async () => {
  db = await freshDatabase();
  season = await Season.create(db, 2);
});
afterAll(() => db.drop());

const battleRow = async (id: string) => (await db.sql("select * from battles where id = $1", [id]))[0];
const matchRow = async (id: string) => (await db.sql("select * from matches where id = $1", [id]))[0];
const openMatch = (match: string, battle = `b-${randomUUID()}`) =>
  db.rpc("open_match_battle", { p_match_id: match, p_battle_id: battle, p_correlation_id: randomUUID() });
const open = (user: string) => openBattle(db, user);
const takeSeat = (battle: string, user: string) => db.rpc("take_seat", { p_battle_id: battle, p_user: user });

describe("the battle of a match", () => {
  it("seats the two coaches and puts the match in progress", async () => {
    const match = await season.match();
    const [battle] = await openMatch(match);
    expect(battle).toMatchObject({
      match_id: match,
      format: "gen9ou",
      status: "waiting",
      p1_user: season.coaches[0],
      p2_user: season.coaches[1],
    });
    expect(await matchRow(match)).toMatchObject({ status: "in_progress", room_id: battle?.id });
  });

  it("is one, however many ask for it at once", async () => {
    const match = await season.match();
    const opened = await Promise.all(Array.from({ length: 10 }, () => openMatch(match)));
    expect(new Set(opened.map(([battle]) => battle?.id)).size).toBe(1);
    expect(await db.sql("select id from battles where match_id = $1", [match])).toHaveLength(1);
  });

  it("is refused for a match that is cancelled, unknown, or whose team has no coach", async () => {
    const match = await season.match();
    await db.sql("update matches set status = 'cancelled' where id = $1", [match]);
    await expect(openMatch(match)).rejects.toMatchObject({
      code: "PT409",
      message: expect.stringContaining("is cancelled"),
    });
    await expect(openMatch(randomUUID())).rejects.toMatchObject({ code: "PT404" });
    const coachless = await Season.create(db, 2);
    await db.sql("update teams set coach_id = null where id = $1", [coachless.teams[0]]);
    await expect(openMatch(await coachless.match())).rejects.toMatchObject({ code: "PT409" });
  });
});

describe("a seat", () => {
  it("goes to the first who asks, and stays theirs", async () => {
    const [one, two, three] = await Promise.all([createUser(db), createUser(db), createUser(db)]);
    const battle = await open(one);
    expect((await takeSeat(battle, two))[0]).toMatchObject({ p1_user: one, p2_user: two });
    expect((await takeSeat(battle, two))[0]).toMatchObject({ p2_user: two });
    expect((await takeSeat(battle, one))[0]).toMatchObject({ p1_user: one, p2_user: two });
    await expect(takeSeat(battle, three)).rejects.toMatchObject({ code: "PT409" });
  });

  it("goes to one of ten who ask at once", async () => {
    const battle = await open(await createUser(db));
    const users = await Promise.all(Array.from({ length: 10 }, () => createUser(db)));
    const answers = await Promise.allSettled(users.map((user) => takeSeat(battle, user)));
    expect(answers.filter((answer) => answer.status === "fulfilled")).toHaveLength(1);
  });

  it("is refused in a battle that ended or does not exist, and to a user who does not", async () => {
    const battle = await open(await createUser(db));
    await expect(takeSeat(battle, randomUUID())).rejects.toMatchObject({ code: "PT404" });
    await recordCompleted(db, battle);
    await expect(takeSeat(battle, await createUser(db))).rejects.toMatchObject({ code: "PT409" });
    await expect(takeSeat("no-such-battle", await createUser(db))).rejects.toMatchObject({ code: "PT404" });
    await expect(open(randomUUID())).rejects.toMatchObject({ code: "PT404" });
  });
});

describe("an event of a room", () => {
  it("starts the battle once", async () => {
    const battle = await season.openBattle(await season.match());
    expect(await recordStarted(db, battle)).toBe("new");
    expect(await recordStarted(db, battle)).toBe("seen");
    expect(await battleRow(battle)).toMatchObject({ status: "live", p1_name: "Red", p2_name: "Blue" });
  });

  it("ends the battle once and leaves one job, when ten copies come at once", async () => {
    const { battle } = await season.endedBattle();
    const other = await season.openBattle(await season.match());
    const answers = await Promise.all(Array.from({ length: 10 }, () => recordCompleted(db, other)));
    expect(answers.filter((answer) => answer === "new")).toHaveLength(1);
    const jobs = await db.sql("select subject, state, kind, request_id from jobs where subject = any($1)", [
      [battle, other],
    ]);
    expect(jobs).toHaveLength(2);
    const messages = await db.sql(
      "select message from pgmq.q_battle_results where message ->> 'battle_id' = $1",
      [other],
    );
    expect(messages).toHaveLength(1);
    expect(messages[0]?.message).toMatchObject({ kind: "battle.completed", v: 1, battle_id: other });
  });

  it("that starts a battle which has ended fills in the names and does not undo the end", async () => {
    const { battle } = await season.endedBattle();
    expect(await recordStarted(db, battle)).toBe("new");
    expect(await battleRow(battle)).toMatchObject({
      status: "ended",
      p1_name: "Red",
      started_at: new Date("2026-11-22T11:00:00.000Z"),
    });
  });

  it("keeps the record of a battle that was voided meanwhile, and does not count it", async () => {
    const battle = await season.openBattle(await season.match());
    await db.sql("update battles set status = 'void' where id = $1", [battle]);
    expect(await recordCompleted(db, battle)).toBe("new");
    expect(await battleRow(battle)).toMatchObject({ status: "void", replay_path: `${battle}.log` });
    expect(await db.sql("select from jobs where subject = $1", [battle])).toHaveLength(0);
  });

  it("is refused for an unknown battle, or under another event's id", async () => {
    await expect(recordCompleted(db, "no-such-battle")).rejects.toMatchObject({ code: "PT404" });
    await expect(recordStarted(db, "no-such-battle")).rejects.toMatchObject({ code: "PT404" });
    const { battle } = await season.endedBattle();
    await expect(recordStarted(db, battle, `${battle}:completed`)).rejects.toMatchObject({ code: "PT409" });
  });
});
