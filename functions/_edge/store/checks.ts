import * as z from "zod";
import type { Disagreement } from "../../_shared/battle/compare-credits.ts";
import { EndType, TrueFaint } from "../../_shared/schema/battle.ts";
import { BattleId, Seat } from "../../_shared/schema/ids.ts";
import type { Access } from "./access.ts";

/** A battle whose credits are known, and where its replay is. */
const KnownBattle = z.object({
  id: BattleId,
  replay_path: z.string(),
  end_type: EndType,
  winner_seat: Seat.nullable(),
  turns: z.int().min(0),
  /** `null` where it is in words of another release. */
  truth: z.array(TrueFaint).nullable().catch(null),
});
export type KnownBattle = z.infer<typeof KnownBattle>;

/** Whether a replay's text told the truth about its battle's faints. */
export interface CreditCheck {
  battle_id: BattleId;
  faints: number;
  disagreements: Disagreement[];
  /** Why there was nothing to compare. */
  error: string | null;
}

/** Credits read from replays, and the truth about them. */
export function checkCalls({ call }: Pick<Access, "call">) {
  return {
    /** Battles that have not been checked, those that ended first first. */
    creditsToCheck: (limit: number) => call("credits_to_check", { p_limit: limit }, z.array(KnownBattle)),

    /** Stores checks, and tells operators of what is wrong; gives how many are new. */
    recordCreditChecks: (checks: readonly CreditCheck[]) =>
      call(
        "record_credit_checks",
        {
          p_checks: checks.map(({ disagreements, ...check }) => ({
            ...check,
            disagreements: disagreements.map((disagreement) => ({ ...disagreement })),
          })),
        },
        z.int(),
      ),
  };
}
