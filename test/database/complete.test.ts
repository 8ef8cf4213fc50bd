import { afterAll, beforeEach, describe, expect, it } from "vitest";
import {
  answer,
  claim,
  claimOne,
  claimTwo,
  complete,
  completeBatch,
  expireClaims,
} from "../harness/claims.ts";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { createUser, recordCompleted, Season } from "../harness/league.ts";

const databases: TestDatabase[] = [];
let db: TestDatabase;
let season: Season;
beforeEach(async () => {
  db = await freshDatabase();
  databases.push(db);
  season = await Season.create(db, 2);
});
afterAll(async () => {
  for (const database of databases) await database.drop();
});

const battleRow = async (id: string) => (await db.sql("select * from battles where id = $1", [id]))[0];
const matchRow = async (id: string) => (await db.sql("select * from matches where id = $1", [id]))[0];
const standing = async (team: string | undefined) =>
  (await db.sql("select wins, losses, ties, differential from standings where team_id = $1", [team]))[0];
const notifications = () => db.sql("select message from pgmq.q_notifications");

describe("completing a battle", () => {
  it("writes battle, match, standings, job and notification, and acknowledges", async () => {
    const { match, battle } = await season.endedBattle();
    const job = await claimOne(db);
    expect(await complete(db, job)).toBe("completed");

    expect(await battleRow(battle)).toMatchObject({
      status: "completed",
      winner_seat: "p1",
      differential: 3,
    });
    expect(await matchRow(match)).toMatchObject({
      status: "completed",
      winner_team_id: season.teams[0],
      home_score: 3,
      away_score: 0,
      differential: 3,
      end_type: "win",
      replay_path: `${battle}.log`,
      played_at: new Date("2026-11-22T12:00:00.000Z"),
    });
    expect(await standing(season.teams[0])).toEqual({ wins: 1, losses: 0, ties: 0, differential: 3 });
    expect(await standing(season.teams[1])).toEqual({ wins: 0, losses: 1, ties: 0, differential: -3 });
    expect((await notifications()).map((row) => row.message)).toMatchObject([
      { kind: "match.completed", match_id: match },
    ]);
    const [row] = await db.sql("select state, attempts, worker, duration_ms from jobs where id = $1", [
      job.job_id,
    ]);
    expect(row).toMatchObject({
      state: "completed",
      attempts: 1,
      worker: "worker-1",
      duration_ms: expect.any(Number),
    });
    expect(await db.sql("select from pgmq.q_battle_results")).toHaveLength(0);
    expect(await db.sql("select from pgmq.a_battle_results")).toHaveLength(1);
  });

  it("twice changes nothing the second time", async () => {
    await season.endedBattle();
    const job = await claimOne(db);
    const answers = await Promise.all(Array.from({ length: 10 }, () => complete(db, job)));
    expect(answers.sort()).toEqual(["completed", ...Array.from({ length: 9 }, () => "stale")]);
    expect(await standing(season.teams[0])).toMatchObject({ wins: 1 });
    expect(await notifications()).toHaveLength(1);
  });

  it("is void for a worker that outlived its claim", async () => {
    const { battle } = await season.endedBattle();
    const late = await claimOne(db);
    await expireClaims(db);
    const current = await claimOne(db);
    expect(await complete(db, late)).toBe("stale");
    expect(await battleRow(battle)).toMatchObject({ status: "ended" });
    expect(await complete(db, current)).toBe("completed");
  });

  it("is only acknowledged when another message has counted the battle", async () => {
    const { battle } = await season.endedBattle();
    await db.sql("select pgmq.send('battle_results', message) from pgmq.q_battle_results");
    const [first, second] = await claimTwo(db);
    expect(await complete(db, first)).toBe("completed");
    expect(await complete(db, second)).toBe("already");
    expect(await battleRow(battle)).toMatchObject({ status: "completed" });
    expect(await standing(season.teams[0])).toMatchObject({ wins: 1 });
    expect(await db.sql("select state from jobs where queue = 'battle_results'")).toEqual([
      { state: "completed" },
      { state: "completed" },
    ]);
  });

  it("leaves standings and notifications alone when the battle belongs to no match", async () => {
    const user = await createUser(db);
    await db.rpc("open_battle", {
      p_user: user,
      p_format: "gen9randombattle",
      p_battle_id: "open-1",
      p_correlation_id: user,
    });
    await recordCompleted(db, "open-1");
    expect(await complete(db, await claimOne(db))).toBe("completed");
    expect(await notifications()).toHaveLength(0);
  });

  it.each(["cancelled", "disputed"])("leaves a %s match as it is", async (status) => {
    const { match, battle } = await season.endedBattle();
    await db.sql("update matches set status = $2, dispute_reason = 'people' where id = $1", [match, status]);
    expect(await complete(db, await claimOne(db))).toBe("completed");
    expect(await battleRow(battle)).toMatchObject({ status: "completed" });
    expect(await matchRow(match)).toMatchObject({ status, winner_team_id: null });
    expect(await standing(season.teams[0])).toMatchObject({ wins: 0 });
  });

  it("counts a tie for both and a double forfeit against both", async () => {
    await season.endedBattle();
    await complete(db, await claimOne(db), { winner: null, endType: "tie", p1: 1, p2: 1 });
    await season.endedBattle();
    await complete(db, await claimOne(db), { winner: null, endType: "forfeit", p1: 0, p2: 0 });
    for (const team of season.teams)
      expect(await standing(team)).toEqual({ wins: 0, losses: 1, ties: 1, differential: 0 });
  });

  it("gives a void battle to people to decide", async () => {
    const { match, battle } = await season.endedBattle();
    expect(await complete(db, await claimOne(db), { winner: null, endType: "void", p1: 6, p2: 6 })).toBe(
      "completed",
    );
    expect(await battleRow(battle)).toMatchObject({ status: "void" });
    expect(await matchRow(match)).toMatchObject({
      status: "disputed",
      dispute_reason: `battle ${battle} was void`,
    });
    expect(await notifications()).toHaveLength(0);
  });

  it("writes nothing at all when any part of it fails", async () => {
    const { battle } = await season.endedBattle();
    const job = await claimOne(db);
    const refused = await answer(db, { job, result: { winner: null, endType: "win", p1: 1, p2: 0 } });
    expect(refused).toMatchObject({
      status: "failed",
      error: expect.stringContaining("completed_is_counted"),
    });
    expect(await battleRow(battle)).toMatchObject({ status: "ended", summary: null });
    expect(await complete(db, job)).toBe("completed");
  });

  it("is refused while the battle goes on, and for an unknown one", async () => {
    const battle = await season.openBattle(await season.match());
    for (const id of [battle, "nothing"]) {
      await db.sql("select pgmq.send('battle_results', $1)", [{ kind: "battle.completed", battle_id: id }]);
    }
    const answers = await completeBatch(
      db,
      (await claim(db)).map((job) => ({ job })),
    );
    expect(answers.map(({ status, error }) => [status, error])).toEqual([
      ["refused", `Cannot complete battle '${battle}': it has not ended`],
      ["refused", "Cannot complete the battle: there is no battle 'nothing'"],
    ]);
  });

  it("requests the season's statistics with it, or says that the caller makes them", async () => {
    await season.endedBattle();
    expect(await answer(db, { job: await claimOne(db) })).toMatchObject({ status: "completed" });
    const queued = () => db.sql("select from jobs where kind = 'stats.refresh' and state = 'queued'");
    expect(await queued()).toHaveLength(10);
    await db.sql("delete from jobs where queue = 'stats_refresh'");
    await db.sql("select pgmq.purge_queue('stats_refresh')");

    await db.sql("update queue_flags set enabled = false where trigger = 'match'");
    await season.endedBattle();
    const counted = await answer(db, { job: await claimOne(db) });
    expect(counted).toMatchObject({ status: "completed", inline: season.id });
    expect(await queued()).toHaveLength(0);
  });

  it("is given all that it is made of in one query", async () => {
    const { battle } = await season.endedBattle();
    const truth = [{ turn: 1, victim: "anyone" }];
    await db.sql("update battles set truth = $2 where id = $1", [battle, JSON.stringify(truth)]);
    const [row] = await db.rpc("battles_to_complete", { p_ids: [battle, "nothing"] });
    expect(row?.battles_to_complete).toEqual([
      {
        id: battle,
        status: "ended",
        format: "gen9ou",
        season_id: season.id,
        winner_seat: "p1",
        end_type: "win",
        turns: 20,
        replay_path: `${battle}.log`,
        truth,
        seats_swapped: false,
        ratings: null,
      },
    ]);
  });

  it("of many matches of the same teams at once loses none and deadlocks nowhere", async () => {
    const four = await Season.create(db, 4);
    const pairs = [0, 1, 2, 3].flatMap((home) =>
      [0, 1, 2, 3].filter((away) => away !== home).map((away) => [home, away] as const),
    );
    for (const [home, away] of pairs) await four.endedBattle(home, away);
    const jobs = [...(await claim(db)), ...(await claim(db))];
    const answers = await Promise.all(jobs.map((job) => complete(db, job)));
    expect(answers).toEqual(pairs.map(() => "completed"));
    for (const team of four.teams)
      expect(await standing(team)).toEqual({ wins: 3, losses: 3, ties: 0, differential: 0 });
  });

  it("batch by batch, in whatever order each names them, deadlocks nowhere either", async () => {
    const four = await Season.create(db, 4);
    for (let number = 0; number < 30; number++) await four.endedBattle(number % 4, (number + 1) % 4);
    const batches = [await claim(db), (await claim(db)).reverse(), await claim(db)];
    expect(batches.map((jobs) => jobs.length)).toEqual([10, 10, 10]);
    const answers = await Promise.all(
      batches.map((jobs) =>
        completeBatch(
          db,
          jobs.map((job) => ({ job })),
        ),
      ),
    );
    expect(answers.flat().filter(({ status }) => status !== "completed")).toEqual([]);
    expect(await db.sql("select recalculate_standings($1) as wrong", [four.id])).toEqual([{ wrong: 0 }]);
  });

  it("in a batch harms no other when one of them cannot be counted", async () => {
    for (let number = 0; number < 3; number++) await season.endedBattle();
    const jobs = await claim(db);
    const bad = { winner: null, endType: "win", p1: 1, p2: 0 };
    const answers = await completeBatch(
      db,
      jobs.map((job, number) => (number === 1 ? { job, result: bad } : { job })),
    );
    expect(answers.map(({ status }) => status)).toEqual(["completed", "failed", "completed"]);
    expect(await standing(season.teams[0])).toMatchObject({ wins: 2 });
    expect(await db.sql("select from pgmq.q_battle_results")).toHaveLength(1);
  });
});
