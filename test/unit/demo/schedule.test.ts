import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { schedule } from "../../../supabase/local/demo/schedule.ts";

const teams = fc.integer({ min: 1, max: 6 }).map((pairs) => 2 * pairs);

describe("a schedule", () => {
  test("of a whole double round-robin pairs everyone with everyone, once at home and once away", () => {
    fc.assert(
      fc.property(teams, (count) => {
        const games = schedule(count, count * (count - 1));
        const pairs = new Set(games.map(({ home, away }) => `${home}-${away}`));
        expect(pairs.size).toBe(count * (count - 1));
        expect(games.every(({ home, away }) => home !== away)).toBe(true);
      }),
    );
  });

  test("gives a team one game a round", () => {
    fc.assert(
      fc.property(teams, fc.integer({ min: 1, max: 200 }), (count, games) => {
        const seen = schedule(count, games).flatMap(({ round, home, away }) => [
          `${round}/${home}`,
          `${round}/${away}`,
        ]);
        expect(new Set(seen).size).toBe(2 * games);
      }),
    );
  });

  test("of more games begins again", () => {
    const games = schedule(4, 24);
    expect(games[12]).toEqual({ ...games[0], round: 7 });
  });

  test.each([0, 1, 3, -2])("of %i teams is refused", (count) => {
    expect(() => schedule(count, 1)).toThrow(/even/);
  });
});
