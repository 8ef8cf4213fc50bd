import { afterAll, beforeAll, expect, test } from "vitest";
import type { Seat } from "../../functions/_shared/schema/ids.ts";
import { type Bot, playBot } from "../../supabase/local/demo/bot.ts";
import {
  createBattle,
  type EventServer,
  postBattle,
  roomEnvironment,
  roomSocket,
  seatTicket,
  startEvents,
} from "../harness/battles.ts";
import { type RoomServer, startRooms } from "../harness/partykit.ts";

let rooms: RoomServer;
let events: EventServer;

beforeAll(async () => {
  events = await startEvents();
  rooms = await startRooms(roomEnvironment(events.url));
});

afterAll(async () => {
  await rooms?.remove();
  await events?.close();
});

function bots(
  battleId: ReturnType<typeof createBattle>["battleId"],
  seed: string,
  onChoice?: (rqid: number) => void,
) {
  const bot = (seat: Seat): Bot =>
    playBot({
      url: roomSocket(rooms.url, battleId),
      battleId,
      ticket: () => seatTicket(battleId, seat),
      seed,
      ...(onChoice && seat === "p1" ? { onChoice } : {}),
    });
  return [bot("p1"), bot("p2")] as const;
}

test("two clients play a random battle to its end, and Supabase hears of it once", async () => {
  const command = createBattle({ seed: "1,2,3,4" });
  expect(await postBattle(rooms.url, command)).toBe(201);
  expect(await postBattle(rooms.url, command)).toBe(200);
  expect(await postBattle(rooms.url, { ...command, seed: "4,3,2,1" })).toBe(409);

  const [one, two] = bots(command.battleId, "quiet");
  const [first, second] = await Promise.all([one.result, two.result]);

  expect(first.winner).toBe(second.winner);
  expect(first.reason).toBe(second.reason);
  await events.complete(command.battleId);
  const told = events.events.filter((event) => event.battle_id === command.battleId);
  expect(told.map(({ id }) => id)).toEqual([`${command.battleId}.started`, `${command.battleId}.completed`]);
  expect(told[1]).toMatchObject({ kind: "battle.completed", winner: first.winner, end_type: first.reason });
});

test("a battle goes on after kill -9 of the room server, to the end it would have had", async () => {
  const undisturbed = createBattle({ seed: "9,8,7,6" });
  expect(await postBattle(rooms.url, undisturbed)).toBe(201);
  const [calm] = bots(undisturbed.battleId, "stormy");
  const [, calmToo] = [calm, bots(undisturbed.battleId, "stormy")[1]];
  const expected = await calm.result;
  await calmToo.result;

  const command = createBattle({ seed: "9,8,7,6" });
  expect(await postBattle(rooms.url, command)).toBe(201);
  let killed: Promise<void> | null = null;
  const restart = async () => {
    await rooms.kill();
    await rooms.start();
  };
  const [one, two] = bots(command.battleId, "stormy", (rqid) => {
    if (rqid >= 6) killed ??= restart();
  });
  const [first, second] = await Promise.all([one.result, two.result]);

  expect(killed).not.toBeNull();
  await killed;
  expect(first.connections).toBeGreaterThan(1);
  expect(second.winner).toBe(first.winner);
  const text = (log: string[]) => log.filter((line) => !line.startsWith("|t:|"));
  expect(text(first.log)).toEqual(text(expected.log));
  await events.complete(command.battleId);
  const told = events.events.filter((event) => event.battle_id === command.battleId);
  expect(new Set(told.map(({ id }) => id)).size).toBe(2);
  expect(told.at(-1)).toMatchObject({ kind: "battle.completed", winner: first.winner });
});

test("the page's configuration is public and holds no secret", async () => {
  const answer = await fetch(`${rooms.url}/config.json`);
  expect(await answer.json()).toEqual({ supabaseUrl: events.url, publishableKey: "sb_publishable_test" });
});
