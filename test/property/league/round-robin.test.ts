import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Round, roundRobin } from "../../../functions/_shared/league/round-robin.ts";

const teams = fc.integer({ min: 2, max: 41 });
const gamesOf = (rounds: Round[]) => rounds.flatMap(({ games }) => games);
const pairOf = ({ home, away }: { home: number; away: number }) =>
  `${Math.min(home, away)}-${Math.max(home, away)}`;

describe("a round-robin", () => {
  it("has everyone meet everyone, once", () => {
    fc.assert(
      fc.property(teams, (count) => {
        const games = gamesOf(roundRobin(count));
        expect(new Set(games.map(pairOf)).size).toBe(games.length);
        expect(games.length).toBe((count * (count - 1)) / 2);
      }),
    );
  });

  it("that is double has everyone meet everyone at home and away, in different halves", () => {
    fc.assert(
      fc.property(teams, (count) => {
        const rounds = roundRobin(count, { double: true });
        const games = gamesOf(rounds);
        expect(new Set(games.map(({ home, away }) => `${home}-${away}`)).size).toBe(count * (count - 1));
        const half = gamesOf(rounds.slice(0, rounds.length / 2));
        expect(new Set(half.map(pairOf)).size).toBe(games.length / 2);
      }),
    );
  });

  it("gives everyone one game a round, or the bye, and the bye to everyone equally", () => {
    fc.assert(
      fc.property(teams, fc.boolean(), (count, double) => {
        const rounds = roundRobin(count, { double });
        for (const { games, bye } of rounds) {
          const playing = games.flatMap(({ home, away }) => [home, away]);
          expect([...playing, ...(bye === null ? [] : [bye])].sort((a, b) => a - b)).toEqual(
            Array.from({ length: count }, (_, team) => team),
          );
        }
        const byes = rounds.flatMap(({ bye }) => (bye === null ? [] : [bye]));
        expect(byes.length).toBe(count % 2 === 0 ? 0 : rounds.length);
        expect(new Set(byes).size).toBe(count % 2 === 0 ? 0 : count);
      }),
    );
  });

  it("has nobody at home more than once oftener than away", () => {
    fc.assert(
      fc.property(teams, (count) => {
        const balance = Array.from({ length: count }, () => 0);
        for (const { home, away } of gamesOf(roundRobin(count))) {
          balance[home] = (balance[home] ?? 0) + 1;
          balance[away] = (balance[away] ?? 0) - 1;
        }
        expect(Math.max(...balance.map(Math.abs))).toBeLessThanOrEqual(1);
      }),
    );
  });

  it.each([1, 0, -2, 2.5, Number.NaN])("of %d teams is refused", (count) => {
    expect(() => roundRobin(count)).toThrow(/two teams or more/);
  });
});
