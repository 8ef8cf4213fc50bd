import { readFileSync } from "node:fs";
import { Dex } from "@pkmn/sim";
import { describe, expect, it } from "vitest";
import { packDex, packNames } from "../../../party/sim/dex.ts";
import { effectiveness, moveOf, TYPES, typesOf } from "../../../party/web/dex/dex.ts";

const GENERATIONS = [1, 2, 3, 4, 5, 6, 7, 8, 9];

describe("what the page knows of types, moves and species", () => {
  it("is what `npm run dex` writes for this simulator", () => {
    const file = `${import.meta.dirname}/../../../party/web/dex/packed.json`;
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(packDex());
    const names = file.replace("packed", "names");
    expect(JSON.parse(readFileSync(names, "utf8"))).toEqual(packNames());
  });

  it.each(GENERATIONS)(
    "says of every pair of types what the simulator says in generation %d",
    (generation) => {
      const dex = Dex.forGen(generation);
      const names = dex.types.names();
      for (const attacker of names) {
        for (const defender of names) {
          const factor = dex.getImmunity(attacker, defender)
            ? 2 ** dex.getEffectiveness(attacker, defender)
            : 0;
          expect([attacker, defender, effectiveness(attacker, [defender], generation)]).toEqual([
            attacker,
            defender,
            factor,
          ]);
        }
      }
      expect(TYPES).toEqual(expect.arrayContaining([...names]));
    },
  );

  it.each(GENERATIONS)(
    "says of every species and move what the simulator says in generation %d",
    (generation) => {
      const dex = Dex.forGen(generation);
      const made = (entry: { isNonstandard: string | null }) =>
        ["CAP", "Custom", "Future"].includes(entry.isNonstandard ?? "");
      const offered = (entry: { isNonstandard: string | null; gen: number; exists: boolean }) =>
        entry.exists && entry.gen <= generation && !made(entry);
      for (const species of dex.species.all().filter(offered)) {
        if (made(Dex.forGen(9).species.get(species.name))) continue;
        expect([species.name, typesOf(species.name, generation)]).toEqual([species.name, species.types]);
      }
      for (const move of dex.moves.all().filter(offered)) {
        expect([move.name, moveOf(move.name, generation)]).toMatchObject([
          move.name,
          {
            type: move.type,
            category: move.category,
            power: move.basePower || null,
            accuracy: move.accuracy === true ? null : move.accuracy,
          },
        ]);
      }
    },
  );

  it("knows what was another thing once", () => {
    expect([typesOf("Clefable", 5), typesOf("Clefable", 6)]).toEqual([["Normal"], ["Fairy"]]);
    expect([moveOf("bite", 1)?.type, moveOf("Bite", 2)?.type]).toEqual(["Normal", "Dark"]);
    expect([effectiveness("Ghost", ["Psychic"], 1), effectiveness("Ghost", ["Psychic"], 2)]).toEqual([0, 2]);
    expect(effectiveness("Ice", ["Dragon", "Flying"], 9)).toBe(4);
  });

  it("gives a cosmetic forme the types of its base, and a name that it does not know none", () => {
    expect(typesOf("Vivillon-Fancy")).toEqual(["Bug", "Flying"]);
    expect(typesOf("Gastrodon-East")).toEqual(["Water", "Ground"]);
    expect(typesOf("<script>")).toEqual([]);
    expect(moveOf("Nothing", 9)).toBeNull();
  });
});
