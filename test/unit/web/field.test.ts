import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FieldReader, fieldOf } from "../../../party/web/battle/field/field.ts";

describe("the field read from a log", () => {
  it("knows who stands where, with what health", () => {
    const field = fieldOf([
      "|teamsize|p1|6",
      "|switch|p1a: Sparky|Pikachu, L80|211/211",
      "|switch|p2a: Blissey|Blissey, L80, F|100/100",
      "|turn|4",
      "|-damage|p2a: Blissey|57/100",
      "|-status|p2a: Blissey|par",
      "|-damage|p1a: Sparky|0 fnt",
      "|faint|p1a: Sparky",
    ]);
    expect(field.turn).toBe(4);
    expect(field.sizes).toEqual({ p1: 6, p2: null });
    expect(field.fainted).toEqual({ p1: 1, p2: 0 });
    expect(field.standing.p1[0]).toMatchObject({
      name: "Sparky",
      species: "Pikachu",
      health: { fainted: true },
    });
    expect(field.standing.p2[0]?.health).toEqual({ percent: 57, exact: null, status: "par", fainted: false });
  });

  it("follows a switch in the same place and a swap of allies", () => {
    const field = fieldOf([
      "|switch|p1a: A|A, L80|100/100",
      "|switch|p1b: B|B, L80|100/100",
      "|switch|p1a: C|C, L80|100/100",
      "|swap|p1a: C|1|[from] move: Ally Switch",
    ]);
    expect(field.standing.p1.map((standing) => [standing.place, standing.name])).toEqual([
      ["p1a", "B"],
      ["p1b", "C"],
    ]);
  });

  it("shows the teams of the preview, and of an open team sheet what it tells", () => {
    const preview = ["|clearpoke", "|poke|p1|Arceus-*, L50|", "|poke|p2|Lugia, L50|item", "|teampreview|4"];
    expect(fieldOf(preview).teams).toEqual({
      p1: [{ species: "Arceus", sheet: null }],
      p2: [{ species: "Lugia", sheet: null }],
    });
    const sheet = "|showteam|p2|Lugia||ChoiceScarf|Pressure|BraveBird,Hurricane||||||50|,,,,,Ground";
    expect(fieldOf([...preview, sheet]).teams.p2).toEqual([
      {
        species: "Lugia",
        sheet: {
          item: "Choice Scarf",
          ability: "Pressure",
          moves: ["Brave Bird", "Hurricane"],
          tera: "Ground",
        },
      },
    ]);
  });

  it("counts one that was revived as standing again only by its next entrance", () => {
    const field = fieldOf(["|teamsize|p1|2", "|switch|p1a: A|A|100/100", "|faint|p1a: A"]);
    expect(field.fainted.p1).toBe(1);
  });

  it("knows what was raised and lowered, and that it ends with a switch, but not with Baton Pass", () => {
    const boosted = [
      "|switch|p1a: A|Eevee, L50|100/100",
      "|-boost|p1a: A|atk|2",
      "|-unboost|p1a: A|spe|1",
      "|-boost|p1a: A|atk|9",
      "|-start|p1a: A|Substitute",
      "|-start|p1a: A|perish3",
      "|-start|p1a: A|perish2",
    ];
    const standing = (...lines: string[]) => fieldOf([...boosted, ...lines]).standing.p1[0];
    expect(standing()).toMatchObject({ boosts: { atk: 6, spe: -1 }, effects: ["Substitute", "Perish 2"] });
    expect(standing("|switch|p1a: B|Pikachu|100/100")).toMatchObject({ boosts: {}, effects: [] });
    expect(standing("|switch|p1a: B|Pikachu|100/100|[from] Baton Pass")).toMatchObject({
      boosts: { atk: 6, spe: -1 },
      effects: ["Substitute", "Perish 2"],
    });
    expect(standing("|switch|p1a: B|Pikachu|100/100|[from] Shed Tail")).toMatchObject({
      boosts: {},
      effects: ["Substitute"],
    });
    expect(standing("|-invertboost|p1a: A")?.boosts).toEqual({ atk: -6, spe: 1 });
    expect(standing("|-clearnegativeboost|p1a: A")?.boosts).toEqual({ atk: 6 });
    expect(standing("|-clearallboost")?.boosts).toEqual({});
    expect(standing("|-end|p1a: A|Substitute")?.effects).toEqual(["Perish 2"]);
  });

  it("calls what has a count or a stat by name, and knows when it ends without one", () => {
    const effects = (...lines: string[]) =>
      fieldOf(["|switch|p1a: A|Eevee|100/100", ...lines]).standing.p1[0]?.effects;
    const booster = "|-start|p1a: A|quarkdrivespe";
    expect(effects(booster, "|-start|p1a: A|fallen3|[silent]")).toEqual(["Quark Drive SPE", "Fallen 3"]);
    expect(effects(booster, "|-end|p1a: A|Quark Drive")).toEqual([]);
    expect(effects("|-start|p1a: A|protosynthesisatk", "|-end|p1a: A|Protosynthesis")).toEqual([]);
    expect(effects("|-start|p1a: A|stockpile1", "|-start|p1a: A|stockpile2")).toEqual(["Stockpile 2"]);
    expect(effects("|-start|p1a: A|stockpile2", "|-end|p1a: A|Stockpile")).toEqual([]);
    expect(effects("|-start|p1a: A|confusion")).toEqual(["Confusion"]);
    expect(effects("|-start|p1a: A|confusion", "|-end|p1a: A|confusion")).toEqual([]);
  });

  it("knows what ends without being told: on the ground, with Baton Pass, on another Pokémon", () => {
    const effects = (...lines: string[]) =>
      fieldOf(["|switch|p1a: A|Eevee|100/100", ...lines]).standing.p1[0]?.effects;
    const floating = "|-start|p1a: A|Magnet Rise";
    expect(effects(floating, "|-activate|p1a: A|move: Gravity")).toEqual([]);
    expect(effects(floating, "|-start|p1a: A|Smack Down")).toEqual(["Smack Down"]);
    expect(effects("|-start|p1a: A|move: Future Sight")).toEqual([]);
    expect(
      effects(
        floating,
        "|-start|p1a: A|Encore",
        "|-start|p1a: A|protosynthesisatk",
        "|-start|p1a: A|move: Leech Seed",
        "|switch|p1a: B|Pikachu|100/100|[from] Baton Pass",
      ),
    ).toEqual(["Magnet Rise", "Leech Seed"]);
  });

  it("knows what lies on the field and its sides, since when, and how often", () => {
    const lines = [
      "|turn|3",
      "|-weather|RainDance|[from] ability: Drizzle|[of] p1a: A",
      "|-fieldstart|move: Trick Room|[of] p1a: A",
      "|-sidestart|p2: Bob|Spikes",
      "|-sidestart|p2: Bob|Spikes",
      "|-sidestart|p1: Ann|move: Stealth Rock",
      "|turn|4",
      "|-weather|RainDance|[upkeep]",
    ];
    const field = fieldOf(lines);
    expect(field.weather).toEqual({ name: "Rain", layers: 1, since: 3 });
    expect(field.conditions).toEqual([{ name: "Trick Room", layers: 1, since: 3 }]);
    expect(field.sides).toEqual({
      p1: [{ name: "Stealth Rock", layers: 1, since: 3 }],
      p2: [{ name: "Spikes", layers: 2, since: 3 }],
    });
    const swapped = fieldOf([
      ...lines,
      "|-swapsideconditions",
      "|-weather|none",
      "|-fieldend|move: Trick Room",
    ]);
    expect([swapped.weather, swapped.conditions, swapped.sides.p1[0]?.name]).toEqual([null, [], "Spikes"]);
    expect(fieldOf([...lines, "|-sideend|p2: Bob|Spikes|[from] move: Rapid Spin"]).sides.p2).toEqual([]);
  });

  it("knows what a Pokémon was seen to have", () => {
    const field = fieldOf([
      "|switch|p1a: A|Eevee|100/100",
      "|switch|p2a: B|Torkoal|100/100",
      "|-weather|SunnyDay|[from] ability: Drought|[of] p2a: B",
      "|move|p2a: B|Lava Plume|p1a: A",
      "|move|p2a: B|Lava Plume|p1a: A",
      "|-heal|p1a: A|100/100|[from] item: Leftovers",
    ]);
    expect(field.standing.p2[0]).toMatchObject({ ability: "Drought", moves: ["Lava Plume"] });
    expect(field.standing.p1[0]).toMatchObject({ item: "Leftovers", ability: null });
  });

  it("finds a Pokémon of team preview again when it comes in, in another forme and under a nickname", () => {
    const field = fieldOf([
      "|clearpoke",
      "|poke|p1|Urshifu-*, L50|",
      "|poke|p1|Great Tusk|",
      "|teampreview",
      "|switch|p1a: Fist|Urshifu-Rapid-Strike, L50, M|100/100",
      "|switch|p1a: Great Tusk|Great Tusk|100/100",
    ]);
    expect(field.roster.p1.map(({ name, species, place }) => [name, species, place])).toEqual([
      ["Fist", "Urshifu-Rapid-Strike", null],
      ["Great Tusk", "Great Tusk", "p1a"],
    ]);
  });

  it("gives a fallen disguise's wounds to who wore it", () => {
    const field = fieldOf([
      "|switch|p1a: Tusk|Great Tusk|100/100",
      "|-damage|p1a: Tusk|40/100",
      "|replace|p1a: Zoro|Zoroark, L80",
    ]);
    expect(field.standing.p1[0]).toMatchObject({ species: "Zoroark", health: { percent: 40 } });
    expect(field.roster.p1.find(({ name }) => name === "Tusk")?.health.percent).toBe(100);
  });

  it("is the same whether a log is read at once or line by line, and never more than two stand on a side", () => {
    const folder = new URL("../../fixtures/replays/", import.meta.url);
    for (const file of readdirSync(folder).filter(
      (name) => name.endsWith(".log") && !name.endsWith(".all.log"),
    )) {
      const log = readFileSync(new URL(file, folder), "utf8").split("\n");
      const reader = new FieldReader();
      let last = reader.read([]);
      for (let end = 1; end <= log.length; end += 1) {
        last = reader.read(log.slice(0, end));
        for (const seat of ["p1", "p2"] as const) {
          expect(last.standing[seat].length).toBeLessThanOrEqual(2);
          expect(last.roster[seat].length).toBeLessThanOrEqual(7);
        }
      }
      expect(last).toEqual(fieldOf(log));
      // Another log, such as another seat's, is read from its beginning.
      expect(reader.read(log.slice(0, 20))).toEqual(fieldOf(log.slice(0, 20)));
    }
  });

  it("is not broken by lines that make no sense", () => {
    const odd = [
      "",
      "|",
      "|switch",
      "|switch|p1a",
      "|-boost|p9z: ?|x|y",
      "|-start|p1a: A",
      "|swap|p1a: A|9",
      "|poke|||",
      "text",
    ];
    expect(() => fieldOf(odd)).not.toThrow();
  });
});
