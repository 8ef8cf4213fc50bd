import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freshDatabase, type Row, type TestDatabase } from "../harness/database.ts";
import { Ladder, recordAbandoned, recordFailed } from "../harness/ladder-database.ts";
import { createUser, openBattle, recordCompleted, Season } from "../harness/league.ts";
import { forgetJobs, ledger, noticesOf, waitingJobs } from "../harness/notices.ts";

let db: TestDatabase;
let season: Season;
beforeAll(async () => {
  db = await freshDatabase();
  season = await Season.create(db, 2);
});
afterAll(() => db.drop());

const battleRow = async (id: string) => (await db.sql("select * from battles where id = $1", [id]))[0];
const matchRow = async (id: string) => (await db.sql("select * from matches where id = $1", [id]))[0];
const live = async (battle: string) => {
  await db.sql("update battles set status = 'live', started_at = now() where id = $1", [battle]);
  return battle;
};

describe("a battle whose room cannot go on", () => {
  it("is void when it is a friendly one", async () => {
    const battle = await live(await openBattle(db, await createUser(db)));
    expect(await recordFailed(db, battle, "its storage is broken")).toBe("new");
    expect(await battleRow(battle)).toMatchObject({
      status: "void",
      end_type: "void",
      winner_seat: null,
      dispute_reason: "its storage is broken",
      ended_at: new Date("2026-11-22T12:00:00.000Z"),
      completed_at: expect.any(Date),
    });
  });

  it("is void when it is a rated one, and its players may queue again", async () => {
    const ladder = new Ladder(db);
    const [one, two] = [await ladder.waiting(), await ladder.waiting()];
    const battle = await live(await ladder.battle(one, two));
    await recordFailed(db, battle);
    expect(await battleRow(battle)).toMatchObject({ status: "void" });
    for (const player of [one, two]) expect(await ladder.enter(player)).toMatchObject({ status: "entered" });
  });

  it("is disputed with its match, for people to decide", async () => {
    const match = await season.match();
    const battle = await live(await season.openBattle(match));
    await recordFailed(db, battle, "another release played it");
    expect(await battleRow(battle)).toMatchObject({
      status: "disputed",
      dispute_reason: "another release played it",
    });
    expect(await matchRow(match)).toMatchObject({
      status: "disputed",
      dispute_reason: "another release played it",
      winner_team_id: null,
    });
    expect(await season.standings()).toMatchObject([{ losses: 0 }, { losses: 0 }]);
  });

  it("has the message of its match say so, where a result was announced before and taken back", async () => {
    const { begin, finish } = ledger(db);
    for (const announced of [true, false]) {
      const match = await season.match();
      if (announced) {
        const { id } = await begin(null, match);
        await finish(id, { state: "sent", messageId: "42", fingerprint: "a" });
      }
      await forgetJobs(db);
      const battle = await live(await season.openBattle(match));
      await recordFailed(db, battle, "its storage is broken");
      const jobs = await waitingJobs(db, "match.completed");
      expect(jobs.map(({ subject }) => subject)).toEqual(announced ? [match] : []);
      const notices = await noticesOf(db, ...jobs.map(({ message }) => message as Row));
      expect(notices.map((notice) => notice.match)).toMatchObject(
        announced ? [{ status: "disputed", dispute_reason: "its storage is broken" }] : [],
      );
    }
  });

  it("is recorded once, however often it is told", async () => {
    const battle = await live(await openBattle(db, await createUser(db)));
    const answers = await Promise.all(Array.from({ length: 10 }, () => recordFailed(db, battle)));
    expect(answers.filter((answer) => answer === "new")).toHaveLength(1);
  });

  it("keeps an end that was recorded before", async () => {
    const match = await season.match();
    const battle = await season.openBattle(match);
    await recordCompleted(db, battle);
    expect(await recordFailed(db, battle)).toBe("new");
    expect(await battleRow(battle)).toMatchObject({ status: "ended", dispute_reason: null });
    expect(await matchRow(match)).toMatchObject({ status: "in_progress" });
  });

  it("keeps the record of an end that arrives late, and stays void", async () => {
    const battle = await live(await openBattle(db, await createUser(db)));
    await recordFailed(db, battle);
    expect(await recordCompleted(db, battle)).toBe("new");
    expect(await battleRow(battle)).toMatchObject({ status: "void", replay_path: `${battle}.log` });
  });

  it("is refused when it is unknown, or under another event's id", async () => {
    await expect(recordFailed(db, "no-such-battle")).rejects.toMatchObject({ code: "PT404" });
    const battle = await openBattle(db, await createUser(db));
    await recordAbandoned(db, battle, []);
    await expect(recordFailed(db, battle, "why", `${battle}:abandoned`)).rejects.toMatchObject({
      code: "PT409",
    });
  });
});

describe("a battle that was never begun", () => {
  it("is void when it was open", async () => {
    const battle = await openBattle(db, await createUser(db));
    expect(await recordAbandoned(db, battle, ["p1"])).toBe("new");
    expect(await battleRow(battle)).toMatchObject({ status: "void" });
  });

  it("is for people to decide when it is a match's", async () => {
    const match = await season.match();
    const battle = await season.openBattle(match);
    await recordAbandoned(db, battle, ["p2"]);
    expect(await battleRow(battle)).toMatchObject({ status: "disputed" });
    expect(await matchRow(match)).toMatchObject({ status: "disputed", room_id: battle });
  });
});
