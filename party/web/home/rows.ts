import type { BattlesView } from "../../../functions/_shared/schema/league.ts";
import type { ClockSettings } from "../../../functions/_shared/schema/rules.ts";

export type OpenBattle = BattlesView["open"][number];
export type Result = BattlesView["results"][number];

/** Whether anybody may take the battle's second seat. */
export function isOpen(
  battle: Pick<OpenBattle, "match_id" | "rated" | "bot" | "p2_user"> & { status: string },
): boolean {
  const { status, match_id, rated, bot, p2_user } = battle;
  return status === "waiting" && match_id === null && !rated && bot === null && p2_user === null;
}

/** How long one may think: "60 seconds a turn, 7 minutes in all". */
export function clockInWords(clock: ClockSettings | null): string {
  if (clock === null) return "no clock";
  const turn = `${clock.turn} seconds a turn`;
  return clock.bank === null ? turn : `${turn}, ${Math.round(clock.bank / 60)} minutes in all`;
}
