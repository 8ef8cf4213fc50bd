import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { acts } from "../harness/acts.ts";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { LOSS, TIE, viewOf, WIN } from "../harness/stat-views.ts";
import { RecordedSeason } from "../harness/statistics.ts";

const databases: TestDatabase[] = [];
let db: TestDatabase;
let season: RecordedSeason;
beforeEach(async () => {
  db = await freshDatabase();
  databases.push(db);
  season = await RecordedSeason.create(db, { coaches: 4 });
});
afterAll(async () => {
  for (const database of databases) await database.drop();
});

describe("statistics of a season", () => {
  it("recent performance shows the last five and the row a team is in", async () => {
    const games = [LOSS, WIN, TIE, WIN, WIN, WIN];
    for (const [index, one] of games.entries()) await season.played({ games: [one], round: index + 1 });
    const { rows } = await viewOf(season, "recent_performance");
    expect(rows[0]).toMatchObject({
      form: "WTWWW",
      wins: 4,
      losses: 0,
      ties: 1,
      streak_outcome: "win",
      streak_length: 3,
    });
  });

  it("the honour roll has each honour's and record's holder, until they are beaten", async () => {
    await season.played({ games: [WIN] });
    const holder = async (honour: string) =>
      (await viewOf(season, "honour_roll")).rows
        .filter((row) => row.honour === honour && row.rank === 1)
        .map(({ team }) => team);
    expect(await holder("mvp")).toEqual(["Team 1"]);
    expect(await holder("biggest_win")).toEqual(["Team 1"]);
    const five = ["Onix", "Muk", "Mew", "Abra", "Zubat"];
    await season.played({
      home: 2,
      away: 3,
      games: [{ p1: five, faints: [{ victim: "p2:0", by: "p1:0" }] }],
    });
    expect(await holder("biggest_win")).toEqual(["Team 3"]);
    expect(await holder("mvp")).toEqual(["Team 1"]);
    expect(await holder("most_wins")).toEqual(["Team 1", "Team 3"]);
  });

  it("a match report names the most valuable Pokémon and lists the KOs in order, as the rules count them", async () => {
    const match = await season.played({ games: [WIN] });
    expect((await viewOf(season, "match_report")).rows).toMatchObject([
      {
        match_id: match,
        turns: 20,
        home: "Team 1",
        mvp: { team_id: season.teams[0], species: "Pikachu", kos: 2 },
        sides: { p1: { direct_kos: 2, passive_kos: 1 }, p2: { direct_kos: 1 } },
      },
    ]);
    const [report] = await db.as("anon", "select kos, sides from match_report where match_id = $1", [match]);
    expect(report?.kos).toMatchObject([
      { turn: 3, victim: { species: "Eevee" }, by: { species: "Pikachu" }, counts: "direct" },
      { turn: 5 },
      {
        turn: 8,
        victim: { team_id: season.teams[0], species: "Ho-Oh" },
        by: { team_id: season.teams[1], species: "Mew" },
      },
      { turn: 9, cause: "hazard", counts: "passive" },
    ]);
  });

  it("the season race adds points up by round, forfeits as the season scores them", async () => {
    await db.sql("update season_rules set points_forfeit = -1 where season_id = $1", [season.id]);
    await season.played({ games: [WIN], round: 1 });
    await season.played({ games: [{ endType: "forfeit", winner: "p1" }], round: 3 });
    const { rows } = await viewOf(season, "season_race_data");
    expect(
      rows.map(({ team, rounds }) => [team, rounds.map(({ round, points }) => [round, points])]),
    ).toEqual([
      [
        "Team 1",
        [
          [1, 3],
          [3, 6],
        ],
      ],
      [
        "Team 2",
        [
          [1, 0],
          [3, -1],
        ],
      ],
    ]);
  });

  it("a power rating is the mean differential plus that of the opponents against others", async () => {
    // Team 1 beats Team 2 by 2; Team 3 beats Team 2 by 1.
    await season.played({ games: [WIN], round: 1 });
    await season.played({
      home: 2,
      away: 1,
      games: [{ faints: [{ victim: "p2:0", by: "p1:0" }] }],
      round: 2,
    });
    const { rows } = await viewOf(season, "player_power_rating");
    expect(rows.map(({ team, margin, schedule, rating }) => [team, margin, schedule, rating])).toEqual([
      ["Team 1", 2, -1, 1],
      ["Team 3", 1, -2, -1],
      ["Team 2", -1.5, 0, -1.5],
    ]);
    await season.played({ home: 2, away: 3, games: [WIN], round: 3 });
    const again = await viewOf(season, "player_power_rating");
    // Team 3 has won by 2 since, against somebody else.
    expect(again.rows.find(({ team }) => team === "Team 2")).toMatchObject({ margin: -1.5, schedule: 1 });
  });

  it("a power rating tells teams apart after one round", async () => {
    await season.played({ games: [WIN], round: 1 });
    await season.played({
      home: 2,
      away: 3,
      games: [{ faints: [{ victim: "p2:0", by: "p1:0" }] }],
      round: 1,
    });
    const { rows } = await viewOf(season, "player_power_rating");
    expect(rows.map(({ rank, team, rating }) => [rank, team, rating])).toEqual([
      [1, "Team 1", 2],
      [2, "Team 3", 1],
      [3, "Team 4", -1],
      [4, "Team 2", -2],
    ]);
  });

  it("a power rating has a double forfeit as a loss of either, and of neither's opponents", async () => {
    await acts(season.db).rules(season.id, { double_forfeit_differential: 3 });
    await acts(season.db).forfeit(await season.scheduled({ home: 0, away: 1 }), "both");
    await season.played({ home: 0, away: 2, games: [WIN], round: 2 });
    const { rows } = await viewOf(season, "player_power_rating");
    expect(rows.map(({ team, margin, schedule }) => [team, margin, schedule])).toEqual([
      ["Team 1", -0.5, 0],
      ["Team 2", -3, 2],
      ["Team 3", -2, -3],
    ]);
  });
});
