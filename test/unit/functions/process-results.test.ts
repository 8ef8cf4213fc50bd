import { describe, expect, test } from "vitest";
import type { EndedBattle } from "../../../functions/_edge/store.ts";
import { BattleId } from "../../../functions/_shared/schema/ids.ts";
import { handleProcessResults } from "../../../functions/process-results/handler.ts";
import { recorder, SERVICE_KEY, serviceCall } from "../../harness/functions.ts";
import { ended, job, rating, run, SEASON } from "../../harness/results.ts";

describe("process-results", () => {
  test("completes a battle with its summary, and tells open pages", async () => {
    const { counts, calls, results } = await run();
    expect(counts).toMatchObject({ claimed: 1, done: 1 });
    expect(calls).toEqual([
      ["read", ["match-abc"]],
      ["complete", [1]],
      ["invalidate", ["battles", `standings:${SEASON}`, `matches:${SEASON}`]],
    ]);
    expect(results).toMatchObject([
      [
        {
          battleId: "match-abc",
          summary: { v: 2, winner: "p2", score: { p1: 0, p2: 1 }, differential: -1, endType: "win" },
          ratings: null,
          seconds: 0,
        },
      ],
    ]);
  });

  test("asks the database as often for twenty battles as for one", async () => {
    const jobs = Array.from({ length: 20 }, (_, number) => job({ msg_id: number + 1 }, `match-${number}`));
    const battles = jobs.map((_, number) => ended({ id: BattleId.parse(`match-${number}`) }));
    const { calls, counts } = await run({ jobs, battles });
    expect(counts).toMatchObject({ claimed: 20, done: 20 });
    expect(calls.map(([name]) => name)).toEqual(["read", "complete", "invalidate"]);
  });

  test("tells open pages of a batch before it claims the next one", async () => {
    const batches = [[job({ msg_id: 1 })], [job({ msg_id: 2 })]];
    const { queue } = recorder();
    const claim = async () => batches.shift() ?? [];
    const { calls } = await run({ store: { queue: () => ({ ...queue(), claim }) } });
    expect(calls.map(([name]) => name)).toEqual([
      "read",
      "complete",
      "invalidate",
      "read",
      "complete",
      "invalidate",
    ]);
  });

  test("completes a battle that belongs to no match", async () => {
    const { counts, calls } = await run({ battles: [ended({ season_id: null })] });
    expect(counts).toMatchObject({ done: 1 });
    expect(calls.at(-1)).toEqual(["invalidate", ["battles"]]);
  });

  test("computes both ratings of a rated battle from those that were read with it", async () => {
    const { results, calls } = await run({
      battles: [ended({ season_id: null, ratings: { p1: rating, p2: { ...rating, version: 7 } } })],
    });
    expect(results[0]?.[0]?.ratings).toMatchObject({
      p1: { elo: 1000, version: 4 },
      p2: { elo: 1040, version: 7 },
    });
    expect(calls.at(-1)).toEqual(["invalidate", ["battles", "leaderboard:gen9ou"]]);
  });

  test("comes back at once, without having used up an attempt, when a rating has moved meanwhile", async () => {
    const { calls, counts } = await run({ completion: { status: "moved" } });
    expect(counts).toMatchObject({ snoozed: 1, done: 0 });
    expect(calls.at(-1)).toEqual(["retry", 1, expect.stringContaining("rating"), 0, false]);
  });

  test("makes the statistics of a season at once where they are not queued, for all its results together", async () => {
    const { calls } = await run({
      jobs: [job({ msg_id: 1 }), job({ msg_id: 2 })],
      completion: { status: "completed", inline: SEASON },
    });
    const refreshed = calls.filter(([name]) => name === "refresh");
    expect(refreshed).toHaveLength(10);
    expect(new Set(refreshed.map(([, , season]) => season))).toEqual(new Set([SEASON]));
  });

  test("only acknowledges a battle that is completed", async () => {
    const { calls } = await run({ battles: [ended({ status: "completed" })] });
    expect(calls).toEqual([
      ["read", ["match-abc"]],
      ["finish", 1],
    ]);
  });

  test("answers within a moment and goes on with its work", async () => {
    const { deps } = await run();
    let finish: (battles: EndedBattle[]) => void = () => undefined;
    const { calls, queue } = recorder([job()]);
    const slow = {
      ...deps.store,
      queue,
      battlesToComplete: () =>
        new Promise<EndedBattle[]>((done) => {
          finish = done;
        }),
    };
    const works: Promise<unknown>[] = [];
    const response = await handleProcessResults(serviceCall(), {
      ...deps,
      store: slow,
      keepAlive: (work) => works.push(work),
      patienceMs: 1,
    });
    expect([response.status, await response.json()]).toEqual([202, { status: "working" }]);
    expect(calls).toEqual([]);
    finish([]);
    await Promise.all(works);
    expect(calls).toEqual([["dead", 1, expect.stringContaining("no battle")]]);
  });

  test("a room server that is away costs only the hint", async () => {
    const { status, lines, counts } = await run({ answer: { kind: "unreachable", message: "no" } });
    expect([status, counts.done]).toEqual([200, 1]);
    expect(lines).toContain("warn: Cannot tell open pages of the change");
  });

  test("answers 401 without the secret key, and claims nothing", async () => {
    const { deps } = await run();
    for (const key of ["", "sb_secret_of-the-test", `${SERVICE_KEY}x`]) {
      expect((await handleProcessResults(serviceCall(key), deps)).status).toBe(401);
    }
  });
});
