import type { ComponentChildren } from "preact";
import { useMemo, useState } from "preact/hooks";
import { CsvButton } from "./csv-button.tsx";
import { type Direction, sorted } from "./sorting.ts";

export interface Column<Row> {
  key: string;
  head: string;
  /** The head in full, where it is short. */
  title?: string;
  /** What is sorted by, and written to the CSV file. */
  value: (row: Row) => string | number | null;
  /** How it is shown; `value` by default. */
  cell?: (row: Row) => ComponentChildren;
  /** `subject`: what the row is about, one column of a table. `text`: from the left. Figures by default. */
  kind?: "subject" | "text";
  /** It is written to the CSV file, and not shown. */
  fileOnly?: boolean;
  /** The direction of the first click; `null` where sorting by it makes no sense. */
  sort?: Direction | null;
}

interface TableProps<Row> {
  caption: ComponentChildren;
  /** The caption is said, not shown: a heading above tells the same. */
  captionHidden?: boolean;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string | number;
  /** Rows of the viewer's own. */
  own?: (row: Row) => boolean;
  /** What the table holds, in words; its caption where that is words alone. */
  label?: string;
  /** The name of the CSV file, without its ending. */
  file: string;
}

interface Order {
  key: string;
  direction: Direction;
}

/** Rows that sort by any column, and that can be had as a CSV file. They come in their own order. */
export function Table<Row>(props: TableProps<Row>) {
  const { caption, captionHidden = false, columns, rows, rowKey, own, file } = props;
  const [order, setOrder] = useState<Order | null>(null);
  const shown = useMemo(() => {
    const column = columns.find(({ key }) => key === order?.key);
    return column && order ? sorted(rows, column.value, order.direction) : rows;
  }, [rows, columns, order]);
  const { label = typeof caption === "string" ? caption : file } = props;
  const visible = columns.filter(({ fileOnly }) => !fileOnly);
  return (
    <div class="table">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys */}
      <section class="wide" tabIndex={0} aria-label={`Table: ${label}`}>
        <table>
          <caption class={captionHidden ? "hidden" : ""}>{caption}</caption>
          <thead>
            <tr>
              {visible.map((column) => (
                <Head key={column.key} column={column} order={order} sort={setOrder} />
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={rowKey(row)} class={own?.(row) ? "own" : ""}>
                {visible.map((column) => (
                  <Cell key={column.key} column={column} row={row} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <div class="table-foot">
        <CsvButton
          label={label}
          file={file}
          columns={columns.map(({ head, title, value }) => ({ head: title ?? head, value }))}
          rows={shown}
        />
      </div>
    </div>
  );
}

interface HeadProps<Row> {
  column: Column<Row>;
  order: Order | null;
  sort: (order: Order) => void;
}

function Head<Row>({ column, order, sort }: HeadProps<Row>) {
  const { key, head, title, kind, sort: first = kind === undefined ? "descending" : "ascending" } = column;
  const look = kind === "subject" ? "subject text" : kind === "text" ? "text" : "";
  const name = title === undefined ? head : <abbr title={title}>{head}</abbr>;
  if (first === null) {
    return (
      <th scope="col" class={look}>
        {name}
      </th>
    );
  }
  const direction = order?.key === key ? order.direction : undefined;
  const other = direction === "ascending" ? "descending" : "ascending";
  return (
    <th scope="col" class={look} aria-sort={direction}>
      <button type="button" onClick={() => sort({ key, direction: direction === undefined ? first : other })}>
        {name}
        <span class="arrow" aria-hidden="true">
          {direction === undefined ? "" : direction === "ascending" ? "↑" : "↓"}
        </span>
      </button>
    </th>
  );
}

function Cell<Row>({ column, row }: { column: Column<Row>; row: Row }) {
  const shown = column.cell ? column.cell(row) : column.value(row);
  if (column.kind === "subject") return <th scope="row">{shown}</th>;
  return <td class={column.kind === "text" ? "text" : ""}>{shown}</td>;
}
