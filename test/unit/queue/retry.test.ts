import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nextAttempt } from "../../../functions/_shared/queue/retry.ts";

describe("the wait before another attempt", () => {
  const policy = { baseSeconds: 2, capSeconds: 300 };
  const attempt = fc.record({
    attempts: fc.integer({ min: 1, max: 50 }),
    more: fc.integer({ min: 1, max: 50 }),
    chance: fc.double({ min: 0, max: 1, noNaN: true }),
  });

  test("lies between half of the exponential wait and all of it, and never over the cap", () => {
    fc.assert(
      fc.property(attempt, ({ attempts, more, chance }) => {
        const full = Math.min(policy.baseSeconds * 2 ** (attempts - 1), policy.capSeconds);
        const next = nextAttempt(attempts, attempts + more, () => chance, policy);
        if (next.kind !== "retry") throw new Error("given up too early");
        expect(next.afterSeconds).toBeGreaterThanOrEqual(full / 2);
        expect(next.afterSeconds).toBeLessThanOrEqual(full);
        expect(Number.isInteger(next.afterSeconds)).toBe(true);
      }),
    );
  });

  test("never shrinks from one attempt to the next, by the same chance", () => {
    fc.assert(
      fc.property(attempt, ({ attempts, more, chance }) => {
        const wait = (n: number) => nextAttempt(n, attempts + more + 1, () => chance, policy);
        const [one, two] = [wait(attempts), wait(attempts + 1)];
        if (one.kind === "retry" && two.kind === "retry")
          expect(two.afterSeconds).toBeGreaterThanOrEqual(one.afterSeconds);
      }),
    );
  });

  test("there is none after the last", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.nat(10), (max, over) => {
        expect(nextAttempt(max + over, max, () => 0, policy)).toEqual({ kind: "dead" });
      }),
    );
  });
});
