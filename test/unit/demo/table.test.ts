import { describe, expect, test } from "vitest";
import { percentile, standingsTable } from "../../../supabase/local/demo/table.ts";

const row = (team: string, wins: number, differential: number) => ({
  team,
  wins,
  losses: 0,
  ties: 0,
  differential,
});

test("the table lines its columns up", () => {
  expect(standingsTable([row("Indigo", 10, 7), row("Saffron City", 2, -12)])).toBe(
    [
      "#  Team           W  L  T  Diff",
      "1  Indigo        10  0  0    +7",
      "2  Saffron City   2  0  0   -12",
    ].join("\n"),
  );
});

describe("a percentile", () => {
  test.each([
    [[], 0.5, 0],
    [[7], 0.95, 7],
    [[3, 1, 2], 0.5, 2],
    [[1, 2, 3, 4], 0.5, 2],
    [Array.from({ length: 100 }, (_, index) => index + 1), 0.95, 95],
  ])("of %j at %f is %f", (values, share, expected) => {
    expect(percentile(values, share)).toBe(expected);
  });
});
