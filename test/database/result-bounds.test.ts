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
    ["something else in it", { winer: "home" }],
    ["a win that left the loser more", { home_score: 0, away_score: 3 }],
    ["a tie of some to none", { ...TIE, home_score: 3, away_score: 0 }],
    ["more games than there are", { home_games: 2 }],
    ["games of a loser", { home_games: 0, away_games: 1 }],
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

  it.each<[string, object]>([
    ["forgotten", {}],
    ["misspelt", { winer: "home" }],
    ["written otherwise", { winner: "Home" }],
  ])("by forfeit whose winner is %s is no double forfeit, and is refused", async (_, given) => {
    const season = await Season.create(db);
    const match = await season.match();
    const result = { end_type: "forfeit", home_score: 3, away_score: 0, ...given };
    await expect(
      db.rpc("correct_match", { p_match_id: match, p_result: JSON.stringify(result), p_reason: "x" }),
    ).rejects.toMatchObject({
      code: "PT400",
      message: expect.stringMatching(/is no result of it: .*win(n?)er/),
    });
    expect(await seasonTable(season)).toMatchObject([{ played: 0 }, { played: 0 }]);
  });

  it("says what is wrong with it", async () => {
    const season = await Season.create(db);
    const match = await season.match();
    await expect(
      acts(db).correct(match, { ...HOME_WINS, home_score: 1, away_score: 2 }),
    ).rejects.toMatchObject({
      message: expect.stringMatching(
        /^Cannot correct match \S+ \{.*\} is no result of it: its winner has fewer Pokémon left \(1 to 0 games, 1 to 2 left\)$/,
      ),
    });
  });

  it.each([
    // Both sides fainted.
    { ...HOME_WINS, home_score: 0, away_score: 0 },
    // A time limit.
    { ...AWAY_WINS, home_score: 2, away_score: 2 },
    // A turn limit.
    { ...TIE, home_score: 3, away_score: 1 },
    { ...TIE, home_score: 0, away_score: 0 },
    // Who gives up may have more left.
    { winner: "away" as const, end_type: "forfeit", home_score: 4, away_score: 1 },
    { winner: null, end_type: "forfeit", home_score: 4, away_score: 1 },
    { ...HOME_WINS, home_games: 1, away_games: 0 },
  ])("as a game may end is taken (%j)", async (result) => {
    const season = await Season.create(db);
    expect(await acts(db).correct(await season.match(), result)).toMatchObject([{ status: "completed" }]);
  });

  it.each([
    // Lost by six, and won by one twice.
    { ...HOME_WINS, home_score: 2, away_score: 6, home_games: 2, away_games: 1 },
    { ...AWAY_WINS, home_games: 0, away_games: 2 },
    // Ties prolong a series, until who leads has it.
    { ...HOME_WINS, home_games: 1, away_games: 0 },
    { ...TIE, home_score: 3, away_score: 0, home_games: 1, away_games: 1 },
    HOME_WINS,
    {
      winner: "away" as const,
      end_type: "forfeit",
      home_score: 4,
      away_score: 0,
      home_games: 1,
      away_games: 0,
    },
  ])("as a series may end is taken (%j)", async (result) => {
    const season = await Season.create(db, 2, { bestOf: 3 });
    expect(await acts(db).correct(await season.match(), result)).toMatchObject([{ status: "completed" }]);
  });

  it.each([
    { ...HOME_WINS, home_games: 99, away_games: 0 },
    { ...HOME_WINS, home_games: 3, away_games: 0 },
    { ...HOME_WINS, home_games: 2, away_games: 2 },
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
    ["a tie-break that there is not", { tie_breaks: ["luck"] }],
    ["text for tie-breaks", { tie_breaks: "wins" }],
    ["an object of tie-breaks", { tie_breaks: {} }],
    ["points of nobody", { points_win: null }],
    ["too many points", { points_win: 1e9 }],
    ["half a forfeit", { forfeit_differential: 1.5 }],
    ["an ending that is no forfeit", { forfeit_ends: ["win"] }],
    ["no list of endings", { forfeit_ends: null }],
    ["more tie-breaks than there are", { tie_breaks: Array.from({ length: 5 }, () => "wins") }],
  ])("are refused with %s", async (_, changes) => {
    const season = await Season.create(db);
    await expect(acts(db).rules(season.id, Object(changes))).rejects.toMatchObject({
      code: "PT400",
      message: expect.stringMatching(/^Cannot change the rules: \w+ must be (a|an) .*, not .+$/),
    });
  });

  it("are taken at their bounds, and taken back by null", async () => {
    const season = await Season.create(db);
    const rules = {
      points_win: 1000,
      points_tie: 0.5,
      points_loss: -1000,
      points_forfeit: -1,
      forfeit_ends: ["forfeit", "timeout", "disconnect"],
      forfeit_differential: 1000,
      double_forfeit_differential: 0,
      tie_breaks: ["wins", "strength", "differential", "head_to_head"],
    };
    await acts(db).rules(season.id, rules);
    const unset = { points_forfeit: null, forfeit_differential: null, double_forfeit_differential: null };
    await acts(db).rules(season.id, { ...unset, forfeit_ends: [], tie_breaks: [] });
    expect(await db.sql("select * from season_rules where season_id = $1", [season.id])).toMatchObject([
      { ...unset, points_win: "1000", points_tie: "0.5", forfeit_ends: "{}", tie_breaks: [] },
    ]);
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
