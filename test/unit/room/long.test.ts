import { expect, test } from "vitest";
import { createBattle } from "../../harness/battles.ts";
import { seatedRoom, until } from "../../harness/rooms.ts";

/** Two Pokémon that cannot hurt each other, and never run out of ways to say so. */
const STALL = "pyukumuku|||unaware|recover,rest,soak,counter||252,,,,,|||||";

test("a battle of hundreds of turns is stored in small pieces, rebuilt, and reported whole", async () => {
  const team = STALL;
  const {
    test: room,
    p1,
    p2,
  } = await seatedRoom(createBattle({ format: "gen7ubers", seed: "1,2,3,4" }), { p1: team, p2: team });
  for (let round = 0; round < 320; round += 1) {
    if (p1.last?.type === "BATTLE_END") break;
    for (const socket of [p1, p2]) await room.move(socket, "default");
  }
  const lines = p1.log.length;
  expect(lines).toBeGreaterThan(300);
  room.restart();
  const again = await room.rejoin(p1.session);
  expect(again.log).toEqual(p1.log);
  if (again.last?.type === "BATTLE_RESTORED" && !again.last.end) {
    await room.send(again, { type: "FORFEIT", battleId: room.battle.battleId });
  }
  await until(() => room.posted.some(({ id }) => id.endsWith(".completed")), "the report");
});
