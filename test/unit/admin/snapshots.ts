import type {
  Figure,
  HealthSnapshot,
  MetricsSnapshot,
  QueueHealth,
} from "../../../functions/_shared/schema/ops.ts";
import type { LeagueStatus } from "../../../functions/_shared/schema/rooms.ts";

export function queueHealth(queue: QueueHealth["queue"], more: Partial<QueueHealth> = {}): QueueHealth {
  return {
    queue,
    paused: false,
    depth: 0,
    inFlight: 0,
    oldestSeconds: null,
    lagSeconds: null,
    dead: 0,
    deadOldestSeconds: null,
    ...more,
  };
}

/** A system in which all is well and nothing waits. */
export function healthSnapshot(more: Partial<HealthSnapshot> = {}): HealthSnapshot {
  return {
    connections: 12,
    maxConnections: 100,
    queues: [queueHealth("battle_results"), queueHealth("notifications"), queueHealth("stats_refresh")],
    workers: { live: 0, silent: 0, lastSeenSeconds: 40 },
    schedule: { ageSeconds: 2, failed: false },
    ...more,
  };
}

export function figure(metric: string, le: number, count: number, more: Partial<Figure> = {}): Figure {
  return { queue: "", kind: "", metric, label: "", le, count, total: 0, ...more };
}

const results = { queue: "battle_results", kind: "battle.completed" };

/** One figure of everything that is counted. */
export function metricsSnapshot(more: Partial<MetricsSnapshot> = {}): MetricsSnapshot {
  return {
    health: healthSnapshot(),
    workers: [{ queue: "notifications", state: "live", count: 2 }],
    figures: [
      figure("completed", 0.05, 3, { ...results, total: 0.1 }),
      figure("completed", Number.POSITIVE_INFINITY, 1, { ...results, total: 90 }),
      figure("retried", 0.05, 2, { ...results, total: 0.02 }),
      figure("snoozed", 1, 4, { queue: "notifications", kind: "match.completed" }),
      figure("dead", 0.005, 1, { queue: "notifications", kind: "typed by hand\n" }),
      figure("attempts", 2, 4, { ...results, total: 8 }),
      figure("finished", 0.005, 3),
      figure("parse", 0.01, 5, { total: 0.03 }),
      figure("discord", 0.25, 6, { label: "2xx" }),
    ],
    battles: { live: 3, disputed: 1 },
    flags: { global: true, admin: true, cron: false, match: true },
    ...more,
  };
}

export const LEAGUE_STATUS: LeagueStatus = {
  tags: 4,
  bytes: 9000,
  hits: 10,
  misses: 2,
  pushes: 7,
  connections: 1,
};
