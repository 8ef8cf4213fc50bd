import { describe, expect, test } from "vitest";
import type { BattleInput } from "../../../functions/_shared/schema/inputs.ts";
import { type BattleRules, CLOCKS, FRIENDLY_RULES } from "../../../functions/_shared/schema/rules.ts";
import { createBattle } from "../../harness/battles.ts";
import { MemoryStorage, seatedRoom, TestRoom, type TestSocket } from "../../harness/rooms.ts";

const RANDOM = { format: "gen9randombattle", seed: "1,2,3,4" };

function battle(rules: Partial<BattleRules> = {}) {
  return { ...createBattle(RANDOM), rules: { ...FRIENDLY_RULES, clock: CLOCKS.none, ...rules } };
}

function told(socket: TestSocket): string[] {
  return socket.messages.flatMap((message) =>
    message.type === "OPPONENT_DISCONNECTED" || message.type === "OPPONENT_RECONNECTED"
      ? [`${message.type.slice("OPPONENT_".length)} ${message.seat}`]
      : [],
  );
}

function end(socket: TestSocket) {
  return socket.messages.find(({ type }) => type === "BATTLE_END");
}

describe("a player whose connection breaks", () => {
  test("has 60 seconds to return, of which everybody else is told, and loses then", async () => {
    const { test: room, p1, p2 } = await seatedRoom(battle());
    const spectator = await room.rejoin(null);
    await room.leave(p1);
    expect(p2.last).toEqual({ type: "OPPONENT_DISCONNECTED", seat: "p1", timeout: 60 });
    expect(told(spectator)).toEqual(["DISCONNECTED p1"]);
    await room.pass(20_000);
    expect((await room.rejoin(null)).last).toMatchObject({ away: { p1: 39, p2: null } });
    await room.pass(38_000);
    expect(end(p2)).toBeUndefined();
    await room.pass(2_000);
    expect(end(p2)).toEqual({ type: "BATTLE_END", winner: "p2", reason: "disconnect" });
    expect(p2.log.at(-3)).toContain("Ann lost due to inactivity");
  });

  test("loses nothing when they return in time, and has the whole time again when it breaks again", async () => {
    const { test: room, p1, p2 } = await seatedRoom(battle());
    await room.leave(p1);
    await room.pass(55_000);
    const again = await room.rejoin(p1.session);
    expect(told(p2)).toEqual(["DISCONNECTED p1", "RECONNECTED p1"]);
    expect(told(again)).toEqual([]);
    await room.pass(55_000);
    await room.leave(again);
    await room.pass(55_000);
    expect(end(p2)).toBeUndefined();
    await room.pass(6_000);
    expect(end(p2)).toMatchObject({ reason: "disconnect" });
  });

  test("is there while any of their tabs is, and a late close of an old one changes nothing", async () => {
    const { test: room, p1, p2 } = await seatedRoom(battle());
    const tab = await room.rejoin(p1.session);
    await room.leave(p1);
    await room.pass(70_000);
    expect(told(p2)).toEqual([]);
    await room.leave(tab);
    const again = await room.rejoin(p1.session);
    await room.leave(tab);
    await room.leave(p1);
    await room.pass(70_000);
    expect(told(p2)).toEqual(["DISCONNECTED p1", "RECONNECTED p1"]);
    expect(end(again)).toBeUndefined();
  });

  test("has left the seat too when the connection becomes a spectator's", async () => {
    const { test: room, p1, p2 } = await seatedRoom(battle());
    await room.send(p1, { type: "REJOIN", battleId: room.battle.battleId, since: 0 });
    expect(told(p2)).toEqual(["DISCONNECTED p1"]);
  });

  test("neither wins nor loses when the opponent is away too", async () => {
    const { test: room, p1, p2 } = await seatedRoom(battle());
    await room.leave(p1);
    await room.pass(30_000);
    await room.leave(p2);
    await room.pass(31_000);
    expect(await room.room.status()).toMatchObject({ status: "ended" });
    expect((await room.rejoin(p2.session)).last).toMatchObject({ end: { winner: null, reason: "void" } });
  });

  test("is judged by what was stored first when the opponent forfeits at that moment", async () => {
    const { test: room, p1, p2 } = await seatedRoom(battle());
    await room.leave(p1);
    room.now += 60_000;
    const forfeit = room.send(p2, { type: "FORFEIT", battleId: room.battle.battleId });
    const alarm = room.room.alarm();
    await Promise.all([forfeit, alarm]);
    expect(end(p2)).toEqual({ type: "BATTLE_END", winner: "p1", reason: "forfeit" });
    const inputs = await room.storage.list<{ kind: string }>({ prefix: "input:" });
    expect([...inputs.values()].filter(({ kind }) => kind === "loss")).toHaveLength(1);
  });

  test("cannot lose before the battle has begun, but has no more than 60 seconds from then", async () => {
    const room = new TestRoom(battle());
    await room.room.create(room.battle);
    const p1 = await room.join("p1");
    await room.leave(p1);
    await room.pass(600_000);
    const p2 = await room.join("p2");
    expect(told(p2)).toEqual(["DISCONNECTED p1"]);
    await room.pass(61_000);
    expect(end(p2)).toMatchObject({ winner: "p2", reason: "disconnect" });
  });
});

describe("a room that went out of memory", () => {
  test("keeps its connections, their seats and the time they have", async () => {
    const { test: room, p1, p2 } = await seatedRoom(battle({ clock: CLOCKS.standard }));
    await room.pass(40_000);
    room.hibernate();
    await room.move(p1, "move 1");
    expect(p1.messages.some(({ type }) => type === "ERROR")).toBe(false);
    await room.pass(20_000);
    expect(p2.request?.rqid).toBe(2);
    expect(p1.messages.filter(({ type }) => type === "TURN_WARNING")).toHaveLength(1);
    room.hibernate();
    await room.leave(p1);
    expect(told(p2)).toEqual(["DISCONNECTED p1"]);
  });

  test("takes a connection that closes meanwhile for gone, also the last one", async () => {
    const { test: room, p1, p2 } = await seatedRoom(battle());
    room.hibernate();
    await room.leave(p2);
    room.hibernate();
    await room.leave(p1);
    const back = await room.rejoin(p1.session);
    expect(back.last).toMatchObject({ away: { p1: null, p2: 59 } });
    await room.pass(62_000);
    expect(end(back)).toMatchObject({ winner: "p1", reason: "disconnect" });
  });

  test("with nobody there ends the battle by its alarm", async () => {
    const { test: room, p1, p2 } = await seatedRoom(battle());
    await room.leave(p1);
    await room.leave(p2);
    for (let minute = 0; minute < 2; minute += 1) {
      room.hibernate();
      await room.pass(60_000);
    }
    expect(await room.room.status()).toMatchObject({ status: "ended" });
  });
});

describe("a restart of the room", () => {
  test("starts no time to return, and gives the round's time back", async () => {
    const { test: room, p1, p2 } = await seatedRoom(battle({ clock: CLOCKS.vgc }));
    await room.pass(50_000);
    room.restart();
    room.now += 300_000;
    const back = await room.rejoin(p2.session, p2.log.length);
    expect(back.last).toMatchObject({
      away: { p1: null, p2: null },
      clocks: { p1: { turn: 55, bank: 420 }, p2: { turn: 55, bank: 420 } },
    });
    await room.pass(50_000);
    expect(back.request?.rqid).toBe(1);
    expect(told(back)).toEqual([]);
    await room.pass(6_000);
    expect(back.request?.rqid).toBe(2);
    const other = await room.rejoin(p1.session);
    await room.leave(other);
    expect(told(back)).toEqual(["DISCONNECTED p1"]);
  });

  test("arms the alarm again, never in the past", async () => {
    const { test: room } = await seatedRoom(battle({ clock: CLOCKS.standard }));
    await room.rest();
    room.restart();
    room.now += 3_600_000;
    await room.room.status();
    expect(room.storage.alarmAt).toBe(room.now + 60_000);
  });

  test("gives a player who was away the whole time to return again", async () => {
    const { test: room, p1, p2 } = await seatedRoom(battle());
    await room.leave(p1);
    await room.pass(50_000);
    room.restart();
    room.now += 100_000;
    const back = await room.rejoin(p2.session);
    await room.pass(58_000);
    expect(end(back)).toBeUndefined();
    await room.pass(3_000);
    expect(end(back)).toMatchObject({ winner: "p2", reason: "disconnect" });
  });

  test("after which nobody returns leaves the battle to its clocks", async () => {
    const { test: room } = await seatedRoom(battle({ clock: CLOCKS.standard }));
    room.restart();
    await room.room.status();
    for (let minute = 0; minute < 6; minute += 1) {
      await room.pass(60_000);
      room.hibernate();
    }
    expect(await room.room.status()).toMatchObject({ status: "ended" });
  });

  test("after which nobody returns makes nobody lose on time, though one had less patience left", async () => {
    const { test: room, p1, p2 } = await seatedRoom(battle({ clock: CLOCKS.standard }));
    await room.move(p1, "move 1");
    await room.pass(61_000);
    room.restart();
    await room.room.status();
    for (let minute = 0; minute < 5; minute += 1) {
      await room.pass(60_000);
      room.hibernate();
    }
    expect((await room.rejoin(p2.session)).last).toMatchObject({ end: { winner: null, reason: "void" } });
  });
});

describe("the time that the room was down", () => {
  test("does not count against two players who were both away", async () => {
    const { test: room, p1, p2 } = await seatedRoom(battle());
    await room.leave(p1);
    await room.leave(p2);
    await room.pass(5_000);
    room.restart();
    room.now += 300_000;
    const back = await room.rejoin(p1.session);
    expect(back.last).toMatchObject({ end: null });
    await room.pass(50_000);
    expect(end(back)).toBeUndefined();
    await room.pass(12_000);
    expect(end(back)).toMatchObject({ winner: "p1", reason: "disconnect" });
  });

  test("is known by an alarm that comes far too late, where alarms outlive the machine", async () => {
    const { test: room, p1, p2 } = await seatedRoom(battle());
    await room.leave(p1);
    await room.leave(p2);
    room.hibernate();
    room.now += 300_000;
    await room.room.alarm();
    expect(await room.room.status()).toMatchObject({ status: "live" });
    await room.pass(62_000);
    expect(await room.room.status()).toMatchObject({ status: "ended" });
  });

  test("leaves no battle without clocks to which nobody comes back", async () => {
    const { test: room } = await seatedRoom(battle());
    room.restart();
    await room.room.status();
    for (let minute = 0; minute < 65; minute += 1) {
      await room.pass(60_000);
      room.hibernate();
      await room.room.status();
    }
    expect(await room.room.status()).toMatchObject({ status: "ended" });
  });
});

test("a battle that is brought back to a room that has lost it has everybody's time anew, and nobody left", async () => {
  const { test: room, p1 } = await seatedRoom(battle({ clock: CLOCKS.standard }));
  await room.move(p1, "move 1");
  await room.rest();
  const stored = await room.storage.list<BattleInput>({ prefix: "input:" });
  room.storage = new MemoryStorage();
  room.restart();
  room.now += 600_000;
  expect(await room.room.create({ ...room.battle, resume: {} })).toBe("inputs-wanted");
  const resume = { inputs: [...stored.values()] };
  expect(await room.room.create({ ...room.battle, resume })).toBe("created");
  expect((await room.rejoin(p1.session)).last).toMatchObject({ code: "AUTH_FAILED" });
  const back = await room.join("p1");
  expect(back.last).toMatchObject({
    ...{ request: { rqid: 1 }, choice: "move 1", away: { p1: null, p2: null }, end: null },
    clocks: { p1: { turn: 58 }, p2: { turn: 58 } },
  });
  await room.pass(50_000);
  expect(back.request?.rqid).toBe(1);
  await room.pass(10_000);
  expect(back.request?.rqid).toBe(2);
});
