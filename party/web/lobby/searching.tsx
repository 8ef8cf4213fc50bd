import { formatName } from "../../../functions/_shared/battle/formats.ts";
import type { BattleId } from "../../../functions/_shared/schema/ids.ts";
import { Link } from "../routes.tsx";
import { Elapsed } from "../ui/time.tsx";
import type { Search } from "./use-search.ts";
import { troubleInWords } from "./words.ts";

interface SearchingProps {
  search: Search;
  /** The battle whose page is shown. */
  at: BattleId | null;
}

/** The search that goes on, above every page; and the way to the battle that it found, from every other page. */
export function Searching({ search, at }: SearchingProps) {
  const { state } = search;
  if (state.match !== null && state.match.battleId !== at) {
    return (
      <section class="searching" aria-label="Your battle">
        <p class="grow" role="status">
          <bdi>{state.match.opponent.name}</bdi> waits for you in a rated battle.
        </p>
        <Link class="button primary" to={`/battle/${state.match.battleId}`}>
          Go to your battle
        </Link>
      </section>
    );
  }
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
          {state.trouble !== null && ` · ${troubleInWords(state.trouble, state.wish?.format ?? null)}`}
        </p>
      </div>
      <button type="button" onClick={search.cancel}>
        Cancel
      </button>
    </section>
  );
}
