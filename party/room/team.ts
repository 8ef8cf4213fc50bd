import { TeamGenerators } from "@pkmn/randoms";
import { Dex, type Format, PRNG, Teams, TeamValidator } from "@pkmn/sim";
import { cleanName, NICKNAME_LENGTH } from "../../functions/_shared/battle/name.ts";
import type { FormatId } from "../../functions/_shared/schema/ids.ts";

/** A team is read or refused: `problems` are the validator's own messages. */
export type TeamReading = { ok: true; team: string } | { ok: false; problems: string[] };

Teams.setGeneratorFactory(TeamGenerators);

/**
 * Finds a format that two players can play.
 *
 * @returns `null` when the simulator does not know it, or when it is for more than two players
 */
export function findFormat(id: FormatId): Format | null {
  const format = Dex.formats.get(id);
  if (!format.exists || format.effectType !== "Format" || format.id !== id) return null;
  return format.playerCount === 2 ? format : null;
}

/** Whether the players bring teams; the simulator draws them otherwise. */
export function wantsTeam(id: FormatId): boolean {
  return !findFormat(id)?.team;
}

/**
 * Reads a team, packed or as export text, cleans its nicknames and validates it.
 *
 * A format that the simulator does not know has no legal teams.
 */
export function readTeam(text: string, id: FormatId): TeamReading {
  const format = findFormat(id);
  if (!format) return { ok: false, problems: [`Cannot validate a team: there is no format '${id}'`] };
  try {
    // Packing drops whatever a set should not hold.
    const team = Teams.unpack(Teams.pack(Teams.import(text)));
    if (!team || team.length === 0)
      return { ok: false, problems: ["Cannot read the team: it has no Pokémon"] };
    for (const set of team) set.name = cleanName(set.name, NICKNAME_LENGTH);
    const problems = TeamValidator.get(format).validateTeam(team);
    return problems ? { ok: false, problems } : { ok: true, team: Teams.pack(team) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, problems: [`Cannot read the team: ${reason}`] };
  }
}

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
