import * as z from "zod";
import { CorrelationId } from "./ids.ts";
import { QueueName } from "./queue.ts";
import { Stat } from "./stats.ts";

/** What `queue-admin` is asked and answers. Names are those of the wire: camelCase. */

/** `failed`: given up by a person. */
export const JobState = z.enum(["queued", "processing", "completed", "failed", "dead_letter"]);
export type JobState = z.infer<typeof JobState>;

/** What asks for statistics; each may be set to do the work at once instead of queueing it. */
export const Trigger = z.enum(["global", "admin", "cron", "match"]);
export type Trigger = z.infer<typeof Trigger>;

/** What the database takes as text: no zero character, no half of a pair. */
const text = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[^\0\p{Surrogate}]*$/u, "must be text");
const seconds = z.number().min(0).max(31_536_000);

/** Names one request in the audit. A `stats.refresh` of the same caller, said twice, is carried out once. */
const RequestId = z.string().regex(/^[\w.:/-]{1,100}$/, "must be 1 to 100 letters, digits or any of _.:/-");

/** All that is given must fit. */
export const JobFilter = z.strictObject({
  states: z.array(JobState).min(1).optional(),
  queue: QueueName.optional(),
  kind: text(60).optional(),
  /** What the job is about: a battle's or match's id, `<season id>/<statistic>`, … */
  subject: text(200).optional(),
  /** A part of the last error, in any case. */
  error: text(200).optional(),
  correlationId: CorrelationId.optional(),
  requestId: RequestId.optional(),
  triggeredBy: text(60).optional(),
  /** Seconds since the job was sent, at least and at most. */
  minAge: seconds.optional(),
  maxAge: seconds.optional(),
});
export type JobFilter = z.infer<typeof JobFilter>;

const whole = (least: number, most: number) => z.int().min(least).max(most).optional();

/** A queue's limits; those that are not given stay. */
export const QueueLimits = z
  .strictObject({
    /** Workers at once; one where the queue is exclusive. */
    maxWorkers: whole(0, 64),
    /** Jobs of one claim. */
    batchSize: whole(1, 100),
    maxAttempts: whole(1, 100),
    /** Seconds before the second attempt, and at most before any. */
    backoffBase: whole(1, 86_400),
    backoffCap: whole(1, 86_400),
    /** Seconds that a claim lasts: longer than the consumer's longest run. */
    visibilityTimeout: whole(1, 3600),
    /** Seconds that a message may wait before one more worker is started. */
    maxAge: whole(1, 3600),
    /** Seconds of silence after which a worker is dead. */
    leaseSeconds: whole(5, 3600),
    /** Days that completed jobs are kept, and messages in the archives. */
    completedDays: whole(1, 3650),
    archiveDays: whole(1, 3650),
  })
  .refine((limits) => Object.keys(limits).length > 0, "must name a limit");
export type QueueLimits = z.infer<typeof QueueLimits>;

/** Where the next page begins; as `next` gave it. */
const JobCursor = z.string().refine((cursor) => {
  const [moment, id, ...others] = cursor.split("/");
  return z.iso.datetime().safeParse(moment).success && z.uuid().safeParse(id).success && others.length === 0;
}, "must be the 'next' of another page");
const limit = z.int().min(1).max(200).default(50);

/** One job, or all that a filter names, a thousand at once. */
const mend = <Action extends string>(action: Action) =>
  z
    .strictObject({
      action: z.literal(action),
      jobId: z.uuid().optional(),
      filter: JobFilter.omit({ states: true }).optional(),
      requestId: RequestId.optional(),
    })
    .refine(
      (asked) => (asked.jobId === undefined) !== (asked.filter === undefined),
      "must have jobId or filter",
    );

const ofQueue = <Action extends string>(action: Action) =>
  z.strictObject({ action: z.literal(action), queue: QueueName, requestId: RequestId.optional() });

const ACTIONS = [
  z.strictObject({
    action: z.literal("jobs.list"),
    filter: JobFilter.default({}),
    after: JobCursor.optional(),
    limit,
  }),
  z.strictObject({ action: z.literal("jobs.show"), jobId: z.uuid() }),
  /** Jobs that wait after a failure are due at once; a dead one by its id is redriven. */
  mend("jobs.retry"),
  /** Dead letters go back into their queue, with all attempts before them. */
  mend("jobs.redrive"),
  /** Dead letters are given up. */
  mend("jobs.discard"),
  /** How many jobs one of these three would touch. */
  z.strictObject({
    action: z.literal("jobs.count"),
    verb: z.enum(["retry", "redrive", "discard"]),
    filter: JobFilter.omit({ states: true }),
  }),
  z.strictObject({
    action: z.literal("stats.refresh"),
    seasonId: z.uuid(),
    /** All when absent. */
    stats: z.array(Stat).min(1).optional(),
    triggeredBy: Trigger.exclude(["global"]).default("admin"),
    requestId: RequestId.optional(),
  }),
  z.strictObject({ action: z.literal("queues.list") }),
  /** Of so many minutes until now. */
  z.strictObject({ action: z.literal("queues.throughput"), minutes: z.int().min(5).max(1440).default(60) }),
  ofQueue("queues.pause"),
  ofQueue("queues.resume"),
  ofQueue("queues.limit").extend({ limits: QueueLimits }),
  z.strictObject({
    action: z.literal("flags.set"),
    trigger: Trigger,
    enabled: z.boolean(),
    requestId: RequestId.optional(),
  }),
  z.strictObject({
    action: z.literal("audit.list"),
    /** What was done, and what to. */
    of: text(60).optional(),
    subject: text(200).optional(),
    after: z.int().positive().optional(),
    limit,
  }),
] as const;

/** Body of `queue-admin`. */
export const AdminRequest = z.discriminatedUnion("action", ACTIONS, {
  error: (issue) =>
    issue.code === "invalid_union" ? `must be one of ${ACTIONS.map(actionOf).join(", ")}` : undefined,
});
export type AdminRequest = z.infer<typeof AdminRequest>;

function actionOf(schema: (typeof ACTIONS)[number]): string {
  return schema.shape.action.value;
}

const moment = z.iso.datetime({ offset: true });

export const Job = z.strictObject({
  id: z.uuid(),
  queue: QueueName,
  kind: z.string(),
  subject: z.string().nullable(),
  state: JobState,
  attempts: z.int(),
  priority: z.int(),
  worker: z.string().nullable(),
  error: z.string().nullable(),
  triggeredBy: z.string().nullable(),
  requestId: z.string().nullable(),
  correlationId: z.uuid().nullable(),
  enqueuedAt: moment,
  startedAt: moment.nullable(),
  finishedAt: moment.nullable(),
  durationMs: z.int().nullable(),
});
export type Job = z.infer<typeof Job>;

/** `next`: the `after` of the next page, `null` on the last. */
export const JobList = z.strictObject({ jobs: z.array(Job), next: JobCursor.nullable() });
export type JobList = z.infer<typeof JobList>;

export const JobHistory = z.strictObject({
  job: Job,
  /** Those that are over, in order; a job that was redriven keeps those from before. */
  attempts: z.array(
    z.strictObject({
      number: z.int(),
      worker: z.string().nullable(),
      startedAt: moment,
      finishedAt: moment,
      /** `snoozed`: only put off. `lost`: nobody reported what became of it. */
      outcome: z.enum(["completed", "retried", "snoozed", "dead", "lost"]),
      error: z.string().nullable(),
    }),
  ),
  /** `null` once it has left the queue. */
  message: z.unknown(),
  /** When the message may be claimed. */
  dueAt: moment.nullable(),
  /** The message in the dead-letter queue, with its reason. */
  deadLetter: z.unknown(),
});
export type JobHistory = z.infer<typeof JobHistory>;

/** `more`: the filter names others that this call left for the next. */
export const Mended = z.strictObject({ count: z.int(), more: z.boolean() });
export type Mended = z.infer<typeof Mended>;

/** A queue as operators see it. */
export const QueueState = z.strictObject({
  queue: QueueName,
  consumer: z.string(),
  paused: z.boolean(),
  /** Messages in the queue; those that a worker has. */
  depth: z.int(),
  inFlight: z.int(),
  /** Age of the oldest message that waits for a worker. */
  oldestSeconds: z.number().nullable(),
  /** Dead letters. */
  dead: z.int(),
  limits: z.record(z.string(), z.number()),
});
export type QueueState = z.infer<typeof QueueState>;

export const QueueFlags = z.record(Trigger, z.boolean());
export type QueueFlags = z.infer<typeof QueueFlags>;

export const QueueList = z.strictObject({ queues: z.array(QueueState), flags: QueueFlags });
export type QueueList = z.infer<typeof QueueList>;

/** A minute each, the oldest first: jobs that were completed, and attempts that failed. `from` is the first minute. */
export const Throughput = z.strictObject({
  from: moment,
  minutes: z.int(),
  queues: z.array(z.strictObject({ queue: QueueName, done: z.array(z.int()), failed: z.array(z.int()) })),
});
export type Throughput = z.infer<typeof Throughput>;

/** `queued: false`: a flag says that it is done inline. Asked again with the same request id it answers the same. */
export const StatsRequested = z.strictObject({
  queued: z.boolean(),
  jobs: z.array(z.strictObject({ stat: Stat, jobId: z.uuid() })),
  requestId: RequestId,
  correlationId: CorrelationId,
});
export type StatsRequested = z.infer<typeof StatsRequested>;

/** What was done by hand, the latest first. */
export const AuditList = z.strictObject({
  actions: z.array(
    z.strictObject({
      id: z.int(),
      at: moment,
      /** A user's id, or `service`. */
      actor: z.string(),
      action: z.string(),
      subject: z.string().nullable(),
      leagueId: z.uuid().nullable(),
      requestId: z.string().nullable(),
      details: z.record(z.string(), z.unknown()),
    }),
  ),
  next: z.int().nullable(),
});
export type AuditList = z.infer<typeof AuditList>;
