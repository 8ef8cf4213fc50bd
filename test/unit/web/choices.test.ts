import { describe, expect, it } from "vitest";
import { parseChoice } from "../../../functions/_shared/battle/choice.ts";
import { choiceText, questionOf, teamText, withPasses } from "../../../party/web/battle/choices.ts";
import { Request } from "../../../party/web/battle/request.ts";

const pokemon = (name: string, condition = "100/100", more: object = {}) => ({
  ident: `p1: ${name}`,
  details: `${name}, L80`,
  condition,
  active: false,
  ...more,
});

const move = (name: string, target = "normal", more: object = {}) => ({
  move: name,
  id: name.toLowerCase().replaceAll(" ", ""),
  pp: 8,
  maxpp: 8,
  target,
  ...more,
});

const singles = (active: object, bench = [pokemon("Blissey")]) =>
  Request.parse({
    rqid: 3,
    active: [{ moves: [move("Tackle"), move("Rest", "self", { disabled: true })], ...active }],
    side: { id: "p1", name: "Ann", pokemon: [pokemon("Pikachu", "50/100", { active: true }), ...bench] },
  });

const doubles = (...conditions: string[]) =>
  Request.parse({
    rqid: 4,
    active: [
      { moves: [move("Tackle"), move("Helping Hand", "adjacentAlly")], canTerastallize: "Fire" },
      {
        moves: [move("Earthquake", "allAdjacent"), move("Coaching", "adjacentAllyOrSelf")],
        canTerastallize: "Ice",
      },
    ],
    side: {
      id: "p1",
      name: "Ann",
      pokemon: ["Pikachu", "Raichu", "Blissey", "Chansey"].map((name, index) =>
        pokemon(name, conditions[index] ?? "100/100", { active: index < 2 }),
      ),
    },
  });

describe("a singles request", () => {
  it("offers its moves without targets, and the reserves that stand", () => {
    const request = singles({}, [pokemon("Blissey", "30/100 par"), pokemon("Chansey", "0 fnt")]);
    const question = questionOf(request, [], null);
    expect(question?.moves.map((option) => [option.label, option.disabled])).toEqual([
      ["Tackle", false],
      ["Rest", true],
    ]);
    expect(question?.switches.map((option) => [option.label, option.detail, option.action])).toEqual([
      ["Blissey", "30% par", { kind: "switch", slot: 2 }],
    ]);
  });

  it("calls a forme by its own name, and adds the species to a nickname", () => {
    const named = (name: string, details: string) => pokemon(name, "100/100", { details });
    const bench = [named("Slowking", "Slowking-Galar, L80"), named("King", "Slowking, L80, M")];
    const labels = questionOf(singles({}, bench), [], null)?.switches.map((option) => option.label);
    expect(labels).toEqual(["Slowking-Galar", "King (Slowking)"]);
  });

  it("offers no switch to a trapped Pokémon and says so", () => {
    const question = questionOf(singles({ trapped: true }), [], null);
    expect(question?.switches).toEqual([]);
    expect(question?.note).toContain("trapped");
  });

  it("adds the wanted event to the move", () => {
    const request = singles({ canTerastallize: "Water" });
    const question = questionOf(request, [], "terastallize");
    expect(question?.events).toEqual([{ event: "terastallize", label: "Terastallize (Water)" }]);
    const tackle = question?.moves[0];
    expect(tackle && choiceText(request, [tackle.action])).toBe("move 1 terastallize");
  });

  it("ignores an event that the request does not offer", () => {
    expect(questionOf(singles({}), [], "mega")?.moves[0]?.action).toMatchObject({ event: null });
  });

  it("shows Z-moves by their names and leaves out moves without one", () => {
    const request = singles({ canZMove: [{ move: "Breakneck Blitz", target: "normal" }, null] });
    expect(questionOf(request, [], "zmove")?.moves.map((option) => option.label)).toEqual([
      "Breakneck Blitz",
    ]);
  });

  it("shows max moves of a Pokémon that is dynamaxed already", () => {
    const maxMoves = {
      maxMoves: [
        { move: "Max Strike", target: "adjacentFoe" },
        { move: "Max Guard", target: "self" },
      ],
    };
    expect(questionOf(singles({ maxMoves }), [], null)?.moves[0]?.label).toBe("Max Strike");
    expect(questionOf(singles({ maxMoves, canDynamax: true }), [], null)?.moves[0]?.label).toBe("Tackle");
    expect(questionOf(singles({ maxMoves, canDynamax: true }), [], "dynamax")?.moves[0]?.label).toBe(
      "Max Strike",
    );
  });

  it("asks nothing when it says to wait", () => {
    expect(questionOf(Request.parse({ rqid: 1, wait: true }), [], null)).toBeNull();
  });
});

describe("a doubles request", () => {
  it("offers each target of a move that is aimed", () => {
    expect(questionOf(doubles(), [], null)?.moves.map((option) => option.label)).toEqual([
      "Tackle → foe 1",
      "Tackle → foe 2",
      "Tackle → Raichu",
      "Helping Hand → Raichu",
    ]);
  });

  it("calls the foes by name where they are known", () => {
    const question = questionOf(doubles(), [], null, ["Blissey"]);
    expect(question?.moves.slice(0, 2).map((option) => option.label)).toEqual([
      "Tackle → Blissey",
      "Tackle → foe 2",
    ]);
  });

  it("asks slot after slot and writes what the grammar reads", () => {
    const request = doubles();
    const first = questionOf(request, [], "terastallize")?.moves[1]?.action;
    if (!first) throw new Error("no first move");
    expect(choiceText(request, [first])).toBeNull();
    const second = questionOf(request, [first], "terastallize");
    expect(second?.who).toBe("Raichu");
    expect(second?.events).toEqual([]);
    const action = second?.moves[1]?.action;
    if (!action) throw new Error("no second move");
    const text = choiceText(request, [first, action]);
    expect(text).toBe("move 1 +2 terastallize, move 2 -1");
    expect(text && parseChoice(text)).not.toBeNull();
  });

  it("does not offer one reserve to both slots", () => {
    const question = questionOf(doubles(), [{ kind: "switch", slot: 3 }], null);
    expect(question?.switches.map((option) => option.action)).toEqual([{ kind: "switch", slot: 4 }]);
  });

  it("passes for a fainted slot", () => {
    const request = doubles("0 fnt");
    expect(withPasses(request, [])).toEqual([{ kind: "pass" }]);
    expect(questionOf(request, withPasses(request, []), null)?.who).toBe("Raichu");
  });
});

describe("a forced switch", () => {
  const forced = (slots: boolean[], bench: string[], first: object = {}) =>
    Request.parse({
      rqid: 5,
      forceSwitch: slots,
      side: {
        id: "p1",
        name: "Ann",
        pokemon: [
          pokemon("Pikachu", "0 fnt", { active: true, ...first }),
          ...(slots.length > 1 ? [pokemon("Raichu", "0 fnt", { active: true })] : []),
          ...bench.map((condition, index) => pokemon(`Bench ${index}`, condition)),
        ],
      },
    });

  it("passes for slots that need no switch and for those that no reserve can fill", () => {
    const request = forced([true, true], ["10/100"]);
    const actions = withPasses(request, [{ kind: "switch", slot: 3 }]);
    expect(choiceText(request, actions)).toBe("switch 3, pass");
    expect(withPasses(forced([false, true], ["10/100"]), [])).toEqual([{ kind: "pass" }]);
  });

  it("offers the fainted ones when one is revived", () => {
    const request = forced([true], ["0 fnt", "10/100"], { condition: "10/100", reviving: true });
    expect(questionOf(request, [], null)?.switches.map((option) => option.action)).toEqual([
      { kind: "switch", slot: 2 },
    ]);
  });
});

describe("team preview", () => {
  const preview = (more: object) =>
    Request.parse({
      rqid: 1,
      teamPreview: true,
      side: { id: "p1", name: "Ann", pokemon: ["A", "B", "C", "D"].map((name) => pokemon(name)) },
      ...more,
    });

  it("puts the picks first and keeps the others behind them", () => {
    expect(teamText(preview({}), [3, 1])).toBe("team 3,1,2,4");
  });

  it("sends as many as the format takes", () => {
    expect(teamText(preview({ maxChosenTeamSize: 3 }), [4])).toBe("team 4,1,2");
  });
});
