import * as z from "zod";
import type { Rating } from "../../_shared/league/rating.ts";
import { EndType, type Summary, TrueFaint } from "../../_shared/schema/battle.ts";
import { BattleId, FormatId, Seat } from "../../_shared/schema/ids.ts";
import type { ClaimedJob } from "../../_shared/schema/queue.ts";
import type { Access } from "./access.ts";

const VersionedRating = z.object({
  elo: z.number(),
  glicko: z.number(),
  deviation: z.number(),
  volatility: z.number(),
  /** Another one means that somebody has changed the rating since. */
  version: z.int(),
}) satisfies z.ZodType<Rating>;
export type VersionedRating = z.infer<typeof VersionedRating>;

const Ratings = z.object({ p1: VersionedRating, p2: VersionedRating });
export type Ratings = z.infer<typeof Ratings>;

/** A battle with all that its result is made of, but for its replay's text. */
const EndedBattle = z.object({
  id: BattleId,
  status: z.enum(["waiting", "live", "ended", "completed", "disputed", "void"]),
  format: FormatId,
  season_id: z.string().nullable(),
  winner_seat: Seat.nullable(),
  end_type: EndType.nullable(),
  turns: z.int().nullable(),
  replay_path: z.string().nullable(),
  /** What the simulator knows of the faints; `null` where nobody told, or in words of another release. */
  truth: z.array(TrueFaint).nullable().catch(null),
  /** Home, who is p1 everywhere else, is p2 in the replay: it comes from a Showdown server. */
  seats_swapped: z.boolean().default(false),
  /** As they are when the battle ends; `null` where it is not rated. */
  ratings: Ratings.nullable(),
});
export type EndedBattle = z.infer<typeof EndedBattle>;

/** A battle's result, with the job that it acknowledges. */
export interface BattleResult {
  job: ClaimedJob;
  battleId: BattleId;
  summary: Summary;
  /** The new ratings, each with the version of the one it was computed from. */
  ratings: Ratings | null;
  /** How long reading the replay took. */
  seconds: number;
}

/**
 * What became of a result.
 *
 * - `completed`, `already`: it is counted, by this job or another one; the job is acknowledged;
 * - `stale`: the claim ran out, and nothing was done;
 * - `moved`: a rating has changed since it was read, and nothing was done;
 * - `refused`: it never will be counted; `failed`: it may be another time.
 */
const Completion = z.object({
  msg_id: z.int(),
  status: z.enum(["completed", "already", "stale", "moved", "refused", "failed"]),
  error: z.string().optional(),
  /** The season whose statistics the caller makes: queueing them is switched off. */
  inline: z.string().optional(),
});
export type Completion = z.infer<typeof Completion>;

/** The results of battles, a batch at a time. */
export function resultCalls({ call }: Access) {
  return {
    /** The battles of these ids that there are, in any order. */
    battlesToComplete: (ids: BattleId[]) => call("battles_to_complete", { p_ids: ids }, z.array(EndedBattle)),

    /** Counts results and acknowledges their jobs, all in one transaction; one that fails harms no other. */
    completeBattles: (results: BattleResult[]) =>
      call(
        "complete_battles",
        {
          p_items: results.map(({ job, battleId, summary, ratings, seconds }) => ({
            msg_id: job.msg_id,
            read_ct: job.read_ct,
            battle_id: battleId,
            summary,
            ratings,
            seconds,
          })),
        },
        z.array(Completion),
      ),
  };
}
