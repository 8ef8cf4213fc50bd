import { describe } from "../_shared/queue/outcome.ts";
import { Stat } from "../_shared/schema/stats.ts";
import { tellPages } from "./pages.ts";
import type { Store } from "./store.ts";

export type StatsDeps = Parameters<typeof tellPages>[1] & { store: Pick<Store, "refreshStat"> };

/** What became of each statistic: whether it had anything to follow, or why it failed. */
export interface RefreshedStats {
  refreshed: { stat: Stat; changed: boolean }[];
  failed: { stat: string; error: string }[];
}

/**
 * Brings statistics of a season up to date at once, all of them in parallel, and tells open pages: what is done where
 * the queue is switched off. One that fails stops no other; never throws.
 *
 * @param stats by name; `null`: all ten
 */
export async function refreshStats(
  seasonId: string,
  stats: readonly string[] | null,
  deps: StatsDeps,
): Promise<RefreshedStats> {
  const result: RefreshedStats = { refreshed: [], failed: [] };
  const tags = new Set<string>();
  const refresh = async (name: string) => {
    try {
      const stat = Stat.parse(name);
      const refreshed = await deps.store.refreshStat(stat, seasonId);
      for (const tag of refreshed.tags) tags.add(tag);
      result.refreshed.push({ stat, changed: refreshed.changed });
    } catch (error) {
      deps.log.error("Cannot refresh a statistic", { season_id: seasonId, stat: name, error });
      result.failed.push({ stat: name, error: describe(error) });
    }
  };
  await Promise.all((stats ?? Stat.options).map(refresh));
  await tellPages(tags, deps);
  return result;
}
