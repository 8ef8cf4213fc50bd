/** One measured figure. A goal is a bound on `ratio`, or on `value` where there is no baseline. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  /** The same measure of what it is compared with, from the same run. */
  baseline: number | null;
  /** `value / baseline`. */
  ratio: number | null;
  /** The goal in words: `≤ 1.5`. */
  goal: string;
  met: boolean;
}

export interface Bench {
  name: string;
  run: () => Promise<Figure[]>;
}

/** The middle one of the values; of an even number of them the upper of the two. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
