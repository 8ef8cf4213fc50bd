import { MAX_TAGS } from "../_shared/schema/rooms.ts";
import type { Log } from "./log.ts";
import type { Rooms } from "./rooms.ts";
import type { Store } from "./store.ts";

/** Milliseconds before the second try and before the third. */
const PAUSES = [100, 400];

export interface PagesDeps {
  rooms: Pick<Rooms, "invalidate">;
  store: Pick<Store, "requestInvalidation">;
  log: Log;
  /** @default a timer */
  wait?: (milliseconds: number) => Promise<void>;
}

/**
 * Tells the live cache, and so open pages, that views have changed. What it cannot be told in three tries is left to
 * jobs. Never throws.
 */
export async function tellPages(tags: Iterable<string>, deps: PagesDeps): Promise<void> {
  const changed = [...new Set(tags)];
  const untold: string[] = [];
  let reason = "";
  for (let from = 0; from < changed.length; from += MAX_TAGS) {
    const some = changed.slice(from, from + MAX_TAGS);
    // Who did not hear of the first ones will not hear of the others either.
    const answer = untold.length > 0 ? reason : await tell(some, deps);
    if (answer === null) continue;
    reason = answer;
    untold.push(...some);
  }
  if (untold.length === 0) return;
  deps.log.warn("Cannot tell open pages of the change", { reason });
  try {
    await deps.store.requestInvalidation(untold);
  } catch (error) {
    deps.log.error("Cannot leave it to a job to tell open pages", { tags: untold, error });
  }
}

/** Gives why it did not work; `null` when it did. */
async function tell(tags: string[], { rooms, wait = timer }: PagesDeps): Promise<string | null> {
  let answer = await rooms.invalidate(tags);
  for (const pause of PAUSES) {
    if (answer.kind === "accepted") return null;
    await wait(pause);
    answer = await rooms.invalidate(tags);
  }
  return answer.kind === "accepted" ? null : answer.message;
}

function timer(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
