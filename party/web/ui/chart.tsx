import { useEffect, useRef, useState } from "preact/hooks";
import type uPlot from "uplot";
import { messageOf } from "../api.ts";
import { Failure } from "./states.tsx";
import { type Column, Table } from "./table.tsx";

export interface Series {
  label: string;
  /** One for each place on the axis; `null` where there is none. */
  values: readonly (number | null)[];
}

interface ChartProps {
  title: string;
  /** What runs along the axis: rounds, or seconds since 1970 with `time`. */
  axis: { label: string; values: readonly number[]; time?: boolean };
  series: readonly Series[];
  height?: number;
  /** The name of the CSV file, without its ending. */
  file: string;
}

/** Colours that are told apart in both schemes, and by who does not see all colours. */
const COLOURS = ["#4f7df0", "#e07b39", "#2fa37a", "#c75db0", "#b59a1f", "#6a8caf", "#d9534f", "#8d6fd1"];

/** Lines over an axis, and the same figures as a table. uPlot is fetched with the first chart. */
export function Chart({ title, axis, series, height = 260, file }: ChartProps) {
  const [error, setError] = useState<string | null>(null);
  const [asTable, setAsTable] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    let plot: uPlot | null = null;
    let gone = false;
    const draw = async () => {
      const { default: Plot } = await import("uplot");
      if (gone) return;
      plot?.destroy();
      plot = new Plot(optionsOf(element, height, axis, series), dataOf(axis, series), element);
    };
    const fail = (failure: unknown) => setError(messageOf(failure));
    draw().catch(fail);
    const sized = new ResizeObserver(() => plot?.setSize({ width: element.clientWidth, height }));
    sized.observe(element);
    // A canvas knows nothing of the page's colours: it is drawn again when they change.
    const recolour = () => void draw().catch(fail);
    const themed = new MutationObserver(recolour);
    themed.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", recolour);
    return () => {
      gone = true;
      sized.disconnect();
      themed.disconnect();
      scheme.removeEventListener("change", recolour);
      plot?.destroy();
    };
  }, [axis, series, height, asTable]);

  if (error !== null) return <Failure what={`Cannot draw ${title}`} why={error} />;
  return (
    <figure class="chart">
      <figcaption class="row between">
        <strong>{title}</strong>
        <button type="button" class="quiet small" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          As a table
        </button>
      </figcaption>
      {asTable ? (
        <Figures {...{ title, axis, series, file }} />
      ) : (
        <div
          class="plot"
          ref={place}
          style={{ minHeight: `${height + 40}px` }}
          role="img"
          aria-label={title}
        />
      )}
    </figure>
  );
}

function dataOf(axis: ChartProps["axis"], series: ChartProps["series"]): uPlot.AlignedData {
  return [[...axis.values], ...series.map(({ values }) => [...values])];
}

function optionsOf(
  element: HTMLElement,
  height: number,
  axis: ChartProps["axis"],
  series: ChartProps["series"],
): uPlot.Options {
  const colour = (name: string) => resolved(element, name);
  const line = { stroke: colour("--muted"), grid: { stroke: colour("--line"), width: 1 } };
  return {
    width: element.clientWidth,
    height,
    scales: { x: { time: axis.time ?? false } },
    axes: [line, line],
    series: [
      { label: axis.label },
      ...series.map(({ label }, index) => ({
        label,
        stroke: COLOURS[index % COLOURS.length] ?? "#4f7df0",
        width: 2,
        spanGaps: true,
      })),
    ],
  };
}

/** A token's colour in the scheme that holds: canvases do not understand `light-dark()`. */
function resolved(element: HTMLElement, token: string): string {
  const before = element.style.color;
  element.style.color = `var(${token})`;
  const { color } = getComputedStyle(element);
  element.style.color = before;
  return color;
}

function Figures({ title, axis, series, file }: Omit<ChartProps, "height">) {
  const columns: Column<number>[] = [
    {
      key: "x",
      head: axis.label,
      kind: "subject",
      value: (row) => axis.values[row] ?? null,
      cell: (row) => placeInWords(axis, row),
    },
    ...series.map(({ label, values }, index) => ({
      key: `s${index}`,
      head: label,
      value: (row: number) => values[row] ?? null,
    })),
  ];
  return (
    <Table
      caption={title}
      captionHidden={true}
      columns={columns}
      rows={axis.values.map((_, index) => index)}
      rowKey={(row) => row}
      file={file}
    />
  );
}

function placeInWords(axis: ChartProps["axis"], row: number): string {
  const value = axis.values[row] ?? 0;
  return axis.time ? new Date(value * 1000).toLocaleDateString() : String(value);
}
