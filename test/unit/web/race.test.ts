import { describe, expect, it } from "vitest";
import { scoreOf } from "../../../party/web/league/fixtures.tsx";
import { categoryValue, percentOf, plural, signed } from "../../../party/web/league/words.ts";
import { raceOf } from "../../../party/web/season/race.tsx";

describe("a season's race", () => {
  const team = { team_id: "t", user_id: null, player: null };
  const round = (round: number, points: number) => ({ round, played: round, points, differential: -points });

  it("begins at nothing, and goes on where it was while a team does not play", () => {
    const { axis, series } = raceOf(
      [
        { ...team, team: "Reds", rounds: [round(1, 3), round(3, 6)] },
        { ...team, team: "Blues", rounds: [round(2, 1)] },
      ],
      "points",
    );
    expect(axis.values).toEqual([0, 1, 2, 3]);
    expect(series).toEqual([
      { label: "Reds", values: [0, 3, 3, 6] },
      { label: "Blues", values: [0, 0, 1, 1] },
    ]);
  });

  it("is of differentials too", () => {
    const { series } = raceOf([{ ...team, team: "Reds", rounds: [round(1, 3)] }], "differential");
    expect(series[0]?.values).toEqual([0, -3]);
  });
});

describe("a figure of the league", () => {
  it.each([
    [signed(3), "+3"],
    [signed(-3), "−3"],
    [signed(0), "0"],
    [signed(-0.25, 2), "−0.25"],
    [percentOf(0.5), "50.0%"],
    [percentOf(null), "–"],
    [plural(1, "KO"), "1 KO"],
    [plural(0, "win"), "0 wins"],
    [categoryValue("most_damage", 250), "2.5 Pokémon's HP"],
    [categoryValue("unheard_of", 7), "7"],
  ])("reads %j", (shown, text) => {
    expect(shown).toBe(text);
  });
});

describe("a match's score", () => {
  const match = { status: "completed", home_games: 1, away_games: 0, home_score: 3, away_score: 0 } as const;

  it.each([
    [match, "3–0"],
    [{ ...match, home_games: 2, away_games: 1 }, "2–1"],
    [{ ...match, status: "in_progress" as const }, "1–0"],
    [{ ...match, status: "scheduled" as const, home_games: 0 }, "–"],
    [{ ...match, status: "disputed" as const }, "–"],
    [{ ...match, home_score: null }, "–"],
  ])("%# is told in games of a series, in Pokémon of a single game", (one, text) => {
    expect(scoreOf(one)).toBe(text);
  });
});
