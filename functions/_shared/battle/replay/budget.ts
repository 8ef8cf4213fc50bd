import { ReplayFault } from "../replay-error.ts";

/** How long a replay may take. */
export interface Budget {
  milliseconds: number;
  /** The clock, in milliseconds from any moment. */
  now: () => number;
}

export interface BudgetLimits {
  /** For every replay. @default 2_500 */
  milliseconds?: number;
  /** What each million characters add. @default 0 */
  perMillion?: number;
}

/**
 * The time that a replay of so many characters may take.
 *
 * @param times how many times the limits
 */
export function budgetFor(
  length: number,
  now: () => number,
  { milliseconds = 2_500, perMillion = 0 }: BudgetLimits = {},
  times = 1,
): Budget {
  return { milliseconds: times * (milliseconds + (perMillion * length) / 1_000_000), now };
}

/** Lines between two looks at the clock. */
const LINES = 512;

/** Throws a `ReplayFault` when the time is over: to be asked with each line's number. */
export function watch({ milliseconds, now }: Budget): (line: number) => void {
  const started = now();
  return (line) => {
    if (line % LINES !== 0) return;
    const spent = now() - started;
    if (spent > milliseconds) {
      const message = `Cannot read the replay: it took ${Math.round(spent)} ms and may take ${milliseconds}`;
      throw new ReplayFault("over_budget", line, message);
    }
  };
}
