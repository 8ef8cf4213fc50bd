import * as z from "zod";
import { QueueFlags } from "./admin.ts";
import { QueueName } from "./queue.ts";

/** What health, workers and metrics read and answer. Ages are in seconds, `null` where there is nothing to be old. */

const count = z.int().min(0);
const age = z.number().nullable();
const moment = z.iso.datetime({ offset: true });

export const QueueHealth = z.strictObject({
  queue: QueueName,
  paused: z.boolean(),
  /** Messages in the queue; those that a worker has. */
  depth: count,
  inFlight: count,
  /** Since the oldest one that waits for a worker was sent, and since one has been due. */
  oldestSeconds: age,
  lagSeconds: age,
  dead: count,
  deadOldestSeconds: age,
});
export type QueueHealth = z.infer<typeof QueueHealth>;

export const HealthSnapshot = z.strictObject({
  connections: count,
  maxConnections: count,
  queues: z.array(QueueHealth),
  workers: z.strictObject({ live: count, silent: count, lastSeenSeconds: age }),
  /** The last run of the schedule, `null` before the first. */
  schedule: z.strictObject({ ageSeconds: age, failed: z.boolean() }).nullable(),
});
export type HealthSnapshot = z.infer<typeof HealthSnapshot>;

/** `degraded` still works, and somebody should look. */
export const HealthState = z.enum(["up", "degraded", "down"]);
export type HealthState = z.infer<typeof HealthState>;

export const PARTS = [
  "database",
  "queues",
  "oldestMessage",
  "workers",
  "schedule",
  "roomServer",
  "storage",
] as const;
export type PartName = (typeof PARTS)[number];

/** One part of the system. What is public is its state alone. */
export const Part = z.strictObject({
  state: HealthState,
  /** How old the thing is that the state speaks of: the last sign of it, or the oldest message. */
  ageSeconds: age.optional(),
  reason: z.string().optional(),
  details: z.record(z.string(), z.unknown()).optional(),
});
export type Part = z.infer<typeof Part>;

/** Answer of `health`: 200 unless a part is down, then 503. */
export const Health = z.strictObject({ state: HealthState, parts: z.record(z.enum(PARTS), Part) });
export type Health = z.infer<typeof Health>;

/** `asked` for and not heard of yet, `live`, `dead` (it fell silent), or `ended`. */
export const WorkerState = z.enum(["asked", "live", "dead", "ended"]);
export type WorkerState = z.infer<typeof WorkerState>;

/** Answer of `workers`: the latest ones, and what the workers of each queue did in the last hour. */
export const WorkerStats = z.strictObject({
  workers: z.array(
    z.strictObject({
      worker: z.string(),
      queue: QueueName,
      state: WorkerState,
      startedAt: moment,
      heartbeatAt: moment.nullable(),
      expiresAt: moment,
      endedAt: moment.nullable(),
      claimed: count,
      done: count,
      failed: count,
      donePerSecond: z.number(),
    }),
  ),
  queues: z.array(
    z.strictObject({
      queue: QueueName,
      /** Workers at once, at most. */
      limit: count,
      live: count,
      asked: count,
      lastHour: z.strictObject({ workers: count, dead: count, done: count, failed: count }),
    }),
  ),
});
export type WorkerStats = z.infer<typeof WorkerStats>;

/** A bucket of what happened: how often with a value up to `le` (`Infinity` in the last) and above the bucket before. */
export const Figure = z.strictObject({
  queue: z.string(),
  kind: z.string(),
  metric: z.string(),
  label: z.string(),
  le: z
    .string()
    .regex(/^(\d+(\.\d+)?|Infinity)$/)
    .transform(Number),
  count,
  /** Sum of the values. */
  total: z.number(),
});
export type Figure = z.infer<typeof Figure>;

export const MetricsSnapshot = z.strictObject({
  health: HealthSnapshot,
  workers: z.array(z.strictObject({ queue: QueueName, state: WorkerState, count })),
  figures: z.array(Figure),
  /** Battles that are not over, and those that somebody has to look at, by status. */
  battles: z.record(z.string(), count),
  flags: QueueFlags,
});
export type MetricsSnapshot = z.infer<typeof MetricsSnapshot>;

/** Something that happened, counted for ever: how often, and what it took in seconds. */
export interface CountedEvent {
  /** `parse`: a replay was read. `discord`: an answer of Discord, its class in `label`. */
  metric: "parse" | "discord";
  label?: string;
  value?: number;
}
