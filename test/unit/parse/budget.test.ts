import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseReplay } from "../../../functions/_shared/battle/parse.ts";
import { budgetFor } from "../../../functions/_shared/battle/replay/budget.ts";

const LOG = readFileSync(`${import.meta.dirname}/../../fixtures/replays/singles.log`, "utf8");
const LINES = LOG.split("\n").length;
/** A long log: talk, then a battle. */
const talk = (lines: number) => `${"|c|☆Ann|hi\n".repeat(lines)}${LOG}`;

/** A clock that a look at it moves on by so many milliseconds. */
function clock(step: number): () => number {
  let now = 0;
  return () => {
    now += step;
    return now;
  };
}

test("a replay has two and a half seconds, whatever its size", () => {
  expect(budgetFor(10, Date.now)).toMatchObject({ milliseconds: 2500 });
  expect(budgetFor(10_000_000, Date.now)).toMatchObject({ milliseconds: 2500 });
});

test("a larger replay may have more", () => {
  expect(budgetFor(4_000_000, Date.now, { milliseconds: 500, perMillion: 250 })).toMatchObject({
    milliseconds: 1500,
  });
  expect(budgetFor(1_000_000, Date.now, { milliseconds: 500, perMillion: 250 }, 4)).toMatchObject({
    milliseconds: 3000,
  });
});

test("a replay that takes longer is given up, with the line that it came to", () => {
  expect(parseReplay(talk(10_000), {}, { milliseconds: 2500, now: clock(1000) })).toEqual({
    ok: false,
    error: {
      code: "over_budget",
      line: 1536,
      message: "Cannot read the replay: it took 3000 ms and may take 2500",
    },
  });
});

test("the same replay is read when it has the time", () => {
  expect(parseReplay(talk(10_000), {}, { milliseconds: 60_000, now: clock(1000) })).toMatchObject({
    ok: true,
  });
});

test("the clock is looked at every few hundred lines, and not in a short replay", () => {
  let looks = 0;
  const now = () => {
    looks += 1;
    return 0;
  };
  parseReplay(talk(10_240), {}, { milliseconds: 1, now });
  expect(looks).toBe(1 + Math.floor((10_240 + LINES - 1) / 512));
});
