import { answerConsumer, type ConsumerDeps } from "../_edge/consumer.ts";
import { tellPages } from "../_edge/pages.ts";
import { BattleResultMessage, type ClaimedJob } from "../_shared/schema/queue.ts";
import { type BatchDeps, handleResults } from "./batch.ts";

export interface ProcessResultsDeps extends ConsumerDeps, Omit<BatchDeps, "changes" | "cpu"> {
  store: ConsumerDeps["store"] & BatchDeps["store"];
}

/** Drains `battle_results`: each ended battle's replay becomes its result. Answers with how many fared how. */
export function handleProcessResults(request: Request, deps: ProcessResultsDeps): Promise<Response> {
  return answerConsumer(request, deps, ({ cpu }) => {
    const changes = new Set<string>();
    const tellChanges = async () => {
      const tags = [...changes];
      changes.clear();
      await tellPages(tags, deps);
    };
    return {
      what: "Result",
      queue: "battle_results",
      // Open pages learn of a batch's results before the next one is claimed.
      beforeClaim: tellChanges,
      handleBatch: (jobs) => handleResults(jobs, { ...deps, cpu, changes }),
      names,
      finished: tellChanges,
    };
  });
}

function names(job: ClaimedJob) {
  const message = BattleResultMessage.safeParse(job.message).data;
  return { job_id: job.job_id, correlation_id: message?.correlation_id, battle_id: message?.battle_id };
}
