import { Dex } from "@pkmn/sim";
import { expect, it } from "vitest";
import { maxMoveName } from "../../../party/web/battle/max-moves.ts";

it("every Max Move is called by its name, though a request has its id", () => {
  const moves = Dex.forGen(8)
    .moves.all()
    .filter(({ isMax }) => isMax);
  expect(moves.length).toBeGreaterThan(50);
  expect(moves.map(({ id }) => maxMoveName(id))).toEqual(moves.map(({ name }) => name));
});

it("any other move keeps its name", () => {
  expect(maxMoveName("Breakneck Blitz")).toBe("Breakneck Blitz");
});
