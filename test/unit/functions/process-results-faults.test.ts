import { describe, expect, test } from "vitest";
import { BattleId } from "../../../functions/_shared/schema/ids.ts";
import { ended, job, LOG, P1_NAME, type Run, run, ticking } from "../../harness/results.ts";

describe("process-results", () => {
  test.each<[string, Run, RegExp]>([
    ["a truncated replay", { log: LOG.slice(0, 2000) }, /^Replay truncated in line \d+: /],
    [
      "a replay that denies the claimed winner",
      { battles: [ended({ winner_seat: "p1" })] },
      /^Replay contradictory .* p2 won, not p1/,
    ],
    [
      "a replay that denies the claimed end",
      { battles: [ended({ end_type: "tie", winner_seat: null })] },
      /^Replay contradictory/,
    ],
    [
      "a replay with a name that no database takes",
      { log: LOG.replaceAll(P1_NAME, "Ann\0") },
      /^The replay has names that no database takes$/,
    ],
    ["an unknown battle", { battles: [] }, /^There is no battle 'match-abc'/],
    ["a battle that goes on", { battles: [ended({ status: "live", end_type: null })] }, /has not ended/],
    [
      "a malformed message",
      { jobs: [job({ message: { kind: "battle.completed", v: 1 } })] },
      /^The message is malformed: id: Invalid .*; battle_id: /,
    ],
    [
      "what the database refuses",
      { completion: { status: "refused", error: "it has not ended" } },
      /^it has not ended$/,
    ],
  ])("sends %s to the dead letters at once, with the reason", async (_, options, reason) => {
    const { calls, counts, lines } = await run(options);
    expect(counts).toMatchObject({ dead: 1 });
    expect(calls.at(-1)).toEqual(["dead", 1, expect.stringMatching(reason)]);
    expect(lines).toContain("operator: Result goes to the dead letters");
  });

  test("tries again when the replay is not there yet, or the database fails or is away", async () => {
    const away = () => Promise.reject(new Error("no database"));
    const tries: [Run, string][] = [
      [{ log: null }, "not in Storage"],
      [{ completion: { status: "failed", error: "deadlock detected" } }, "deadlock detected"],
      [{ store: { completeBattles: away } }, "Error: no database"],
      [{ store: { battlesToComplete: away } }, "Error: no database"],
      [{ store: { completeBattles: async () => [] } }, "not counted"],
    ];
    for (const [options, error] of tries) {
      expect((await run(options)).calls.at(-1)).toEqual([
        "retry",
        1,
        expect.stringContaining(error),
        1,
        true,
      ]);
    }
  });

  describe("a replay that takes too long", () => {
    const slow = { jobs: [job({ msg_id: 1 }, "slow"), job({ msg_id: 2 })] };
    const battles = [ended({ id: BattleId.parse("slow"), replay_path: "slow.log" }), ended()];

    test("is read once more, alone and with more time, when the others are counted", async () => {
      // Too long among others, not alone.
      const { calls, counts, results } = await run({ ...slow, battles, now: ticking(3000) });
      expect(counts).toMatchObject({ claimed: 2, done: 2 });
      expect(calls.slice(0, 3)).toEqual([
        ["read", ["slow", "match-abc"]],
        ["complete", [2]],
        ["complete", [1]],
      ]);
      expect(results.map((batch) => batch.map(({ battleId }) => battleId))).toEqual([
        ["match-abc"],
        ["slow"],
      ]);
    });

    test("goes to the dead letters when that is not enough either", async () => {
      const { calls, counts } = await run({ ...slow, battles, now: ticking(11_000) });
      expect(counts).toMatchObject({ done: 1, dead: 1 });
      expect(calls).toContainEqual(["dead", 1, expect.stringMatching(/^Replay over_budget in line 512: /)]);
    });
  });

  test("leaves a message of a later version to the deployment that knows it", async () => {
    const { calls } = await run({ jobs: [job({ message: { kind: "battle.completed", v: 2 } })] });
    expect(calls).toEqual([["retry", 1, expect.stringContaining("version 2"), 1, true]]);
  });

  test("changes nothing when its claim has run out", async () => {
    const { counts, calls } = await run({ completion: { status: "stale" } });
    expect(counts).toMatchObject({ stale: 1, done: 0 });
    expect(calls).toEqual([
      ["read", ["match-abc"]],
      ["complete", [1]],
    ]);
  });

  test("a bad neighbour harms no good job", async () => {
    const { counts, calls } = await run({ jobs: [job({ message: null, msg_id: 1 }), job({ msg_id: 2 })] });
    expect(counts).toMatchObject({ dead: 1, done: 1 });
    expect(calls.slice(0, 3)).toEqual([
      ["read", ["match-abc"]],
      ["complete", [2]],
      ["dead", 1, expect.stringContaining("malformed")],
    ]);
  });
});
