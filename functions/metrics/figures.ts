import type { Figure } from "../_shared/schema/ops.ts";
import type { Distribution, Labels, Sample } from "./exposition.ts";

/** Which figures of what happened go into a family, and under which labels. */
export interface Selection {
  metrics: readonly string[];
  labels: (figure: Figure) => Labels;
  /**
   * Metrics that make a sample, of 0 where there is nothing else: what never happened is compared with what did.
   *
   * @default metrics
   */
  among?: readonly string[];
}

/** How often it happened. */
export function counts(figures: readonly Figure[], selection: Selection): Sample[] {
  const { metrics, labels, among = metrics } = selection;
  return grouped(figures, { metrics: among, labels }).map(([of, group]) => ({
    labels: of,
    value: group.reduce((sum, { metric, count }) => sum + (metrics.includes(metric) ? count : 0), 0),
  }));
}

/**
 * How its values were spread.
 *
 * @param bounds the upper bounds of all buckets, `Infinity` left out: a bucket that nothing fell into has no figure
 */
export function distributions(
  figures: readonly Figure[],
  selection: Selection,
  bounds: readonly number[],
): Distribution[] {
  return grouped(figures, selection).map(([labels, group]) => {
    const buckets = new Map([...bounds, Number.POSITIVE_INFINITY].map((le) => [le, 0]));
    for (const { le, count } of group) buckets.set(le, (buckets.get(le) ?? 0) + count);
    return {
      labels,
      buckets: [...buckets].map(([le, count]) => ({ le, count })),
      sum: group.reduce((sum, figure) => sum + figure.total, 0),
    };
  });
}

function grouped(figures: readonly Figure[], { metrics, labels }: Selection): [Labels, Figure[]][] {
  const groups = new Map<string, [Labels, Figure[]]>();
  for (const figure of figures.filter(({ metric }) => metrics.includes(metric))) {
    const of = labels(figure);
    const key = JSON.stringify(of);
    const group = groups.get(key) ?? [of, []];
    group[1].push(figure);
    groups.set(key, group);
  }
  return [...groups.values()];
}
