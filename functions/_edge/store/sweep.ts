import * as z from "zod";
import type { BattleId } from "../../_shared/schema/ids.ts";
import type { Access } from "./access.ts";
import { Battle } from "./battles.ts";

const SilentBattle = Battle.extend({
  /** How often the sweeper has asked since the battle was last heard of, this time included; about once a minute. */
  asked: z.int().min(1),
});
export type SilentBattle = z.infer<typeof SilentBattle>;

/** Battles that should have reported and did not. */
export function sweepCalls({ call }: Access) {
  return {
    battlesToSweep: (limit: number) => call("battles_to_sweep", { p_limit: limit }, z.array(SilentBattle)),

    /** Notes that a battle is in its room; gives whether it waits or goes on. */
    battleSeen: (battleId: BattleId) => call("battle_seen", { p_battle_id: battleId }, z.boolean()),

    /** Ends a battle without a result: `disputed` for a match, `void` otherwise. False when it has ended already. */
    giveUpBattle: (battleId: BattleId, reason: string) =>
      call("give_up_battle", { p_battle_id: battleId, p_reason: reason }, z.boolean()),
  };
}
