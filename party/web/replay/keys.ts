import { useEffect, useRef } from "preact/hooks";
import { lastStep, type Timeline, turnAfter, turnBefore } from "./timeline.ts";
import type { Placed } from "./use-place.ts";

/** Where a key is text, or works the control that has the focus. */
const CONTROLS = "input, textarea, select, dialog, [contenteditable]";

/** The keys of a replay, for its legend. */
export const LEGEND: readonly [keys: string, what: string][] = [
  ["← →", "a turn back or on"],
  [", .", "a step back or on"],
  ["Home End", "beginning or end"],
  ["P", "play or pause"],
  ["S", "switch sides"],
];

/** Lets keys work the replay wherever the focus is, but for where something is typed or chosen. */
export function useKeys(timeline: Timeline, placed: Placed): void {
  const latest = useRef({ timeline, placed });
  latest.current = { timeline, placed };
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (event.target instanceof Element && event.target.closest(CONTROLS) !== null) return;
      const act = actOf(event.key, latest.current.timeline, latest.current.placed);
      if (act === null) return;
      event.preventDefault();
      act();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
}

function actOf(key: string, timeline: Timeline, placed: Placed): (() => void) | null {
  const { step, playing } = placed;
  switch (key) {
    case "ArrowLeft":
      return () => placed.go(turnBefore(timeline, step));
    case "ArrowRight":
      return () => placed.go(turnAfter(timeline, step));
    case ",":
      return () => placed.go(step - 1);
    case ".":
      return () => placed.go(step + 1);
    case "Home":
      return () => placed.go(0);
    case "End":
      return () => placed.go(lastStep(timeline));
    case "p":
    case "P":
      return () => placed.play(!playing);
    case "s":
    case "S":
      return placed.switchSides;
    default:
      return null;
  }
}
