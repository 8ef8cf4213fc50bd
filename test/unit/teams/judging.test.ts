import { describe, expect, it } from "vitest";
import { FormatId } from "../../../functions/_shared/schema/ids.ts";
import { judgeTeam } from "../../../party/teams/judging.ts";

const judge = (team: string, format = "gen9ou", roster: string[] | null = null) =>
  judgeTeam({ type: "VALIDATE_TEAM", v: 1, team, format: FormatId.parse(format), roster });

const GOOD =
  "Great Tusk @ Leftovers\nAbility: Protosynthesis\nTera Type: Steel\nEVs: 252 HP\n- Earthquake\n\n";
const bad = (name = "Pikachu") =>
  `${name}\nAbility: Static\nTera Type: Water\nEVs: 252 HP\n- Sacred Sword\n\n`;

describe("what is wrong with a team", () => {
  it("is said of the set that it is about", () => {
    const { problems } = judge(GOOD + bad());
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.every(({ set }) => set === 1)).toBe(true);
  });

  it("is said of each of two sets that are wrong in the same words", () => {
    const { problems } = judge(bad() + bad());
    const ofSets = problems.filter(({ message }) => /Sacred Sword/.test(message)).map(({ set }) => set);
    expect(ofSets).toEqual([0, 1]);
  });

  it("is said of the team where it is about all of it", () => {
    const { problems } = judge(GOOD + GOOD);
    expect(problems).toContainEqual({
      kind: "format",
      message: expect.stringMatching(/Great Tusk/),
      set: null,
    });
  });

  it("is said of those that nobody drafted, by their place", () => {
    expect(judge(GOOD, "gen9ou", ["Mewtwo"]).problems).toEqual([
      { kind: "roster", message: "Great Tusk is not on the roster", set: 0 },
    ]);
  });

  it("is said of nothing where there is no team, or no such format", () => {
    expect(judge("]]]]").problems.map(({ set }) => set)).toEqual([null]);
    expect(judge(GOOD, "gen9nothing").problems).toEqual([
      { kind: "format", message: expect.stringContaining("no format"), set: null },
    ]);
  });
});
