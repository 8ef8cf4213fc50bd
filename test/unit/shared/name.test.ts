import * as fc from "fast-check";
import { expect, test } from "vitest";
import { cleanName, displayNames, sameName } from "../../../functions/_shared/battle/name.ts";

test.each([
  ["Ann\n|win|Eve", "Ann winEve"],
  ["\uff5cwin\uff5cEve", "winEve"],
  ["\u202eevE\u2066", "evE"],
  ["  a \t b  ", "a b"],
  ["Flab\u00e9b\u00e9", "Flab\u00e9b\u00e9"],
  ["Nidoran\u2640", "Nidoran\u2640"],
  ["[of] p1a, x", "of p1a x"],
  ["\u200b\u3164", ""],
])("%j is cleaned to %j", (text, clean) => {
  expect(cleanName(text)).toBe(clean);
});

test("a cleaned name is short, prints on one line, and is clean", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", maxLength: 80 }),
      fc.integer({ min: 1, max: 40 }),
      (text, length) => {
        const name = cleanName(text, length);
        expect(name).not.toMatch(/[\p{C}\p{Zl}\p{Zp}|[\],]/u);
        expect(Array.from(name).length).toBeLessThanOrEqual(length);
        expect(cleanName(name, length)).toBe(name);
      },
    ),
  );
});

test("the two names of a battle are never the same", () => {
  const name = fc.oneof(
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.constantFrom("Ann", "ann", " A n n ", "!!", ""),
  );
  fc.assert(
    fc.property(name, name, (one, other) => {
      const { p1, p2 } = displayNames(one, other);
      expect(p1.length * p2.length).toBeGreaterThan(0);
      expect(sameName(p1, p2)).toBe(false);
    }),
    { numRuns: 500 },
  );
});
