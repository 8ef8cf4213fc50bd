import { type Figure, median } from "../figure.ts";

/**
 * Measures turn and turn about, so that a busy moment of the machine hits all alike; gives each one's median.
 *
 * @param settle called after a first round that warms up: a database in use knows how large its tables are
 */
export async function interleaved<Name extends string>(
  rounds: number,
  measures: Record<Name, () => Promise<number>>,
  settle: () => Promise<unknown> = async () => undefined,
): Promise<Record<Name, number>> {
  const names = Object.keys(measures) as Name[];
  const values = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (const name of names) await measures[name]();
  await settle();
  for (let round = 0; round < rounds; round++) {
    for (const name of names) values[name].push(await measures[name]());
  }
  return Object.fromEntries(names.map((name) => [name, median(values[name])])) as Record<Name, number>;
}

/** A rate that is at least `goal` times as high as its baseline. */
export function atLeast(
  name: string,
  value: number,
  baseline: number,
  goal: number,
  unit = "jobs/s",
): Figure {
  const ratio = value / baseline;
  return { name, value, unit, baseline, ratio, goal: `≥ ${goal}`, met: ratio >= goal };
}

/** A time that is at most `goal` times as long as its baseline. */
export function atMost(name: string, value: number, baseline: number, goal: number, unit = "ms"): Figure {
  const ratio = value / baseline;
  return { name, value, unit, baseline, ratio, goal: `≤ ${goal}`, met: ratio <= goal };
}
