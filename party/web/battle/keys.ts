import { useLayoutEffect, useRef } from "preact/hooks";

/** What keys do, by `event.key` in lower case. */
export type Keys = Readonly<Record<string, (() => void) | undefined>>;

/** Listens to keys while nobody types, no dialog is open, and the visitor wants keys at all. */
export function useKeys(keys: Keys, on: boolean): void {
  const latest = useRef(keys);
  latest.current = keys;
  // Not after the next frame, as effects are: what the page shows as a key works from then on.
  useLayoutEffect(() => {
    if (!on) return;
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) return;
      const act = latest.current[event.key.toLowerCase()];
      if (event.key === "Enter" && isPressed(event.target)) return;
      if (act === undefined || document.querySelector("dialog[open]") !== null) return;
      event.preventDefault();
      act();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [on]);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]") !== null
  );
}

/** What has the focus does something of its own on Enter. */
function isPressed(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("button, a, summary, input") !== null;
}

/** The keys of moves and targets, in their order. */
export const MOVE_KEYS = ["q", "w", "e", "r"] as const;
