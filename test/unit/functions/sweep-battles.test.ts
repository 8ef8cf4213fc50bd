import { describe, expect, test } from "vitest";
import type { RoomAnswer } from "../../../functions/_edge/rooms.ts";
import type { SilentBattle } from "../../../functions/_edge/store.ts";
import { BattleId } from "../../../functions/_shared/schema/ids.ts";
import type { BattleInput } from "../../../functions/_shared/schema/inputs.ts";
import type { CreateBattle, RoomState } from "../../../functions/_shared/schema/rooms.ts";
import { handleSweepBattles, type SweepBattlesDeps } from "../../../functions/sweep-battles/handler.ts";
import { battleRow, recorder, SERVICE_KEY, serviceCall } from "../../harness/functions.ts";

const SEASON = "season-1";
const INPUTS: BattleInput[] = [{ kind: "draw", at: 1 }];
const LOST: RoomAnswer = { kind: "refused", status: 409, code: "INPUTS_WANTED", message: "it is not here" };
const AWAY: RoomAnswer = { kind: "unreachable", message: "connect ECONNREFUSED" };

const room = (state: RoomState): RoomAnswer => ({ kind: "accepted", room: state });

/** A battle of no match that goes on and was asked after for the first time. */
function silent(more: Partial<SilentBattle> = {}): SilentBattle {
  return { ...battleRow({ match_id: null, status: "live" }), asked: 1, ...more };
}

async function sweep(
  battles: SilentBattle[],
  answer: RoomAnswer | ((command: CreateBattle) => Promise<RoomAnswer>),
  { inputs = INPUTS, store = {} as Partial<SweepBattlesDeps["store"]> } = {},
) {
  const { calls, record, lines, log } = recorder();
  const deps: SweepBattlesDeps = {
    secretKeys: [SERVICE_KEY],
    store: {
      requestInvalidation: async () => null,
      battlesToSweep: async () => battles,
      battleSeen: record("seen", true),
      giveUpBattle: record("give up", true),
      seasonOf: async () => SEASON,
      series: async (_, game) => ({ bestOf: 1, game, score: { p1: 0, p2: 0 } }),
      inputs: async () => inputs,
      ...store,
    },
    rooms: {
      create: typeof answer === "function" ? answer : async () => answer,
      invalidate: record("hint", { kind: "accepted" }),
    },
    log,
    keepAlive: () => undefined,
  };
  const response = await handleSweepBattles(serviceCall(), deps);
  return { status: response.status, counts: await response.json(), calls, lines, deps };
}

describe("a battle that nothing was heard of", () => {
  test("is marked seen when its room has it", async () => {
    const { status, counts, calls } = await sweep([silent()], room("live"));
    expect([status, counts]).toEqual([200, { seen: 1, open: 0, given_up: 0, failed: 0 }]);
    expect(calls).toEqual([["seen", "match-abc"]]);
  });

  test("goes on from its inputs when its room has lost it", async () => {
    const resumed: unknown[] = [];
    const { counts } = await sweep([silent()], async ({ resume }) => {
      resumed.push(resume);
      return resume?.inputs ? room("live") : LOST;
    });
    expect(counts).toMatchObject({ seen: 1 });
    expect(resumed).toEqual([{}, { inputs: INPUTS }]);
  });

  test("is given up when its room has lost it and nothing of it was stored", async () => {
    const { counts, calls, lines } = await sweep([silent()], LOST, { inputs: [] });
    expect(counts).toMatchObject({ given_up: 1 });
    expect(calls).toEqual([
      ["give up", "match-abc", "its room was lost before anything of it was stored"],
      ["hint", ["battles"]],
    ]);
    expect(lines).toContain("operator: Battle given up");
  });

  test.each([
    ["has ended and reports again", room("ended")],
    ["belongs to another release", room("foreign")],
    ["cannot be rebuilt", room("broken")],
    ["cannot be reached", AWAY],
    [
      "is refused",
      { kind: "refused", status: 409, code: "CONFLICT", message: "it has another" } as RoomAnswer,
    ],
  ])("is left open when it %s, and given up when it was asked after for six hours", async (_, answer) => {
    const early = await sweep([silent({ asked: 359 })], answer);
    expect([early.counts, early.calls]).toEqual([{ seen: 0, open: 1, given_up: 0, failed: 0 }, []]);
    const late = await sweep([silent({ asked: 360 })], answer);
    expect(late.counts).toMatchObject({ given_up: 1 });
    expect(late.calls[0]).toEqual(["give up", "match-abc", expect.any(String)]);
  });

  test("is never given up while its room has it, however often it was asked after", async () => {
    const { counts, calls } = await sweep([silent({ asked: 10_000 })], room("live"));
    expect([counts.seen, calls]).toEqual([1, [["seen", "match-abc"]]]);
  });

  test("of a match is shown disputed on the season's open pages when it is given up", async () => {
    const { match_id } = battleRow();
    const { calls } = await sweep([silent({ match_id })], LOST, { inputs: [] });
    expect(calls.at(-1)).toEqual(["hint", ["battles", `matches:${SEASON}`]]);
  });

  test("is not given up when it was heard of in the meantime", async () => {
    const heard = { giveUpBattle: async () => false };
    const { counts, calls } = await sweep([silent({ asked: 400 })], AWAY, { store: heard });
    expect([counts.open, counts.given_up, calls]).toEqual([1, 0, []]);
  });
});

describe("a battle that waits", () => {
  const waiting = { status: "waiting" } as const;

  test("is opened anew in its room, without anything to resume", async () => {
    const commands: CreateBattle[] = [];
    await sweep([silent(waiting)], async (command) => {
      commands.push(command);
      return room("waiting");
    });
    expect(commands).toHaveLength(1);
    expect(commands[0]).not.toHaveProperty("resume");
  });

  test("is its room's to cancel when it is a rated one", async () => {
    const rated = silent({ ...waiting, rated: true });
    expect((await sweep([rated], room("waiting"))).counts).toMatchObject({ open: 1 });
    expect((await sweep([rated], LOST, { inputs: [] })).counts).toMatchObject({ given_up: 1 });
  });

  test("is given up when it is a challenge that nobody came to", async () => {
    const { counts, calls } = await sweep([silent(waiting)], room("waiting"));
    expect(counts).toMatchObject({ given_up: 1 });
    expect(calls[0]).toEqual(["give up", "match-abc", "nobody came to play"]);
  });

  test("goes on when its room has it begun", async () => {
    expect((await sweep([silent(waiting)], room("live"))).counts).toMatchObject({ seen: 1 });
  });
});

describe("the sweeper", () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, at) => silent({ id: BattleId.parse(`b-${at}`) }));

  test("wakes rooms in parallel, ten at once at most", async () => {
    let open = 0;
    let most = 0;
    const { counts } = await sweep(many(35), async () => {
      open += 1;
      most = Math.max(most, open);
      await new Promise((resolve) => setImmediate(resolve));
      open -= 1;
      return room("live");
    });
    expect([counts.seen, most]).toEqual([35, 10]);
  });

  test("one battle's trouble is no other's", async () => {
    const { status, counts, lines } = await sweep(many(3), async ({ battleId }) => {
      if (battleId === "b-1") throw new Error("unforeseen");
      return room("live");
    });
    expect([status, counts]).toEqual([200, { seen: 2, open: 0, given_up: 0, failed: 1 }]);
    expect(lines).toContain("error: Cannot settle the battle");
  });

  test("is silent when there is nothing to sweep", async () => {
    const { counts, lines, calls } = await sweep([], AWAY);
    expect([counts, lines, calls]).toEqual([{ seen: 0, open: 0, given_up: 0, failed: 0 }, [], []]);
  });

  test("answers within a moment and goes on with its work", async () => {
    const { deps } = await sweep([], AWAY);
    let answer: (answer: RoomAnswer) => void = () => undefined;
    const { calls, record } = recorder();
    const works: Promise<unknown>[] = [];
    const response = await handleSweepBattles(serviceCall(), {
      ...deps,
      store: { ...deps.store, battlesToSweep: async () => [silent()], battleSeen: record("seen", true) },
      rooms: {
        ...deps.rooms,
        create: () =>
          new Promise((resolve) => {
            answer = resolve;
          }),
      },
      keepAlive: (work) => works.push(work),
      patienceMs: 1,
    });
    expect([response.status, await response.json(), calls]).toEqual([202, { status: "working" }, []]);
    answer(room("live"));
    await Promise.all(works);
    expect(calls).toEqual([["seen", "match-abc"]]);
  });

  test("answers 401 without the secret key, 405 to a GET, 500 when the database is away", async () => {
    const { deps } = await sweep([], AWAY);
    expect((await handleSweepBattles(serviceCall("guess"), deps)).status).toBe(401);
    expect((await handleSweepBattles(new Request("http://f.test/"), deps)).status).toBe(405);
    const away = await sweep([], AWAY, {
      store: { battlesToSweep: () => Promise.reject(new Error("no database")) },
    });
    expect([away.status, away.lines]).toEqual([500, ["error: Cannot sweep"]]);
  });
});
