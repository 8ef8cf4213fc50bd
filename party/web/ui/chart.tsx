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

export interface Axis {
  label: string;
  values: readonly number[];
  time?: boolean;
  /** What stands at each place in its stead. */
  names?: readonly string[];
}

interface ChartProps {
  title: string;
  /** What runs along the axis: rounds, or seconds since 1970 with `time`. */
  axis: Axis;
  series: readonly Series[];
  /** Lines along the axis, or bars side by side. @default "lines" */
  kind?: "lines" | "bars";
  height?: number;
  /** The name of the CSV file, without its ending. */
  file: string;
}

/** Colours that are told apart in both schemes, and by who does not see all colours. */
const COLOURS = ["#4f7df0", "#e07b39", "#2fa37a", "#c75db0", "#b59a1f", "#6a8caf", "#d9534f", "#8d6fd1"];

/** Lines over an axis, and the same figures as a table. uPlot is fetched with the first chart. */
export function Chart({ title, axis, series, kind = "lines", height = 260, file }: ChartProps) {
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
      plot = new Plot(
        optionsOf({ element, height, axis, series, kind }, Plot),
        dataOf(axis, series),
        element,
      );
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
  }, [axis, series, kind, height, asTable]);

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

function dataOf(axis: Axis, series: ChartProps["series"]): uPlot.AlignedData {
  return [[...axis.values], ...series.map(({ values }) => [...values])];
}

type Drawn = Required<Pick<ChartProps, "axis" | "series" | "kind" | "height">> & { element: HTMLElement };

function optionsOf({ element, height, axis, series, kind }: Drawn, Plot: typeof uPlot): uPlot.Options {
  const colour = (name: string) => resolved(element, name);
  const line = { stroke: colour("--muted"), grid: { stroke: colour("--line"), width: 1 } };
  const isBars = kind === "bars";
  const last = axis.values.length - 1;
  return {
    width: element.clientWidth,
    height,
    scales: {
      x: { time: axis.time ?? false, ...(isBars && { range: [-0.6, last + 0.6] }) },
      // Bars grow from nothing: a scale that began elsewhere would lie.
      y: isBars ? { range: (_, low, high) => [Math.min(0, low * 1.1), Math.max(0, high * 1.1) || 1] } : {},
    },
    axes: [axis.names ? { ...line, ...namedAxis(axis.names) } : { ...line, ...wholeAxis(axis) }, line],
    series: [
      { label: axis.label, ...(axis.names && { value: (_, at) => axis.names?.[at] ?? "" }) },
      ...series.map(({ label }, index): uPlot.Series => {
        const stroke = COLOURS[index % COLOURS.length] ?? "#4f7df0";
        if (isBars) {
          return {
            label,
            stroke,
            fill: stroke,
            width: 0,
            points: { show: false },
            paths: barsOf(Plot, index, series.length),
          };
        }
        // Beyond as many colours lines are told apart by their dashes.
        return { label, stroke, width: 2, spanGaps: true, ...(index >= COLOURS.length && { dash: [6, 4] }) };
      }),
    ],
  };
}

/** The part of a place that its bars fill. */
const WIDTH = 0.7;

/** Bars of several series stand side by side in their place. */
function barsOf(Plot: typeof uPlot, index: number, count: number): uPlot.Series.PathBuilder {
  const bars = Plot.paths.bars;
  if (bars === undefined) throw new Error("this build of uPlot draws no bars");
  const share = WIDTH / count;
  return bars({
    size: [share, 400],
    align: 0,
    disp: {
      x0: {
        unit: 1,
        values: (plot) => Array.from(plot.data[0] ?? [], (at) => at - WIDTH / 2 + index * share),
      },
      size: { unit: 1, values: (plot) => Array.from(plot.data[0] ?? [], () => share * 0.92) },
    },
  });
}

/** Names stand aslant below their places: side by side there is no room for them. */
function namedAxis(names: readonly string[]): Partial<uPlot.Axis> {
  return {
    rotate: -50,
    size: 84,
    grid: { show: false },
    splits: () => names.map((_, index) => index),
    values: (_, splits) => splits.map((at) => shortened(names[at] ?? "")),
  };
}

/** Rounds and battles are counted: there is nothing between two of them. */
function wholeAxis({ time = false }: Axis): Partial<uPlot.Axis> {
  return time ? {} : { incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] };
}

const NAME = 12;

function shortened(name: string): string {
  const letters = [...name];
  return letters.length > NAME ? `${letters.slice(0, NAME - 1).join("")}…` : name;
}

/** A token's colour in the scheme that holds: canvases do not understand `light-dark()`. */
function resolved(element: HTMLElement, token: string): string {
  const before = element.style.color;
  element.style.color = `var(${token})`;
  const { color } = getComputedStyle(element);
  element.style.color = before;
  return color;
}

function Figures({ title, axis, series, file }: Omit<ChartProps, "height" | "kind">) {
  const columns: Column<number>[] = [
    {
      key: "x",
      head: axis.label,
      kind: "subject",
      value: (row) => axis.names?.[row] ?? axis.values[row] ?? null,
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

function placeInWords(axis: Axis, row: number): string {
  const name = axis.names?.[row];
  if (name !== undefined) return name;
  const value = axis.values[row] ?? 0;
  return axis.time ? new Date(value * 1000).toLocaleDateString() : String(value);
}
