import { expect, test } from "vitest";
import { createBattle } from "../../harness/battles.ts";
import { seatedRoom } from "../../harness/rooms.ts";

const RANDOM = { format: "gen9randombattle", seed: "1,2,3,4" };

async function holdingRoom() {
  const seated = await seatedRoom(createBattle(RANDOM));
  seated.test.holds = true;
  const inputs = () => seated.test.storage.keys().filter((key) => key.startsWith("input:")).length;
  return { ...seated, room: seated.test, inputs };
}

test("both sides' choices share one write, which is there before anyone hears of the turn", async () => {
  const { room, p1, p2, inputs } = await holdingRoom();
  const writes = room.storage.puts;
  await room.move(p1, "move 1");
  expect(inputs()).toBe(1);
  await room.move(p2, "move 1");
  expect(room.storage.puts).toBe(writes + 1);
  expect(inputs()).toBe(3);
  expect(p1.request?.rqid).toBe(2);
});

test("a choice that waits alone is written within moments", async () => {
  const { room, p1, p2, inputs } = await holdingRoom();
  await room.move(p1, "move 1");
  room.elapse();
  expect(inputs()).toBe(2);
  room.restart();
  expect((await room.rejoin(p1.session)).last).toMatchObject({ choice: "move 1", request: { rqid: 1 } });
  const again = await room.rejoin(p2.session);
  await room.move(again, "move 1");
  room.restart();
  expect((await room.rejoin(p2.session)).request?.rqid).toBe(2);
});

test("nobody is told of a choice that is not written: not its player who comes back, nor one who chooses twice", async () => {
  const { room, p1, inputs } = await holdingRoom();
  await room.move(p1, "move 1");
  room.storage.crashAt = room.storage.puts + 1;
  const again = await room.rejoin(p1.session);
  expect(again.frames).toEqual([]);
  await room.move(p1, "move 2");
  expect(p1.messages.filter(({ type }) => type === "ERROR")).toEqual([]);
  expect(inputs()).toBe(1);

  room.restart();
  const back = await room.rejoin(p1.session);
  expect(back.last).toMatchObject({ choice: null, request: { rqid: 1 } });
  await room.move(back, "move 2");
  expect((await room.rejoin(p1.session)).last).toMatchObject({ choice: "move 2" });
  expect(inputs()).toBe(2);
});

test("a message that the room fails at does not take a choice along that was made before it", async () => {
  const { room, p1, p2, inputs } = await holdingRoom();
  await room.move(p1, "move 1");
  const { now } = room;
  // A clock that fails stands for any fault on the way of the other side's choice.
  Object.defineProperty(room, "now", {
    configurable: true,
    get: () => {
      throw new Error("the clock stopped");
    },
    set: () => undefined,
  });
  await room.room.receive(
    p2,
    JSON.stringify({ type: "MOVE", battleId: room.battle.battleId, rqid: 1, choice: "move 1" }),
  );
  Object.defineProperty(room, "now", { configurable: true, writable: true, value: now });
  expect(p2.closed).toBe(1011);
  expect(inputs()).toBe(2);
  await room.move(await room.rejoin(p2.session), "move 1");
  expect(p1.request?.rqid).toBe(2);
});
