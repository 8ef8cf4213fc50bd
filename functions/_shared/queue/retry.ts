import retry from "retry";

export interface RetryPolicy {
  /** Seconds before the second attempt, at most; twice as many before each one after it. */
  baseSeconds: number;
  /** Seconds that no wait exceeds. */
  capSeconds: number;
}

export type NextAttempt = { kind: "retry"; afterSeconds: number } | { kind: "dead" };

/**
 * What follows a failed attempt: another one after an exponential wait, or the dead-letter queue.
 *
 * Half of the wait is drawn at random, so that jobs which failed together do not come back together.
 *
 * @param attempts how often the job was tried, this time included
 * @param random from 0 to 1, as `Math.random` draws
 */
export function nextAttempt(
  attempts: number,
  maxAttempts: number,
  random: () => number,
  policy: RetryPolicy,
): NextAttempt {
  if (attempts >= maxAttempts) return { kind: "dead" };
  const full = retry.createTimeout(Math.max(0, attempts - 1), {
    minTimeout: policy.baseSeconds,
    maxTimeout: policy.capSeconds,
    factor: 2,
    randomize: false,
  });
  return { kind: "retry", afterSeconds: Math.ceil(full / 2 + (full / 2) * random()) };
}
