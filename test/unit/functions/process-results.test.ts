import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { RoomAnswer } from "../../../functions/_edge/rooms.ts";
import { type EndedBattle, StoreError } from "../../../functions/_edge/store.ts";
import type { ClaimedJob } from "../../../functions/_shared/schema/queue.ts";
import { handleProcessResults, type ProcessResultsDeps } from "../../../functions/process-results/handler.ts";
import { battleRow, claimedJob, recorder, SERVICE_KEY, serviceCall } from "../../harness/functions.ts";

const LOG = readFileSync(`${import.meta.dirname}/../../fixtures/replays/singles.log`, "utf8");

const ended = (more: Partial<EndedBattle> = {}): EndedBattle => ({
  ...battleRow({
    status: "ended",
    winner_seat: "p2",
    end_type: "win",
    turns: 32,
    replay_path: "match-abc.log",
  }),
  match: { season_id: "season-1" },
  ...more,
});
const job = (more?: Partial<ClaimedJob>) => claimedJob("battle.completed", { battle_id: "match-abc" }, more);

async function run({
  battle = ended(),
  jobs = [job()],
  log = LOG as string | null,
  store = {},
  answer = { kind: "accepted" } as RoomAnswer,
}: {
  battle?: EndedBattle | null;
  jobs?: ClaimedJob[];
  log?: string | null;
  store?: Partial<ProcessResultsDeps["store"]>;
  answer?: RoomAnswer;
} = {}) {
  const { calls, record, lines, log: logger, queue } = recorder(jobs);
  const deps: ProcessResultsDeps = {
    secretKeys: [SERVICE_KEY],
    store: {
      queue,
      endedBattle: async () => battle,
      completeBattle: record("complete", "completed" as const),
      ...store,
    },
    files: { replay: async () => log },
    rooms: { invalidate: record("invalidate", answer) },
    log: logger,
    now: () => 0,
    random: () => 0,
    keepAlive: () => undefined,
  };
  const response = await handleProcessResults(serviceCall(), deps);
  return { status: response.status, counts: await response.json(), calls, lines, deps };
}

describe("process-results", () => {
  test("completes a battle with its summary, and tells open pages", async () => {
    const { counts, calls } = await run();
    expect(counts).toMatchObject({ claimed: 1, done: 1 });
    expect(calls).toMatchObject([
      [
        "complete",
        { msg_id: 1 },
        "match-abc",
        { winner: "p2", score: { p1: 0, p2: 1 }, differential: -1, endType: "win" },
      ],
      ["invalidate", ["battles", "standings:season-1", "matches:season-1"]],
    ]);
  });

  test("tells open pages of a batch before it claims the next one", async () => {
    const batches = [[job({ msg_id: 1 })], [job({ msg_id: 2 })]];
    const { queue } = recorder();
    const claim = async () => batches.shift() ?? [];
    const { calls } = await run({ store: { queue: () => ({ ...queue(), claim }) } });
    expect(calls.map(([name]) => name)).toEqual(["complete", "invalidate", "complete", "invalidate"]);
  });

  test("completes a battle that belongs to no match", async () => {
    const { counts, calls } = await run({ battle: ended({ match_id: null, match: null }) });
    expect(counts).toMatchObject({ done: 1 });
    expect(calls[1]).toEqual(["invalidate", ["battles"]]);
  });

  test("only acknowledges a battle that is completed", async () => {
    const { calls } = await run({ battle: ended({ status: "completed" }) });
    expect(calls).toEqual([["finish", 1]]);
  });

  test.each<[string, Parameters<typeof run>[0], RegExp]>([
    ["a truncated replay", { log: LOG.slice(0, 2000) }, /^Replay truncated in line \d+: /],
    [
      "a replay that denies the claimed winner",
      { battle: ended({ winner_seat: "p1" }) },
      /^Replay contradictory .* p2 won, not p1/,
    ],
    [
      "a replay that denies the claimed end",
      { battle: ended({ end_type: "tie", winner_seat: null }) },
      /^Replay contradictory/,
    ],
    ["an unknown battle", { battle: null }, /^There is no battle 'match-abc'/],
    ["a battle that goes on", { battle: { ...battleRow({ status: "live" }), match: null } }, /has not ended/],
    [
      "a malformed message",
      { jobs: [job({ message: { kind: "battle.completed", v: 1 } })] },
      /^The message is malformed: id: Invalid .*; battle_id: /,
    ],
  ])("sends %s to the dead letters at once, with the reason", async (_, options, reason) => {
    const { calls, counts, lines } = await run(options);
    expect(counts).toMatchObject({ dead: 1 });
    expect(calls).toEqual([["dead", 1, expect.stringMatching(reason)]]);
    expect(lines).toContain("operator: Result goes to the dead letters");
  });

  test("tries again when the replay is not there yet or the database is away", async () => {
    expect((await run({ log: null })).calls).toEqual([
      ["retry", 1, expect.stringContaining("not in Storage"), 1, true],
    ]);
    const away = () => Promise.reject(new Error("no database"));
    expect((await run({ store: { completeBattle: away } })).calls).toEqual([
      ["retry", 1, "Error: no database", 1, true],
    ]);
  });

  test("leaves a message of a later version to the deployment that knows it", async () => {
    const { calls } = await run({ jobs: [job({ message: { kind: "battle.completed", v: 2 } })] });
    expect(calls).toEqual([["retry", 1, expect.stringContaining("version 2"), 1, true]]);
  });

  test("answers within a moment and goes on with its work", async () => {
    const { deps } = await run();
    let finish: (battle: null) => void = () => undefined;
    const { calls, queue } = recorder([job()]);
    const slow = {
      ...deps.store,
      queue,
      endedBattle: () =>
        new Promise<null>((done) => {
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
    finish(null);
    await Promise.all(works);
    expect(calls).toEqual([["dead", 1, expect.stringContaining("no battle")]]);
  });

  test("changes nothing when its claim has run out", async () => {
    const { counts, calls } = await run({ store: { completeBattle: async () => "stale" } });
    expect(counts).toMatchObject({ stale: 1, done: 0 });
    expect(calls).toEqual([]);
  });

  test("what the database refuses is dead", async () => {
    const refuse = () => Promise.reject(new StoreError("conflict", "it has not ended"));
    expect((await run({ store: { completeBattle: refuse } })).calls).toEqual([
      ["dead", 1, "it has not ended"],
    ]);
  });

  test("a bad neighbour harms no good job", async () => {
    const { counts } = await run({ jobs: [job({ message: null, msg_id: 1 }), job({ msg_id: 2 })] });
    expect(counts).toMatchObject({ dead: 1, done: 1 });
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
