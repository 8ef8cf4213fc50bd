import { storeOf, useStore } from "../ui/store.ts";

const KEY = "plateau:spoilers";

const hidden = storeOf(kept());

/** Whether results are hidden until they are asked for: the visitor wants to watch the replays first. */
export function useSpoilerFree(): boolean {
  return useStore(hidden);
}

/**
 * Hides how battles and matches ended, on all pages, and shows it again. Tables and statistics are made of results, and go
 * on to tell them.
 */
export function SpoilerToggle() {
  const isHidden = useSpoilerFree();
  return (
    <label class="toggle" title="Scores and winners of battles and matches; tables go on to tell them">
      <input
        type="checkbox"
        checked={isHidden}
        onChange={(event) => {
          hidden.set(event.currentTarget.checked);
          keep(event.currentTarget.checked);
        }}
      />
      Hide results
    </label>
  );
}

function kept(): boolean {
  try {
    return localStorage.getItem(KEY) === "hidden";
  } catch {
    // A browser that keeps nothing shows all.
    return false;
  }
}

function keep(isHidden: boolean): void {
  try {
    if (isHidden) localStorage.setItem(KEY, "hidden");
    else localStorage.removeItem(KEY);
  } catch {
    // It holds until the page is left.
  }
}
