import type { AdminRequest, JobFilter, QueueLimits, Trigger } from "../../_shared/schema/admin.ts";
import {
  AuditList,
  JobHistory,
  JobList,
  Mended,
  QueueFlags,
  QueueList,
  QueueState,
  StatsRequested,
  Throughput,
} from "../../_shared/schema/admin.ts";
import type { CorrelationId, UserId } from "../../_shared/schema/ids.ts";
import type { QueueName } from "../../_shared/schema/queue.ts";
import type { Access } from "./access.ts";

/** Who acts: a user, or the service (`null`). */
export type Actor = UserId | null;

/** Who acts, and in which request: the database decides what they may, and writes down what they did. */
export interface Act {
  actor: Actor;
  requestId: string;
}

type Asked<Action extends AdminRequest["action"]> = Extract<AdminRequest, { action: Action }>;

/** What is done to jobs that failed. */
export type MendVerb = "retry" | "redrive" | "discard";

/** Everything that is done by hand. Each throws a `StoreError` `forbidden` where the actor may not. */
export function adminCalls({ call }: Access) {
  const by = ({ actor, requestId }: Act) => ({ p_actor: actor, p_request_id: requestId });
  return {
    jobs: (actor: Actor, { filter, after, limit }: Asked<"jobs.list">) =>
      call(
        "admin_jobs",
        { p_actor: actor, p_filter: filter, p_after: after ?? null, p_limit: limit },
        JobList,
      ),

    job: (actor: Actor, jobId: string) => call("admin_job", { p_actor: actor, p_job_id: jobId }, JobHistory),

    mendJob: (act: Act, verb: MendVerb, jobId: string) =>
      call("admin_mend_job", { ...by(act), p_verb: verb, p_job_id: jobId }, Mended),

    mendJobs: (act: Act, verb: MendVerb, filter: Omit<JobFilter, "states">) =>
      call("admin_mend_jobs", { ...by(act), p_verb: verb, p_filter: filter }, Mended),

    countJobs: (actor: Actor, verb: MendVerb, filter: Omit<JobFilter, "states">) =>
      call("admin_count_jobs", { p_actor: actor, p_verb: verb, p_filter: filter }, Mended),

    requestStats: (
      act: Act,
      { seasonId, stats, triggeredBy }: Asked<"stats.refresh">,
      correlationId: CorrelationId,
    ) =>
      call(
        "admin_refresh_stats",
        {
          ...by(act),
          p_season_id: seasonId,
          p_stats: stats ?? null,
          p_triggered_by: triggeredBy,
          p_correlation_id: correlationId,
        },
        StatsRequested,
      ),

    queues: (actor: Actor) => call("admin_queues", { p_actor: actor }, QueueList),

    throughput: (actor: Actor, minutes: number) =>
      call("admin_throughput", { p_actor: actor, p_minutes: minutes }, Throughput),

    pauseQueue: (act: Act, queue: QueueName, paused: boolean) =>
      call("admin_pause_queue", { ...by(act), p_queue: queue, p_paused: paused }, QueueState),

    limitQueue: (act: Act, queue: QueueName, limits: QueueLimits) =>
      call("admin_limit_queue", { ...by(act), p_queue: queue, p_limits: limits }, QueueState),

    setFlag: (act: Act, trigger: Trigger, enabled: boolean) =>
      call("admin_set_flag", { ...by(act), p_trigger: trigger, p_enabled: enabled }, QueueFlags),

    audit: (actor: Actor, { of, subject, after, limit }: Asked<"audit.list">) =>
      call(
        "admin_audit",
        {
          p_actor: actor,
          p_action: of ?? null,
          p_subject: subject ?? null,
          p_after: after ?? null,
          p_limit: limit,
        },
        AuditList,
      ),
  };
}
