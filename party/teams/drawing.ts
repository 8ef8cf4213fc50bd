import { TeamGenerators } from "@pkmn/randoms";
import { PRNG, Teams } from "@pkmn/sim";
import type { FormatId } from "../../functions/_shared/schema/ids.ts";

Teams.setGeneratorFactory(TeamGenerators);

/**
 * Draws the teams of a random-battle format: the same seed, the same teams.
 *
 * Both come from one generator, as formats exist in which it draws a tier for both players.
 */
export function drawTeams(id: FormatId, seed: string): { p1: string; p2: string } {
  const prng = new PRNG(seedOf(seed));
  const draw = (): `${number},${number},${number},${number}` =>
    `${prng.random(65536)},${prng.random(65536)},${prng.random(65536)},${prng.random(65536)}`;
  const generator = Teams.getGenerator(id, draw());
  const p1 = Teams.pack(generator.getTeam());
  generator.setSeed(draw());
  return { p1, p2: Teams.pack(generator.getTeam()) };
}

type Seed = ReturnType<PRNG["getSeed"]>;

/** Types a seed that `BattleSeed` has parsed as the simulator types it. */
export function seedOf(text: string): Seed {
  return text as Seed;
}
