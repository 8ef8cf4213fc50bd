import * as z from "zod";
import type { QueuePort } from "../../_shared/queue/consume.ts";
import type { Summary } from "../../_shared/schema/battle.ts";
import type { BattleId } from "../../_shared/schema/ids.ts";
import { ClaimedJob, type QueueName } from "../../_shared/schema/queue.ts";
import type { Access } from "./access.ts";

const Completion = z.enum(["completed", "already", "stale"]);
export type Completion = z.infer<typeof Completion>;

/** The queues, and the one effect that is acknowledged together with its job. */
export function jobCalls({ call }: Access) {
  return {
    completeBattle: (job: ClaimedJob, battleId: BattleId, summary: Summary) =>
      call(
        "complete_battle",
        { p_msg_id: job.msg_id, p_read_ct: job.read_ct, p_battle_id: battleId, p_summary: summary },
        Completion,
      ),

    queue(name: QueueName, worker: string): QueuePort {
      const claim = (job: ClaimedJob) => ({ p_queue: name, p_msg_id: job.msg_id, p_read_ct: job.read_ct });
      return {
        claim: () => call("claim_jobs", { p_queue: name, p_worker: worker }, z.array(ClaimedJob)),
        finish: (job) => call("finish_job", claim(job), z.boolean()),
        retry: (job, error, delaySeconds, counts) =>
          call(
            "retry_job",
            { ...claim(job), p_error: error, p_delay_seconds: delaySeconds, p_counts: counts },
            z.boolean(),
          ),
        deadLetter: (job, error) => call("dead_letter_job", { ...claim(job), p_error: error }, z.boolean()),
      };
    },
  };
}
