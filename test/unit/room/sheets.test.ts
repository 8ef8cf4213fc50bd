import { BattleStreams } from "@pkmn/sim";
import { expect, test } from "vitest";
import { AUDIENCES } from "../../../party/room/battle/simulator.ts";
import { agreement, StoredBattle } from "../../harness/live.ts";

const HERO =
  "Secret|zacian|rustedsword|intrepidsword|ironhead,protect,playrough,swordsdance|Jolly|4,252,,,,252|||||,,,,,Steel";
const TEAM = [HERO, "incineroar|||intimidate|fakeout|Careful|252,,,,,|||||,,,,,Ghost"].join("]");

const vgc = () => StoredBattle.open({ format: "gen9vgc2025regi", seed: "1,2,3,4" }, { p1: TEAM, p2: TEAM });

test("everyone sees both teams at the preview, where the format plays with open team sheets", async () => {
  const { live } = await vgc();
  for (const audience of AUDIENCES) {
    const lines = live.simulator.lines(audience);
    const sheets = lines.filter((line) => line.startsWith("|showteam|"));
    expect(sheets.map((line) => line.slice(0, 13))).toEqual(["|showteam|p1|", "|showteam|p2|"]);
    expect(sheets[0]).toContain("intimidate");
    // What no sheet tells.
    expect(sheets.join()).not.toMatch(/Secret|Jolly|252/);
    expect(lines.indexOf(sheets[0] ?? "")).toBeLessThan(lines.length);
    expect(lines.some((line) => line.includes("otsrequest"))).toBe(false);
  }
});

test("the buttons with which another server's players agree to it are in no log, at the start neither", async () => {
  const battle = await vgc();
  await battle.round("sheets", 1_000);
  expect(battle.live.simulator.turn).toBe(1);
  expect(JSON.stringify(AUDIENCES.map((audience) => battle.live.simulator.lines(audience)))).not.toContain(
    "otsrequest",
  );
});

test("a sheet changes no move of the Pokémon that it shows", async () => {
  const { live } = await vgc();
  const [hero] = live.simulator.battle.sides[0]?.pokemon ?? [];
  expect(hero?.set.moves).toEqual(["ironhead", "protect", "playrough", "swordsdance"]);
});

test("every other format keeps its teams to itself", async () => {
  const { live } = await StoredBattle.open(
    { format: "gen9doublesou", seed: "1,2,3,4" },
    { p1: TEAM, p2: TEAM },
  );
  expect(JSON.stringify(live.simulator.lines("spectator"))).not.toContain("showteam");
});

test("the input log gives the same battle on a bare simulator, the sheets included", async () => {
  const battle = await vgc();
  for (let round = 0; round < 4; round += 1) await battle.round("sheets", 1_000);
  const stream = new BattleStreams.BattleStream({ keepAlive: true });
  const streams = BattleStreams.getPlayerStreams(stream);
  await streams.omniscient.write(battle.live.simulator.commands().join("\n"));
  const said = stream.battle?.log.filter((line) => /^\|(showteam|move|switch|turn)\|/.test(line));
  const [, , spectator] = agreement(battle.live).logs;
  expect(said?.filter((line) => !line.startsWith("|switch|"))).toEqual(
    spectator?.filter((line) => /^\|(showteam|move|turn)\|/.test(line)),
  );
});
