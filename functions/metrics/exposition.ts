/**
 * The text that Prometheus reads, format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/).
 *
 * Written here, as client libraries count in their own process: ours is started for a moment, its numbers are the
 * database's, and a library's histogram cannot be set to what was counted elsewhere.
 */
export const CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  labels?: Labels;
  value: number;
}

/** A distribution: how often with a value up to `le` and above the bucket before; `Infinity` is the last. */
export interface Distribution {
  labels?: Labels;
  buckets: readonly { le: number; count: number }[];
  sum: number;
}

export type Family = { name: string; help: string } & (
  | { type: "counter" | "gauge"; samples: readonly Sample[] }
  | { type: "histogram"; distributions: readonly Distribution[] }
);

/** Writes families of which each has a name of its own. One without samples is left out. */
export function expose(families: readonly Family[]): string {
  return families.flatMap(lines).join("");
}

function lines(family: Family): string[] {
  const { name, help, type } = family;
  const samples =
    family.type === "histogram"
      ? family.distributions.flatMap((distribution) => histogram(name, distribution))
      : family.samples.map(({ labels, value }) => line(name, labels, value));
  if (samples.length === 0) return [];
  return [`# HELP ${name} ${escapeText(help)}\n`, `# TYPE ${name} ${type}\n`, ...samples];
}

/** Buckets are cumulative in the text, and the last of them counts all. */
function histogram(name: string, { labels, buckets, sum }: Distribution): string[] {
  let count = 0;
  const counted = buckets
    .toSorted((one, other) => one.le - other.le)
    .map((bucket) => {
      count += bucket.count;
      return line(`${name}_bucket`, { ...labels, le: number(bucket.le) }, count);
    });
  return [...counted, line(`${name}_sum`, labels, sum), line(`${name}_count`, labels, count)];
}

function line(name: string, labels: Labels = {}, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapeLabel(text)}"`);
  return `${name}${pairs.length === 0 ? "" : `{${pairs.join(",")}}`} ${number(value)}\n`;
}

function number(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
}

function escapeText(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

function escapeLabel(text: string): string {
  return escapeText(text).replaceAll('"', '\\"');
}
