import { expect, test } from "vitest";
import { BattleEvent } from "../../../functions/_shared/schema/events.ts";
import { createBattle } from "../../harness/battles.ts";
import { seatedRoom, until } from "../../harness/rooms.ts";

/** Two Pokémon that take turns, and so never run out of anything. */
const RELAY = "pyukumuku|||unaware|recover||252,,,,,|||||]toxapex|||regenerator|recover||252,,,,,|||||";

test("a battle of a thousand turns ends in a tie, stored in small pieces, rebuilt, and reported whole", async () => {
  const {
    test: room,
    p1,
    p2,
  } = await seatedRoom(createBattle({ format: "gen7anythinggoes", seed: "1,2,3,4" }), {
    p1: RELAY,
    p2: RELAY,
  });
  for (let round = 1; round <= 1_001; round += 1) {
    const choice = round === 1 ? "team 1" : "switch 2";
    for (const socket of [p1, p2]) await room.move(socket, choice, round);
  }
  const end = { winner: null, reason: "tie" };
  expect(p1.last).toEqual({ type: "BATTLE_END", ...end });
  const log = p1.log;
  expect(log.at(-1)).toBe("|tie");
  expect(log.some((line) => line.includes("turn limit"))).toBe(true);
  await until(() => room.posted.some(({ id }) => id.endsWith(".completed")), "the report");

  room.restart();
  const again = await room.rejoin(p1.session);
  expect(again.log).toEqual(log);
  expect(again.last).toMatchObject({ type: "BATTLE_RESTORED", end, request: null });
  expect(again.frames.every((frame) => frame.length < 1024 * 1024)).toBe(true);
  const body = room.posted.at(-1)?.body ?? "";
  expect(body.length).toBeLessThan(1024 * 1024);
  const event = BattleEvent.parse(JSON.parse(body));
  expect(event).toMatchObject({ kind: "battle.completed", winner: null, end_type: "tie", turns: 1_000 });
});
