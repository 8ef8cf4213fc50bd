import { useEffect, useRef, useState } from "preact/hooks";
import { lastStep, type Timeline } from "./timeline.ts";

/** Milliseconds that a step is shown for at speed 1. */
const PACE = 1000;

export const SPEEDS = [0.5, 1, 2, 4] as const;
export type Speed = (typeof SPEEDS)[number];

/** Where a replay is, and how it goes on. */
export interface Playback {
  step: number;
  playing: boolean;
  speed: Speed;
  /** Counts the steps back: what was told is told anew. */
  rewinds: number;
  go(step: number): void;
  play(on: boolean): void;
  setSpeed(speed: Speed): void;
}

/** Plays a timeline: a step at a time, until its end or until it is stopped. */
export function usePlayback(timeline: Timeline, first: number): Playback {
  const [{ step, rewinds }, setAt] = useState({ step: first, rewinds: 0 });
  const [playing, setPlaying] = useState(false);
  const [speed, setSpeed] = useState<Speed>(1);
  const last = lastStep(timeline);
  const latest = useRef(timeline);
  latest.current = timeline;

  const go = (next: number) => {
    const to = Math.min(Math.max(next, 0), lastStep(latest.current));
    setAt((at) => ({ step: to, rewinds: to < at.step ? at.rewinds + 1 : at.rewinds }));
  };

  useEffect(() => {
    if (!playing) return;
    if (step >= last) return setPlaying(false);
    const timer = setTimeout(() => go(step + 1), PACE / speed);
    return () => clearTimeout(timer);
  }, [playing, step, speed, last]);

  return {
    step,
    playing,
    speed,
    rewinds,
    go,
    play(on) {
      // Whoever plays what is over sees it from its beginning.
      if (on && step >= last) go(0);
      setPlaying(on);
    },
    setSpeed,
  };
}
