import { requireService } from "./auth.ts";
import { answerSoon, type KeepAlive } from "./background.ts";
import type { Log } from "./log.ts";
import { answering, requirePost } from "./respond.ts";

/** What a function needs that the scheduler starts. */
export interface ServiceDeps {
  secretKeys: readonly string[];
  log: Log;
  keepAlive: KeepAlive;
  /** Milliseconds after which the caller is told that work goes on. @default 800 */
  patienceMs?: number;
}

/** Answers the service's call to do some work: with what came of it, or soon, while the work goes on. */
export function answerService(
  request: Request,
  { secretKeys, log, keepAlive, patienceMs }: ServiceDeps,
  failed: string,
  work: () => Promise<object>,
): Promise<Response> {
  const unforeseen = (error: unknown) => log.error(failed, { error });
  return answering(async () => {
    requirePost(request);
    await requireService(request, secretKeys);
    const done = answering(async () => Response.json(await work()), unforeseen);
    return await answerSoon(done, keepAlive, patienceMs);
  }, unforeseen);
}
