import { Battle, State, toID } from "@pkmn/sim";
import { describe, expect, test } from "vitest";
import { parseChoice } from "../../../functions/_shared/battle/choice.ts";
import { FormatId } from "../../../functions/_shared/schema/ids.ts";
import { BotStrength } from "../../../functions/_shared/schema/rules.ts";
import { decide } from "../../../party/room/bot/bot.ts";
import { drawTeams, seedOf } from "../../../party/teams/drawing.ts";
import { generator, playBots } from "../../harness/bots.ts";
import { TeamDrawer } from "../../harness/teams.ts";

const BATTLES = 12;
const RANDOM = ["gen1", "gen2", "gen3", "gen4", "gen5", "gen6", "gen7", "gen8"].map(
  (gen) => `${gen}randombattle`,
);
const DRAWN = ["gen9randomdoublesbattle", "gen8randomdoublesbattle", ...RANDOM];
const BROUGHT = [
  "gen9vgc2025regi",
  "gen8vgc2022",
  "gen7doublesou",
  "gen6battlespottriples",
  "gen9nationaldex",
];

/** A battle some turns in. */
function started(format: string, number: number, turns: number): Battle {
  const id = FormatId.parse(format);
  const seed = `${number},5,6,7`;
  const teams = drawTeams(id, seed);
  const battle = new Battle({ formatid: toID(id), seed: seedOf(seed), send: () => undefined });
  battle.setPlayer("p1", { name: "Ann", team: teams.p1 });
  battle.setPlayer("p2", { name: "Ben", team: teams.p2 });
  for (let turn = 0; turn < turns && !battle.ended; turn += 1) battle.makeChoices();
  return battle;
}

function battleOf(format: string) {
  const drawer = BROUGHT.includes(format) ? new TeamDrawer(format) : null;
  return { format, number: 3, ...(drawer ? { teams: { p1: drawer.draw(1), p2: drawer.draw(2) } } : {}) };
}

function view(battle: Battle, refused: ReadonlySet<string> = new Set()) {
  return { seat: "p1" as const, request: battle.getSide("p1").activeRequest, battle, refused };
}

describe("practice bots", () => {
  test.each([
    ["normal", "easy"],
    ["hard", "normal"],
  ] as const)("%s beats %s clearly", (better, worse) => {
    let won = 0;
    for (let number = 1; number <= BATTLES; number += 1) {
      // Seats in turn, so that neither gains by its place.
      const seat = number % 2 === 0 ? "p1" : "p2";
      const strengths = { p1: worse, p2: worse, [seat]: better };
      if (playBots({ format: "gen9randombattle", number, strengths }).winner === seat) won += 1;
    }
    expect(won / BATTLES).toBeGreaterThanOrEqual(0.6);
  });

  test.each([...DRAWN, ...BROUGHT])("normal makes legal choices to the end of a %s battle", (format) => {
    const { refusals, turns } = playBots({ ...battleOf(format), strengths: { p1: "normal", p2: "easy" } });
    expect(refusals).toEqual([]);
    expect(turns).toBeGreaterThan(0);
  });

  test.each(["gen9randomdoublesbattle", "gen6battlespottriples"])(
    "hard makes legal choices to the end of a %s battle",
    (format) => {
      const { refusals } = playBots({ ...battleOf(format), strengths: { p1: "easy", p2: "hard" } });
      expect(refusals).toEqual([]);
    },
  );

  test.each(BotStrength.options)("%s decides alike when it draws the same numbers", (strength) => {
    const battle = started("gen9randombattle", 11, 4);
    const once = decide(strength, view(battle), generator(9));
    expect(decide(strength, view(battle), generator(9))).toBe(once);
    expect(parseChoice(once ?? "")).not.toBeNull();
  });

  test.each(BotStrength.options)("%s leaves the battle as it was", (strength) => {
    const battle = started("gen9randomdoublesbattle", 12, 3);
    const before = JSON.stringify(State.serializeBattle(battle));
    decide(strength, view(battle), generator(1));
    expect(JSON.stringify(State.serializeBattle(battle))).toBe(before);
  });

  test("hard foresees neither the foe's choice nor the battle's chance", () => {
    const battle = started("gen9randombattle", 13, 4);
    const unaware = decide("hard", view(battle), generator(2));
    expect(battle.choose("p2", "switch 3") || battle.choose("p2", "default")).toBe(true);
    battle.prng.setSeed(seedOf("9,9,9,9"));
    expect(decide("hard", view(battle), generator(2))).toBe(unaware);
  });

  test.each(BotStrength.options)("%s never says again what was refused", (strength) => {
    const battle = started("gen9randombattle", 14, 2);
    const refused = new Set<string>();
    for (;;) {
      const choice = decide(strength, view(battle, refused), generator(3));
      if (choice === null) throw new Error("Something is asked");
      expect(refused).not.toContain(choice);
      if (choice === "default") break;
      refused.add(choice);
    }
    expect(refused.size).toBeGreaterThan(4);
  });

  test("nothing is decided when nothing is asked", () => {
    const battle = started("gen9randombattle", 15, 1);
    expect(decide("hard", { ...view(battle), request: { wait: true } }, generator(4))).toBeNull();
  });
});
