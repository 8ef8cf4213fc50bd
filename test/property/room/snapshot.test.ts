import { Dex, PRNG, Teams } from "@pkmn/sim";
import { expect, test } from "vitest";
import { recall } from "../../../party/room/storage/history.ts";
import { SNAPSHOT_KEY } from "../../../party/room/storage/snapshot.ts";
import { agreement, StoredBattle } from "../../harness/live.ts";

const RANDOM = [
  ...Array.from({ length: 9 }, (_, index) => `gen${index + 1}randombattle`),
  "gen9randomdoublesbattle",
  "gen8randomdoublesbattle",
];
const WILD = [
  ...Array.from({ length: 9 }, (_, index) => `gen${index + 1}customgame`),
  ...Array.from({ length: 7 }, (_, index) => `gen${index + 3}doublescustomgame`),
];
/** Wild teams can go on for ever. */
const ROUNDS = 80;
/** Between two rounds: long enough for a snapshot of each. */
const PAUSE = 1_000;

/**
 * Plays a battle whose machine loses its memory in every round beside one that never does, and compares them in each;
 * in the end both with a replay of all inputs.
 */
async function playTwice(format: string, number: number, teams?: { p1: string; p2: string }): Promise<void> {
  const seed = `${number},22,333,4444`;
  const calm = await StoredBattle.open({ format, seed }, teams);
  const restless = await StoredBattle.open({ format, seed }, teams);
  for (let round = 0; round < ROUNDS && !calm.live.simulator.ending; round += 1) {
    await calm.round(`round ${number}`, PAUSE);
    await restless.round(`round ${number}`, PAUSE);
    restless.live = await restless.reload();
    expect(agreement(restless.live)).toEqual(agreement(calm.live, restless.live.simulator));
  }
  // Neither was a snapshot missing nor was one left aside.
  expect(restless.logged.every(({ event, fields }) => event === "battle.rebuilt" && fields.from !== 0)).toBe(
    true,
  );
  await recall(restless.storage, restless.live);
  expect(agreement(restless.live)).toEqual(agreement(calm.live));
  await restless.storage.delete(SNAPSHOT_KEY);
  expect(agreement(await restless.reload())).toEqual(agreement(calm.live));
}

test.each(RANDOM)("a %s battle that is restored in every round is the one that never was", async (format) => {
  for (let number = 1; number <= 2; number += 1) await playTwice(format, number);
});

test.each(WILD)("so is one of %s with every move, item and ability there is", async (format) => {
  for (let number = 1; number <= 2; number += 1) await playTwice(format, number, wildTeams(format, number));
});

/** Teams that no validator would let pass: any Pokémon with any moves, item and ability of the generation. */
function wildTeams(format: string, number: number): { p1: string; p2: string } {
  const prng = new PRNG(`${number},1,1,1`);
  const dex = Dex.mod(Dex.formats.get(format).mod);
  const there = <Thing extends { exists: boolean; isNonstandard: unknown; gen: number }>(
    things: readonly Thing[],
  ) => things.filter(({ exists, isNonstandard, gen }) => exists && !isNonstandard && gen <= dex.gen);
  const species = there(dex.species.all()).filter(({ battleOnly, isMega }) => !battleOnly && !isMega);
  const moves = there(dex.moves.all()).filter(({ isZ, isMax }) => !isZ && !isMax);
  const items = there(dex.items.all());
  const abilities = there(dex.abilities.all());
  const team = () =>
    Array.from({ length: 6 }, (_, slot) => ({
      name: `Number ${slot + 1}`,
      species: prng.sample(species).name,
      item: items.length > 0 ? prng.sample(items).name : "",
      ability: abilities.length > 0 ? prng.sample(abilities).name : "",
      moves: Array.from({ length: 4 }, () => prng.sample(moves).id),
      nature: "Hardy",
      gender: "",
      evs: { hp: 85, atk: 85, def: 85, spa: 85, spd: 85, spe: 85 },
      ivs: { hp: 31, atk: 31, def: 31, spa: 31, spd: 31, spe: 31 },
      level: 100,
    }));
  return { p1: Teams.pack(team()), p2: Teams.pack(team()) };
}
