import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Declined } from "../../../functions/_edge/rooms.ts";
import { refreshStats } from "../../../functions/_edge/stats.ts";
import { StoreError } from "../../../functions/_edge/store.ts";
import type { ClaimedJob } from "../../../functions/_shared/schema/queue.ts";
import { Stat } from "../../../functions/_shared/schema/stats.ts";
import { handleRefreshStats, type RefreshStatsDeps } from "../../../functions/refresh-stats/handler.ts";
import { claimedJob, recorder, SERVICE_KEY, serviceCall } from "../../harness/functions.ts";

const SEASON = randomUUID();

const jobs = (stats: readonly string[]) =>
  stats.map((stat, index) => claimedJob("stats.refresh", { season_id: SEASON, stat }, { msg_id: index + 1 }));
const tagOf = (stat: string) => `stats:${SEASON}:${stat}`;

type Answer = { kind: "accepted" } | Declined;

function harness(
  claimed: ClaimedJob[],
  refreshStat: RefreshStatsDeps["store"]["refreshStat"],
  answer: Answer = { kind: "accepted" },
) {
  const { calls, record, lines, log, queue } = recorder(claimed);
  const deps: RefreshStatsDeps = {
    secretKeys: [SERVICE_KEY],
    store: {
      queue,
      refreshStat,
      refreshUsage: async (format) => format === "gen9ou",
      requestInvalidation: record("request invalidation", undefined),
    },
    rooms: { invalidate: record("invalidate", answer), reconcile: record("reconcile", answer) },
    log,
    now: () => 0,
    random: () => 0,
    keepAlive: () => undefined,
  };
  return { calls, lines, deps };
}

async function run(
  claimed: ClaimedJob[],
  refreshStat: RefreshStatsDeps["store"]["refreshStat"] = async (stat) => ({
    changed: true,
    tags: [tagOf(stat)],
  }),
  answer?: Answer,
) {
  const { calls, lines, deps } = harness(claimed, refreshStat, answer);
  const response = await handleRefreshStats(serviceCall(), deps);
  return { counts: await response.json(), calls, lines };
}

describe("refresh-stats", () => {
  test("works on all ten statistics of a season at once", async () => {
    let running = 0;
    let most = 0;
    const release: (() => void)[] = [];
    const { counts } = await run(jobs(Stat.options), async (stat) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((resolve) => {
        release.push(resolve);
        if (release.length === Stat.options.length) for (const one of release) one();
      });
      running -= 1;
      return { changed: true, tags: [tagOf(stat)] };
    });
    expect(most).toBe(10);
    expect(counts).toMatchObject({ claimed: 10, done: 10 });
  });

  test("tries the one that failed again, alone, and tells open pages of the others", async () => {
    const { counts, calls } = await run(jobs(Stat.options), async (stat) => {
      if (stat === "hall_of_fame") throw new Error("canceling statement");
      return { changed: true, tags: [tagOf(stat)] };
    });
    expect(counts).toMatchObject({ done: 9, retried: 1 });
    const retried = calls.filter(([name]) => name === "retry");
    expect(retried).toHaveLength(1);
    expect(retried[0]).toContain("Error: canceling statement");
    const told = calls.find(([name]) => name === "invalidate");
    expect(told?.[1]).toEqual(
      expect.arrayContaining(Stat.options.filter((stat) => stat !== "hall_of_fame").map(tagOf)),
    );
    expect(told?.[1]).not.toContain(tagOf("hall_of_fame"));
  });

  test("tells pages after the jobs are settled, and nothing where nothing changed", async () => {
    const { calls } = await run(jobs(["season_stats"]));
    expect(calls.map(([name]) => name)).toEqual(["finish", "invalidate"]);
    const quiet = await run(jobs(["season_stats"]), async () => ({ changed: false, tags: [] }));
    expect(quiet.calls.map(([name]) => name)).toEqual(["finish"]);
  });

  test("has nothing to do for a season that was deleted meanwhile", async () => {
    const { counts } = await run(jobs(["season_stats"]), async () => {
      throw new StoreError("not_found", "there is no season");
    });
    expect(counts).toMatchObject({ done: 1, dead: 0 });
  });

  test("sends a malformed message to the dead letters, and waits with one of a later version", async () => {
    const later = claimedJob("stats.refresh", {});
    const [malformed] = jobs(["luck"]);
    if (malformed === undefined) return expect.fail("there is a job");
    later.message = { v: 2 };
    expect((await run([malformed])).counts).toMatchObject({ dead: 1 });
    expect((await run([later])).counts).toMatchObject({ retried: 1 });
  });

  test("adds up a format's usage", async () => {
    const { counts, calls } = await run([
      claimedJob("usage.refresh", { format: "gen9ou" }),
      claimedJob("usage.refresh", { format: "gen1ou" }, { msg_id: 2 }),
    ]);
    expect(counts).toMatchObject({ done: 2 });
    expect(calls.find(([name]) => name === "invalidate")).toEqual(["invalidate", ["usage:gen9ou"]]);
  });

  test("tells the watcher of a Showdown server to look again, and leaves a hint that is lost to it", async () => {
    const job = claimedJob("showdown.reconcile", { server: "main" });
    const { counts, calls } = await run([job]);
    expect(calls).toContainEqual(["reconcile", "main"]);
    expect(counts).toMatchObject({ claimed: 1, done: 1 });
    const down = await run([job], undefined, { kind: "unreachable", message: "The room answered 502" });
    expect(down.counts).toMatchObject({ claimed: 1, done: 1 });
    expect(down.lines).toContain("warn: Cannot tell the watcher");
  });

  test("passes an invalidation on that could not be told, and tries again while it cannot", async () => {
    const job = claimedJob("cache.invalidate", {});
    job.message = {
      ...(job.message as object),
      tags: Array.from({ length: 60 }, (_, index) => `standings:${index}`),
    };
    const { counts, calls } = await run([job]);
    expect(counts).toMatchObject({ done: 1 });
    expect(
      calls.filter(([name]) => name === "invalidate").map(([, tags]) => (tags as string[]).length),
    ).toEqual([50, 10]);
    const down = await run([job], undefined, { kind: "unreachable", message: "The room answered 502" });
    expect(down.counts).toMatchObject({ retried: 1 });
    expect(down.calls.filter(([name]) => name === "request invalidation")).toEqual([]);
  });
});

describe("refreshing at once, without the queue", () => {
  test("makes all ten, whichever fails, and tells pages once", async () => {
    const { calls, deps } = harness([], async (stat) => {
      if (stat === "match_report") throw new Error("out of memory");
      return { changed: stat === "season_stats", tags: stat === "season_stats" ? [tagOf(stat)] : [] };
    });
    const { refreshed, failed } = await refreshStats(SEASON, null, deps);
    expect(refreshed).toHaveLength(9);
    expect(refreshed).toContainEqual({ stat: "season_stats", changed: true });
    expect(failed).toEqual([{ stat: "match_report", error: "Error: out of memory" }]);
    expect(calls).toEqual([["invalidate", [tagOf("season_stats")]]]);
  });

  test("makes those that are asked for, and says which it does not know", async () => {
    const { deps } = harness([], async () => ({ changed: false, tags: [] }));
    const { refreshed, failed } = await refreshStats(SEASON, ["honour_roll", "luck"], deps);
    expect(refreshed).toEqual([{ stat: "honour_roll", changed: false }]);
    expect(failed).toMatchObject([{ stat: "luck" }]);
  });
});
