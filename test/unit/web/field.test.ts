import { describe, expect, it } from "vitest";
import { fieldOf } from "../../../party/web/battle/field/field.ts";

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
});
