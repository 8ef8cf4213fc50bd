import type { BattlesView } from "../../../functions/_shared/schema/league.ts";

export type OpenBattle = BattlesView["open"][number];
export type Result = BattlesView["results"][number];

/** Whether anybody may take the battle's second seat. */
export function isOpen(
  battle: Pick<OpenBattle, "match_id" | "rated" | "bot" | "p2_user"> & { status: string },
): boolean {
  const { status, match_id, rated, bot, p2_user } = battle;
  return status === "waiting" && match_id === null && !rated && bot === null && p2_user === null;
}
