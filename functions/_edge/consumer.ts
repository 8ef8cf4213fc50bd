import { type Counts, consume, type Outcome, type QueuePort } from "../_shared/queue/consume.ts";
import type { ClaimedJob } from "../_shared/schema/queue.ts";
import type { Fields } from "./log.ts";
import { answerService, type ServiceDeps } from "./service.ts";

/** What the consumer of a queue needs, whatever it does with a job. */
export interface ConsumerDeps extends ServiceDeps {
  /** Milliseconds of a clock that only goes forward. */
  now: () => number;
  random: () => number;
  /** @default 20_000 */
  budgetMs?: number;
}

export interface Consumer {
  /** A job in the log's words: "Result". */
  what: string;
  port: QueuePort;
  handle: (job: ClaimedJob) => Promise<Outcome>;
  /** What a job is about, for the log. */
  names: (job: ClaimedJob) => Fields;
  /** Jobs handled at once. */
  concurrency?: number;
  /** Waits for jobs that were put off and come back within the budget. */
  sleep?: (ms: number) => Promise<void>;
  /** Called after the last job. */
  finished?: () => Promise<void>;
}

/** Answers the service's call to drain a queue: with how many jobs fared how, or soon, while the work goes on. */
export function answerConsumer(
  request: Request,
  deps: ConsumerDeps,
  consumer: () => Consumer,
): Promise<Response> {
  return answerService(request, deps, "Cannot work on the queue", () => drain(consumer(), deps));
}

async function drain(consumer: Consumer, { log, now, random, budgetMs }: ConsumerDeps): Promise<Counts> {
  const { what, names, finished, ...work } = consumer;
  const counts = await consume({
    ...work,
    report: ({ kind, job, error }) => {
      const fields = { ...names(job), error };
      if (kind === "dead") log.operator(`${what} goes to the dead letters`, fields);
      else if (kind === "snooze") log.info(`${what}: snooze`, fields);
      else log.warn(`${what}: ${kind}`, fields);
    },
    now,
    random,
    ...(budgetMs === undefined ? {} : { budgetMs }),
  });
  await finished?.();
  if (counts.claimed > 0) log.info("Queue drained", { ...counts });
  return counts;
}
