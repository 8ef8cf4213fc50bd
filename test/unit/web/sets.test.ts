import { Teams } from "@pkmn/sim";
import { describe, expect, it } from "vitest";
import { spelt } from "../../../party/web/dex/names.ts";
import { pasteIn } from "../../../party/web/teams/paste.ts";
import { readTeam } from "../../../party/web/teams/sets.ts";
import { DEMO_TEAMS } from "../../../supabase/local/demo/teams.ts";

describe("a team that is read", () => {
  it.each(DEMO_TEAMS.map((team) => [team.coach, team.export]))(
    "of %s is the simulator's team, in all three forms",
    (_, text) => {
      const team = readTeam(text);
      const known = Teams.import(text) ?? [];
      expect(team?.sets.map(({ species }) => species)).toEqual(known.map(({ species }) => species));
      expect(Teams.unpack(team?.packed ?? "")).toEqual(Teams.unpack(Teams.pack(known)));
      for (const form of [team?.text, team?.packed, team?.json]) {
        expect(readTeam(form ?? "")?.packed).toBe(team?.packed);
      }
    },
  );

  it("has the names of the game, where it was written with ids", () => {
    const team = readTeam(
      "Tusky|greattusk|leftovers|protosynthesis|closecombat,rapidspin|Jolly|,252,,,4,252||||50|",
    );
    expect(team?.sets).toEqual([
      {
        ...{
          species: "Great Tusk",
          nickname: "Tusky",
          level: 50,
          gender: null,
          shiny: false,
          item: "Leftovers",
        },
        ...{ ability: "Protosynthesis", nature: "Jolly", tera: null, moves: ["Close Combat", "Rapid Spin"] },
        ...{ evs: "252 Atk / 4 SpD / 252 Spe", ivs: null },
      },
    ]);
    expect(spelt("moves", "will-o-wisp")).toBe("Will-O-Wisp");
    expect(spelt("moves", "nothing")).toBeNull();
  });

  it.each([
    "",
    "   \n\n",
    "|||",
    "---",
    "=== x ===\n",
    '[{"species":7}]',
    '[{"species":"A","evs":[]}]',
    "[{",
  ])("%j is none", (text) => {
    expect(readTeam(text)).toBeNull();
  });

  it("is no more than a team, and shows what is no Pokémon as it is written", () => {
    expect(readTeam("A\n- x\n\n".repeat(60))?.sets).toHaveLength(24);
    expect(readTeam("<script>alert(1)</script>\n- fly")?.sets[0]?.species).toBe("<script>alert(1)</script>");
  });
});

describe("a Pokepaste address", () => {
  it.each([
    ["https://pokepast.es/0123456789abcdef", "0123456789abcdef"],
    [" http://pokepast.es/42/raw \n", "42"],
    ["pokepast.es/ABC/", "ABC"],
    ["https://pokepast.es/create", null],
    ["https://evil.example/pokepast.es/abc", null],
    ["https://pokepast.es.evil.example/abc", null],
    ["https://pokepast.es@evil.example/abc", null],
    ["https://pokepast.es/abc\nPikachu", null],
    ["Pikachu", null],
  ])("%j names %j", (text, id) => {
    expect(pasteIn(text)).toBe(id);
  });
});
