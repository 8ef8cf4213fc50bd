import { describe, expect, test } from "vitest";
import { Seat } from "../../../functions/_shared/schema/ids.ts";
import { createBattle } from "../../harness/battles.ts";
import { chooseFor, seatedRoom } from "../../harness/rooms.ts";

describe("writes of a room", () => {
  test.each([0, 4_000])("at most one put is made for an accepted input, %i ms apart", async (pause) => {
    const { test: room, p1, p2 } = await seatedRoom(createBattle({ seed: "1,2,3,4" }));
    await room.pass(10_000);
    const sockets = { p1, p2 };
    const { battleId } = room.battle;
    for (let round = 0; round < 20 && p1.last?.type !== "BATTLE_END"; round += 1) {
      for (const seat of Seat.options) {
        const before = room.storage.puts;
        if (!(await chooseFor(room, sockets[seat], seat, "puts"))) continue;
        await room.pass(pause);
        expect(room.storage.puts - before).toBeLessThanOrEqual(1);
      }
      const before = room.storage.puts;
      await room.send(p1, { type: "CHAT", battleId, text: "hello" });
      await room.send(p1, { type: "TIMER", battleId, on: true });
      await room.pass(pause);
      expect(room.storage.puts - before).toBeLessThanOrEqual(2);
    }
  });
});
