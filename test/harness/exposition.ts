/**
 * A strict reader of Prometheus's text format 0.0.4: whatever its specification does not allow is an error, also what a
 * scraper lets pass. https://prometheus.io/docs/instrumenting/exposition_formats/
 */

export interface ExposedSample {
  /** With its suffix, as `_bucket`. */
  name: string;
  labels: Record<string, string>;
  value: number;
}

export interface ExposedFamily {
  type: string;
  help: string;
  samples: ExposedSample[];
}

const NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
const HELP = new RegExp(`^# HELP (${NAME}) ((?:[^\\\\]|\\\\\\\\|\\\\n)*)$`);
const TYPE = new RegExp(`^# TYPE (${NAME}) (counter|gauge|histogram|summary|untyped)$`);
const LABEL = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^\\\\"]|\\\\[\\\\"n])*"';
const VALUE = "[+-]?Inf|NaN|[+-]?\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?";
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(${LABEL}(?:,${LABEL})*)?\\})? (${VALUE})$`);
const SUFFIXES = /_(bucket|sum|count)$/;

export function readExposition(text: string): Map<string, ExposedFamily> {
  if (!text.endsWith("\n")) throw new Error("Cannot read metrics: the last line does not end");
  const families = new Map<string, ExposedFamily>();
  const helps = new Map<string, string>();
  let current = "";
  for (const [index, line] of text.slice(0, -1).split("\n").entries()) {
    const fail = (why: string) => new Error(`Cannot read metrics: line ${index + 1} ${why}: ${line}`);
    const help = HELP.exec(line);
    const type = TYPE.exec(line);
    if (help) {
      const [, name = "", words = ""] = help;
      if (helps.has(name)) throw fail("explains a name again");
      helps.set(name, words);
    } else if (type) {
      const [, name = "", kind = ""] = type;
      if (families.has(name)) throw fail("types a name again");
      const words = helps.get(name);
      if (words === undefined) throw fail("types a name that nothing explains");
      families.set(name, { type: kind, help: words, samples: [] });
      current = name;
    } else {
      const sample = SAMPLE.exec(line);
      if (!sample) throw fail("is no help, type or sample");
      const [, name = "", labels = "", value = ""] = sample;
      const family = families.get(current);
      const base = family?.type === "histogram" ? name.replace(SUFFIXES, "") : name;
      if (family === undefined || base !== current) throw fail("stands apart from its family");
      family.samples.push({ name, labels: readLabels(labels, fail), value: readValue(value) });
    }
  }
  for (const name of helps.keys())
    if (!families.has(name)) throw new Error(`Cannot read metrics: ${name} has no type`);
  for (const [name, family] of families) check(name, family);
  return families;
}

function readLabels(text: string, fail: (why: string) => Error): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const [, name = "", value = ""] of text.matchAll(/([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^\\"]|\\.)*)"/g)) {
    if (name in labels) throw fail(`has the label ${name} twice`);
    labels[name] = value.replace(/\\(.)/g, (_, escaped: string) => (escaped === "n" ? "\n" : escaped));
  }
  return labels;
}

function readValue(text: string): number {
  return Number(text.replace("Inf", "Infinity"));
}

function check(name: string, { type, samples }: ExposedFamily): void {
  const fail = (why: string) => new Error(`Cannot read metrics: ${name} ${why}`);
  if (samples.length === 0) throw fail("has no sample");
  const keys = samples.map((sample) => JSON.stringify([sample.name, Object.entries(sample.labels).sort()]));
  if (new Set(keys).size < keys.length) throw fail("has the same sample twice");
  if (type === "counter") {
    if (!name.endsWith("_total")) throw fail("is a counter and does not end in _total");
    if (samples.some(({ value }) => !(value >= 0))) throw fail("counts below zero");
  }
  if (type === "histogram") checkHistogram(samples, fail);
}

function checkHistogram(samples: readonly ExposedSample[], fail: (why: string) => Error): void {
  const series = new Map<string, ExposedSample[]>();
  for (const sample of samples) {
    const { le: _, ...rest } = sample.labels;
    const key = JSON.stringify(Object.entries(rest).sort());
    series.set(key, [...(series.get(key) ?? []), sample]);
  }
  for (const group of series.values()) {
    const buckets = group.filter((sample) => sample.name.endsWith("_bucket"));
    const bounds = buckets.map(({ labels }) => readValue(labels.le ?? ""));
    const counts = buckets.map(({ value }) => value);
    const total = group.find((sample) => sample.name.endsWith("_count"));
    if (!group.some((sample) => sample.name.endsWith("_sum"))) throw fail("has no sum");
    if (group.length !== buckets.length + 2) throw fail("has samples beside buckets, sum and count");
    if (bounds.at(-1) !== Number.POSITIVE_INFINITY) throw fail("has no bucket for all");
    if (bounds.some((bound, index) => !(bound > (bounds[index - 1] ?? Number.NEGATIVE_INFINITY)))) {
      throw fail("has buckets out of order");
    }
    if (counts.some((count, index) => count < (counts[index - 1] ?? 0)))
      throw fail("has buckets that do not add up");
    if (total?.value !== counts.at(-1)) throw fail("counts other than its last bucket");
  }
}
