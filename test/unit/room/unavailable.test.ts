import { expect, test } from "vitest";
import { createBattle } from "../../harness/battles.ts";
import { seatedRoom } from "../../harness/rooms.ts";

const PAIR = "pikachu|||static|thunderbolt||252,,,,,|||||]squirtle|||torrent|surf||252,,,,,|||||";
/** Its Shadow Tag keeps the other side from switching, which only the attempt brings to light. */
const TRAPPER = "wobbuffet|||shadowtag|counter||252,,,,,|||||";

test("a switch that hidden trapping forbids brings the updated request first, then the refusal, to that seat alone", async () => {
  const battle = createBattle({ format: "gen7anythinggoes", seed: "1,2,3,4" });
  const { test: room, p1, p2 } = await seatedRoom(battle, { p1: PAIR, p2: TRAPPER });
  for (const socket of [p1, p2]) await room.move(socket, "default");
  const [asked] = activeOf(p1.request);
  expect(asked).toMatchObject({ maybeTrapped: true });
  expect(asked).not.toHaveProperty("trapped");
  const heard = { p1: p1.messages.length, p2: p2.messages.length };
  const lines = p1.log.length;
  const inputs = () => room.storage.keys().filter((key) => key.startsWith("input:"));
  const stored = inputs();

  await room.move(p1, "switch 2");
  const news = p1.messages.slice(heard.p1);
  expect(news).toMatchObject([
    { type: "BATTLE_UPDATE", log: [], seq: lines, request: { rqid: 2, active: [{ trapped: true }] } },
    { type: "ERROR", code: "INVALID_MOVE", recoverable: true },
  ]);
  expect(news[1]).toMatchObject({ message: expect.stringContaining("[Unavailable choice]") });
  expect(p2.messages).toHaveLength(heard.p2);
  expect(inputs()).toEqual(stored);

  await room.move(p1, "move 1");
  await room.move(p2, "move 1");
  expect(p1.request?.rqid).toBe(3);
  room.restart();
  expect((await room.rejoin(p1.session)).log).toEqual(p1.log);
});

function activeOf(request: object | null): unknown[] {
  return request && "active" in request && Array.isArray(request.active) ? request.active : [];
}
