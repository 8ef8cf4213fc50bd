import { answerConsumer, type ConsumerDeps } from "../_edge/consumer.ts";
import { tellPages } from "../_edge/pages.ts";
import type { Rooms } from "../_edge/rooms.ts";
import type { StatsDeps } from "../_edge/stats.ts";
import { type Store, StoreError } from "../_edge/store.ts";
import { each, type Outcome } from "../_shared/queue/consume.ts";
import { readMessage } from "../_shared/queue/message.ts";
import { type ClaimedJob, StatsMessage } from "../_shared/schema/queue.ts";
import { MAX_TAGS } from "../_shared/schema/rooms.ts";

export interface RefreshStatsDeps extends ConsumerDeps {
  store: ConsumerDeps["store"] & StatsDeps["store"] & Pick<Store, "refreshUsage">;
  rooms: Pick<Rooms, "invalidate" | "reconcile">;
}

/** Statistics refreshed at once: all ten of a season. */
const CONCURRENCY = 10;

/** Drains `stats_refresh`: each job brings one statistic up to date. Answers with how many fared how. */
export function handleRefreshStats(request: Request, deps: RefreshStatsDeps): Promise<Response> {
  return answerConsumer(request, deps, () => {
    const changes = new Set<string>();
    const tellChanges = async () => {
      const tags = [...changes];
      changes.clear();
      await tellPages(tags, deps);
    };
    return {
      what: "Statistic",
      queue: "stats_refresh",
      // Open pages learn of a batch's changes before the next one is claimed.
      beforeClaim: tellChanges,
      handleBatch: each((job) => work(job, deps, changes), CONCURRENCY),
      names,
      finished: tellChanges,
    };
  });
}

async function work(job: ClaimedJob, deps: RefreshStatsDeps, changes: Set<string>): Promise<Outcome> {
  const read = readMessage(job.message, StatsMessage);
  if ("outcome" in read) return read.outcome;
  const { message } = read;
  switch (message.kind) {
    case "stats.refresh": {
      const { stat, season_id } = message;
      try {
        const { tags } = await deps.store.refreshStat(stat, season_id);
        for (const tag of tags) changes.add(tag);
      } catch (error) {
        // The season was deleted meanwhile, and its statistics with it.
        if (!(error instanceof StoreError && error.code === "not_found")) throw error;
      }
      return { kind: "done" };
    }
    case "usage.refresh":
      if (await deps.store.refreshUsage(message.format)) changes.add(`usage:${message.format}`);
      return { kind: "done" };
    case "cache.invalidate":
      return await invalidate(message.tags, deps);
    case "showdown.reconcile": {
      const { server } = message;
      const answer = await deps.rooms.reconcile(server);
      // A hint: the watcher looks by itself soon.
      if (answer.kind !== "accepted")
        deps.log.warn("Cannot tell the watcher", { server, reason: answer.message });
      return { kind: "done" };
    }
  }
}

/** Not by `tellPages`: it would send this job again. */
async function invalidate(tags: string[], { rooms }: RefreshStatsDeps): Promise<Outcome> {
  for (let from = 0; from < tags.length; from += MAX_TAGS) {
    const answer = await rooms.invalidate(tags.slice(from, from + MAX_TAGS));
    if (answer.kind !== "accepted") return { kind: "retry", error: answer.message };
  }
  return { kind: "done" };
}

function names(job: ClaimedJob) {
  const message = StatsMessage.safeParse(job.message).data;
  return {
    job_id: job.job_id,
    correlation_id: message?.correlation_id,
    ...(message?.kind === "stats.refresh" ? { season_id: message.season_id, stat: message.stat } : {}),
    ...(message?.kind === "usage.refresh" ? { format: message.format } : {}),
  };
}
