import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { acts, enterResult, seasonTable } from "../harness/acts.ts";
import { freshDatabase, type Row, type TestDatabase } from "../harness/database.ts";
import { Season } from "../harness/league.ts";

let db: TestDatabase;
let season: Season;
beforeAll(async () => {
  db = await freshDatabase();
});
beforeEach(async () => {
  season = await Season.create(db, 2);
});
afterAll(() => db.drop());

const decide = () => acts(db);
const scores = async (match: string) =>
  (await db.sql("select home_score, away_score, differential from matches where id = $1", [match]))[0];
const records = async (): Promise<Row[]> =>
  (await seasonTable(season))
    .sort((a, b) => (String(a.team) < String(b.team) ? -1 : 1))
    .map(({ wins, losses, points, differential }) => ({ wins, losses, points, differential }));

describe("a forfeit", () => {
  it("counts as the battle stood, unless the season says otherwise", async () => {
    await enterResult(season, 0, 1, { winner: "home", end_type: "forfeit", home_score: 4, away_score: 0 });
    expect(await records()).toEqual([
      { wins: 1, losses: 0, points: "3", differential: 4 },
      { wins: 0, losses: 1, points: "0", differential: -4 },
    ]);
  });

  it("counts six to nothing, and costs a point, where the season says so, also when it says so later", async () => {
    await enterResult(season, 0, 1, { winner: "home", end_type: "forfeit", home_score: 2, away_score: 0 });
    await enterResult(season, 0, 1, { winner: "away", end_type: "win", home_score: 0, away_score: 1 });
    await decide().rules(season.id, { forfeit_differential: 6, points_forfeit: -1 });
    expect(await records()).toEqual([
      { wins: 1, losses: 1, points: "3", differential: 5 },
      { wins: 1, losses: 1, points: "2", differential: -5 },
    ]);
    await decide().rules(season.id, { forfeit_differential: null, points_forfeit: null });
    expect(await records()).toMatchObject([{ differential: 1 }, { differential: -1 }]);
  });

  it("is what the season calls one: a lost connection, too", async () => {
    await enterResult(season, 0, 1, { winner: "away", end_type: "disconnect", home_score: 0, away_score: 2 });
    await decide().rules(season.id, { forfeit_differential: 6 });
    expect(await records()).toMatchObject([{ differential: -2 }, { differential: 2 }]);
    await decide().rules(season.id, { forfeit_ends: ["forfeit", "disconnect"] });
    expect(await records()).toMatchObject([{ differential: -6 }, { differential: 6 }]);
  });

  it("that people declare needs no battle", async () => {
    await decide().rules(season.id, { forfeit_differential: 6 });
    const match = await season.match();
    await decide().forfeit(match, "home");
    expect(await records()).toMatchObject([
      { wins: 0, losses: 1, differential: -6 },
      { wins: 1, losses: 0, differential: 6 },
    ]);
    const [row] = await db.sql("select status, end_type, winner_team_id from matches where id = $1", [match]);
    expect(row).toEqual({ status: "completed", end_type: "forfeit", winner_team_id: season.teams[1] });
  });

  it("of both teams is a loss for both, at the season's price, and leaves no match stuck", async () => {
    const match = await season.match();
    await decide().forfeit(match, "both");
    expect(await records()).toEqual([
      { wins: 0, losses: 1, points: "0", differential: 0 },
      { wins: 0, losses: 1, points: "0", differential: 0 },
    ]);
    await decide().rules(season.id, { double_forfeit_differential: 3, points_forfeit: -1 });
    expect(await records()).toEqual([
      { wins: 0, losses: 1, points: "-1", differential: -3 },
      { wins: 0, losses: 1, points: "-1", differential: -3 },
    ]);
    const [row] = await db.sql("select status, winner_team_id from matches where id = $1", [match]);
    expect(row).toEqual({ status: "completed", winner_team_id: null });
  });

  it("after a dispute keeps the score of the battle, and that of the games of a series", async () => {
    const match = await season.match();
    await season.playGame(match, { winner: "p2", endType: "win", p1: 0, p2: 2 });
    await decide().dispute(match);
    await decide().forfeit(match, "home");
    expect(await scores(match)).toEqual({ home_score: 0, away_score: 2, differential: -2 });
    await decide().dispute(match);
    await decide().forfeit(match, "both");
    expect(await scores(match)).toEqual({ home_score: 0, away_score: 0, differential: 0 });

    const three = await Season.create(db, 2, { bestOf: 3 });
    const series = await three.match();
    for (const p1 of [3, 1]) await three.playGame(series, { winner: "p1", endType: "win", p1, p2: 0 });
    await decide().dispute(series);
    await decide().forfeit(series, "away");
    expect(await scores(series)).toEqual({ home_score: 4, away_score: 0, differential: 4 });
  });

  it("by nobody in particular is refused", async () => {
    const match = await season.match();
    await expect(
      db.rpc("forfeit_match", { p_match_id: match, p_by: "them", p_reason: "x" }),
    ).rejects.toMatchObject({
      code: "PT400",
      message: `Cannot forfeit match ${match}: home, away or both do, not 'them'`,
    });
  });
});
