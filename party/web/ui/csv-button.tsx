import { messageOf } from "../api.ts";
import { toast } from "./announce.tsx";
import { type CsvColumn, saveCsv } from "./csv.ts";

interface CsvButtonProps<Row> {
  /** What the file holds, in words. */
  label: string;
  /** Its name, without its ending. */
  file: string;
  columns: readonly CsvColumn<Row>[];
  rows: readonly Row[];
}

/** Gives the visitor rows as a CSV file. */
export function CsvButton<Row>({ label, file, columns, rows }: CsvButtonProps<Row>) {
  return (
    <button
      type="button"
      class="quiet small"
      aria-label={`Download ${label} as CSV`}
      onClick={() => {
        saveCsv(file, columns, rows).catch((error: unknown) =>
          toast(`Cannot write the file: ${messageOf(error)}`, "error"),
        );
      }}
    >
      CSV
    </button>
  );
}
