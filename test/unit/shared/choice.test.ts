import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Action,
  type Choice,
  formatChoice,
  MOVE_EVENTS,
  parseChoice,
} from "../../../functions/_shared/battle/choice.ts";

test.each([
  ["move 1", "move 1"],
  ["move thunderbolt", "move thunderbolt"],
  ["move 2 1 mega", "move 2 +1 mega"],
  ["move 2 megax +1, switch 4", "move 2 +1 megax, switch 4"],
  ["move 1 -2 max,pass", "move 1 -2 dynamax, pass"],
  ["move 3 terastal", "move 3 terastallize"],
  ["move 4 zmove, move 1 ultra, shift", "move 4 zmove, move 1 ultra, shift"],
  ["team 3142", "team 3,1,4,2"],
  ["team 12, 1, 3", "team 12,1,3"],
  ["default", "default"],
])("'%s' is the choice '%s'", (text, written) => {
  const choice = parseChoice(text);
  expect(choice && formatChoice(choice)).toBe(written);
});

test.each([
  "",
  "move",
  "move 1\n",
  "move 1\n>eval 1",
  "move 1|win|Eve",
  "move 1 4",
  "move 1 1 2",
  "move 1 mega zmove",
  "switch Pikachu",
  "switch 0",
  "switch 25",
  "team",
  "team 0",
  "undo",
  ">forcewin p1",
  "move 1, move 1, move 1, move 1",
  `move ${"a".repeat(300)}`,
])("'%s' is no choice", (text) => {
  expect(parseChoice(text)).toBeNull();
});

test("every choice that can be written is read back as it was", () => {
  const slot = fc.integer({ min: 1, max: 24 });
  const action: fc.Arbitrary<Action> = fc.oneof(
    fc.record({
      kind: fc.constant("move" as const),
      move: fc.oneof(fc.integer({ min: 1, max: 24 }).map(String), fc.stringMatching(/^[a-z][a-z0-9]{0,20}$/)),
      target: fc.constantFrom(null, 1, 2, 3, -1, -2, -3),
      event: fc.constantFrom(null, ...MOVE_EVENTS),
    }),
    fc.record({ kind: fc.constant("switch" as const), slot }),
    fc.constantFrom({ kind: "pass" as const }, { kind: "shift" as const }, { kind: "default" as const }),
  );
  const choice: fc.Arbitrary<Choice> = fc.oneof(
    fc.record({
      kind: fc.constant("actions" as const),
      actions: fc.array(action, { minLength: 1, maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant("team" as const), slots: fc.array(slot, { minLength: 2, maxLength: 24 }) }),
  );
  fc.assert(
    fc.property(choice, (one) => {
      expect(parseChoice(formatChoice(one))).toEqual(one);
    }),
  );
});

test("whatever is read is one line of the grammar's own letters", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 40 }), (text) => {
      const choice = parseChoice(text);
      if (choice) expect(formatChoice(choice)).toMatch(/^[a-z0-9 ,+-]+$/);
    }),
  );
});
