/** A failure that may pass: the other side is down, restarting or busy. */
export class PassingError extends Error {
  override name = "PassingError";
}

/** When the demo gives up, and what it waits for until then. */
export interface Deadline {
  /** Throws what the time ran out on. */
  check(waitingFor: string): void;
  /** Milliseconds left, never negative. */
  left(): number;
}

export interface Clock {
  now(): number;
  sleep(ms: number): Promise<void>;
  /** A number from 0 up to 1. */
  random(): number;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: Math.random,
};

/** A deadline so many seconds from now, or when `signal` aborts, whose reason then is the error's. */
export function deadlineIn(seconds: number, signal?: AbortSignal, clock: Clock = systemClock): Deadline {
  const end = clock.now() + seconds * 1000;
  return {
    left: () => (signal?.aborted ? 0 : Math.max(0, end - clock.now())),
    check(waitingFor) {
      if (signal?.aborted) throw new Error(`Cannot finish: ${signal.reason}; still ${waitingFor}`);
      if (clock.now() >= end) throw new Error(`Cannot finish within ${seconds} s: still ${waitingFor}`);
    },
  };
}

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 2000;

/**
 * Does something again for as long as it throws a PassingError, with growing pauses: any part of the stack may be gone
 * for some seconds. Other errors are thrown at once.
 */
export async function persist<T>(
  waitingFor: string,
  action: () => Promise<T>,
  deadline: Deadline,
  clock: Clock = systemClock,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof PassingError)) throw error;
      deadline.check(`${waitingFor} (${error.message})`);
      const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt);
      await clock.sleep(Math.min(delay * (0.5 + clock.random() / 2), deadline.left()));
    }
  }
}
