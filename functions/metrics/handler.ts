import { isKnown, isService } from "../_edge/auth.ts";
import type { Log } from "../_edge/log.ts";
import { answering, Refusal, requireGet } from "../_edge/respond.ts";
import type { Rooms } from "../_edge/rooms.ts";
import type { Store } from "../_edge/store.ts";
import { CONTENT_TYPE, expose } from "./exposition.ts";
import { familiesOf } from "./families.ts";

export interface MetricsDeps {
  secretKeys: readonly string[];
  /** What Prometheus bears instead of the secret key; without it only the key opens. */
  token: string | null;
  store: Pick<Store, "metricsSnapshot">;
  rooms: Pick<Rooms, "status">;
  log: Log;
}

/** Gives Prometheus the numbers of queues, jobs, workers, battles and cache. */
export function handleMetrics(request: Request, deps: MetricsDeps): Promise<Response> {
  return answering(
    async () => {
      await requireReader(request, deps);
      requireGet(request);
      const [snapshot, rooms] = await Promise.all([deps.store.metricsSnapshot(), deps.rooms.status()]);
      const text = expose(familiesOf(snapshot, rooms.kind === "accepted" ? rooms.status : null));
      return new Response(text, { headers: { "content-type": CONTENT_TYPE, "cache-control": "no-store" } });
    },
    (error) => deps.log.error("Cannot give the metrics", { error }),
  );
}

async function requireReader(request: Request, { secretKeys, token }: MetricsDeps): Promise<void> {
  if (await isService(request, secretKeys)) return;
  const given = request.headers.get("authorization")?.match(/^Bearer\s+(\S+)$/i)?.[1];
  if (given && token !== null && (await isKnown(given, [token]))) return;
  throw new Refusal(
    401,
    "UNAUTHORIZED",
    "Cannot give the metrics: send the metrics token as Bearer, or the secret key as apikey",
  );
}
