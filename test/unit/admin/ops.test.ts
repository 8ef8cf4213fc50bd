import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "deno-std/yaml/parse.js";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { expose } from "../../../functions/metrics/exposition.ts";
import { familiesOf } from "../../../functions/metrics/families.ts";
import { readExposition } from "../../harness/exposition.ts";
import { LEAGUE_STATUS, metricsSnapshot } from "./snapshots.ts";

const read = (name: string) => readFile(join(import.meta.dirname, "../../../supabase/ops", name), "utf8");

/** Every name that a sample may have. */
function namesGiven(): Set<string> {
  const families = readExposition(expose(familiesOf(metricsSnapshot(), LEAGUE_STATUS)));
  const suffixes = (type: string) => (type === "histogram" ? ["_bucket", "_sum", "_count"] : [""]);
  return new Set([...families].flatMap(([name, { type }]) => suffixes(type).map((suffix) => name + suffix)));
}

/** The metrics that an expression of PromQL names. `up` is Prometheus's own. */
function namesIn(expression: string): string[] {
  return expression.match(/\bplateau_\w+/g) ?? [];
}

const Duration = z.string().regex(/^\d+[smhd]$/);
const Rule = z.strictObject({
  alert: z.string().regex(/^Plateau[A-Za-z]+$/),
  expr: z.string().min(1),
  for: Duration.optional(),
  labels: z.strictObject({ severity: z.enum(["page", "ticket"]) }),
  annotations: z.strictObject({ summary: z.string().min(1), description: z.string().min(1).optional() }),
});
const Alerts = z.strictObject({
  groups: z.array(z.strictObject({ name: z.string(), rules: z.array(Rule) })),
});
const Panel = z.looseObject({
  id: z.int(),
  title: z.string(),
  gridPos: z.strictObject({ h: z.int(), w: z.int(), x: z.int(), y: z.int() }),
  targets: z.array(z.looseObject({ expr: z.string() })).optional(),
});
const Dashboard = z.looseObject({ title: z.literal("Plateau"), uid: z.string(), panels: z.array(Panel) });
const Scrape = z.object({
  scrape_configs: z.array(z.object({ job_name: z.string(), metrics_path: z.string() })),
  rule_files: z.array(z.string()),
});

describe("what is ready for Prometheus and Grafana", () => {
  test("alerts of metrics that are given, each of them once", async () => {
    const { groups } = Alerts.parse(parse(await read("alerts.yml")));
    const rules = groups.flatMap((group) => group.rules);
    expect(new Set(rules.map((rule) => rule.alert)).size).toBe(rules.length);
    const given = namesGiven();
    expect(rules.flatMap((rule) => namesIn(rule.expr)).filter((name) => !given.has(name))).toEqual([]);
    for (const { expr } of rules) expect(balanced(expr), expr).toBe(true);
  });

  test("shows metrics that are given on panels that do not lie upon each other", async () => {
    const { panels } = Dashboard.parse(JSON.parse(await read("dashboard.json")));
    const expressions = panels.flatMap((panel) => panel.targets ?? []).map((target) => target.expr);
    const given = namesGiven();
    expect(expressions.flatMap(namesIn).filter((name) => !given.has(name))).toEqual([]);
    for (const expression of expressions) expect(balanced(expression), expression).toBe(true);
    expect(new Set(panels.map((panel) => panel.id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { h, w, x, y } }) =>
      Array.from({ length: h * w }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
  });

  test("leaves out nothing that is given", async () => {
    const shown = new Set(namesIn((await read("alerts.yml")) + (await read("dashboard.json"))));
    const families = readExposition(expose(familiesOf(metricsSnapshot(), LEAGUE_STATUS)));
    const unseen = [...families.keys()].filter((name) => ![...shown].some((one) => one.startsWith(name)));
    expect(unseen).toEqual([]);
  });

  test("reads /metrics where the functions serve it", async () => {
    const config = Scrape.parse(parse(await read("prometheus.yml")));
    expect(config.scrape_configs).toEqual([{ job_name: "plateau", metrics_path: "/functions/v1/metrics" }]);
    expect(config.rule_files).toEqual(["alerts.yml"]);
    expect(await read("alerts.yml")).toContain('job="plateau"');
  });
});

/** Whether every bracket of an expression is closed. */
function balanced(expression: string): boolean {
  const open: string[] = [];
  const pairs: Record<string, string> = { ")": "(", "]": "[", "}": "{" };
  for (const sign of expression.replace(/"[^"]*"/g, "")) {
    if ("([{".includes(sign)) open.push(sign);
    else if (sign in pairs && open.pop() !== pairs[sign]) return false;
  }
  return open.length === 0;
}
