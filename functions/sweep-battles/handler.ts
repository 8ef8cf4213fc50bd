import { pooledMap } from "deno-std/async/pool.js";
import { tellPages } from "../_edge/pages.ts";
import type { Rooms } from "../_edge/rooms.ts";
import { answerService, type ServiceDeps } from "../_edge/service.ts";
import type { SilentBattle, Store } from "../_edge/store.ts";
import { type Fate, type SettlingDeps, settle } from "./settling.ts";

/** Battles asked after in one run; the next run takes others. */
const LIMIT = 100;
/** Rooms woken at once. */
const CONCURRENCY = 10;

export interface SweepBattlesDeps extends ServiceDeps, SettlingDeps {
  store: SettlingDeps["store"] & Pick<Store, "battlesToSweep" | "requestInvalidation" | "seasonOf">;
  rooms: SettlingDeps["rooms"] & Pick<Rooms, "invalidate">;
}

export type SweepCounts = Record<Fate | "failed", number>;

/** Asks after battles that should have been heard of. Answers with how many fared how. */
export function handleSweepBattles(request: Request, deps: SweepBattlesDeps): Promise<Response> {
  return answerService(request, deps, "Cannot sweep", () => sweep(deps));
}

async function sweep(deps: SweepBattlesDeps): Promise<SweepCounts> {
  const { store, log } = deps;
  const counts: SweepCounts = { seen: 0, open: 0, given_up: 0, failed: 0 };
  const tags = new Set<string>();
  const battles = await store.battlesToSweep(LIMIT);
  const one = async (battle: SilentBattle): Promise<Fate | "failed"> => {
    try {
      const fate = await settle(battle, deps);
      if (fate === "given_up") {
        tags.add("battles");
        if (battle.match_id) tags.add(`matches:${await store.seasonOf(battle.match_id)}`);
      }
      return fate;
    } catch (error) {
      // The next run finds it again.
      log.error("Cannot settle the battle", { battle_id: battle.id, error });
      return "failed";
    }
  };
  for await (const fate of pooledMap(CONCURRENCY, battles, one)) counts[fate as keyof SweepCounts] += 1;
  await tellPages(tags, deps);
  if (battles.length > 0) log.info("Battles swept", { ...counts });
  return counts;
}
