import { describe, expect, test } from "vitest";
import type { TrueFaint } from "../../../functions/_shared/schema/battle.ts";
import { credits, factsOf, told } from "./told.ts";

const faints = (position: string) => [`|-damage|${position}|0 fnt|[from] psn`, `|faint|${position}`];
const team = (lines: string[], before: string[] = []) =>
  told(lines, {}, before).players.p1.pokemon.map(({ species, nickname, sentOut, faints }) => ({
    species,
    nickname,
    sentOut,
    faints,
  }));

describe("a forme", () => {
  test.each([
    ["a mega evolution", "|detailschange|p1a: Zard|Charizard-Mega-X, M", "Charizard"],
    ["a Gigantamax", "|detailschange|p1a: Zard|Charizard-Gmax, M", "Charizard"],
    ["a change of colour", "|-formechange|p1a: Zard|Charizard-Blue", "Charizard"],
    ["a Terastallization", "|-terastallize|p1a: Zard|Fire", "Charizard"],
    ["a transformation", "|-transform|p1a: Zard|p2a: Pory", "Charizard"],
  ])("that lasts no longer than the battle is the same Pokémon: %s", (_, line, species) => {
    const lines = [
      "|switch|p1a: Zard|Charizard, M|100/100",
      line,
      "|switch|p1a: Birdie|Ho-Oh, M|100/100",
      `|switch|p1a: Zard|${line.includes("details") ? line.split("|")[3] : "Charizard, M, tera:Fire"}|100/100`,
    ];
    expect(team(lines).slice(1)).toEqual([{ species, nickname: "Zard", sentOut: 2, faints: 0 }]);
  });

  test("that matters is kept, and found behind the star of team preview", () => {
    const before = ["|poke|p1|Ho-Oh, M|", "|poke|p1|Ogerpon-Wellspring, F|", "|poke|p1|Arceus-*|"];
    const lines = [
      "|switch|p1a: Mask|Ogerpon-Wellspring, F|100/100",
      "|detailschange|p1a: Mask|Ogerpon-Wellspring-Tera, F, tera:Water",
      "|switch|p1a: God|Arceus-Ghost|100/100",
    ];
    expect(team(lines, before).map(({ species }) => species)).toEqual([
      "Ho-Oh",
      "Ogerpon-Wellspring",
      "Arceus-Ghost",
    ]);
  });
});

describe("two of one name", () => {
  test("are two when their species differ", () => {
    expect(team(["|switch|p1a: Birdie|Porygon-Z|100/100", ...faints("p1a: Birdie")])).toEqual([
      { species: "Ho-Oh", nickname: "Birdie", sentOut: 1, faints: 0 },
      { species: "Porygon-Z", nickname: "Birdie", sentOut: 1, faints: 1 },
    ]);
  });

  test("and species are told apart by HP, where team preview showed both", () => {
    const before = ["|poke|p1|Ho-Oh, M|", "|poke|p1|Ho-Oh, M|"];
    const lines = [
      "|-damage|p1a: Birdie|40/100",
      "|switch|p1a: Birdie|Ho-Oh, M|100/100",
      "|-damage|p1a: Birdie|70/100",
      "|switch|p1a: Birdie|Ho-Oh, M|40/100",
      ...faints("p1a: Birdie"),
    ];
    expect(team(lines, before)).toEqual([
      { species: "Ho-Oh", nickname: "Birdie", sentOut: 2, faints: 1 },
      { species: "Ho-Oh", nickname: "Birdie", sentOut: 1, faints: 0 },
    ]);
  });
});

describe("a disguise", () => {
  const PREVIEW = ["|poke|p1|Ho-Oh, M|", "|poke|p1|Zoroark-Hisui, M|", "|poke|p1|Blissey, F|"];

  test("that breaks gives all that was done in it to who wore it", () => {
    const lines = [
      "|switch|p1a: Egg|Blissey, F|100/100",
      "|move|p1a: Egg|Nasty Plot|p1a: Egg",
      "|move|p2a: Pory|Tri Attack|p1a: Egg",
      "|-damage|p1a: Egg|60/100",
      "|replace|p1a: Fox|Zoroark-Hisui, M",
      "|-end|p1a: Fox|Illusion",
    ];
    const summary = told(lines, {}, PREVIEW);
    expect(factsOf(summary, "Fox")).toMatchObject({ species: "Zoroark-Hisui", damageTaken: 40, sentOut: 1 });
    expect(factsOf(summary, "Fox").moves).toEqual([{ move: "Nasty Plot", uses: 1, automatic: 0 }]);
    expect(summary.players.p1.pokemon[2]).toMatchObject({ species: "Blissey", nickname: "Egg", sentOut: 0 });
  });

  test("that its wearer died in is noticed when the other one comes in", () => {
    const lines = [
      "|switch|p1a: Egg|Blissey, F|100/100",
      ...faints("p1a: Egg"),
      "|switch|p1a: Egg|Blissey, F|100/100",
    ];
    expect(team(lines, PREVIEW)).toEqual([
      { species: "Ho-Oh", nickname: "Birdie", sentOut: 1, faints: 0 },
      { species: "Zoroark-Hisui", nickname: null, sentOut: 1, faints: 1 },
      { species: "Blissey", nickname: "Egg", sentOut: 1, faints: 0 },
    ]);
  });

  test("that nobody was known to wear leaves doubt", () => {
    const lines = [
      "|switch|p1a: Egg|Blissey, F|100/100",
      ...faints("p1a: Egg"),
      "|switch|p1a: Egg|Blissey, F|100/100",
    ];
    const { faints: fell, players } = told(lines);
    expect(fell).toMatchObject([{ confidence: "ambiguous" }]);
    expect(players.p1.pokemon.map(({ species }) => species)).toEqual(["Ho-Oh", "Blissey", "Zoroark"]);
  });

  const hit = ["|move|p1a: Egg|Tackle|p2a: Pory", "|-damage|p2a: Pory|0 fnt", "|faint|p2a: Pory"];

  test("that no line gives away is told by its HP", () => {
    const lines = [
      "|switch|p1a: Fox|Zoroark-Hisui, M|100/100",
      "|move|p2a: Pory|Tri Attack|p1a: Fox",
      "|-damage|p1a: Fox|31/100",
      "|switch|p1a: Egg|Blissey, F|31/100",
      ...hit,
      "|switch|p1a: Egg|Blissey, F|100/100",
    ];
    expect(credits(told(lines, {}, PREVIEW))).toEqual(["Pory: move Tackle by Fox, exact"]);
  });

  test("that may be one or not leaves doubt", () => {
    const lines = ["|switch|p1a: Egg|Blissey, F|100/100", ...hit];
    expect(credits(told(lines, {}, PREVIEW))).toEqual(["Pory: move Tackle by Egg, ambiguous"]);
  });

  test("is none for who was hit and stayed what it was", () => {
    const lines = [
      "|switch|p1a: Egg|Blissey, F|100/100",
      "|move|p2a: Pory|Tri Attack|p1a: Egg",
      "|-damage|p1a: Egg|90/100",
    ];
    expect(credits(told([...lines, ...hit], {}, PREVIEW))).toEqual(["Pory: move Tackle by Egg, exact"]);
  });
});

describe("the simulator's truth", () => {
  const pokemon = (seat: "p1" | "p2", nickname: string, species: string, place: number) => ({
    seat,
    nickname,
    species,
    place,
  });
  const truth: TrueFaint = {
    turn: 1,
    victim: pokemon("p1", "Fox", "Zoroark-Hisui", 2),
    cause: "status",
    source: "Poison",
    by: pokemon("p2", "Pory", "Porygon-Z", 0),
  };
  const lines = ["|switch|p1a: Egg|Blissey, F|100/100", ...faints("p1a: Egg")];

  test("is taken for the text, and names even who died in disguise", () => {
    const summary = told(lines, { truth: [truth] });
    expect(credits(summary)).toEqual(["Fox: status Poison by Pory, exact"]);
    expect(factsOf(summary, "Fox")).toMatchObject({ species: "Zoroark-Hisui", faints: 1 });
    expect(factsOf(summary, "Egg")).toMatchObject({ faints: 0 });
  });

  test("tells two of one name apart by their places", () => {
    const twin = (place: number) => pokemon("p1", "Birdie", "Ho-Oh", place);
    const fell = (place: number): TrueFaint => ({
      ...truth,
      victim: twin(place),
      by: twin(1 - place),
      cause: "move",
    });
    const before = ["|poke|p1|Ho-Oh, M|", "|poke|p1|Ho-Oh, M|"];
    const both = [...faints("p1a: Birdie"), "|switch|p1a: Birdie|Ho-Oh, M|100/100", ...faints("p1a: Birdie")];
    const { faints: found } = told(both, { truth: [fell(1), fell(0)] }, before);
    expect(found.map(({ victim, by }) => [victim.index, by?.index])).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });

  test.each<[string, TrueFaint[]]>([
    ["of another turn", [{ ...truth, turn: 2 }]],
    ["of the other side", [{ ...truth, victim: pokemon("p2", "Pory", "Porygon-Z", 0) }]],
    ["of more faints", [truth, truth]],
    ["of none", []],
  ])("is left aside where it does not fit the log: %s", (_, told_) => {
    expect(credits(told(lines, { truth: told_ }))).toEqual(["Egg: status Poison by nobody, ambiguous"]);
  });
});
