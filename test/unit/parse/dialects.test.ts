import { describe, expect, test } from "vitest";
import { parseReplay } from "../../../functions/_shared/battle/parse.ts";
import { Summary } from "../../../functions/_shared/schema/battle.ts";
import { credits } from "./told.ts";

function read(log: string): Summary {
  const result = parseReplay(log);
  if (!result.ok)
    throw new Error(`${result.error.code} in line ${result.error.line}: ${result.error.message}`);
  return Summary.parse(result.summary);
}

describe("a log as Showdown prints it", () => {
  const TODAY = `|j|☆Ann Lee
|j|☆bob_42
|inactive|Battle timer is ON: inactive players will automatically lose when time's up. (requested by Ann Lee)
|t:|1790000000
|gametype|singles
|player|p1|Ann Lee|hilda|1243
|player|p2|bob_42|#gen5bob|1198
|gen|9
|tier|[Gen 9] OU
|rated|
|rule|Sleep Clause Mod: Limit one foe put to sleep
|rule|HP Percentage Mod: HP is shown in percentages
|clearpoke
|poke|p1|Ting-Lu, M|
|poke|p1|Ogerpon-Wellspring, F|
|poke|p2|Great Tusk|
|poke|p2|Dragapult, F, shiny|
|teampreview
|teamsize|p1|2
|teamsize|p2|2
|start
|switch|p1a: Big Bowl|Ting-Lu, M|100/100
|switch|p2a: Great Tusk|Great Tusk|100/100
|turn|1
|c|☆Ann Lee|glhf |win|me
|raw|<div class="broadcast-blue"><b>|faint|p2a: Great Tusk</b></div>
|
|t:|1790000030
|move|p2a: Great Tusk|Rapid Spin|p1a: Big Bowl
|-damage|p1a: Big Bowl|88/100
|-boost|p2a: Great Tusk|spe|1
|move|p1a: Big Bowl|Stealth Rock|p2a: Great Tusk
|-sidestart|p2: bob_42|move: Stealth Rock
|
|-heal|p1a: Big Bowl|94/100|[from] item: Leftovers
|upkeep
|turn|2
|inactive|bob_42 has 120 seconds left.
|
|t:|1790000060
|switch|p1a: Mask|Ogerpon-Wellspring, F|100/100
|move|p2a: Great Tusk|Ice Spinner|p1a: Mask
|-supereffective|p1a: Mask
|-crit|p1a: Mask
|-damage|p1a: Mask|0 fnt
|faint|p1a: Mask
|-damage|p2a: Great Tusk|91/100|[from] item: Life Orb
|
|upkeep
|
|switch|p1a: Big Bowl|Ting-Lu, M|94/100
|turn|3
|
|switch|p2a: 🐉|Dragapult, F, shiny|100/100
|-damage|p2a: 🐉|88/100|[from] Stealth Rock
|-message|Ann Lee forfeited.
|
|win|bob_42
|l|☆Ann Lee
|player|p1|
`;

  test("is read whole: names, ratings, talk, clocks and the forfeit", () => {
    const summary = read(TODAY);
    expect(summary).toMatchObject({
      format: "gen9ou",
      gen: 9,
      gameType: "singles",
      endType: "forfeit",
      winner: "p2",
      turns: 3,
      score: { p1: 0, p2: 2 },
      players: {
        p1: {
          name: "Ann Lee",
          teamSize: 2,
          fainted: 1,
          active: [0],
          pokemon: [
            {
              species: "Ting-Lu",
              nickname: "Big Bowl",
              sentOut: 2,
              turnsActive: 3,
              damageDealt: 12,
              damageTaken: 12,
              healed: 6,
            },
            { species: "Ogerpon-Wellspring", nickname: "Mask", turnsActive: 1, critsTaken: 1, faints: 1 },
          ],
        },
        p2: {
          name: "bob_42",
          pokemon: [
            { species: "Great Tusk", crits: 1, damageDealt: 112, damageTaken: 9 },
            { species: "Dragapult", nickname: "🐉", damageTaken: 12 },
          ],
        },
      },
    });
    expect(credits(summary)).toEqual(["Mask: move Ice Spinner by Great Tusk, exact"]);
  });

  test("is read with the line ends of another system", () => {
    expect(read(TODAY.replaceAll("\n", "\r\n"))).toEqual(read(TODAY));
  });
});

test("an old log has no team sizes, other effect names, and notes without spaces", () => {
  const summary = read(
    `|player|p1|Ann|12
|player|p2|Bob|101
|gametype|doubles
|gen|5
|tier|Doubles
|rule|Sleep Clause: Limit one foe put to sleep
|start
|switch|p1a: Birdie|Ho-Oh, M|100/100
|switch|p1b: Toge|Togekiss, F|100/100
|switch|p2a: Venu|Venusaur, L50, M|100/100
|switch|p2b: Roto|Rotom-Wash|100/100
|turn|1
|move|p2a: Venu|Leech Seed|p1a: Birdie
|-start|p1a: Birdie|move: Leech Seed
|move|p1b: Toge|Metronome|p1b: Toge
|move|p1b: Toge|Toxic|p2b: Roto|[from]Metronome
|-status|p2b: Roto|tox
|
|-damage|p1a: Birdie|0 fnt|[from]Leech Seed|[of]p2a: Venu
|faint|p1a: Birdie
|-damage|p2b: Roto|0 fnt|[from]poison
|faint|p2b: Roto
|
|win|Ann
`.replace("|win|", "|-message|Bob forfeited.\n|win|"),
  );
  expect(summary).toMatchObject({
    gen: 5,
    gameType: "doubles",
    format: "gen5doubles",
    endType: "forfeit",
    winner: "p1",
  });
  expect(credits(summary)).toEqual([
    "Birdie: trap Leech Seed by Venu, inferred",
    "Roto: status Poison by Toge, inferred",
  ]);
  expect(summary.players.p1.pokemon[1]?.moves).toEqual([{ move: "Metronome", uses: 1, automatic: 0 }]);
});

test("a log that does not say so shows by its positions how many stand side by side", () => {
  const lead = (position: string) => `|switch|${position}: X${position}|Ho-Oh|100/100`;
  const type = (positions: string[]) =>
    read(
      ["|player|p1|Ann|", "|player|p2|Bob|", "|gen|6", ...positions.map(lead), "|turn|1", "|tie"].join("\n"),
    ).gameType;
  expect(type(["p1a", "p2a"])).toBe("singles");
  expect(type(["p1a", "p2a", "p2b"])).toBe("doubles");
  expect(type(["p1a", "p1b", "p1c", "p2a"])).toBe("triples");
});
