/** Milliseconds before the second attempt, and at most before any. */
const BASE = 1_000;
const CAP = 15_000;

/**
 * How long to wait after so many failed attempts: twice as long each time, and up to a half of it left out by chance,
 * so that those who failed together do not come back together.
 *
 * @param random from 0 to 1
 */
export function backoff(failures: number, random: number): number {
  const full = Math.min(CAP, BASE * 2 ** (failures - 1));
  return Math.round(full * (1 - random / 2));
}
