import { Dex, type Format } from "@pkmn/sim";
import type { FormatId } from "../../functions/_shared/schema/ids.ts";

/** How the simulator names the drawing of teams that `drawTeams` knows. */
const DRAWN = "random";

/**
 * Finds a format that two players can play.
 *
 * @returns `null` when the simulator does not know it, when it is for more than two players, or when its teams are to be
 *   drawn in a way that there is no generator for
 */
export function findFormat(id: FormatId): Format | null {
  const format = Dex.formats.get(id);
  if (!format.exists || format.effectType !== "Format" || format.id !== id) return null;
  if (format.playerCount !== 2) return null;
  return !format.team || format.team === DRAWN ? format : null;
}

/** Whether the players bring teams; the simulator draws them otherwise. */
export function wantsTeam(id: FormatId): boolean {
  return !findFormat(id)?.team;
}
