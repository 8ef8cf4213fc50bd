import { describe, expect, it } from "vitest";
import type { Entry } from "../../../party/lobby/entry.ts";
import { Line } from "../../../party/lobby/line.ts";
import { userOf } from "../../harness/lobby-store.ts";

function entry(number: number, joinedAt: number): Entry {
  const claim = `claim ${number}.${joinedAt}`;
  const user = userOf(number);
  return {
    user,
    claim,
    joinedAt,
    name: `${number}`,
    rating: 1000,
    lastOpponent: null,
    teamId: null,
    team: null,
  };
}

describe("the line of players who wait", () => {
  it("keeps them in the order in which they joined, and those of one moment as they came", () => {
    const line = new Line();
    const [a, b, c, d] = [entry(1, 20), entry(2, 10), entry(3, 20), entry(4, 15)];
    for (const each of [a, b, c, d]) line.add(each);
    expect(line.entries).toEqual([b, d, a, c]);
    expect([b, d, a, c].map((each) => line.position(each))).toEqual([1, 2, 3, 4]);
    expect(line.size).toBe(4);
  });

  it("puts who comes back to where the wait belongs", () => {
    const line = new Line();
    for (let number = 1; number <= 5; number++) line.add(entry(number, number * 10));
    const back = entry(9, 5);
    line.add(back);
    expect(line.position(back)).toBe(1);
  });

  it("closes the gap that a player leaves", () => {
    const line = new Line();
    const entries = Array.from({ length: 50 }, (_, index) => entry(index, index % 7));
    for (const each of entries) line.add(each);
    const [gone, kept] = [
      entries.filter((_, index) => index % 3 === 0),
      entries.filter((_, index) => index % 3),
    ];
    expect(gone.map((each) => line.remove(each))).not.toContain(false);
    expect(line.size).toBe(kept.length);
    expect(kept.map((each) => line.entries[line.position(each) - 1])).toEqual(kept);
  });

  it("tells an entry from another of the same user", () => {
    const line = new Line();
    const [old, fresh] = [entry(1, 10), entry(1, 20)];
    line.add(fresh);
    expect(line.has(old)).toBe(false);
    expect(line.remove(old)).toBe(false);
    expect(line.of(userOf(1))).toBe(fresh);
    expect(line.remove(fresh)).toBe(true);
    expect(line.of(userOf(1))).toBeNull();
  });
});
