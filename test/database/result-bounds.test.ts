import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AWAY_WINS, acts, HOME_WINS, seasonTable, TIE } from "../harness/acts.ts";
import { claimOne, complete } from "../harness/claims.ts";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { Season } from "../harness/league.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.drop());

describe("a result that people enter", () => {
  it.each<[string, object]>([
    ["less than nobody", { home_score: -1 }],
    ["half a Pokémon", { home_score: 1.5 }],
    ["more than there are", { home_score: 2_147_483_647 }],
    ["more than any number holds", { away_score: 1e300 }],
    ["text for a number", { away_score: "NaN" }],
    ["games less than none", { home_games: -1 }],
    ["text for games", { home_games: "2" }],
    ["a winner of another match", { winner: "p1" }],
    ["a list of winners", { winner: ["home"] }],
    ["a win of nobody", { winner: null }],
    ["a tie that somebody won", { end_type: "tie" }],
    ["an ending that there is not", { end_type: "void" }],
  ])("with %s is refused, and leaves the season playable", async (_, wrong) => {
    const season = await Season.create(db);
    const { match } = await season.endedBattle();
    await expect(acts(db).correct(match, { ...HOME_WINS, ...wrong })).rejects.toMatchObject({
      code: "PT400",
    });
    expect(await complete(db, await claimOne(db))).toBe("completed");
    expect(await seasonTable(season)).toMatchObject([{ differential: 3 }, { differential: -3 }]);
  });

  it.each([null, [], "home", 3, {}])("that is %j is refused", async (result) => {
    const season = await Season.create(db);
    const match = await season.match();
    await expect(
      db.rpc("correct_match", {
        p_match_id: match,
        p_result: JSON.stringify(result),
        p_reason: "people said so",
      }),
    ).rejects.toMatchObject({ code: "PT400" });
  });

  it.each([
    { ...HOME_WINS, home_games: 0, away_games: 2 },
    { ...AWAY_WINS, home_games: 2, away_games: 1 },
    { ...TIE, home_games: 2, away_games: 1 },
    { ...HOME_WINS, home_games: 1_000, away_games: 1 },
  ])("of a series with games that say otherwise is refused (%j)", async (result) => {
    const season = await Season.create(db, 2, { bestOf: 3 });
    await expect(acts(db).correct(await season.match(), result)).rejects.toMatchObject({ code: "PT400" });
  });
});

describe("a season's rules", () => {
  it.each<[string, unknown]>([
    ["NaN", { points_win: "NaN" }],
    ["infinite points", { points_loss: "-Infinity" }],
    ["points that no total holds", { points_tie: 1e300 }],
    ["a forfeit that no total holds", { forfeit_differential: 2_147_483_647 }],
    ["a double forfeit that no total holds", { double_forfeit_differential: 1_001 }],
    ["tie-breaks in tie-breaks", { tie_breaks: [["wins"]] }],
    ["more tie-breaks than there are", { tie_breaks: Array.from({ length: 5 }, () => "wins") }],
  ])("are refused with %s", async (_, changes) => {
    const season = await Season.create(db);
    await expect(acts(db).rules(season.id, Object(changes))).rejects.toMatchObject({ code: "23514" });
  });

  it.each([[[]], ["wins"], [null], [{ ko_rules: { hazard: "direct" } }], [{ season_id: "x" }]])(
    "are not changed by %j, which would be taken and forgotten",
    async (changes) => {
      const season = await Season.create(db);
      await expect(
        db.rpc("change_season_rules", { p_season_id: season.id, p_changes: JSON.stringify(changes) }),
      ).rejects.toMatchObject({ code: "PT400" });
    },
  );
});
