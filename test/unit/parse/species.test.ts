import { Dex, type Species } from "@pkmn/sim";
import { describe, expect, test } from "vitest";
import { baseSpecies, foldSpecies } from "../../../functions/_shared/battle/replay/species.ts";

const ALL = Dex.species.all().filter(({ num, isNonstandard }) => num > 0 && isNonstandard !== "Custom");
/** Drafted apart from who does not hold the item, though the forme does not outlast a battle. */
const isCrowned = ({ forme }: Species) => forme === "Crowned";

describe("every species the simulator knows", () => {
  test("has the base that the simulator says", () => {
    for (const { name, baseSpecies: base } of ALL) {
      expect(`${name}: ${baseSpecies(name)}`).toBe(`${name}: ${base.normalize("NFC")}`);
    }
  });

  test("folds to what it is before and after a battle", () => {
    for (const species of ALL.filter(({ battleOnly }) => typeof battleOnly === "string")) {
      if (isCrowned(species)) continue;
      expect(`${species.name}: ${foldSpecies(species.name)}`).toBe(
        `${species.name}: ${foldSpecies(String(species.battleOnly))}`,
      );
    }
  });

  test("folds to its base where it only looks different", () => {
    const looks = ALL.flatMap(({ cosmeticFormes, name }) =>
      (cosmeticFormes ?? []).map((forme) => [forme, name]),
    );
    expect(looks.length).toBeGreaterThan(80);
    for (const [forme = "", name = ""] of looks) expect(foldSpecies(forme)).toBe(name.normalize("NFC"));
  });

  test("folds once and for all", () => {
    for (const { name } of ALL) expect(foldSpecies(foldSpecies(name))).toBe(foldSpecies(name));
  });
});

test.each([
  ["Ho-Oh", "Ho-Oh"],
  ["Porygon-Z", "Porygon-Z"],
  ["Kommo-o-Totem", "Kommo-o-Totem"],
  ["Slowbro-Galar", "Slowbro-Galar"],
  ["Slowbro-Mega", "Slowbro"],
  ["Darmanitan-Galar-Zen", "Darmanitan-Galar"],
  ["Ogerpon-Wellspring-Tera", "Ogerpon-Wellspring"],
  ["Urshifu-Rapid-Strike-Gmax", "Urshifu-Rapid-Strike"],
  ["Urshifu-*", "Urshifu"],
  ["Zacian-Crowned", "Zacian-Crowned"],
  ["Floette-Mega", "Floette-Eternal"],
  ["Flabe\u0301be\u0301-Blue", "Flab\u00e9b\u00e9"],
  ["Missingno", "Missingno"],
  ["", ""],
])("'%s' counts as '%s'", (name, species) => {
  expect(foldSpecies(name)).toBe(species);
});
