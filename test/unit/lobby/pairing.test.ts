import { describe, expect, it } from "vitest";
import { pairUp, type Waiting } from "../../../party/lobby/pairing.ts";
import { rangeAfter, secondsSince } from "../../../party/lobby/range.ts";

const NOW = 1_000_000_000;

function player(user: string, rating: number, waited = 0, lastOpponent: string | null = null): Waiting {
  return { user, rating, joinedAt: NOW - waited * 1000, lastOpponent };
}

function pairs(...entries: Waiting[]): string[] {
  return pairUp(entries, NOW).map(([one, other]) => `${one.user}-${other.user}`);
}

describe("the range that a player accepts", () => {
  it.each([
    [-5, 100],
    [0, 100],
    [0.2, 101],
    [1, 105],
    [60, 400],
    [180, 1000],
    [100_000, 1000],
  ])("is, after %d seconds, %d", (seconds, range) => {
    expect(rangeAfter(seconds * 1000)).toBe(range);
  });

  it("counts a wait in whole seconds, and none that has yet to begin", () => {
    expect(secondsSince(NOW - 1999, NOW)).toBe(1);
    expect(secondsSince(NOW + 5000, NOW)).toBe(0);
  });
});

describe("pairing", () => {
  it("finds nobody for nobody, and nobody for one", () => {
    expect(pairs()).toEqual([]);
    expect(pairs(player("a", 1000))).toEqual([]);
  });

  it("pairs two whose gap both accept to the point, and no more", () => {
    expect(pairs(player("a", 1000), player("b", 1100))).toEqual(["a-b"]);
    expect(pairs(player("a", 1000), player("b", 1101))).toEqual([]);
  });

  it("does not let one player's long wait drag a fresh player into an unfair match", () => {
    expect(pairs(player("patient", 1000, 180), player("fresh", 1500))).toEqual([]);
    expect(pairs(player("patient", 1000, 180), player("patient too", 1500, 80))).toEqual([
      "patient-patient too",
    ]);
  });

  it("serves who waits longest first, with who waits longest of those in range", () => {
    expect(
      pairs(
        player("fresh and nearest", 1000, 1),
        player("second", 1050, 20),
        player("first", 1000, 30),
        player("too far", 1900, 25),
      ),
    ).toEqual(["first-second"]);
  });

  it("never pairs a user with themself", () => {
    expect(pairs(player("a", 1000, 5), player("a", 1000))).toEqual([]);
    expect(pairs(player("a", 1000, 5), player("a", 1000), player("b", 1000))).toEqual(["a-b"]);
  });

  it("does not repeat a battle while anybody else waits, whichever of the two remembers it", () => {
    const [a, b] = [player("a", 1000, 9, "b"), player("b", 1000, 8)];
    const stranger = player("c", 3000);
    expect(pairs(a, b)).toEqual(["a-b"]);
    expect(pairs(a, b, stranger)).toEqual([]);
    expect(pairs(player("a", 1000, 9), player("b", 1000, 8, "a"), stranger)).toEqual([]);
    expect(pairs(a, b, player("c", 1000, 1))).toEqual(["a-c"]);
  });

  it("repeats a battle when both have waited a minute, and nobody else will do", () => {
    const [a, b] = [player("a", 1000, 61, "b"), player("b", 1000, 60)];
    const stranger = player("c", 3000, 120);
    expect(pairs(a, b, stranger)).toEqual(["a-b"]);
    expect(pairs(a, player("b", 1000, 59), stranger)).toEqual([]);
    expect(pairs(a, b, stranger, player("d", 1000))).toEqual(["a-d"]);
  });

  it("pairs across the borders of its cells, and below zero", () => {
    expect(pairs(player("a", 1099.6), player("b", 1100.2))).toEqual(["a-b"]);
    expect(pairs(player("a", -10), player("b", 40))).toEqual(["a-b"]);
    expect(pairs(player("a", 2000, 180), player("b", 1000, 180))).toEqual(["a-b"]);
  });

  it("stays quick when nobody accepts anybody", () => {
    const scattered = Array.from({ length: 20_000 }, (_, index) => player(String(index), index * 1001, 200));
    expect(pairs(...scattered)).toEqual([]);
  });
});
