import { describe, expect, test } from "vitest";
import { automaticLine } from "../../../functions/_shared/battle/automatic.ts";
import { factsOf, told, toldInDoubles } from "./told.ts";

describe("uses of a move", () => {
  test("count where a Pokémon chose it, and not where something called, copied or bounced it or it went on by itself", () => {
    const summary = told([
      "|move|p1a: Birdie|Sleep Talk|p1a: Birdie",
      "|move|p1a: Birdie|Sacred Fire|p2a: Pory|[from] move: Sleep Talk",
      "|move|p2a: Pory|Outrage|p1a: Birdie",
      "|turn|2",
      "|move|p2a: Pory|Outrage|p1a: Birdie|[from] lockedmove",
      "|move|p1a: Birdie|Toxic|p2a: Pory",
      "|move|p2a: Pory|Toxic|p1a: Birdie|[from] ability: Magic Bounce",
      "|turn|3",
      "|move|p1a: Birdie|Metronome|p1a: Birdie",
      "|move|p1a: Birdie|Splash|p1a: Birdie|[from] move: Metronome",
      "|move|p2a: Pory|Quiver Dance|p2a: Pory|[from] ability: Dancer",
      "|move|p2a: Pory|Pursuit|p1a: Birdie|[from] Pursuit",
    ]);
    const uses = (nickname: string) =>
      factsOf(summary, nickname).moves.map(({ move, uses }) => `${move} ${uses}`);
    expect(uses("Birdie")).toEqual(["Sleep Talk 1", "Toxic 1", "Metronome 1"]);
    expect(uses("Pory")).toEqual(["Outrage 1", "Pursuit 1"]);
  });

  test("do not count where Instruct makes it use a move again", () => {
    const summary = toldInDoubles([
      "|move|p1a: Birdie|Sacred Fire|p2a: Pory",
      "|move|p1b: Kora|Instruct|p1a: Birdie",
      "|-singleturn|p1a: Birdie|move: Instruct|[of] p1b: Kora",
      "|move|p1a: Birdie|Sacred Fire|p2a: Pory",
    ]);
    expect(factsOf(summary, "Birdie").moves).toEqual([{ move: "Sacred Fire", uses: 1, automatic: 0 }]);
  });

  test("that the player's clock chose are counted apart, for that turn alone", () => {
    const summary = told([
      "|move|p1a: Birdie|Splash|p1a: Birdie",
      "|turn|2",
      automaticLine("Ann", "p1"),
      "|c|☆Bob|come on",
      automaticLine("Bob", "p2"),
      "|move|p1a: Birdie|Splash|p1a: Birdie",
      "|move|p2a: Pory|Splash|p2a: Pory",
      "|turn|3",
      "|move|p1a: Birdie|Splash|p1a: Birdie",
      "|move|p2a: Pory|U-turn|p1a: Birdie",
      // The clock chose who comes in, and that is no move.
      automaticLine("Bob", "p2"),
      "|switch|p2a: Zed|Zapdos|100/100|[from] U-turn",
      "|move|p2a: Zed|Roost|p2a: Zed",
    ]);
    expect(factsOf(summary, "Birdie").moves).toEqual([{ move: "Splash", uses: 2, automatic: 1 }]);
    expect(factsOf(summary, "Pory").moves).toEqual([
      { move: "Splash", uses: 0, automatic: 1 },
      { move: "U-turn", uses: 1, automatic: 0 },
    ]);
    expect(factsOf(summary, "Zed").moves).toEqual([{ move: "Roost", uses: 1, automatic: 0 }]);
  });
});

describe("damage", () => {
  test("goes to the foe who did it, whatever it did it with", () => {
    const summary = told([
      "|move|p1a: Birdie|Toxic|p2a: Pory",
      "|-status|p2a: Pory|tox",
      "|move|p2a: Pory|Tri Attack|p1a: Birdie",
      "|-damage|p1a: Birdie|70/100",
      "|-damage|p2a: Pory|90/100 tox|[from] item: Rocky Helmet|[of] p1a: Birdie",
      "|-damage|p2a: Pory|84/100 tox|[from] psn",
    ]);
    expect(factsOf(summary, "Birdie")).toMatchObject({ damageDealt: 16, damageTaken: 30 });
    expect(factsOf(summary, "Pory")).toMatchObject({ damageDealt: 30, damageTaken: 16 });
  });

  test("that a Pokémon does to itself or an ally is dealt by nobody", () => {
    const summary = toldInDoubles([
      "|move|p1a: Birdie|Earthquake|p2a: Pory|[spread] p2a,p1b",
      "|-damage|p1b: Kora|60/100",
      "|-damage|p2a: Pory|50/100",
      "|-damage|p1a: Birdie|90/100|[from] item: Life Orb",
    ]);
    expect(factsOf(summary, "Birdie")).toMatchObject({ damageDealt: 50, damageTaken: 10 });
    expect(factsOf(summary, "Kora")).toMatchObject({ damageDealt: 0, damageTaken: 40 });
  });

  test("is the same in points, pixels and percent", () => {
    const taken = (condition: string) =>
      factsOf(told(["|move|p1a: Birdie|Brave Bird|p2a: Pory", `|-damage|p2a: Pory|${condition}`]), "Pory")
        .damageTaken;
    expect(["75/100", "240/321", "36/48g", "75/100y par"].map(taken)).toEqual([25, 25, 25, 25]);
    // Who is hurt at all has lost a percent.
    expect(taken("320/321")).toBe(1);
  });

  test("is shared by Pain Split", () => {
    const summary = told([
      "|move|p2a: Pory|Tri Attack|p1a: Birdie",
      "|-damage|p1a: Birdie|20/100",
      "|move|p1a: Birdie|Pain Split|p2a: Pory",
      "|-sethp|p2a: Pory|60/100|[from] move: Pain Split|[silent]",
      "|-sethp|p1a: Birdie|60/100|[from] move: Pain Split",
    ]);
    expect(factsOf(summary, "Birdie")).toMatchObject({ damageDealt: 40, damageTaken: 80, healed: 40 });
    expect(factsOf(summary, "Pory")).toMatchObject({ damageTaken: 40 });
  });
});

describe("healing", () => {
  test("is what HP grew by, on the bench as well", () => {
    const summary = told([
      "|-damage|p1a: Birdie|40/100",
      "|-heal|p1a: Birdie|46/100|[from] item: Leftovers",
      "|switch|p1a: Kora|Kommo-o, F|100/100",
      "|switch|p1a: Birdie|Ho-Oh, M|79/100",
    ]);
    expect(factsOf(summary, "Birdie")).toMatchObject({ healed: 39, damageTaken: 60 });
  });

  test("is not a return from the dead", () => {
    const summary = told([
      "|move|p2a: Pory|Tri Attack|p1a: Birdie",
      "|-damage|p1a: Birdie|0 fnt",
      "|faint|p1a: Birdie",
      "|switch|p1a: Rab|Rabsca, F|100/100",
      "|move|p1a: Rab|Revival Blessing|p1a: Rab",
      "|-heal|p1: Birdie|50/100|[from] move: Revival Blessing",
      "|switch|p1a: Birdie|Ho-Oh, M|50/100",
    ]);
    expect(factsOf(summary, "Birdie")).toMatchObject({ healed: 0, faints: 1, revivals: 1, sentOut: 2 });
    expect(summary.players.p1).toMatchObject({ fainted: 0, active: [0] });
  });
});

test("critical hits and misses are luck of both", () => {
  const summary = told([
    "|move|p1a: Birdie|Brave Bird|p2a: Pory",
    "|-crit|p2a: Pory",
    "|-damage|p2a: Pory|10/100",
    "|move|p2a: Pory|Zap Cannon|p1a: Birdie|[miss]",
    "|-miss|p2a: Pory|p1a: Birdie",
    "|turn|2",
    "|move|p2a: Pory|Hyper Voice|p1a: Birdie|[miss]",
    "|-miss|p2a: Pory",
  ]);
  expect(factsOf(summary, "Birdie")).toMatchObject({ crits: 1, critsTaken: 0, misses: 0, dodges: 2 });
  expect(factsOf(summary, "Pory")).toMatchObject({ crits: 0, critsTaken: 1, misses: 2, dodges: 0 });
});

describe("turns on the field", () => {
  test("count each once, in part or whole", () => {
    const summary = told([
      "|turn|2",
      "|move|p1a: Birdie|U-turn|p2a: Pory",
      "|switch|p1a: Kora|Kommo-o, F|100/100|[from] U-turn",
      "|turn|3",
      "|switch|p1a: Birdie|Ho-Oh, M|100/100",
      "|turn|4",
    ]);
    expect(factsOf(summary, "Birdie")).toMatchObject({ turnsActive: 4, sentOut: 2 });
    expect(factsOf(summary, "Kora")).toMatchObject({ turnsActive: 2, sentOut: 1 });
    expect(factsOf(summary, "Pory")).toMatchObject({ turnsActive: 4, sentOut: 1 });
  });

  test("begin with the next one for who replaces the fainted", () => {
    const summary = told([
      "|move|p2a: Pory|Tri Attack|p1a: Birdie",
      "|-damage|p1a: Birdie|0 fnt",
      "|faint|p1a: Birdie",
      "|",
      "|upkeep",
      "|switch|p1a: Kora|Kommo-o, F|100/100",
      "|turn|2",
    ]);
    expect(factsOf(summary, "Birdie").turnsActive).toBe(1);
    expect(factsOf(summary, "Kora").turnsActive).toBe(1);
  });
});

describe("who was brought", () => {
  const preview = (lines: string[], size: number) =>
    told(lines, {}, [
      "|poke|p1|Ho-Oh, M|",
      "|poke|p1|Kommo-o, F|",
      "|poke|p1|Urshifu-*, M|",
      `|teamsize|p1|${size}`,
      "|teamsize|p2|6",
    ]).players.p1.pokemon.map(({ species, brought }) => [species, brought]);

  test("is everybody where nobody stays at home", () => {
    expect(preview([], 3)).toEqual([
      ["Ho-Oh", true],
      ["Kommo-o", true],
      ["Urshifu", true],
    ]);
  });

  test("is who was seen, and the rest unknown until all are", () => {
    expect(preview([], 2)).toEqual([
      ["Ho-Oh", true],
      ["Kommo-o", null],
      ["Urshifu", null],
    ]);
    expect(preview(["|switch|p1a: Bear|Urshifu-Rapid-Strike, M|100/100"], 2)).toEqual([
      ["Ho-Oh", true],
      ["Kommo-o", false],
      ["Urshifu-Rapid-Strike", true],
    ]);
  });
});

test("who stands on the field at the end is known", () => {
  const { players } = toldInDoubles([
    "|switch|p1a: Rab|Rabsca, F|100/100",
    "|move|p1a: Rab|Tackle|p2b: Zed",
    "|-damage|p2b: Zed|0 fnt",
    "|faint|p2b: Zed",
  ]);
  const names = (seat: "p1" | "p2") =>
    players[seat].active.map((index) => players[seat].pokemon[index]?.nickname);
  expect(names("p1").toSorted()).toEqual(["Kora", "Rab"]);
  expect(names("p2")).toEqual(["Pory"]);
});
