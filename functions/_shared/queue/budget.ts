/** Counts the time that a consumer spends computing, which the edge runtime limits apart from the time it waits. */
export interface CpuMeter {
  /** Runs something that computes without waiting, and counts its time. */
  time<Result>(work: () => Result): Result;
  /** Milliseconds so far. */
  spent(): number;
}

/** @param now milliseconds of a clock that only goes forward */
export function createCpuMeter(now: () => number): CpuMeter {
  let total = 0;
  return {
    time(work) {
      const began = now();
      try {
        return work();
      } finally {
        total += now() - began;
      }
    },
    spent: () => total,
  };
}

export interface BudgetOptions {
  now: () => number;
  wallMs: number;
  cpuMs: number;
  cpu: CpuMeter;
}

/** What an invocation may use up of wall-clock and computing time. */
export interface Budget {
  /** Whether another step as costly as the costliest so far fits in, `ms` from now. */
  fits(ms?: number): boolean;
  /** Runs a step and notes what it costs. */
  spend<Result>(step: () => Promise<Result>): Promise<Result>;
}

export function createBudget({ now, wallMs, cpuMs, cpu }: BudgetOptions): Budget {
  const started = now();
  const longest = { wall: 0, cpu: 0 };
  return {
    fits: (ms = 0) => now() - started + ms + longest.wall < wallMs && cpu.spent() + longest.cpu < cpuMs,
    async spend(step) {
      const began = { wall: now(), cpu: cpu.spent() };
      try {
        return await step();
      } finally {
        longest.wall = Math.max(longest.wall, now() - began.wall);
        longest.cpu = Math.max(longest.cpu, cpu.spent() - began.cpu);
      }
    },
  };
}
