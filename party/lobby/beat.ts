import type { Timers } from "./timers.ts";

/** The shortest time between two passes, in milliseconds, and what each waiting player adds: the more wait, the less a moment matters. */
const SOONEST = 20;
const PER_PLAYER = 0.1;

export interface BeatDeps extends Timers {
  /** How often it beats, in milliseconds. */
  every: number;
  /** How many wait. While nobody does, it rests. */
  waiting(): number;
  /** Looks for pairs. */
  pass(): void;
  /** What else is due, after a pass. */
  beat(): void;
}

/** When a lobby does what it does without being asked: once a second, and soon after somebody came. */
export class Beat {
  readonly #deps: BeatDeps;
  #beating = false;
  #soon = false;

  constructor(deps: BeatDeps) {
    this.#deps = deps;
  }

  /** Says that somebody may be paired now who could not before. */
  stir(): void {
    const { waiting, every, after, pass } = this.#deps;
    if (waiting() === 0) return;
    this.#go();
    if (this.#soon) return;
    this.#soon = true;
    after(Math.min(every, SOONEST + waiting() * PER_PLAYER), () => {
      this.#soon = false;
      pass();
    });
  }

  #go(): void {
    if (this.#beating) return;
    this.#beating = true;
    this.#deps.after(this.#deps.every, () => {
      this.#beating = false;
      if (this.#deps.waiting() === 0) return;
      this.#deps.pass();
      this.#deps.beat();
      this.#go();
    });
  }
}
