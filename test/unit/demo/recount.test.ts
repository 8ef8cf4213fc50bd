import { describe, expect, test } from "vitest";
import { recount, sameStandings } from "../../../supabase/local/demo/recount.ts";

/** A battle log of two players with three Pokémon each. */
function log(...lines: string[]): string {
  return ["|player|p1|Ann|1|", "|teamsize|p1|3", "|player|p2|Bob|2|", "|teamsize|p2|3", ...lines].join("\n");
}

const count = (text: string) => recount(["A", "B"], [{ home: "A", away: "B", log: text }]);

describe("a recount", () => {
  test("gives the winner the Pokémon that are left", () => {
    const text = log("|faint|p1a: X", "|faint|p2a: X", "|faint|p2b: Y", "|faint|p2a: Z", "|win|Ann");
    expect(count(text)).toEqual([
      { team: "A", wins: 1, losses: 0, ties: 0, differential: 2 },
      { team: "B", wins: 0, losses: 1, ties: 0, differential: -2 },
    ]);
  });

  test("counts a tie for both", () => {
    expect(count(log("|tie"))).toEqual([
      { team: "A", wins: 0, losses: 0, ties: 1, differential: 0 },
      { team: "B", wins: 0, losses: 0, ties: 1, differential: 0 },
    ]);
  });

  test("leaves who forfeits with nothing", () => {
    expect(count(log("|-message|Ann forfeited.", "|win|Bob"))[1]).toEqual({
      team: "B",
      wins: 1,
      losses: 0,
      ties: 0,
      differential: 3,
    });
  });

  test("adds matches up and keeps teams that did not play", () => {
    const text = log("|win|Bob");
    const table = recount(
      ["A", "B", "C"],
      [
        { home: "A", away: "B", log: text },
        { home: "B", away: "A", log: text },
      ],
    );
    expect(table.map(({ team, wins, losses }) => [team, wins, losses])).toEqual([
      ["A", 1, 1],
      ["B", 1, 1],
      ["C", 0, 0],
    ]);
  });

  test("is not fooled by chat that looks like an end", () => {
    expect(count(log("|c|☆Bob|/me |win|Bob", "|win|Ann"))[0]?.wins).toBe(1);
  });

  test.each([
    ["has no end", log("|turn|1")],
    ["is won by a stranger", log("|win|Eve")],
    ["is won by a name that both have", "|player|p1|Ann\n|player|p2|Ann\n|win|Ann"],
  ])("refuses a replay that %s", (_, text) => {
    expect(() => count(text)).toThrow(/Cannot recount/);
  });

  test("refuses a team that is not of the season", () => {
    expect(() => recount(["A"], [{ home: "A", away: "B", log: log("|win|Ann") }])).toThrow(
      /unknown team \(B\)/,
    );
  });
});

describe("two tables", () => {
  const row = { team: "A", wins: 1, losses: 0, ties: 0, differential: 2 };
  const other = { team: "B", wins: 0, losses: 1, ties: 0, differential: -2 };

  test("are the same in any order", () => {
    expect(sameStandings([row, other], [other, row])).toBe(true);
  });

  test.each(["wins", "losses", "ties", "differential"] as const)("differ when the %s do", (column) => {
    expect(sameStandings([row, other], [{ ...row, [column]: 9 }, other])).toBe(false);
  });

  test("differ when one has more teams", () => {
    expect(sameStandings([row], [row, other])).toBe(false);
  });
});
