import * as z from "zod";
import { type CountedEvent, HealthSnapshot, MetricsSnapshot, WorkerStats } from "../../_shared/schema/ops.ts";
import type { Access } from "./access.ts";
import type { Actor } from "./admin.ts";

/** How the system fares. */
export function opsCalls({ call }: Access) {
  return {
    healthSnapshot: () => call("health_snapshot", {}, HealthSnapshot),

    workerStats: (actor: Actor) => call("worker_stats", { p_actor: actor }, WorkerStats),

    metricsSnapshot: () => call("metrics_snapshot", {}, MetricsSnapshot),

    countEvents: async (events: readonly CountedEvent[]): Promise<void> => {
      if (events.length === 0) return;
      await call("count_events", { p_events: events.map((event) => ({ ...event })) }, z.unknown());
    },
  };
}
