import { type Caller, type CallerDeps, requireCaller } from "../_edge/auth.ts";
import type { Log } from "../_edge/log.ts";
import { answering, parseBody, readBody, refusalOf, requirePost, withCors } from "../_edge/respond.ts";
import type { Act, MendVerb, Store } from "../_edge/store.ts";
import { AdminRequest, type StatsRequested } from "../_shared/schema/admin.ts";
import type { CorrelationId } from "../_shared/schema/ids.ts";

const BODY_LIMIT = 16 * 1024;

export interface QueueAdminDeps extends CallerDeps {
  store: Pick<
    Store,
    | "jobs"
    | "job"
    | "mendJob"
    | "mendJobs"
    | "countJobs"
    | "requestStats"
    | "queues"
    | "throughput"
    | "pauseQueue"
    | "limitQueue"
    | "setFlag"
    | "audit"
  >;
  /** Makes a season's statistics at once (`null`: all), where a flag says that they are not queued. */
  refresh: (seasonId: string, stats: readonly string[] | null) => Promise<object>;
  newCorrelationId: () => CorrelationId;
  log: Log;
}

type Asked<Action extends AdminRequest["action"]> = Extract<AdminRequest, { action: Action }>;

/** Looks at jobs and queues and mends them, for the service, operators, and leagues' admins and viewers. */
export function handleQueueAdmin(request: Request, deps: QueueAdminDeps): Promise<Response> {
  return withCors(request, () =>
    answering(
      () => answer(request, deps),
      (error) => deps.log.error("Cannot administer", { error }),
    ),
  );
}

async function answer(request: Request, deps: QueueAdminDeps): Promise<Response> {
  requirePost(request);
  const actor = await requireCaller(request, deps, "Cannot administer");
  const asked = parseBody(await readBody(request, BODY_LIMIT), AdminRequest);
  try {
    return Response.json(await carryOut(asked, actor, deps));
  } catch (error) {
    throw refusalOf(error);
  }
}

async function carryOut(asked: AdminRequest, actor: Caller, deps: QueueAdminDeps): Promise<object> {
  const { store, log } = deps;
  switch (asked.action) {
    case "jobs.list":
      return await store.jobs(actor, asked);
    case "jobs.show":
      return await store.job(actor, asked.jobId);
    case "jobs.count":
      return await store.countJobs(actor, asked.verb, asked.filter);
    case "queues.list":
      return await store.queues(actor);
    case "queues.throughput":
      return await store.throughput(actor, asked.minutes);
    case "audit.list":
      return await store.audit(actor, asked);
    default: {
      const act: Act = { actor, requestId: asked.requestId ?? crypto.randomUUID() };
      const done = await change(asked, act, deps);
      log.info("Administered", {
        action: asked.action,
        actor: actor ?? "service",
        request_id: act.requestId,
      });
      return done;
    }
  }
}

type Look = Asked<
  "jobs.list" | "jobs.show" | "jobs.count" | "queues.list" | "queues.throughput" | "audit.list"
>;

function change(asked: Exclude<AdminRequest, Look>, act: Act, deps: QueueAdminDeps): Promise<object> {
  const { store } = deps;
  switch (asked.action) {
    case "jobs.retry":
      return mend(asked, "retry", act, deps);
    case "jobs.redrive":
      return mend(asked, "redrive", act, deps);
    case "jobs.discard":
      return mend(asked, "discard", act, deps);
    case "stats.refresh":
      return refreshStats(asked, act, deps);
    case "queues.pause":
      return store.pauseQueue(act, asked.queue, true);
    case "queues.resume":
      return store.pauseQueue(act, asked.queue, false);
    case "queues.limit":
      return store.limitQueue(act, asked.queue, asked.limits);
    case "flags.set":
      return store.setFlag(act, asked.trigger, asked.enabled);
  }
}

function mend(
  { jobId, filter }: Asked<"jobs.retry" | "jobs.redrive" | "jobs.discard">,
  verb: MendVerb,
  act: Act,
  { store }: QueueAdminDeps,
): Promise<object> {
  return jobId === undefined ? store.mendJobs(act, verb, filter ?? {}) : store.mendJob(act, verb, jobId);
}

async function refreshStats(asked: Asked<"stats.refresh">, act: Act, deps: QueueAdminDeps): Promise<object> {
  const requested: StatsRequested = await deps.store.requestStats(act, asked, deps.newCorrelationId());
  if (requested.queued) return requested;
  return { ...requested, ...(await deps.refresh(asked.seasonId, asked.stats ?? null)) };
}
