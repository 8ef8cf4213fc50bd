import * as z from "zod";
import type { BattleId } from "../../_shared/schema/ids.ts";
import { EnterAnswer, type MatchmakingRequest, PairAnswer } from "../../_shared/schema/matchmaking.ts";
import type { BattleRules } from "../../_shared/schema/rules.ts";
import type { Access } from "./access.ts";
import { Battle } from "./battles.ts";

type Asked<Op extends MatchmakingRequest["op"]> = Extract<MatchmakingRequest, { op: Op }>;

const [, Stale] = PairAnswer.options;
const Pairing = z.discriminatedUnion("status", [
  z.object({ status: z.literal("paired"), battle: Battle }),
  Stale,
]);
export type Pairing = z.infer<typeof Pairing>;

/** The one entry that a user may have in all queues and rated battles. */
export function ladderCalls({ call }: Access) {
  return {
    enterLadder: ({ user, format, teamId, claim, resume }: Asked<"enter">) =>
      call(
        "enter_ladder",
        { p_user: user, p_format: format, p_team_id: teamId, p_claim: claim, p_resume: resume },
        EnterAnswer,
      ),

    leaveLadder: (claims: readonly string[]) => call("leave_ladder", { p_claims: [...claims] }, z.unknown()),

    /** Gives the claims that are still held. */
    renewLadder: (claims: readonly string[]) =>
      call("renew_ladder", { p_claims: [...claims] }, z.array(z.uuid())),

    /** @param battleId names the battle where the pair is new */
    pairLadder: ({ pair, format, p1, p2 }: Asked<"pair">, battleId: BattleId, rules: BattleRules) =>
      call(
        "pair_ladder",
        {
          p_pair: pair,
          p_format: format,
          p_p1: p1.user,
          p_p1_claim: p1.claim,
          p_p2: p2.user,
          p_p2_claim: p2.claim,
          p_battle_id: battleId,
          p_rules: rules,
        },
        Pairing,
      ),
  };
}
