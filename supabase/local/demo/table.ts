import type { Standing } from "./recount.ts";

/** The standings as a table for people. */
export function standingsTable(standings: Standing[]): string {
  const rows = standings.map(({ team, wins, losses, ties, differential }, index) => [
    String(index + 1),
    team,
    String(wins),
    String(losses),
    String(ties),
    differential > 0 ? `+${differential}` : String(differential),
  ]);
  return columns([["#", "Team", "W", "L", "T", "Diff"], ...rows]);
}

/** Lines of cells, padded: words to the left, numbers to the right. */
export function columns(lines: string[][]): string {
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  const numeric = widths.map((_, column) =>
    lines.slice(1).every((line) => /^[+-]?[\d.,]*$/.test(line[column] ?? "")),
  );
  return lines
    .map((line) =>
      line
        .map((cell, column) =>
          numeric[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
        )
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** The value that a share of the values does not exceed (nearest rank); 0 of no values. */
export function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
