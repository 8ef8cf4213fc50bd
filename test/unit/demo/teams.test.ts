import { Dex, Teams, TeamValidator } from "@pkmn/sim";
import { describe, expect, test } from "vitest";
import { DEMO_FORMAT, DEMO_TEAMS, speciesOf } from "../../../supabase/local/demo/teams.ts";

describe("the demo's teams", () => {
  const validator = TeamValidator.get(DEMO_FORMAT);

  test.each(DEMO_TEAMS)("$name is legal as it is written", ({ export: text }) => {
    expect(validator.validateTeam(Teams.import(text))).toBeNull();
  });

  test.each(DEMO_TEAMS)("$name lists the species it brings", ({ export: text }) => {
    const brought = Teams.import(text)?.map(({ species }) => species);
    expect(speciesOf(text)).toEqual(brought);
    for (const species of speciesOf(text)) expect(Dex.species.get(species).exists).toBe(true);
  });

  test("names and coaches differ", () => {
    expect(new Set(DEMO_TEAMS.map(({ name }) => name)).size).toBe(DEMO_TEAMS.length);
    expect(new Set(DEMO_TEAMS.map(({ coach }) => coach)).size).toBe(DEMO_TEAMS.length);
  });

  test("a nickname, a gender and an item do not hide the species", () => {
    expect(speciesOf("Bob (Landorus-Therian) (M) @ Leftovers\nAbility: Intimidate\n\nHo-Oh")).toEqual([
      "Landorus-Therian",
      "Ho-Oh",
    ]);
  });
});
