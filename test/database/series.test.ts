import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { claim, claimOne, complete, type Result, settle } from "../harness/claims.ts";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { recordFailed } from "../harness/ladder-database.ts";
import { recordCompleted, Season } from "../harness/league.ts";

const databases: TestDatabase[] = [];
let db: TestDatabase;
let season: Season;
beforeEach(async () => {
  db = await freshDatabase();
  databases.push(db);
  season = await Season.create(db, 2, { bestOf: 3 });
});
afterAll(async () => {
  for (const database of databases) await database.drop();
});

const home: Result = { winner: "p1", endType: "win", p1: 3, p2: 0 };
const away: Result = { winner: "p2", endType: "win", p1: 0, p2: 2 };
const tie: Result = { winner: null, endType: "tie", p1: 0, p2: 0 };
const nobody: Result = { winner: null, endType: "forfeit", p1: 0, p2: 0 };
const voided: Result = { winner: null, endType: "void", p1: 6, p2: 6 };

const matchRow = async (id: string) => (await db.sql("select * from matches where id = $1", [id]))[0];
const games = (match: string) =>
  db.sql("select id, game, status from battles where match_id = $1 order by created_at", [match]);
const standing = async (team: number) =>
  (
    await db.sql("select wins, losses, ties, differential from standings where team_id = $1", [
      season.teams[team],
    ])
  )[0];
const notifications = () => db.sql("select from pgmq.q_notifications");

describe("a series", () => {
  it("goes on until one side has the majority, and is then counted once", async () => {
    const match = await season.match();
    const first = await season.playGame(match, home);
    expect(await matchRow(match)).toMatchObject({
      status: "in_progress",
      room_id: first,
      home_games: 1,
      away_games: 0,
      home_score: null,
    });
    expect(await standing(0)).toEqual({ wins: 0, losses: 0, ties: 0, differential: 0 });
    await season.playGame(match, away);
    expect(await notifications()).toHaveLength(0);
    const last = await season.playGame(match, { ...away, endType: "forfeit" });

    expect(await matchRow(match)).toMatchObject({
      status: "completed",
      winner_team_id: season.teams[1],
      home_games: 1,
      away_games: 2,
      home_score: 3,
      away_score: 4,
      differential: -1,
      end_type: "forfeit",
      room_id: last,
      replay_path: `${last}.log`,
    });
    expect((await games(match)).map(({ game }) => game)).toEqual([1, 2, 3]);
    expect(await standing(0)).toEqual({ wins: 0, losses: 1, ties: 0, differential: -1 });
    expect(await standing(1)).toEqual({ wins: 1, losses: 0, ties: 0, differential: 1 });
    expect(await notifications()).toHaveLength(1);
  });

  it("is over when a side cannot be caught", async () => {
    const match = await season.match();
    await season.playGame(match, home);
    await season.playGame(match, home);
    expect(await matchRow(match)).toMatchObject({ status: "completed", home_games: 2, away_games: 0 });
    await expect(season.openBattle(match)).rejects.toMatchObject({ code: "PT409" });
  });

  it("of five is won with three games", async () => {
    const five = await Season.create(db, 2, { bestOf: 5 });
    const match = await five.match();
    for (const result of [home, away, home, away]) await five.playGame(match, result);
    expect(await matchRow(match)).toMatchObject({ status: "in_progress", home_games: 2, away_games: 2 });
    await five.playGame(match, home);
    expect(await matchRow(match)).toMatchObject({ status: "completed", winner_team_id: five.teams[0] });
  });

  it("is prolonged by ties and by games that both lose, and is itself a tie after six", async () => {
    const match = await season.match();
    for (const result of [home, tie, nobody, away, tie]) await season.playGame(match, result);
    expect(await matchRow(match)).toMatchObject({ status: "in_progress", home_games: 1, away_games: 1 });
    await season.playGame(match, nobody);
    expect(await matchRow(match)).toMatchObject({
      status: "completed",
      end_type: "tie",
      winner_team_id: null,
      home_score: 3,
      away_score: 2,
    });
    expect(await standing(0)).toEqual({ wins: 0, losses: 0, ties: 1, differential: 1 });
    expect(await standing(1)).toEqual({ wins: 0, losses: 0, ties: 1, differential: -1 });
  });

  it("that nobody has won after six games goes to who leads", async () => {
    const match = await season.match();
    for (const result of [away, tie, nobody, tie, nobody, tie]) await season.playGame(match, result);
    expect(await matchRow(match)).toMatchObject({
      status: "completed",
      end_type: "win",
      winner_team_id: season.teams[1],
      home_games: 0,
      away_games: 1,
    });
    expect(await standing(0)).toMatchObject({ wins: 0, losses: 1, ties: 0 });
    expect(await standing(1)).toMatchObject({ wins: 1, losses: 0, ties: 0 });
  });

  it("says that it was won, when the loser's opponent gave up its last game", async () => {
    const match = await season.match();
    const lost: Result = { ...away, endType: "forfeit" };
    for (const result of [home, tie, tie, tie, tie]) await season.playGame(match, result);
    await season.playGame(match, nobody);
    expect(await matchRow(match)).toMatchObject({ winner_team_id: season.teams[0], end_type: "win" });
    const other = await season.match();
    for (const result of [away, lost]) await season.playGame(other, result);
    expect(await matchRow(other)).toMatchObject({ winner_team_id: season.teams[1], end_type: "forfeit" });
  });

  it("opens no game while another one goes on or is being counted", async () => {
    const match = await season.match();
    const first = await season.openBattle(match);
    await season.openBattle(match);
    await recordCompleted(db, first);
    await season.openBattle(match);
    expect(await games(match)).toMatchObject([{ id: first, game: 1, status: "ended" }]);
    await complete(db, await claimOne(db), home);
    const opened = await Promise.all(Array.from({ length: 10 }, () => season.openBattle(match)));
    expect(opened).toHaveLength(10);
    expect(await games(match)).toMatchObject([{ game: 1 }, { game: 2, status: "waiting" }]);
  });

  it("seats home at p1 in every game, with the season's clock and no room for friendliness", async () => {
    const match = await season.match();
    await season.playGame(match, home);
    await season.openBattle(match);
    const rows = await db.sql("select p1_user, p2_user, rules from battles where match_id = $1", [match]);
    expect(rows).toHaveLength(2);
    for (const row of rows)
      expect(row).toMatchObject({
        p1_user: season.coaches[0],
        p2_user: season.coaches[1],
        rules: { casual: false },
      });
  });

  it("does not count a game twice when its message comes again", async () => {
    const match = await season.match();
    const battle = await season.openBattle(match);
    await recordCompleted(db, battle);
    await db.sql("select pgmq.send('battle_results', message) from pgmq.q_battle_results");
    const jobs = await claim(db);
    const answers = await Promise.all(jobs.map((job) => complete(db, job, home)));
    expect(answers.sort()).toEqual(["already", "completed"]);
    expect(await matchRow(match)).toMatchObject({ status: "in_progress", home_games: 1 });
  });

  it("is disputed with a void game, which is played again under its number when people say so", async () => {
    const match = await season.match();
    await season.playGame(match, home);
    const lost = await season.playGame(match, voided);
    expect(await matchRow(match)).toMatchObject({
      status: "disputed",
      dispute_reason: `battle ${lost} was void`,
      home_games: 1,
    });
    await expect(season.openBattle(match)).rejects.toMatchObject({ code: "PT409" });
    await db.sql("update matches set status = 'in_progress', dispute_reason = null where id = $1", [match]);
    await season.playGame(match, home);
    expect((await games(match)).map(({ game, status }) => `${game} ${status}`)).toEqual([
      "1 completed",
      "2 void",
      "2 completed",
    ]);
    expect(await matchRow(match)).toMatchObject({ status: "completed", home_games: 2, home_score: 6 });
  });

  it("has a disputed game played again under its number when people put it back in progress", async () => {
    const match = await season.match();
    await season.playGame(match, home);
    await recordFailed(db, await season.openBattle(match));
    expect(await matchRow(match)).toMatchObject({ status: "disputed" });
    await db.sql("update matches set status = 'in_progress', dispute_reason = null where id = $1", [match]);
    await season.playGame(match, home);
    expect((await games(match)).map(({ game, status }) => `${game} ${status}`)).toEqual([
      "1 completed",
      "2 disputed",
      "2 completed",
    ]);
    expect(await matchRow(match)).toMatchObject({ status: "completed", home_games: 2 });
  });

  it("is counted when people put it back in progress after its last game, and somebody asks for the next", async () => {
    const match = await season.match();
    await season.playGame(match, home);
    const last = await season.openBattle(match);
    await db.sql("update matches set status = 'disputed', dispute_reason = 'people' where id = $1", [match]);
    await recordCompleted(db, last);
    await complete(db, await claimOne(db), home);
    await db.sql("update matches set status = 'in_progress', dispute_reason = null where id = $1", [match]);
    await season.openBattle(match);
    expect(await games(match)).toHaveLength(2);
    expect(await matchRow(match)).toMatchObject({ status: "completed", room_id: last, home_games: 2 });
    expect(await standing(0)).toMatchObject({ wins: 1 });
    expect(await notifications()).toHaveLength(1);
  });

  it("goes on when the dead letter of one of its games is mended", async () => {
    const match = await season.match();
    await recordCompleted(db, await season.openBattle(match));
    const job = await claimOne(db);
    await settle(db, job, { action: "dead", error: "no replay" });
    expect(await matchRow(match)).toMatchObject({ status: "disputed" });
    await db.sql(
      "select pgmq.send('battle_results', message - 'dead_letter') from pgmq.q_battle_results_dlq",
    );
    expect(await complete(db, await claimOne(db), away)).toBe("completed");
    expect(await matchRow(match)).toMatchObject({
      status: "in_progress",
      dispute_reason: null,
      away_games: 1,
    });
    await season.playGame(match, away);
    expect(await matchRow(match)).toMatchObject({ status: "completed", winner_team_id: season.teams[1] });
  });

  it("that people schedule anew starts from nothing", async () => {
    const match = await season.match();
    await season.playGame(match, home);
    await db.sql("update matches set status = 'scheduled', room_id = null where id = $1", [match]);
    await season.playGame(match, away);
    expect(await matchRow(match)).toMatchObject({ status: "in_progress", home_games: 0, away_games: 1 });
    await season.playGame(match, away);
    expect(await matchRow(match)).toMatchObject({ status: "completed", home_score: 0, away_score: 4 });
  });
});

describe("a match of one game", () => {
  it.each([
    { result: home, winner: 0, games: [1, 0], end: "win" },
    { result: away, winner: 1, games: [0, 1], end: "win" },
    { result: tie, winner: null, games: [0, 0], end: "tie" },
    { result: nobody, winner: null, games: [0, 0], end: "forfeit" },
  ])("is decided by it, whoever won: $end, $games", async ({ result, winner, games: [won, lost], end }) => {
    const one = await Season.create(db, 2);
    const match = await one.match();
    await one.playGame(match, result);
    expect(await matchRow(match)).toMatchObject({
      status: "completed",
      winner_team_id: winner === null ? null : one.teams[winner],
      home_games: won,
      away_games: lost,
      end_type: end,
    });
  });

  it("that people schedule anew counts the game that was played last", async () => {
    const one = await Season.create(db, 2);
    const match = await one.match();
    await recordCompleted(db, await one.openBattle(match));
    await db.sql("update matches set status = 'disputed', dispute_reason = 'people' where id = $1", [match]);
    await complete(db, await claimOne(db), home);
    await db.sql(
      "update matches set status = 'scheduled', dispute_reason = null, room_id = null where id = $1",
      [match],
    );
    await one.playGame(match, away);
    expect(await matchRow(match)).toMatchObject({
      status: "completed",
      home_score: 0,
      away_score: 2,
      home_games: 0,
    });
  });
});
