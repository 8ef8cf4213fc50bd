import { formatName } from "../../../functions/_shared/battle/formats.ts";
import { Elapsed } from "../time.tsx";
import type { Search } from "./use-search.ts";

/** The search that goes on, above every page. */
export function Searching({ search }: { search: Search }) {
  const { state } = search;
  if (state.phase !== "asking" && state.phase !== "waiting") return null;
  return (
    <section class="searching" aria-label="Your search">
      <div class="grow">
        <p role="status">
          {state.returned
            ? "Your opponent did not come. You are back at the head of the queue."
            : `Looking for an opponent: ${formatName(state.wish?.format ?? "")}`}
          {!state.connected && " (connecting…)"}
        </p>
        <p class="muted small">
          {state.since !== null && state.queue !== null ? (
            <>
              <Elapsed since={state.since} /> · place {state.queue.position} of {state.queue.waiting} ·
              opponents within {state.queue.range} points
            </>
          ) : (
            "Joining the queue…"
          )}
          {state.trouble !== null && ` · ${state.trouble.message}`}
        </p>
      </div>
      <button type="button" onClick={search.cancel}>
        Cancel
      </button>
    </section>
  );
}
