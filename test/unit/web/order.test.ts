import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { beginning, moved, type Order, toggled } from "../../../party/web/battle/order.ts";

describe("the order of a team", () => {
  it("begins as the team stands, with nobody picked", () => {
    expect(beginning(3)).toEqual({ positions: [1, 2, 3], picked: 0 });
  });

  it("puts picks behind one another, and takes them back", () => {
    const picked = toggled(toggled(beginning(4), 3, 4), 1, 4);
    expect(picked).toEqual({ positions: [3, 1, 2, 4], picked: 2 });
    expect(toggled(picked, 3, 4)).toEqual({ positions: [1, 2, 3, 4], picked: 1 });
  });

  it("takes no more picks than take part", () => {
    const full = toggled(toggled(beginning(4), 4, 2), 2, 2);
    expect(toggled(full, 1, 2)).toEqual(full);
  });

  it("counts who was moved, and whoever stands before it, as picked", () => {
    expect(moved(beginning(4), 3, 1, 4)).toEqual({ positions: [1, 4, 2, 3], picked: 2 });
    expect(moved(beginning(4), 0, 3, 2)).toEqual({ positions: [2, 3, 4, 1], picked: 2 });
  });

  it("stays as it is where nothing is to be moved", () => {
    for (const [from, to] of [
      [0, 0],
      [0, -1],
      [3, 4],
      [9, 1],
    ] as const) {
      expect(moved(beginning(4), from, to, 4)).toEqual(beginning(4));
    }
  });

  it("holds each Pokémon once, whatever is done with it", () => {
    const act = fc.oneof(
      fc.integer({ min: 1, max: 6 }).map((position) => (order: Order) => toggled(order, position, 4)),
      fc.tuple(fc.integer({ min: -1, max: 7 }), fc.integer({ min: -1, max: 7 })).map(
        ([from, to]) =>
          (order: Order) =>
            moved(order, from, to, 4),
      ),
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
        const order = acts.reduce((last, next) => next(last), beginning(6));
        expect([...order.positions].sort()).toEqual([1, 2, 3, 4, 5, 6]);
        expect(order.picked).toBeLessThanOrEqual(4);
      }),
    );
  });
});
