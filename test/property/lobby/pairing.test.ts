import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pairUp, type Waiting } from "../../../party/lobby/pairing.ts";
import { rangeAfter } from "../../../party/lobby/range.ts";

const NOW = 1_000_000_000;
const SECOND = 1000;

/** Few users, so that last opponents wait too, and the same user twice now and then. */
const player: fc.Arbitrary<Waiting> = fc.record({
  user: fc.integer({ min: 0, max: 40 }).map(String),
  rating: fc.oneof(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 980, max: 1120 }), fc.constant(1000)),
  joinedAt: fc.integer({ min: -5, max: 300 }).map((seconds) => NOW - seconds * SECOND),
  lastOpponent: fc.option(fc.integer({ min: 0, max: 40 }).map(String), { nil: null }),
});
const line = fc.array(player, { maxLength: 60 });

/** How two would be paired: gladly, as the last resort of the patient, or not at all. */
function acceptance(one: Waiting, other: Waiting, waiting: number): "gladly" | "at last" | null {
  const gap = Math.abs(one.rating - other.rating);
  const accepted = ({ joinedAt }: Waiting) => rangeAfter(NOW - joinedAt);
  if (one.user === other.user || gap > accepted(one) || gap > accepted(other)) return null;
  const repeated = one.lastOpponent === other.user || other.lastOpponent === one.user;
  if (waiting === 2 || !repeated) return "gladly";
  return [one, other].every(({ joinedAt }) => NOW - joinedAt >= 60 * SECOND) ? "at last" : null;
}

function acceptable(one: Waiting, other: Waiting, waiting: number): boolean {
  return acceptance(one, other, waiting) !== null;
}

function inOrder(entries: readonly Waiting[]): Waiting[] {
  return entries.toSorted((one, other) => one.joinedAt - other.joinedAt);
}

/** The rule as it is said: each in turn takes the longest waiting one that both accept. */
function naive(entries: readonly Waiting[]): [Waiting, Waiting][] {
  const left = inOrder(entries);
  const pairs: [Waiting, Waiting][] = [];
  for (let head = left.shift(); head; head = left.shift()) {
    const one = head;
    const [found = -1] = (["gladly", "at last"] as const)
      .map((wanted) => left.findIndex((other) => acceptance(one, other, entries.length) === wanted))
      .filter((index) => index >= 0);
    if (found >= 0) pairs.push([one, ...left.splice(found, 1)] as [Waiting, Waiting]);
  }
  return pairs;
}

function check(property: (entries: Waiting[]) => void): void {
  fc.assert(fc.property(line, property), { numRuns: 1000 });
}

describe("a pairing pass", () => {
  it("pairs as the naive reference does", () => {
    check((entries) => {
      expect(pairUp(entries, NOW)).toEqual(naive(entries));
    });
  });

  it("makes no pair that breaks a rule, and puts nobody into two", () => {
    check((entries) => {
      const pairs = pairUp(entries, NOW);
      for (const [one, other] of pairs) expect(acceptable(one, other, entries.length)).toBe(true);
      expect(new Set(pairs.flat()).size).toBe(pairs.length * 2);
    });
  });

  it("leaves no two over who accept each other", () => {
    check((entries) => {
      const paired = new Set(pairUp(entries, NOW).flat());
      const left = entries.filter((entry) => !paired.has(entry));
      for (const one of left) {
        for (const other of left) {
          if (one !== other) expect(acceptable(one, other, entries.length)).toBe(false);
        }
      }
    });
  });

  it("finds the one who has waited longest a partner, if anybody is acceptable", () => {
    check((entries) => {
      const [head, ...others] = inOrder(entries);
      if (!head) return;
      const possible = others.some((other) => acceptable(head, other, entries.length));
      expect(pairUp(entries, NOW).some(([one]) => one === head)).toBe(possible);
    });
  });

  it("makes the first pairs of a full pass when it is to look for fewer", () => {
    fc.assert(
      fc.property(line, fc.nat(10), (entries, most) => {
        expect(pairUp(entries, NOW, most)).toEqual(pairUp(entries, NOW).slice(0, most));
      }),
      { numRuns: 300 },
    );
  });

  it("does not depend on the order in which players are given, when no two joined at one moment", () => {
    const distinct = fc.uniqueArray(player, { maxLength: 40, selector: ({ joinedAt }) => joinedAt });
    fc.assert(
      fc.property(distinct, (entries) => {
        expect(pairUp(entries.toReversed(), NOW)).toEqual(pairUp(entries, NOW));
      }),
      { numRuns: 300 },
    );
  });
});
