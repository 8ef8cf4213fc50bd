import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { checkCalls } from "../../../functions/_edge/store/checks.ts";
import type { CreditCheck, KnownBattle } from "../../../functions/_edge/store.ts";
import { TrueFaint } from "../../../functions/_shared/schema/battle.ts";
import { BattleId } from "../../../functions/_shared/schema/ids.ts";
import { handleCheckCredits } from "../../../functions/check-credits/handler.ts";
import { recorder, SERVICE_KEY, serviceCall } from "../../harness/functions.ts";
import { playRandomBattle } from "../../harness/random-battles.ts";

const { log: REPLAY, truth, turns } = playRandomBattle("gen9randombattle", 1);
const TRUTH = [...truth];

function known(number: number, more: Partial<KnownBattle> = {}): KnownBattle {
  const id = BattleId.parse(`b-${number}`);
  const winner_seat = REPLAY.includes("|win|Ann") ? "p1" : "p2";
  return { id, replay_path: `${id}.log`, end_type: "win", winner_seat, turns, truth: TRUTH, ...more };
}

/** @param time milliseconds that each look at the clock takes */
async function check(
  battles: KnownBattle[],
  { replay = REPLAY as string | null, time = 0, key = SERVICE_KEY } = {},
) {
  const { lines, log } = recorder();
  const checks: CreditCheck[] = [];
  let now = 0;
  const response = await handleCheckCredits(serviceCall(key), {
    secretKeys: [SERVICE_KEY],
    store: {
      creditsToCheck: async (limit) =>
        battles.filter(({ id }) => !checks.some(({ battle_id }) => battle_id === id)).slice(0, limit),
      recordCreditChecks: async (news) => {
        checks.push(...news);
        return news.length;
      },
    },
    files: { replay: async () => replay },
    now: () => {
      now += time;
      return now;
    },
    log,
    keepAlive: () => undefined,
  });
  return { status: response.status, totals: await response.json(), checks, lines };
}

describe("the check of credits", () => {
  test("compares what the text of each replay tells with the truth", async () => {
    const [first, ...others] = TRUTH;
    if (!first) throw new Error("Somebody was to faint");
    const lie: KnownBattle["truth"] = [{ ...first, cause: "perish_song", source: "Perish Song" }, ...others];
    const { status, totals, checks } = await check([known(1), known(2, { truth: lie })]);
    expect([status, totals]).toEqual([200, { battles: 2, faints: 2 * TRUTH.length, disagreements: 1 }]);
    expect(checks).toMatchObject([
      { battle_id: "b-1", faints: TRUTH.length, disagreements: [], error: null },
      {
        battle_id: "b-2",
        disagreements: [{ index: 0, what: ["cause", "source"], truth: { cause: "perish_song" } }],
      },
    ]);
  });

  test("notes a truth that it cannot read, and goes on with the others", async () => {
    const odd = { ...known(1), truth: [{ who: "another release" }] };
    const { creditsToCheck } = checkCalls({
      call: async (_name, _args, schema) => schema.parse([odd, known(2)]),
    });
    const { checks } = await check(await creditsToCheck(20));
    expect(checks).toMatchObject([
      { battle_id: "b-1", faints: 0, error: "Its truth is in words of another release" },
      { battle_id: "b-2", faints: TRUTH.length, error: null },
    ]);
  });

  test("notes a replay that is not there, and one that cannot be read", async () => {
    const gone = await check([known(1)], { replay: null });
    expect(gone.checks).toMatchObject([{ faints: 0, error: "The replay b-1.log is not in Storage" }]);
    const broken = await check([known(1)], { replay: "|player|p1" });
    expect(broken.checks).toMatchObject([
      { faints: 0, error: expect.stringMatching(/^Replay \w+ in line \d+/) },
    ]);
  });

  test("goes on until nothing is left, a batch at a time", async () => {
    const battles = Array.from({ length: 45 }, (_, number) => known(number));
    const { totals, checks } = await check(battles, { replay: null });
    expect(totals).toMatchObject({ battles: 45 });
    expect(new Set(checks.map(({ battle_id }) => battle_id)).size).toBe(45);
  });

  test("stops when its time is nearly over, and leaves the rest to the next run", async () => {
    const battles = Array.from({ length: 200 }, (_, number) => known(number));
    const { checks } = await check(battles, { replay: null, time: 12 });
    expect(checks.length).toBeGreaterThan(0);
    expect(checks.length).toBeLessThan(200);
  });

  test("is the service's to start", async () => {
    expect((await check([known(1)], { key: "guess" })).status).toBe(401);
  });
});

test("a golden replay's truth is of the shape that rooms report", () => {
  const golden: unknown = JSON.parse(readFileSync("test/fixtures/replays/singles.json", "utf8"));
  expect(z.object({ faints: z.array(TrueFaint) }).safeParse(golden).success).toBe(true);
});
