import { type CallerDeps, requireCaller } from "../_edge/auth.ts";
import type { Log } from "../_edge/log.ts";
import { answering, refusalOf, requireGet, withCors } from "../_edge/respond.ts";
import type { Store } from "../_edge/store.ts";

export interface WorkersDeps extends CallerDeps {
  store: Pick<Store, "workerStats">;
  log: Log;
}

/** Tells operators and the service who works on the queues, and what each has done. */
export function handleWorkers(request: Request, deps: WorkersDeps): Promise<Response> {
  return withCors(request, () =>
    answering(
      async () => {
        const actor = await requireCaller(request, deps, "Cannot list the workers");
        requireGet(request);
        try {
          return Response.json(await deps.store.workerStats(actor));
        } catch (error) {
          throw refusalOf(error);
        }
      },
      (error) => deps.log.error("Cannot list the workers", { error }),
    ),
  );
}
