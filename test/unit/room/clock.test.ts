import { describe, expect, test } from "vitest";
import { readAutomatic } from "../../../functions/_shared/battle/automatic.ts";
import type { Seat } from "../../../functions/_shared/schema/ids.ts";
import { type BattleRules, CLOCKS, FRIENDLY_RULES } from "../../../functions/_shared/schema/rules.ts";
import {
  clockAfter,
  clocksOf,
  creditAt,
  seatTime,
  startClock,
  type Timing,
} from "../../../party/room/battle/clock.ts";
import { createBattle } from "../../harness/battles.ts";
import { chooseFor, seatedRoom, type TestRoom, type TestSocket } from "../../harness/rooms.ts";

const RANDOM = { format: "gen9randombattle", seed: "1,2,3,4" };

function ruled(rules: Partial<BattleRules>, values = RANDOM) {
  return { ...createBattle(values), rules: { ...FRIENDLY_RULES, ...rules } };
}

function warnings(socket: TestSocket): number[] {
  return socket.messages.flatMap((message) =>
    message.type === "TURN_WARNING" ? [message.secondsRemaining] : [],
  );
}

function autoMoves(socket: TestSocket): Seat[][] {
  return socket.messages.flatMap((message) =>
    message.type === "BATTLE_UPDATE" && message.autoMove ? [message.autoMove] : [],
  );
}

function end(socket: TestSocket) {
  return socket.messages.find(({ type }) => type === "BATTLE_END");
}

describe("the time for a request", () => {
  test("is warned of with 30 seconds left, once, and over after 60 with a drawn choice for each seat", async () => {
    const { test: room, p1, p2 } = await seatedRoom(createBattle(RANDOM));
    await room.pass(29_000);
    expect(warnings(p1)).toEqual([]);
    await room.pass(2_000);
    await room.pass(10_000);
    expect([warnings(p1), warnings(p2)]).toEqual([[30], [30]]);
    await room.pass(18_000);
    expect(p1.request?.rqid).toBe(1);
    await room.pass(2_000);
    expect(p1.request?.rqid).toBe(2);
    expect([autoMoves(p1), autoMoves(p2)]).toEqual([[["p1", "p2"]], [["p1", "p2"]]]);
    expect(p1.log.map(readAutomatic).filter((seat) => seat !== null)).toEqual(["p1", "p2"]);
  });

  test("is over for the one who has not chosen alone, and the drawn choice closes the round", async () => {
    const { test: room, p1, p2 } = await seatedRoom(createBattle(RANDOM));
    await room.move(p2, "move 1");
    await room.pass(62_000);
    expect(warnings(p2)).toEqual([]);
    expect(autoMoves(p2)).toEqual([["p1"]]);
    const inputs = await room.storage.list<{ kind: string; auto?: boolean; seat?: string }>({
      prefix: "input:",
    });
    expect([...inputs.values()].filter(({ auto }) => auto)).toMatchObject([{ kind: "choice", seat: "p1" }]);
    expect(p1.request?.rqid).toBe(2);
  });

  test("is 90 seconds for the team preview", async () => {
    const team = "Pikachu||lightball|static|thunderbolt,surf,fakeout,voltswitch|Timid|,,,252,4,252|||||";
    const { test: room, p1 } = await seatedRoom(createBattle({ format: "gen9ou", seed: "1,2,3,4" }), {
      p1: team,
      p2: team,
    });
    expect(p1.messages.find(({ type }) => type === "BATTLE_UPDATE")).toMatchObject({
      request: { teamPreview: true },
      clocks: { p1: { turn: 90, bank: null }, p2: { turn: 90, bank: null } },
    });
    await room.pass(88_000);
    expect(p1.request?.rqid).toBe(1);
    await room.pass(3_000);
    expect(p1.request?.rqid).toBe(2);
  });

  test("does not start anew with a choice that is refused or taken back", async () => {
    const { test: room, p1, p2 } = await seatedRoom(createBattle(RANDOM));
    await room.move(p2, "move 1");
    await room.pass(40_000);
    await room.move(p1, "move 9");
    await room.move(p1, "move 1 mega");
    await room.send(p2, { type: "UNDO", battleId: room.battle.battleId, rqid: 1 });
    expect(p2.last).toEqual({ type: "CHOICE", rqid: 1, choice: null });
    await room.pass(20_000);
    expect(autoMoves(p1)).toEqual([["p1", "p2"]]);
  });

  test("never runs for a seat that waits", async () => {
    const { test: room, p1, p2 } = await seatedRoom(createBattle({ ...RANDOM, seed: "4,3,2,1" }));
    const sockets = { p1, p2 };
    const waiting = () => (["p1", "p2"] as const).find((seat) => sockets[seat].request?.wait);
    for (let round = 0; round < 200 && !waiting() && !end(p1); round += 1) {
      for (const seat of ["p1", "p2"] as const) {
        if (!waiting()) await chooseFor(room, sockets[seat], seat, "switches");
      }
    }
    const seat = waiting();
    if (!seat) throw new Error("A mid-turn switch was expected");
    const update = sockets[seat].messages.findLast(({ type }) => type === "BATTLE_UPDATE");
    expect(update).toMatchObject({ clocks: { [seat]: { turn: null } } });
    await room.pass(62_000);
    expect(autoMoves(p1)).toEqual([[seat === "p1" ? "p2" : "p1"]]);
    expect(warnings(sockets[seat])).toEqual([]);
  });

  test("is told in whole seconds that are left, the opponent's as if they had not chosen", async () => {
    const { test: room, p1, p2 } = await seatedRoom(ruled({ clock: CLOCKS.vgc }));
    await room.pass(9_500);
    await room.move(p2, "move 1");
    await room.pass(5_000);
    const one = await room.rejoin(p1.session, 10_000);
    expect(one.last).toMatchObject({ clocks: { p1: { turn: 39, bank: 404 }, p2: { turn: 39, bank: 404 } } });
    const two = await room.rejoin(p2.session, 10_000);
    expect(two.last).toMatchObject({ clocks: { p1: { turn: 38, bank: 403 }, p2: { turn: 38, bank: 410 } } });
  });
});

describe("a player who does not choose", () => {
  test("loses after so many drawn choices in a row, and a choice of their own begins the count anew", async () => {
    const {
      test: room,
      p1,
      p2,
    } = await seatedRoom(ruled({ clock: { turn: 10, preview: 10, warning: 0, bank: null, patience: 3 } }));
    const idle = async (rounds: number) => {
      for (let round = 0; round < rounds && !end(p2); round += 1) {
        await chooseFor(room, p2, "p2", "patience");
        await room.pass(10_000);
      }
    };
    await idle(2);
    await chooseFor(room, p1, "p1", "patience");
    await chooseFor(room, p2, "p2", "patience");
    await idle(2);
    expect(end(p1)).toBeUndefined();
    await idle(1);
    expect(end(p1)).toEqual({ type: "BATTLE_END", winner: "p2", reason: "timeout" });
    expect(p1.log.at(-3)).toBe("|-message|Ann lost due to inactivity.");
    expect(p1.log.map(readAutomatic).filter((seat) => seat !== null)).toHaveLength(5);
  });

  test("and an opponent who does not either end the battle for nobody", async () => {
    const { test: room, p1 } = await seatedRoom(
      ruled({ clock: { turn: 10, preview: 10, warning: 0, bank: null, patience: 2 } }),
    );
    await room.pass(21_000);
    expect(end(p1)).toEqual({ type: "BATTLE_END", winner: null, reason: "void" });
  });

  test("loses when their bank is empty, which the opponent's is not", async () => {
    const {
      test: room,
      p1,
      p2,
    } = await seatedRoom(ruled({ clock: { turn: 30, preview: 30, warning: 5, bank: 40, patience: 5 } }));
    await chooseFor(room, p2, "p2", "bank");
    await room.pass(30_500);
    expect(p1.request?.rqid).toBe(2);
    await chooseFor(room, p2, "p2", "bank");
    await room.pass(11_000);
    expect(end(p1)).toEqual({ type: "BATTLE_END", winner: "p2", reason: "timeout" });
    expect(warnings(p1)).toEqual([5, 5]);
  });
});

describe("the clocks of a battle", () => {
  const say = (room: TestRoom, socket: TestSocket, on: boolean) =>
    room.send(socket, { type: "TIMER", battleId: room.battle.battleId, on });

  test("stop when both players want it, in a casual battle, and start again when one does", async () => {
    const { test: room, p1, p2 } = await seatedRoom(createBattle(RANDOM));
    await say(room, p1, false);
    expect(p2.last).toEqual({ type: "TIMER", on: true, off: ["p1"] });
    await say(room, p1, true);
    expect(p2.last).toEqual({ type: "TIMER", on: true, off: [] });
    await say(room, p1, false);
    room.hibernate();
    await say(room, p2, false);
    expect(p1.last).toEqual({ type: "TIMER", on: false, off: [] });
    expect(p1.log.at(-1)).toBe("|inactiveoff|The clocks are off.");
    await room.pass(600_000);
    expect(p1.request?.rqid).toBe(1);
    expect((await room.rejoin(p1.session)).last).toMatchObject({
      clocks: null,
      timer: { on: false, off: [] },
    });
    await say(room, p2, true);
    expect(p1.last).toEqual({ type: "TIMER", on: true, off: [] });
    await room.pass(61_000);
    expect(p1.request?.rqid).toBe(2);
  });

  test("do not stop where the battle is not casual", async () => {
    const { test: room, p1 } = await seatedRoom(ruled({ casual: false }));
    await say(room, p1, false);
    expect(p1.last).toMatchObject({ code: "TIMER_REQUIRED" });
  });

  test("do not run where the rules have none, until a player starts the format's own", async () => {
    const { test: room, p1 } = await seatedRoom(ruled({ clock: null }));
    expect(p1.messages.find(({ type }) => type === "BATTLE_START")).toMatchObject({
      clock: null,
      casual: true,
    });
    await room.pass(3_600_000);
    expect(p1.request?.rqid).toBe(1);
    await say(room, p1, true);
    await room.pass(61_000);
    expect(p1.request?.rqid).toBe(2);
  });

  test("cost no storage but the inputs' own, and the alarm is armed when it would come too late alone", async () => {
    const { test: room, p1, p2 } = await seatedRoom(createBattle(RANDOM));
    await room.pass(6_000);
    let armed = 0;
    const setAlarm = room.storage.setAlarm.bind(room.storage);
    room.storage.setAlarm = async (at) => {
      armed += 1;
      expect(at).toBeGreaterThan(room.now);
      await setAlarm(at);
    };
    const puts = room.storage.puts;
    const inputs = room.storage.keys().filter((key) => key.startsWith("input:")).length;
    for (let round = 0; round < 6; round += 1) {
      await chooseFor(room, p1, "p1", "cheap");
      await chooseFor(room, p2, "p2", "cheap");
    }
    await room.rest();
    const made = room.storage.keys().filter((key) => key.startsWith("input:")).length - inputs;
    expect(made).toBeGreaterThan(6);
    expect(room.storage.puts - puts).toBeLessThanOrEqual(made);
    expect(armed).toBe(0);
  });
});

describe("credit", () => {
  const settings = { turn: 60, preview: 90, warning: 30, bank: 100, patience: 5 };
  const timing = (values: Partial<Timing>): Timing => ({
    clock: startClock(0, true),
    settings,
    credit: null,
    round: 1,
    asked: { p1: "turn", p2: "turn" },
    ...values,
  });

  test("starts the round's clocks anew and gives the bank back what nobody could use", () => {
    const before = timing({});
    const credit = creditAt(before, 50_000);
    const after = timing({ credit });
    expect(seatTime(before, "p1")).toEqual({ warningAt: 30_000, endAt: 60_000, fatal: false });
    expect(seatTime(after, "p1")).toEqual({ warningAt: 80_000, endAt: 110_000, fatal: false });
    expect(clocksOf(after, "p1", 60_000)?.p1).toEqual({ turn: 50, bank: 90 });
    const chosen = clockAfter(
      clockAfter(startClock(0, true), { kind: "choice", at: 60_000, seat: "p1", choice: "move 1" }, false),
      { kind: "choice", at: 70_000, seat: "p2", choice: "move 1" },
      true,
    );
    const next = timing({ clock: chosen, credit, round: 2 });
    expect(clocksOf(next, "p1", 70_000)).toEqual({ p1: { turn: 60, bank: 90 }, p2: { turn: 60, bank: 80 } });
  });

  test("is not given to a seat that had chosen", () => {
    const clock = clockAfter(
      startClock(0, true),
      { kind: "choice", at: 10_000, seat: "p1", choice: "move 1" },
      false,
    );
    expect(creditAt(timing({ clock }), 50_000).returned).toEqual({ p1: 0, p2: 50_000 });
  });
});
