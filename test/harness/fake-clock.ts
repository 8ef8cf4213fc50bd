/** Lets everything that waits for nothing but its turn happen. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A clock that goes when it is told to. */
export class FakeClock {
  #now = Date.UTC(2026, 10, 22);
  #timers: { at: number; task: () => void }[] = [];

  get timers(): number {
    return this.#timers.length;
  }

  now = (): number => this.#now;

  after = (delay: number, task: () => void): (() => void) => {
    const timer = { at: this.#now + delay, task };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  };

  /** Goes on by so many milliseconds, and calls what comes due on the way. */
  async pass(duration: number): Promise<void> {
    const end = this.#now + duration;
    await settle();
    for (let next = this.#earliest(end); next; next = this.#earliest(end)) {
      this.#now = Math.max(this.#now, next.at);
      this.#timers.splice(this.#timers.indexOf(next), 1);
      next.task();
      await settle();
    }
    this.#now = end;
  }

  #earliest(end: number) {
    const due = this.#timers.filter(({ at }) => at <= end);
    return due.reduce<(typeof due)[number] | null>(
      (one, other) => (one && one.at <= other.at ? one : other),
      null,
    );
  }
}
