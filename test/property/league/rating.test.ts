import fc from "fast-check";
import { expect, it } from "vitest";
import { type Rating, rateBattle } from "../../../functions/_shared/league/rating.ts";

const rating: fc.Arbitrary<Rating> = fc.record({
  elo: fc.double({ min: 900, max: 2500, noNaN: true }),
  glicko: fc.double({ min: 800, max: 2500, noNaN: true }),
  deviation: fc.double({ min: 10, max: 200, noNaN: true }),
  volatility: fc.double({ min: 0.005, max: 0.1, noNaN: true }),
});
const result = fc.constantFrom(
  { winner: "p1", endType: "win" } as const,
  { winner: "p2", endType: "forfeit" } as const,
  { winner: null, endType: "tie" } as const,
);

it("no battle takes a rating out of its bounds, and no winner loses by it", () => {
  fc.assert(
    fc.property(rating, rating, result, (p1, p2, { winner, endType }) => {
      const after = rateBattle({ p1, p2 }, { winner, endType });
      if (!after) throw new Error("a battle with an outcome is rated");
      for (const { elo, glicko, deviation, volatility } of [after.p1, after.p2]) {
        expect(elo).toBeGreaterThanOrEqual(1000);
        expect(Number.isFinite(glicko)).toBe(true);
        expect(deviation).toBeGreaterThanOrEqual(25);
        expect(deviation).toBeLessThanOrEqual(130);
        expect(volatility).toBeGreaterThan(0);
      }
      if (winner === null) return;
      const [before, now] = winner === "p1" ? [p1, after.p1] : [p2, after.p2];
      expect(now.elo).toBeGreaterThanOrEqual(before.elo);
      expect(now.glicko).toBeGreaterThanOrEqual(before.glicko);
    }),
    { seed: 20_261_123 },
  );
});

it("it does not matter who sits where", () => {
  fc.assert(
    fc.property(rating, rating, result, (p1, p2, { winner, endType }) => {
      const mirrored = winner && (winner === "p1" ? "p2" : "p1");
      const after = rateBattle({ p1, p2 }, { winner, endType });
      const other = rateBattle({ p1: p2, p2: p1 }, { winner: mirrored, endType });
      expect(other).toEqual(after && { p1: after.p2, p2: after.p1 });
    }),
    { seed: 20_261_123 },
  );
});
