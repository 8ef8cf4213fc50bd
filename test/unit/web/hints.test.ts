import { describe, expect, it } from "vitest";
import { fieldOf } from "../../../party/web/battle/field/field.ts";
import type { Standing } from "../../../party/web/battle/field/model.ts";
import { hintFor, typeOfMove, typesNow } from "../../../party/web/battle/hints.ts";

/** The Pokémon at `p2a` after these lines. */
function foe(species: string, ...lines: string[]): Standing {
  const standing = fieldOf([`|switch|p2a: Foe|${species}|100/100`, ...lines]).standing.p2[0];
  if (!standing) throw new Error("nobody stands there");
  return standing;
}

const words = (move: string, target: Standing, user: Standing | null = null) =>
  hintFor(move, user, target, 9).words;

describe("what a move means to a foe", () => {
  it.each([
    ["Ice Beam", "Dragonite", "Super effective ×4"],
    ["Thunderbolt", "Gyarados", "Super effective ×4"],
    ["Thunderbolt", "Great Tusk", "No effect"],
    ["Giga Drain", "Charizard", "Not very effective ×¼"],
    ["Body Slam", "Pikachu", ""],
    ["Freeze-Dry", "Swampert", "Super effective ×4"],
    ["Freeze-Dry", "Vaporeon", "Super effective ×2"],
    ["Thousand Arrows", "Zapdos", ""],
    ["Flying Press", "Pikachu", "Not very effective ×½"],
  ])("%s on %s: %s", (move, species, told) => {
    expect(words(move, foe(species))).toBe(told);
  });

  it.each(["Thunder Wave", "Struggle", "Hidden Power", "Nothing at all"])("%s tells nothing", (move) => {
    expect(words(move, foe("Gyarados"))).toBe("");
  });

  it("tells of fixed damage only whether it is immune", () => {
    expect([words("Seismic Toss", foe("Gengar")), words("Seismic Toss", foe("Blissey"))]).toEqual([
      "No effect",
      "",
    ]);
  });

  it("follows what becomes of the foe's types", () => {
    expect(words("Earthquake", foe("Zapdos"))).toBe("No effect");
    expect(words("Earthquake", foe("Zapdos", "|-terastallize|p2a: Foe|Steel"))).toBe("Super effective ×2");
    expect(words("Earthquake", foe("Zapdos", "|-start|p2a: Foe|typechange|Water"))).toBe("");
    expect(words("Ember", foe("Pikachu", "|-start|p2a: Foe|typeadd|Grass"))).toBe("Super effective ×2");
    expect(typesNow(foe("Zapdos", "|-terastallize|p2a: Foe|Stellar"), 9)).toEqual(["Electric", "Flying"]);
  });

  it("gives Tera Blast the type of its user once that has terastallized", () => {
    const user = foe("Dragonite", "|-terastallize|p2a: Foe|Steel");
    expect([typeOfMove("terablast", null, 9), typeOfMove("terablast", user, 9)]).toEqual(["Normal", "Steel"]);
    expect(words("Tera Blast", foe("Clefable"), user)).toBe("Super effective ×2");
  });

  it("follows the generation", () => {
    expect(hintFor("Lick", null, foe("Alakazam"), 1).words).toBe("No effect");
    expect(hintFor("Lick", null, foe("Alakazam"), 2).words).toBe("Super effective ×2");
  });
});
