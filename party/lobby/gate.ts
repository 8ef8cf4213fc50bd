import type { Timers } from "./timers.ts";

export interface GateOptions extends Pick<Timers, "now"> {
  /** So many are inside at one time; the others wait in line. */
  atOnce: number;
  /** Who has waited longer than this is turned away, in milliseconds. */
  patience: number;
  /** What those who are turned away are told. */
  full(): Error;
}

/** Lets a crowd through a few at a time. */
export class Gate {
  readonly #options: GateOptions;
  readonly #line: { since: number; enter(): void; turnAway(): void }[] = [];
  #inside = 0;

  constructor(options: GateOptions) {
    this.#options = options;
  }

  /** Does the task as soon as there is room. @throws what `full` makes, when the task was never begun */
  async pass<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.#inside >= this.#options.atOnce) await this.#wait();
    else this.#inside += 1;
    try {
      return await task();
    } finally {
      this.#next();
    }
  }

  #wait(): Promise<void> {
    const { now, full } = this.#options;
    return new Promise((enter, reject) => {
      this.#line.push({ since: now(), enter, turnAway: () => reject(full()) });
    });
  }

  /** Hands the place that became free to the first who still cares for it. */
  #next(): void {
    const { now, patience } = this.#options;
    const latest = now() - patience;
    for (let first = this.#line.shift(); first; first = this.#line.shift()) {
      if (first.since >= latest) {
        first.enter();
        return;
      }
      first.turnAway();
    }
    this.#inside -= 1;
  }
}
