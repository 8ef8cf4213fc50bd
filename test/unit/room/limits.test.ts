import { Battle } from "@pkmn/sim";
import { describe, expect, test, vi } from "vitest";
import { createBattle, seatTicket } from "../../harness/battles.ts";
import { chooseFor, seatedRoom, TestRoom, type TestSocket } from "../../harness/rooms.ts";

const RANDOM = { format: "gen9randombattle", seed: "1,2,3,4" };

function errors(socket: TestSocket): string[] {
  return socket.messages.flatMap((message) => (message.type === "ERROR" ? [message.code] : []));
}

async function flood(room: TestRoom, socket: TestSocket, count: number, message: unknown): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    await room.room.receive(socket, JSON.stringify(message));
  }
}

describe("a connection", () => {
  test("may send ten messages at once and five a second, and is told of the rest", async () => {
    const { test: room, p1, p2 } = await seatedRoom(createBattle(RANDOM));
    room.now += 10_000;
    await flood(room, p1, 12, { type: "PING" });
    expect(p1.messages.filter(({ type }) => type === "PONG")).toHaveLength(10);
    expect(errors(p1)).toEqual(["RATE_LIMITED", "RATE_LIMITED"]);
    room.now += 1_000;
    await flood(room, p1, 6, { type: "PING" });
    expect(p1.messages.filter(({ type }) => type === "PONG")).toHaveLength(15);
    await flood(room, p2, 1, { type: "PING" });
    expect(p2.last).toEqual({ type: "PONG" });
  });

  test("that does not stop is closed, and not listened to any longer", async () => {
    const { test: room, p1 } = await seatedRoom(createBattle(RANDOM));
    await flood(room, p1, 60, { type: "CHAT", battleId: room.battle.battleId, text: "spam" });
    expect(p1.closed).toBe(4429);
    const heard = p1.frames.length;
    room.now += 60_000;
    await flood(room, p1, 5, { type: "PING" });
    expect(p1.frames).toHaveLength(heard);
  });

  test("that answers requests as fast as they come is not slowed down", async () => {
    const { test: room, p1, p2 } = await seatedRoom(createBattle(RANDOM));
    const at = room.now;
    for (let round = 0; round < 20; round += 1) {
      for (const [seat, socket] of [["p1", p1] as const, ["p2", p2] as const]) {
        room.now = at;
        await chooseFor(room, socket, seat, "fast");
      }
    }
    expect([...errors(p1), ...errors(p2)]).not.toContain("RATE_LIMITED");
    expect(p1.request?.rqid ?? 100).toBeGreaterThan(15);
  });

  test("is asked nothing before it may ask whether it is alive", async () => {
    const room = new TestRoom(createBattle(RANDOM));
    const socket = room.socket();
    await room.send(socket, { type: "PING" });
    expect(socket.last).toEqual({ type: "PONG" });
  });

  test("that does not say within five seconds whose it is, is closed", async () => {
    const { test: room, p1 } = await seatedRoom(createBattle(RANDOM));
    const stranger = room.socket();
    await room.send(stranger, { type: "PING" });
    await room.pass(6_000);
    expect(stranger.closed).toBe(4401);
    expect(p1.closed).toBeNull();
  });

  test("whose player has shown a ticket, but no legal team yet, is given the time to find one", async () => {
    const room = new TestRoom(createBattle({ format: "gen9ou" }));
    await room.room.create(room.battle);
    const socket = await room.join("p1");
    expect(errors(socket)).toEqual(["INVALID_TEAM"]);
    await room.pass(60_000);
    expect(socket.closed).toBeNull();
  });

  test("is never known by what the client says of it: two of one user are two", async () => {
    const { test: room, p1 } = await seatedRoom(createBattle(RANDOM));
    const tab = await room.rejoin(p1.session);
    await room.leave(tab);
    await room.send(p1, { type: "PING" });
    expect(p1.last).toEqual({ type: "PONG" });
  });
});

describe("a seat", () => {
  test("is not left to its user's other seat, nor to an expired or used ticket", async () => {
    const battle = { ...createBattle(RANDOM), seats: { p1: null, p2: null } };
    const room = new TestRoom(battle);
    await room.room.create(battle);
    const ticket = await seatTicket(battle.battleId, "p1", { now: room.now });
    await room.join("p1", { ticket });
    const other = await seatTicket(battle.battleId, "p2", {
      now: room.now,
      user: "11111111-1111-4111-8111-111111111111",
    });
    expect(errors(await room.join("p2", { ticket: other }))).toEqual(["AUTH_FAILED"]);
    expect(errors(await room.join("p1", { ticket }))).toEqual(["AUTH_FAILED"]);
  });

  test("outlives the ticket it was taken with", async () => {
    const { test: room, p1 } = await seatedRoom(createBattle(RANDOM));
    room.now += 3_600_000;
    expect((await room.rejoin(p1.session)).last).toMatchObject({
      type: "BATTLE_RESTORED",
      request: { rqid: 1 },
    });
  });
});

describe("what cannot be stored", () => {
  test("is refused to the one who asked, told to nobody, and can be said again", async () => {
    const { test: room, p1, p2 } = await seatedRoom(createBattle(RANDOM));
    await room.move(p1, "move 1");
    await room.rest();
    const heard = p1.frames.length;
    const put = room.storage.put.bind(room.storage);
    room.storage.put = async () => {
      throw new Error("the disk is full");
    };
    await room.move(p2, "move 1");
    await room.rest();
    expect(p2.last).toMatchObject({ code: "STORE_UNAVAILABLE", recoverable: true });
    expect(p1.frames).toHaveLength(heard);
    room.storage.put = put;
    await room.move(p2, "move 1");
    expect(p1.request?.rqid).toBe(2);
  });

  test("is refused also when it was held for another write", async () => {
    const { test: room, p1 } = await seatedRoom(createBattle(RANDOM));
    room.holds = true;
    await room.move(p1, "move 1");
    const put = room.storage.put.bind(room.storage);
    room.storage.put = async () => {
      throw new Error("the disk is full");
    };
    room.elapse();
    await room.rest();
    expect(p1.last).toMatchObject({ code: "STORE_UNAVAILABLE" });
    room.storage.put = put;
    room.holds = false;
    await room.move(p1, "move 2");
    await room.rest();
    expect(p1.last).toMatchObject({ type: "CHOICE", choice: "move 2" });
  });
});

test("a battle at which the simulator fails ends for nobody, and is that after a restart", async () => {
  const { test: room, p1, p2 } = await seatedRoom(createBattle(RANDOM));
  await room.move(p1, "move 1");
  const fault = vi.spyOn(Battle.prototype, "runAction").mockImplementation(() => {
    throw new Error("a fault of the simulator");
  });
  await room.move(p2, "move 1");
  fault.mockRestore();
  expect(p2.last).toEqual({ type: "BATTLE_END", winner: null, reason: "void" });
  const log = p1.log;
  room.restart();
  const again = await room.rejoin(p1.session);
  expect(again.last).toMatchObject({ end: { winner: null, reason: "void" } });
  expect(again.log).toEqual(log);
});
