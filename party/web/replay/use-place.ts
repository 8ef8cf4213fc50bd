import { useEffect, useRef, useState } from "preact/hooks";
import type { Seat } from "../../../functions/_shared/schema/ids.ts";
import { replaceAddress, useHash } from "../routes.tsx";
import { readPlace, stepAt, writePlace } from "./place.ts";
import type { Timeline } from "./timeline.ts";
import { type Playback, usePlayback } from "./use-playback.ts";

/** Browsers refuse an address that changes too often: it is written when the place has stood for so many milliseconds. */
const SETTLED = 300;

/** A playback whose place is in the address: to be shared, and to come back to. */
export interface Placed extends Playback {
  side: Seat;
  switchSides(): void;
}

export function usePlace(timeline: Timeline): Placed {
  const hash = useHash();
  const written = useRef(hash);
  const [side, setSide] = useState<Seat>(() => readPlace(hash).side);
  const playback = usePlayback(timeline, stepAt(timeline, readPlace(hash)));
  const { step, playing } = playback;

  // Somebody else has changed it: a link, or the way back.
  useEffect(() => {
    if (hash === written.current) return;
    written.current = hash;
    const place = readPlace(hash);
    setSide(place.side);
    playback.play(false);
    playback.go(stepAt(timeline, place));
  }, [hash]);

  const moved = useRef(false);
  useEffect(() => {
    // A bare address stays bare until something happens.
    if (!moved.current) {
      moved.current = true;
      return;
    }
    if (playing) return;
    const timer = setTimeout(() => {
      written.current = writePlace(timeline, step, side);
      if (location.hash.slice(1) !== written.current) {
        replaceAddress(`${location.pathname}${location.search}#${written.current}`);
      }
    }, SETTLED);
    return () => clearTimeout(timer);
  }, [timeline, step, side, playing]);

  return { ...playback, side, switchSides: () => setSide(side === "p1" ? "p2" : "p1") };
}
