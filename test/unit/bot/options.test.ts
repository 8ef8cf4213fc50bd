import { describe, expect, test } from "vitest";
import { parseChoice } from "../../../functions/_shared/battle/choice.ts";
import { drawChoice } from "../../../functions/_shared/battle/choices.ts";
import {
  ChoiceRequest,
  choiceOf,
  combinations,
  optionsOf,
} from "../../../functions/_shared/battle/options.ts";

const well = { condition: "100/100" };
const gone = { condition: "0 fnt" };
const tackle = { id: "tackle", target: "normal" };
const hand = { id: "helpinghand", target: "adjacentAlly" };

/** The texts of what each active Pokémon may do. */
function texts(request: object): string[][] {
  return optionsOf(ChoiceRequest.parse(request)).map((options) => options.map(({ text }) => text));
}

describe("the options of a request", () => {
  test("a single Pokémon moves without a target and switches to who stands", () => {
    const request = { active: [{ moves: [tackle] }], side: { pokemon: [well, gone, well] } };
    expect(texts(request)).toEqual([["move 1", "switch 3"]]);
  });

  test("a disabled move and a trapped Pokémon's bench are left out", () => {
    const moves = [{ ...tackle, disabled: true }, { id: "growl" }];
    const request = { active: [{ moves, trapped: true }], side: { pokemon: [well, well] } };
    expect(texts(request)).toEqual([["move 2"]]);
  });

  test("in doubles a move is aimed at a foe, or at the ally, who may lie fainted", () => {
    const request = { active: [{ moves: [tackle, hand] }, null], side: { pokemon: [well, gone] } };
    expect(texts(request)).toEqual([["move 1 +1", "move 1 +2", "move 2 -2"], ["pass"]]);
  });

  test("who is commanded from within another passes", () => {
    const pokemon = [{ ...well, commanding: true }, well];
    const request = { active: [{ moves: [tackle] }, { moves: [tackle] }], side: { pokemon } };
    expect(texts(request)[0]).toEqual(["pass"]);
  });

  test("in triples the edges may shift, and reach no further than the middle", () => {
    const active = [{ moves: [tackle] }, { moves: [tackle] }, { moves: [tackle] }];
    const [left, middle] = texts({ active, side: { pokemon: [well, well, well] } });
    expect(left).toEqual(["move 1 +2", "move 1 +3", "shift"]);
    expect(middle).toEqual(["move 1 +1", "move 1 +2", "move 1 +3"]);
  });

  test("a grown Pokémon's moves have the targets of its max moves", () => {
    const quake = { id: "earthquake", target: "allAdjacent" };
    const maxMoves = { maxMoves: [{ target: "adjacentFoe" }] };
    const side = { pokemon: [well, well] };
    const before = texts({ active: [{ moves: [quake], canDynamax: true, maxMoves }, null], side });
    expect(before[0]).toEqual(["move 1", "move 1 +1 dynamax", "move 1 +2 dynamax"]);
    expect(texts({ active: [{ moves: [quake], maxMoves }, null], side })[0]).toEqual([
      "move 1 +1",
      "move 1 +2",
    ]);
  });

  test("a team does once a turn what it may do once, and sends nobody in twice", () => {
    const mega = { moves: [{ id: "growl" }], canMegaEvo: true };
    const request = { active: [mega, mega], side: { pokemon: [well, well, well] } };
    const choices = [...combinations(optionsOf(ChoiceRequest.parse(request)))].map(choiceOf);
    expect(choices).toContain("move 1 mega, move 1");
    expect(choices).not.toContain("move 1 mega, move 1 mega");
    expect(choices).not.toContain("switch 3, switch 3");
    expect(choices.filter((choice) => parseChoice(choice) === null)).toEqual([]);
  });

  test("who must leave is replaced while there is someone to come", () => {
    const request = { forceSwitch: [true, true], side: { pokemon: [gone, gone, well] } };
    const choices = [...combinations(optionsOf(ChoiceRequest.parse(request)))].map(choiceOf);
    expect(choices).toEqual(["switch 3, pass", "pass, switch 3", "pass, pass"]);
  });

  test("Revival Blessing chooses among the fainted", () => {
    const pokemon = [{ ...well, reviving: true }, gone, well];
    expect(texts({ forceSwitch: [true], side: { pokemon } })).toEqual([["switch 2", "pass"]]);
  });
});

describe("a choice that is drawn", () => {
  const context = { seed: "7", seat: "p1", rqid: 3, refused: new Set<string>() };
  const request = { active: [{ moves: [tackle, { id: "growl" }] }], side: { pokemon: [well, well, well] } };

  test("is the same for the same seed, seat and request", () => {
    const drawn = drawChoice(request, context);
    expect(drawChoice(request, { ...context })).toBe(drawn);
  });

  test("is another once it was refused, and the default when everything was", () => {
    const refused = new Set<string>();
    for (let attempt = 0; attempt < 4; attempt += 1) {
      const drawn = drawChoice(request, { ...context, refused }) ?? "";
      expect(refused).not.toContain(drawn);
      refused.add(drawn);
    }
    expect([...refused].sort()).toEqual(["move 1", "move 2", "switch 2", "switch 3"]);
    expect(drawChoice(request, { ...context, refused })).toBe("default");
  });

  test("is none when the seat waits", () => {
    expect(drawChoice({ wait: true }, context)).toBeNull();
  });

  test("orders the whole team at team preview", () => {
    const order = drawChoice({ teamPreview: true, side: { pokemon: [well, well, well] } }, context) ?? "";
    const parsed = parseChoice(order);
    expect(parsed?.kind === "team" && parsed.slots.toSorted()).toEqual([1, 2, 3]);
  });
});
