/** A column of a table as a file tells it. */
export interface CsvColumn<Row> {
  head: string;
  value: (row: Row) => string | number | null;
}

/**
 * The rows as CSV. A text that a spreadsheet would take for a formula is led by an apostrophe: names are written by
 * strangers.
 */
export async function csvOf<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): Promise<string> {
  const { default: papa } = await import("papaparse");
  return papa.unparse(
    {
      fields: columns.map(({ head }) => head),
      data: rows.map((row) => columns.map(({ value }) => value(row))),
    },
    { escapeFormulae: true },
  );
}

/** Gives the visitor a file to keep. */
export function saveFile(name: string, content: string, type: string): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads the file after this turn.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Gives the visitor a table as a CSV file. Spreadsheets know by the mark at its beginning that it is UTF-8. */
export async function saveCsv<Row>(
  name: string,
  columns: readonly CsvColumn<Row>[],
  rows: readonly Row[],
): Promise<void> {
  saveFile(`${name}.csv`, `\ufeff${await csvOf(columns, rows)}`, "text/csv;charset=utf-8");
}
