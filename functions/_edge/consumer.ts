import * as z from "zod";
import { createCpuMeter } from "../_shared/queue/budget.ts";
import {
  type Counts,
  type CpuMeter,
  consume,
  type HandleBatch,
  type QueuePort,
} from "../_shared/queue/consume.ts";
import type { ClaimedJob, QueueName } from "../_shared/schema/queue.ts";
import { every, pause, stopping } from "./background.ts";
import type { Fields } from "./log.ts";
import { answerService, type ServiceDeps } from "./service.ts";

/** What the consumer of a queue needs, whatever it does with a job. */
export interface ConsumerDeps extends ServiceDeps {
  store: { queue(name: QueueName, worker: string): QueuePort };
  /** Milliseconds of a clock that only goes forward. */
  now: () => number;
  random: () => number;
  /** @default 20_000 */
  budgetMs?: number;
  /** Aborted when the runtime is about to end the worker. @default the runtime's own signal */
  stopping?: AbortSignal;
}

export interface Consumer {
  /** A job in the log's words: "Result". */
  what: string;
  queue: QueueName;
  /** Handles the jobs of one claim; `each` makes one of a handler of one job. */
  handleBatch: HandleBatch;
  /** What a job is about, for the log. */
  names: (job: ClaimedJob) => Fields;
  /** Waits for jobs that were put off and come back within the budget. */
  sleep?: (ms: number) => Promise<void>;
  /** Called before each claim. */
  beforeClaim?: () => Promise<void>;
  /** Called after the last job. */
  finished?: () => Promise<void>;
}

/** An invocation of a consumer. */
export interface Shift {
  /** Whose lease it works under. */
  worker: string;
  /** Where the handler notes what it computes: the edge runtime allows little of it. */
  cpu: CpuMeter;
}

/** The dispatcher names the worker that it has started; anybody else's call makes one up. */
const Call = z.object({ worker: z.string().regex(/^[\w/-]{1,60}$/) });

/** Answers the service's call to drain a queue: with how many jobs fared how, or soon, while the work goes on. */
export function answerConsumer(
  request: Request,
  deps: ConsumerDeps,
  consumer: (shift: Shift) => Consumer,
): Promise<Response> {
  return answerService(request, deps, "Cannot work on the queue", async () => {
    const shift = { worker: await workerOf(request), cpu: createCpuMeter(deps.now) };
    return await drain(consumer(shift), shift, deps);
  });
}

/** A name of its own under the dispatcher's: a call may be sent again, and both are workers then. */
async function workerOf(request: Request): Promise<string> {
  const body: unknown = await request.json().catch(() => null);
  const called = Call.safeParse(body).data?.worker ?? "called";
  return `${called}/${crypto.randomUUID().slice(0, 8)}`;
}

async function drain(consumer: Consumer, { worker, cpu }: Shift, deps: ConsumerDeps): Promise<Counts> {
  const { what, queue, names, beforeClaim, finished, ...work } = consumer;
  const { log, now, random, budgetMs } = deps;
  const port = deps.store.queue(queue, worker);
  const counts = await consume({
    ...work,
    port: {
      ...port,
      async claim() {
        await beforeClaim?.();
        return await port.claim();
      },
    },
    report: ({ kind, job, error }) => {
      const fields = { ...names(job), worker, error };
      if (kind === "dead") log.operator(`${what} goes to the dead letters`, fields);
      else if (kind === "snooze") log.info(`${what}: snooze`, fields);
      else log.warn(`${what}: ${kind}`, fields);
    },
    now,
    random,
    cpu,
    every,
    pause,
    stopping: deps.stopping ?? stopping,
    ...(budgetMs === undefined ? {} : { budgetMs }),
  });
  await finished?.();
  if (counts.claimed > 0) log.info("Queue drained", { worker, ...counts });
  return counts;
}
