import { isService } from "../_edge/auth.ts";
import type { Files } from "../_edge/files.ts";
import type { Log } from "../_edge/log.ts";
import { answering, requireGet, withCors } from "../_edge/respond.ts";
import type { Rooms } from "../_edge/rooms.ts";
import type { Store } from "../_edge/store.ts";
import type { Health } from "../_shared/schema/ops.ts";
import { aged, healthOf, publicOf } from "./parts.ts";
import { probe } from "./probe.ts";

export interface LookDeps {
  store: Pick<Store, "healthSnapshot">;
  rooms: Pick<Rooms, "status">;
  files: Pick<Files, "reach">;
  /** Milliseconds of a clock that only goes forward. */
  now: () => number;
}

export interface Seen {
  /** When, by `now`. */
  at: number;
  health: Health;
}

/** Asks every part of the system how it is; never throws. */
export async function look({ store, rooms, files, now }: LookDeps): Promise<Seen> {
  const [database, roomServer, storage] = await Promise.all([
    probe(() => store.healthSnapshot(), now),
    probe(async () => {
      const answer = await rooms.status();
      if (answer.kind !== "accepted") throw new Error(answer.message);
      return { ...answer.status };
    }, now),
    probe(async () => {
      await files.reach();
      return {};
    }, now),
  ]);
  return { at: now(), health: healthOf({ database, roomServer, storage }) };
}

export interface HealthDeps {
  secretKeys: readonly string[];
  /** Looks, or gives what a look came to a moment ago: anybody may ask, as often as they like. */
  look: () => Promise<Seen>;
  now: () => number;
  log: Log;
}

/** Tells how the system is: 200 while it works, 503 where a part of it is down. Details are for the service alone. */
export function handleHealth(request: Request, deps: HealthDeps): Promise<Response> {
  const { secretKeys, now, log } = deps;
  return withCors(request, () =>
    answering(
      async () => {
        requireGet(request);
        const { at, health } = await deps.look();
        const known = (await isService(request, secretKeys))
          ? aged(health, (now() - at) / 1000)
          : publicOf(health);
        const status = health.state === "down" ? 503 : 200;
        return Response.json(known, { status, headers: { "cache-control": "no-store" } });
      },
      (error) => log.error("Cannot tell the health", { error }),
    ),
  );
}
