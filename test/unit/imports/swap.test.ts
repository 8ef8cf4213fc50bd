import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseReplay } from "../../../functions/_shared/battle/parse.ts";
import { swapHints, swapSummary } from "../../../functions/_shared/battle/swap.ts";
import { ended, job, run } from "../../harness/results.ts";

const FOLDER = `${import.meta.dirname}/../../fixtures/replays`;
const LOGS = readdirSync(FOLDER).filter((name) => name.endsWith(".log"));

/** The same battle with its players in each other's seats: every mention of a seat is the other one. */
function crossed(log: string): string {
  // At the beginning of a part, or behind "[of]": a nickname may say "p1a" too.
  return log.replace(/(\||\[of\] )p([12])(?=[abc]?(?:[:|]|$))/gm, (_, before: string, seat: string) => {
    return `${before}p${seat === "1" ? "2" : "1"}`;
  });
}

function summaryOf(log: string) {
  const parsed = parseReplay(log);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.summary;
}

describe("a battle with its seats the other way round", () => {
  test.each(LOGS)("comes to the same summary when it is swapped: %s", (name) => {
    const log = readFileSync(`${FOLDER}/${name}`, "utf8");
    const other = crossed(log);
    expect(other).not.toBe(log);
    const summary = summaryOf(log);
    expect(swapSummary(summaryOf(other))).toEqual(summary);
    expect(swapSummary(swapSummary(summary))).toEqual(summary);
  });

  test("has a differential of zero, and none of minus zero", () => {
    const summary = { ...summaryOf(readFileSync(`${FOLDER}/tie.log`, "utf8")), differential: 0 };
    expect(Object.is(swapSummary(summary).differential, 0)).toBe(true);
  });

  test("is read with its claim swapped too, and believed in nothing that a simulator of ours said", () => {
    expect(swapHints({ winner: "p1", endType: "win", turns: 3, truth: [] })).toEqual({
      winner: "p2",
      endType: "win",
      turns: 3,
      truth: null,
    });
    expect(swapHints({ winner: null })).toMatchObject({ winner: null });
  });
});

describe("process-results", () => {
  test("counts a swapped battle for home, who sat in p2", async () => {
    // p2 wins the replay; in the row that is home, p1.
    const { results } = await run({
      battles: [ended({ seats_swapped: true, winner_seat: "p1" })],
      jobs: [job()],
    });
    const straight = await run();
    const [swapped, plain] = [results, straight.results].map((counted) => counted[0]?.[0]?.summary);
    expect(swapped?.winner).toBe("p1");
    expect(swapped?.score).toEqual({ p1: plain?.score.p2, p2: plain?.score.p1 });
    expect(swapped?.players.p1).toEqual(plain?.players.p2);
    expect(swapped?.faints[0]?.victim.seat).not.toBe(plain?.faints[0]?.victim.seat);
  });

  test("denies a claim that only fits unswapped", async () => {
    const { calls } = await run({ battles: [ended({ seats_swapped: true, winner_seat: "p2" })] });
    expect(JSON.stringify(calls)).toContain("The log says that p2 won, not p1");
  });
});
