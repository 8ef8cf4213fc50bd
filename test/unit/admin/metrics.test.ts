import { describe, expect, test } from "vitest";
import { JOB_KINDS } from "../../../functions/_shared/schema/queue.ts";
import { expose } from "../../../functions/metrics/exposition.ts";
import { familiesOf } from "../../../functions/metrics/families.ts";
import { handleMetrics, type MetricsDeps } from "../../../functions/metrics/handler.ts";
import { readExposition } from "../../harness/exposition.ts";
import { recorder, SERVICE_KEY } from "../../harness/functions.ts";
import { figure, healthSnapshot, LEAGUE_STATUS, metricsSnapshot, queueHealth } from "./snapshots.ts";

const read = (...args: Parameters<typeof familiesOf>) => readExposition(expose(familiesOf(...args)));

describe("the metrics", () => {
  test("are valid text of which every family is explained and typed", () => {
    const families = read(metricsSnapshot(), LEAGUE_STATUS);
    expect([...families.keys()].every((name) => name.startsWith("plateau_"))).toBe(true);
    expect([...families.values()].every(({ help }) => help.endsWith("."))).toBe(true);
  });

  test("count jobs by queue and kind, failures apart from what was only put off", () => {
    const families = read(metricsSnapshot(), null);
    const labels = { queue: "battle_results", kind: "battle.completed" };
    const of = (name: string) =>
      families.get(`plateau_jobs_${name}_total`)?.samples.filter(({ value }) => value > 0);
    expect(of("processed")).toMatchObject([{ labels, value: 4 }]);
    expect(of("failed")).toMatchObject([
      { labels, value: 2 },
      { labels: { kind: "other" }, value: 1 },
    ]);
    expect(of("snoozed")).toMatchObject([{ labels: { queue: "notifications" }, value: 4 }]);
    expect(of("dead")).toMatchObject([{ value: 1 }]);
    expect(families.get("plateau_battles_finished_total")?.samples).toMatchObject([{ value: 3 }]);
  });

  test("count what never happened to a kind of job as 0, for rules that add it to what did", () => {
    const figures = [figure("retried", 1, 3, { queue: "notifications", kind: "alert" })];
    const families = read(metricsSnapshot({ figures }), null);
    const labels = { queue: "notifications", kind: "alert" };
    for (const [name, value] of [
      ["processed", 0],
      ["failed", 3],
      ["dead", 0],
    ] as const) {
      expect(families.get(`plateau_jobs_${name}_total`)?.samples).toMatchObject([{ labels, value }]);
    }
  });

  test("spread what jobs took over all buckets, empty ones too", () => {
    const { samples = [] } = read(metricsSnapshot(), null).get("plateau_job_duration_seconds") ?? {};
    const results = samples.filter(({ labels }) => labels.kind === "battle.completed");
    const at = (le: string) => results.find(({ labels }) => labels.le === le)?.value;
    expect([at("0.025"), at("0.05"), at("60"), at("+Inf")]).toEqual([0, 5, 5, 6]);
    expect(results.find(({ name }) => name.endsWith("_sum"))?.value).toBeCloseTo(90.12);
  });

  test("have labels of a bounded number, whatever is put into a queue", () => {
    const figures = Array.from({ length: 500 }, (_, index) =>
      figure("completed", 1, 1, { queue: `q${index}`, kind: `kind "${index}"\\` }),
    );
    figures.push(
      ...Array.from({ length: 500 }, (_, index) => figure("discord", 1, 1, { label: `class ${index}` })),
    );
    const families = read(metricsSnapshot({ figures }), LEAGUE_STATUS);
    expect(families.get("plateau_jobs_processed_total")?.samples).toEqual([
      { name: "plateau_jobs_processed_total", labels: { queue: "other", kind: "other" }, value: 500 },
    ]);
    expect(families.get("plateau_discord_answers_total")?.samples).toMatchObject([
      { labels: { class: "other" }, value: 500 },
    ]);
  });

  test("know every kind of job by name", () => {
    const figures = JOB_KINDS.map((kind) => figure("completed", 1, 1, { queue: "notifications", kind }));
    const { samples = [] } =
      read(metricsSnapshot({ figures }), null).get("plateau_jobs_processed_total") ?? {};
    expect(samples.map(({ labels }) => labels.kind)).toEqual([...JOB_KINDS]);
  });

  test("tell of queues, workers, battles, flags and the live cache", () => {
    const queue = queueHealth("notifications", {
      depth: 7,
      oldestSeconds: 3.5,
      inFlight: 2,
      dead: 1,
      paused: true,
    });
    const families = read(metricsSnapshot({ health: healthSnapshot({ queues: [queue] }) }), LEAGUE_STATUS);
    const value = (name: string, wanted: Record<string, string> = {}) =>
      families
        .get(`plateau_${name}`)
        ?.samples.find(({ labels }) =>
          Object.entries(wanted).every(([label, text]) => labels[label] === text),
        )?.value;
    expect({
      depth: value("queue_depth"),
      oldest: value("queue_oldest_seconds"),
      lag: value("queue_lag_seconds"),
      inFlight: value("queue_in_flight"),
      paused: value("queue_paused"),
      dead: value("queue_dead_letters"),
      live: value("workers", { queue: "notifications", state: "live" }),
      silent: value("workers", { queue: "notifications", state: "dead" }),
      battles: [value("battles_live"), value("battles_waiting"), value("battles_disputed")],
      cron: value("queueing_enabled", { trigger: "cron" }),
      cache: [value("cache_hits_total"), value("cache_misses_total"), value("cache_tags")],
      rooms: value("room_server_up"),
    }).toEqual({
      depth: 7,
      oldest: 3.5,
      lag: 0,
      inFlight: 2,
      paused: 1,
      dead: 1,
      live: 2,
      silent: 0,
      battles: [3, 0, 1],
      cron: 0,
      cache: [10, 2, 4],
      rooms: 1,
    });
  });

  test("say that the room server is away and nothing of its cache", () => {
    const families = read(metricsSnapshot(), null);
    expect(families.get("plateau_room_server_up")?.samples).toMatchObject([{ value: 0 }]);
    expect([...families.keys()].filter((name) => name.startsWith("plateau_cache"))).toEqual([]);
  });
});

describe("the text", () => {
  test("escapes what its grammar uses", () => {
    const labels = { label: 'a "b"\\\nc' };
    const text = expose([{ name: "one", help: "a\\b\nc", type: "gauge", samples: [{ labels, value: 1 }] }]);
    expect(text).toBe('# HELP one a\\\\b\\nc\n# TYPE one gauge\none{label="a \\"b\\"\\\\\\nc"} 1\n');
    expect(readExposition(text).get("one")?.samples[0]?.labels).toEqual(labels);
  });

  test("leaves out a family that has nothing to tell, and knows what is no number", () => {
    const gauge = (name: string, ...values: number[]) =>
      ({ name, help: "x", type: "gauge", samples: values.map((value) => ({ value })) }) as const;
    expect(expose([gauge("none"), gauge("one", Number.NaN)])).toBe(
      "# HELP one x\n# TYPE one gauge\none NaN\n",
    );
    expect(expose([gauge("one", Number.NEGATIVE_INFINITY)])).toContain("one -Inf\n");
    expect(expose([gauge("one", 1e21)])).toContain("one 1e+21\n");
    expect(expose([])).toBe("");
  });

  test.each([
    ["a line that does not end", "# HELP a b\n# TYPE a gauge\na 1"],
    ["a sample without a type", "a 1\n"],
    ["a type without a help", "# TYPE a gauge\na 1\n"],
    [
      "a family in two places",
      '# HELP a b\n# TYPE a gauge\na 1\n# HELP c d\n# TYPE c gauge\nc 1\na{x="y"} 1\n',
    ],
    ["the same sample twice", '# HELP a b\n# TYPE a gauge\na{x="y"} 1\na{x="y"} 2\n'],
    ["a label without quotes", "# HELP a b\n# TYPE a gauge\na{x=y} 1\n"],
    ["a counter that is named as none", "# HELP a b\n# TYPE a counter\na 1\n"],
    [
      "a histogram without a last bucket",
      '# HELP a b\n# TYPE a histogram\na_bucket{le="1"} 1\na_sum 1\na_count 1\n',
    ],
    [
      "buckets that do not add up",
      '# HELP a b\n# TYPE a histogram\na_bucket{le="1"} 2\na_bucket{le="+Inf"} 1\na_sum 1\na_count 1\n',
    ],
  ])("is refused by the test's own reader with %s", (_, text) => {
    expect(() => readExposition(text)).toThrow(/^Cannot read metrics: /);
  });
});

describe("/metrics", () => {
  const TOKEN = "metrics-token-of-the-tests";

  function setUp(more: Partial<MetricsDeps> = {}) {
    const { log, lines } = recorder();
    const deps: MetricsDeps = {
      secretKeys: [SERVICE_KEY],
      token: TOKEN,
      store: { metricsSnapshot: async () => metricsSnapshot() },
      rooms: { status: async () => ({ kind: "accepted", status: LEAGUE_STATUS }) },
      log,
      ...more,
    };
    const get = (headers: Record<string, string>, method = "GET") =>
      handleMetrics(new Request("http://f.test/", { method, headers }), deps);
    return { get, lines };
  }

  test("is given to who bears the metrics token or the secret key", async () => {
    const { get } = setUp();
    for (const headers of [{ authorization: `Bearer ${TOKEN}` }, { apikey: SERVICE_KEY }]) {
      const response = await get(headers);
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
      expect(readExposition(await response.text()).size).toBeGreaterThan(20);
    }
  });

  test("is refused to everybody else, and to every token where none is set", async () => {
    const { get } = setUp();
    for (const headers of [
      {},
      { authorization: "Bearer other" },
      { authorization: TOKEN },
      { apikey: TOKEN },
    ]) {
      expect((await get(headers as Record<string, string>)).status).toBe(401);
    }
    const closed = setUp({ token: null });
    expect((await closed.get({ authorization: "Bearer null" })).status).toBe(401);
    expect((await closed.get({ apikey: SERVICE_KEY }, "POST")).status).toBe(405);
  });

  test("is given while the room server is away, and fails when the database does", async () => {
    const away = setUp({ rooms: { status: async () => ({ kind: "unreachable", message: "refused" }) } });
    expect(await (await away.get({ apikey: SERVICE_KEY })).text()).toContain("plateau_room_server_up 0\n");
    const broken = setUp({ store: { metricsSnapshot: () => Promise.reject(new Error("no database")) } });
    expect((await broken.get({ apikey: SERVICE_KEY })).status).toBe(500);
    expect(broken.lines).toEqual(["error: Cannot give the metrics"]);
  });
});
