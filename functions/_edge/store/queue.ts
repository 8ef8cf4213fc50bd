import * as z from "zod";
import type { Counts, QueuePort, Settlement } from "../../_shared/queue/consume.ts";
import { ClaimedJob, type QueueName, Settled } from "../../_shared/schema/queue.ts";
import type { Access } from "./access.ts";

/** A queue as one worker sees it, under the lease that its name stands for. */
export function queuePort({ call }: Access, queue: QueueName, worker: string): QueuePort {
  return {
    claim: () => call("claim_jobs", { p_queue: queue, p_worker: worker }, z.array(ClaimedJob)),

    async settle(items) {
      const answers = await call(
        "settle_jobs",
        { p_queue: queue, p_items: items.map(itemOf) },
        z.array(Settled),
      );
      const held = new Set(answers.filter((answer) => answer.held).map((answer) => answer.msg_id));
      return items.map(({ job }) => held.has(job.msg_id));
    },

    beat: async (counts) =>
      void (await call("heartbeat", { p_worker: worker, ...progress(counts) }, z.boolean())),

    leave: (counts, anyway) =>
      call("end_lease", { p_worker: worker, ...progress(counts), p_anyway: anyway }, z.boolean()),
  };
}

function itemOf(settlement: Settlement) {
  const { msg_id, read_ct } = settlement.job;
  const { action } = settlement;
  switch (action) {
    case "finish":
      return { msg_id, read_ct, action };
    case "dead":
      return { msg_id, read_ct, action, error: settlement.error };
    case "retry": {
      const { error, delaySeconds, counts } = settlement;
      return { msg_id, read_ct, action, error, delay_seconds: delaySeconds, counts };
    }
  }
}

function progress({ done, retried, dead }: Counts) {
  return { p_done: done, p_failed: retried + dead };
}
