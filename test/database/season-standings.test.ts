import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AWAY_WINS, acts, enterResult, HOME_WINS, seasonTable, TIE } from "../harness/acts.ts";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { Season } from "../harness/league.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.drop());

/** The table's rows as "rank team: reason". */
async function places(season: Season): Promise<string[]> {
  return (await seasonTable(season)).map(({ rank, team, reason }) => `${rank} ${team}: ${reason}`);
}

const by = (margin: number) => ({ ...HOME_WINS, home_score: margin });

describe("the table of a season", () => {
  it("is ordered by points, and needs no reason where they differ", async () => {
    const season = await Season.create(db, 3);
    await enterResult(season, 0, 1, AWAY_WINS);
    await enterResult(season, 1, 2, HOME_WINS);
    await enterResult(season, 0, 2, TIE);
    await enterResult(season, 0, 2, HOME_WINS);
    expect(await seasonTable(season)).toEqual([
      {
        rank: 1,
        team_id: season.teams[1],
        team: "Team 2",
        played: 2,
        wins: 2,
        losses: 0,
        ties: 0,
        points: "6",
        differential: 5,
        streak: "W2",
        strength: "0.500",
        reason: null,
      },
      expect.objectContaining({ rank: 2, team: "Team 1", points: "4", streak: "W1", reason: null }),
      expect.objectContaining({ rank: 3, team: "Team 3", points: "1", streak: "L1", reason: null }),
    ]);
  });

  it("puts who won the match of two that are level ahead, and says so", async () => {
    const season = await Season.create(db, 3);
    await enterResult(season, 0, 1, HOME_WINS);
    await enterResult(season, 1, 2, by(6));
    await enterResult(season, 2, 0, by(1));
    await enterResult(season, 2, 0, by(1));
    await enterResult(season, 0, 2, by(1));
    // Six points each for the first and the third, who are 1 to 2 against each other.
    expect(await places(season)).toEqual([
      "1 Team 3: ahead on head-to-head",
      "2 Team 1: behind on head-to-head",
      "3 Team 2: null",
    ]);
  });

  it("goes on to the next tie-break where one leaves teams level, each with its own reason", async () => {
    const season = await Season.create(db, 4);
    // A circle: each of three beats the next; the fourth loses to all.
    await enterResult(season, 0, 1, by(1));
    await enterResult(season, 1, 2, by(2));
    await enterResult(season, 2, 0, by(4));
    for (const team of [0, 1, 2]) await enterResult(season, team, 3, by(1));
    expect(await places(season)).toEqual([
      "1 Team 3: ahead on differential",
      "2 Team 2: ahead on differential",
      "3 Team 1: behind on differential",
      "4 Team 4: null",
    ]);
  });

  it("lets head-to-head say nothing where one of the teams has met none of the others", async () => {
    const season = await Season.create(db, 5);
    await enterResult(season, 0, 1, by(1));
    await enterResult(season, 1, 3, by(4));
    await enterResult(season, 2, 4, by(2));
    expect(await places(season)).toEqual([
      "1 Team 2: ahead on differential",
      "2 Team 3: ahead on differential",
      "3 Team 1: behind on differential",
      "4 Team 5: ahead on differential",
      "5 Team 4: behind on differential",
    ]);
  });

  it("gives teams that nothing parts one rank", async () => {
    const season = await Season.create(db, 3);
    expect(await places(season)).toEqual(["1 Team 1: level", "1 Team 2: level", "1 Team 3: level"]);
    await enterResult(season, 0, 1, TIE);
    expect(await places(season)).toEqual(["1 Team 1: level", "1 Team 2: level", "3 Team 3: null"]);
  });

  it("measures how strong the opponents were without the games against the team itself", async () => {
    const season = await Season.create(db, 4);
    await acts(db).rules(season.id, { tie_breaks: ["strength"] });
    await enterResult(season, 0, 2, HOME_WINS);
    await enterResult(season, 1, 3, HOME_WINS);
    await enterResult(season, 2, 3, HOME_WINS);
    // The first has beaten one who won its other game; all the others met who lost theirs, or had none.
    const table = await seasonTable(season);
    expect(table.map(({ team, strength, reason }) => [team, strength, reason])).toEqual([
      ["Team 1", "1.000", "ahead on strength of schedule"],
      ["Team 2", "0.000", "level"],
      ["Team 3", "0.000", "level"],
      ["Team 4", "0.000", null],
    ]);
  });

  it("follows the season's own tie-breaks, in their order", async () => {
    const season = await Season.create(db, 2);
    await acts(db).rules(season.id, { points_tie: 3, tie_breaks: ["wins", "differential"] });
    await enterResult(season, 0, 1, by(1));
    await enterResult(season, 1, 0, by(5));
    expect(await places(season)).toEqual([
      "1 Team 2: ahead on differential",
      "2 Team 1: behind on differential",
    ]);
    await acts(db).rules(season.id, { tie_breaks: [] });
    expect(await places(season)).toEqual(["1 Team 1: level", "1 Team 2: level"]);
  });

  it("of an unknown season is empty", async () => {
    expect(await db.sql("select * from season_standings(gen_random_uuid())")).toEqual([]);
  });

  it("is for everybody to read", async () => {
    const season = await Season.create(db, 2);
    const rows = await db.as("anon", "select * from season_standings($1)", [season.id]);
    expect(rows).toHaveLength(2);
    expect(await db.as("anon", "select * from season_rules where season_id = $1", [season.id])).toHaveLength(
      1,
    );
  });
});

describe("a streak", () => {
  it("counts the latest results of one kind", async () => {
    const season = await Season.create(db, 2);
    const streaks = async () => (await seasonTable(season)).map(({ streak }) => streak);
    expect(await streaks()).toEqual([null, null]);
    for (const result of [HOME_WINS, HOME_WINS, HOME_WINS]) await enterResult(season, 0, 1, result);
    expect(await streaks()).toEqual(["W3", "L3"]);
    const tie = await enterResult(season, 0, 1, TIE);
    expect(await streaks()).toEqual(["T1", "T1"]);
    await acts(db).cancel(tie);
    expect(await streaks()).toEqual(["W3", "L3"]);
  });

  it("goes by when matches were played, not by when they were counted", async () => {
    const season = await Season.create(db, 2);
    const first = await enterResult(season, 0, 1, HOME_WINS);
    await enterResult(season, 0, 1, HOME_WINS);
    await acts(db).correct(first, AWAY_WINS);
    expect((await seasonTable(season)).map(({ streak }) => streak)).toEqual(["W1", "L1"]);
  });
});
