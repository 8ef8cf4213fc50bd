import type { FormatId } from "../schema/ids.ts";
import { type BattleRules, CLOCKS, type ClockPreset, FRIENDLY_RULES } from "../schema/rules.ts";
import { offeredFormat } from "./formats.ts";

/** The rules of a battle that is played for fun. @param clock the format's own when absent */
export function friendlyRules(format: FormatId, clock: ClockPreset = ownClock(format)): BattleRules {
  return { ...FRIENDLY_RULES, clock: CLOCKS[clock] };
}

/** The rules of a rated battle: nobody stops the clocks, and who is paired has a quarter of a minute to come. */
export function ladderRules(format: FormatId): BattleRules {
  return { ...FRIENDLY_RULES, clock: CLOCKS[ownClock(format)], casual: false, confirm: 15 };
}

function ownClock(format: FormatId): ClockPreset {
  return offeredFormat(format)?.clock ?? "standard";
}
