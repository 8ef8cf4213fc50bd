export type Direction = "ascending" | "descending";

const words = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/** The rows by a value, the equal ones as they stood; what has none comes last in either direction. */
export function sorted<Row>(
  rows: readonly Row[],
  value: (row: Row) => string | number | null,
  direction: Direction,
): Row[] {
  const sign = direction === "ascending" ? 1 : -1;
  return [...rows].sort((one, other) => {
    const [a, b] = [value(one), value(other)];
    if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0);
    if (typeof a === "number" && typeof b === "number") return sign * (a - b);
    return sign * words.compare(String(a), String(b));
  });
}
