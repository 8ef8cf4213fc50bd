import { describe, expect, test } from "vitest";
import { cleanChat } from "../../../functions/_shared/battle/name.ts";
import { FRIENDLY_RULES } from "../../../functions/_shared/schema/rules.ts";
import { createBattle } from "../../harness/battles.ts";
import { chooseFor, seatedRoom, type TestRoom, type TestSocket } from "../../harness/rooms.ts";

const RANDOM = { format: "gen9randombattle", seed: "1,2,3,4" };

function say(room: TestRoom, socket: TestSocket, type: string, values: object = {}) {
  return room.send(socket, { type, battleId: room.battle.battleId, ...values });
}

function end(socket: TestSocket) {
  return socket.messages.find(({ type }) => type === "BATTLE_END");
}

describe("a choice that waits for the opponent's", () => {
  test("is acknowledged to all of its player's tabs once it is stored, and to nobody else", async () => {
    const { test: room, p1, p2 } = await seatedRoom(createBattle(RANDOM));
    const tab = await room.rejoin(p1.session);
    room.holds = true;
    await room.move(p1, "move 1");
    expect(p1.last?.type).toBe("BATTLE_UPDATE");
    expect(room.storage.keys()).not.toContain("input:000002");
    room.elapse();
    await room.rest();
    expect(room.storage.keys()).toContain("input:000002");
    const acknowledgement = { type: "CHOICE", rqid: 1, choice: "move 1" };
    expect([p1.last, tab.last]).toEqual([acknowledgement, acknowledgement]);
    expect(p2.messages.some(({ type }) => type === "CHOICE")).toBe(false);
  });

  test("is acknowledged by what comes of it when the round closes first", async () => {
    const { test: room, p1, p2 } = await seatedRoom(createBattle(RANDOM));
    room.holds = true;
    await room.move(p1, "move 1");
    await room.move(p2, "move 1");
    room.elapse();
    await room.rest();
    expect(p1.messages.some(({ type }) => type === "CHOICE")).toBe(false);
    expect(p1.last).toMatchObject({ type: "BATTLE_UPDATE", request: { rqid: 2 } });
  });

  test("can be taken back, and made anew, and is that after a restart", async () => {
    const { test: room, p1, p2 } = await seatedRoom(createBattle(RANDOM));
    await room.move(p1, "move 1");
    await say(room, p1, "UNDO", { rqid: 1 });
    expect(p1.last).toEqual({ type: "CHOICE", rqid: 1, choice: null });
    await room.move(p1, "move 2");
    await room.rest();
    expect(p1.last).toEqual({ type: "CHOICE", rqid: 1, choice: "move 2" });
    room.restart();
    expect((await room.rejoin(p1.session)).last).toMatchObject({ choice: "move 2" });
    const opponent = await room.rejoin(p2.session);
    await room.move(opponent, "move 1");
    expect(opponent.request?.rqid).toBe(2);
  });

  test("cannot be taken back when there is none, nor for another request", async () => {
    const { test: room, p1 } = await seatedRoom(createBattle(RANDOM));
    await say(room, p1, "UNDO", { rqid: 1 });
    expect(p1.last).toMatchObject({ code: "CANNOT_UNDO" });
    await say(room, p1, "UNDO", { rqid: 2 });
    expect(p1.last).toMatchObject({ code: "STALE_REQUEST" });
  });
});

describe("a draw", () => {
  test("is offered, and the battle's end when the opponent offers it too", async () => {
    const { test: room, p1, p2 } = await seatedRoom(createBattle(RANDOM));
    await say(room, p1, "OFFER_DRAW");
    await say(room, p1, "OFFER_DRAW");
    expect(p2.last).toEqual({ type: "DRAW_OFFERED", seat: "p1" });
    room.hibernate();
    expect((await room.rejoin(p2.session)).last).toMatchObject({ draw: "p1" });
    await say(room, p2, "OFFER_DRAW");
    expect(end(p1)).toEqual({ type: "BATTLE_END", winner: null, reason: "tie" });
    expect(p1.log).toContain("|-message|The players agreed to a draw.");
  });

  test("that is offered lapses with the round", async () => {
    const { test: room, p1, p2 } = await seatedRoom(createBattle(RANDOM));
    await say(room, p1, "OFFER_DRAW");
    await chooseFor(room, p1, "p1", "draw");
    await chooseFor(room, p2, "p2", "draw");
    expect((await room.rejoin(p2.session)).last).toMatchObject({ draw: null });
    await say(room, p2, "OFFER_DRAW");
    expect(end(p1)).toBeUndefined();
    expect(p1.last).toEqual({ type: "DRAW_OFFERED", seat: "p2" });
  });
});

describe("chat", () => {
  test("is a numbered line of everyone's log, in the middle of a round too", async () => {
    const { test: room, p1, p2 } = await seatedRoom(createBattle(RANDOM));
    const spectator = await room.rejoin(null);
    await say(room, p1, "CHAT", { text: "good luck | have fun" });
    for (const socket of [p1, p2, spectator]) {
      expect(socket.last).toMatchObject({
        type: "BATTLE_UPDATE",
        log: ["|c|☆Ann|good luck | have fun"],
        request: socket === spectator ? null : { rqid: 1 },
      });
    }
    room.restart();
    expect((await room.rejoin(p2.session)).log).toContain("|c|☆Ann|good luck | have fun");
  });

  test("is for players, while they play", async () => {
    const { test: room, p1 } = await seatedRoom(createBattle(RANDOM));
    const spectator = await room.rejoin(null);
    await say(room, spectator, "CHAT", { text: "hi" });
    expect(spectator.last).toMatchObject({ code: "AUTH_FAILED" });
    await say(room, p1, "FORFEIT");
    await say(room, p1, "CHAT", { text: "gg" });
    expect(p1.last).toMatchObject({ code: "BATTLE_ENDED" });
  });

  test("says nothing that is invisible, of two lines, turned around, or a tower of marks", async () => {
    const { test: room, p1, p2 } = await seatedRoom(createBattle(RANDOM));
    await say(room, p1, "CHAT", { text: "hi\n|win|Ann\u202e\u0000" });
    expect(p2.log.at(-1)).toBe("|c|☆Ann|hi |win|Ann");
    await say(room, p1, "CHAT", { text: "\u200b\u202e \u3164" });
    expect(p1.last).toMatchObject({ code: "INVALID_MESSAGE" });
    expect(cleanChat(`q${"\u0301".repeat(50)}x`)).toBe("q\u0301\u0301x");
    expect(cleanChat(`a${"😀".repeat(400)}`)).toBe(`a${"😀".repeat(149)}`);
    // Normalised it grows.
    expect(cleanChat("\ufb1d".repeat(300)).length).toBeLessThanOrEqual(300);
    expect(cleanChat(cleanChat("a\u2028b\u0085c"))).toBe(cleanChat("a\u2028b\u0085c"));
  });
});

describe("spectators", () => {
  test("are counted, and many who come at once are told of once", async () => {
    const { test: room, p1 } = await seatedRoom(createBattle(RANDOM));
    const counts = () =>
      p1.messages.flatMap((message) => (message.type === "SPECTATORS" ? [message.count] : []));
    const watching = [];
    for (let number = 0; number < 5; number += 1) watching.push(await room.rejoin(null));
    expect(watching.at(-1)?.last).toMatchObject({ spectators: 5 });
    await room.pass(2_000);
    expect(counts()).toEqual([5]);
    for (const socket of watching) await room.leave(socket);
    await room.pass(2_000);
    expect(counts()).toEqual([5, 0]);
  });

  test("who are kept behind see every line and the end as much later, and nothing of the moment", async () => {
    const battle = { ...createBattle(RANDOM), rules: { ...FRIENDLY_RULES, delay: 30 } };
    const { test: room, p1, p2 } = await seatedRoom(battle);
    const spectator = await room.rejoin(null);
    expect(spectator.last).toMatchObject({ type: "BATTLE_RESTORED", seq: 0, log: [], clocks: null });
    await say(room, p1, "OFFER_DRAW");
    await say(room, p1, "TIMER", { on: false });
    expect((await room.rejoin(null)).last).toMatchObject({ draw: null, timer: { on: true, off: [] } });
    await chooseFor(room, p1, "p1", "late");
    await chooseFor(room, p2, "p2", "late");
    await room.pass(20_000);
    expect(spectator.log).toEqual([]);
    await room.pass(10_000);
    expect(spectator.log.at(-1)).toBe("|turn|2");
    await say(room, p2, "FORFEIT");
    await room.pass(28_000);
    expect(end(spectator)).toBeUndefined();
    const late = await room.rejoin(null);
    expect(late.last).toMatchObject({ type: "BATTLE_RESTORED", end: null });
    expect(late.log).toEqual(spectator.log);
    await room.pass(2_000);
    expect(end(spectator)).toMatchObject({ winner: "p1" });
    expect(end(late)).toMatchObject({ winner: "p1" });
    expect(spectator.log.at(-1)).toBe("|win|Ann");
    const types = new Set(spectator.messages.map(({ type }) => type));
    expect([...types].sort()).toEqual([
      "BATTLE_END",
      "BATTLE_RESTORED",
      "BATTLE_START",
      "BATTLE_UPDATE",
      "SPECTATORS",
    ]);
    expect((await room.rejoin(null)).last).toMatchObject({ end: { winner: "p1" } });
  });

  test("who are kept behind miss nothing and are told nothing twice over a loss of memory", async () => {
    const battle = { ...createBattle(RANDOM), rules: { ...FRIENDLY_RULES, delay: 30 } };
    const { test: room, p1, p2 } = await seatedRoom(battle);
    const spectator = await room.rejoin(null);
    for (let round = 0; round < 6; round += 1) {
      await chooseFor(room, p1, "p1", "memory");
      await chooseFor(room, p2, "p2", "memory");
      await room.pass(round % 2 ? 35_000 : 2_000);
      if (round % 2) room.hibernate();
    }
    await say(room, p1, "FORFEIT");
    await room.pass(40_000);
    const whole = await room.rejoin(null);
    expect(spectator.log).toEqual(whole.log);
    expect(whole.log.at(-1)).toBe("|win|Ben");
  });
});
