import { describe, expect, test } from "vitest";
import { type Rating, rateBattle } from "../../../functions/_shared/league/rating.ts";

const NEW: Rating = { elo: 1000, glicko: 1500, deviation: 130, volatility: 0.0173 };
const at = (elo: number): Rating => ({ ...NEW, elo });
const won = { winner: "p1", endType: "win" } as const;

/** The Elo of both after a battle that p1 wins. */
function elos(p1: number, p2: number): [number, number] {
  const after = rateBattle({ p1: at(p1), p2: at(p2) }, won);
  return [after?.p1.elo ?? Number.NaN, after?.p2.elo ?? Number.NaN];
}

describe("Elo", () => {
  test("gives a new player 40 points for the first win, and takes none below the floor", () => {
    expect(elos(1000, 1000)).toEqual([1040, 1000]);
  });

  test.each([
    // K is 80 - 15 = 65 for a win, 20 + 15 = 35 for a loss.
    [1050, 1050, 1050 + 32.5, 1050 - 17.5],
    [1099, 1099, 1099 + 25.15, 1099 - 24.85],
    [1100, 1100, 1125, 1075],
    [1300, 1300, 1325, 1275],
    [1301, 1301, 1321, 1281],
    [1800, 1800, 1820, 1780],
  ])("moves players of %i and %i in Showdown's steps", (p1, p2, first, second) => {
    const [one, other] = elos(p1, p2);
    expect(one).toBeCloseTo(first, 9);
    expect(other).toBeCloseTo(second, 9);
  });

  test("gives more for a win that was not expected, however far the two are apart", () => {
    // 1 / (1 + 10 ^ (600 / 400)) of it was expected.
    const [weak, strong] = elos(1400, 2000);
    expect(weak).toBeCloseTo(1400 + 40 * (1 - 0.0306534), 4);
    expect(strong).toBeCloseTo(2000 - 40 * (1 - 0.0306534), 4);
  });

  test("moves two who tie towards each other", () => {
    const after = rateBattle({ p1: at(1200), p2: at(1600) }, { winner: null, endType: "tie" });
    expect(after?.p1.elo).toBeCloseTo(1200 + 50 * (0.5 - 1 / 11), 9);
    expect(after?.p2.elo).toBeCloseTo(1600 + 40 * (0.5 - 10 / 11), 9);
  });

  test("counts from the floor where a battle that was taken back has left less", () => {
    const after = rateBattle({ p1: at(980), p2: at(1000) }, won);
    expect(after?.p1.elo).toBe(1040);
  });
});

describe("Glicko", () => {
  test("is the library's Glicko-2 within Showdown's bounds", () => {
    // http://www.glicko.net/glicko/glicko2.pdf, by hand, with one opponent.
    const after = rateBattle(
      { p1: { ...NEW, deviation: 100, volatility: 0.06 }, p2: { ...NEW, deviation: 30 } },
      won,
    );
    expect(after?.p1.glicko).toBeGreaterThan(1500);
    expect(after?.p2.glicko).toBeLessThan(1500);
    // Who is less certain moves more.
    expect((after?.p1.glicko ?? 0) - 1500).toBeGreaterThan(1500 - (after?.p2.glicko ?? 0));
  });

  test("becomes certain with battles: no longer provisional after six, and never below the least deviation", () => {
    let player = NEW;
    const deviations: number[] = [];
    for (let battle = 0; battle < 200; battle++) {
      const winner = battle % 2 === 0 ? "p1" : "p2";
      player =
        rateBattle({ p1: player, p2: { ...NEW, deviation: 60 } }, { winner, endType: "win" })?.p1 ?? player;
      deviations.push(player.deviation);
    }
    expect(deviations.filter((deviation) => deviation > 100)).toHaveLength(5);
    expect(Math.min(...deviations)).toBeGreaterThanOrEqual(25);
    expect(deviations.at(-1)).toBeLessThan(40);
  });
});

test.each([
  { winner: null, endType: "void" },
  { winner: null, endType: "disconnect" },
  { winner: null, endType: "forfeit" },
] as const)("a battle that ends as $endType without a winner changes no rating", (result) => {
  expect(rateBattle({ p1: NEW, p2: NEW }, result)).toBeNull();
});

test.each(["win", "forfeit", "timeout", "disconnect"] as const)(
  "a %s with a winner counts as a win",
  (endType) => {
    const after = rateBattle({ p1: NEW, p2: NEW }, { winner: "p2", endType });
    expect([after?.p1.elo, after?.p2.elo]).toEqual([1000, 1040]);
  },
);

test("what else is known of a rating stays with it", () => {
  const after = rateBattle({ p1: { ...NEW, version: 3 }, p2: { ...NEW, version: 0 } }, won);
  expect([after?.p1.version, after?.p2.version]).toEqual([3, 0]);
});
