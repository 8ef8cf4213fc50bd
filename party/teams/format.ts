import { Dex, type Format } from "@pkmn/sim";
import type { FormatId } from "../../functions/_shared/schema/ids.ts";

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
