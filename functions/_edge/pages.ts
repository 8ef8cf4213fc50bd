import type { Log } from "./log.ts";
import type { Rooms } from "./rooms.ts";

/** As many as the message holds. */
const MAX_TAGS = 50;

/** Hints to open pages that views have changed; they ask again. Never throws. */
export async function tellPages(
  tags: Iterable<string>,
  { rooms, log }: { rooms: Pick<Rooms, "invalidate">; log: Log },
): Promise<void> {
  const changed = [...tags].slice(0, MAX_TAGS);
  if (changed.length === 0) return;
  const answer = await rooms.invalidate(changed);
  if (answer.kind !== "accepted")
    log.warn("Cannot tell open pages of the change", { reason: answer.message });
}
