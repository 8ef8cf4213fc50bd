import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import type { Seat } from "../../functions/_shared/schema/ids.ts";
import { type BattleRules, FRIENDLY_RULES } from "../../functions/_shared/schema/rules.ts";
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
import { Player } from "../harness/player.ts";

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

const TEAM = "Pikachu||lightball|static|thunderbolt,surf,fakeout,voltswitch|Timid|,,,252,4,252|||||";

async function restart(): Promise<void> {
  await rooms.kill();
  await rooms.start();
}

/** Opens a battle and seats two clients that do as they are told. */
async function seated(values: { format?: string; seed?: string }, rules: Partial<BattleRules> = {}) {
  const command = { ...createBattle(values), rules: { ...FRIENDLY_RULES, ...rules } };
  expect(await postBattle(rooms.url, command)).toBe(201);
  const { battleId } = command;
  const url = roomSocket(rooms.url, battleId);
  const join = async (seat: Seat) => {
    const player = await Player.connect(url, battleId);
    const team = values.format === "gen9ou" ? { team: TEAM } : {};
    player.say("JOIN", { ticket: await seatTicket(battleId, seat), ...team });
    const { session } = await player.hear("SEATED");
    return { player, session };
  };
  const p1 = await join("p1");
  const p2 = await join("p2");
  const back = async (session: string) => {
    const player = await Player.connect(url, battleId);
    player.say("REJOIN", { session, since: 0 });
    return player;
  };
  return { battleId, url, p1, p2, back };
}

test.each([
  ["the team preview", { format: "gen9ou", seed: "1,2,3,4" }, "team 1"],
  ["a turn", { format: "gen9randombattle", seed: "1,2,3,4" }, "move 1"],
])("an acknowledged choice in %s outlives kill -9", async (_, values, choice) => {
  const { p1, p2, back } = await seated(values);
  await p1.player.hear("BATTLE_UPDATE");
  p1.player.say("MOVE", { rqid: 1, choice });
  expect(await p1.player.hear("CHOICE")).toEqual({ type: "CHOICE", rqid: 1, choice });
  await restart();
  expect([await p1.player.closed(), await p2.player.closed()]).toHaveLength(2);

  const one = await back(p1.session);
  const two = await back(p2.session);
  expect(await one.hear("BATTLE_RESTORED")).toMatchObject({
    ...{ choice, request: { rqid: 1 }, away: { p1: null, p2: null }, end: null },
  });
  two.say("MOVE", { rqid: 1, choice });
  const update = await one.hear("BATTLE_UPDATE");
  expect(update.request).toMatchObject({ rqid: 2 });
  one.leave();
  two.leave();
});

test("after kill -9 the clocks run anew, and choose when they are over", async () => {
  const clock = { turn: 2, preview: 2, warning: 1, bank: null, patience: 100 };
  const { p1, p2, back } = await seated({ seed: "1,2,3,4" }, { clock });
  await restart();
  await p2.player.closed();
  const one = await back(p1.session);
  expect(await one.hear("BATTLE_RESTORED")).toMatchObject({ clocks: { p1: { turn: 2 }, p2: { turn: 2 } } });
  expect(await one.hear("TURN_WARNING")).toEqual({ type: "TURN_WARNING", secondsRemaining: 1 });
  expect(await one.hear("BATTLE_UPDATE")).toMatchObject({ autoMove: ["p1", "p2"], request: { rqid: 2 } });
  one.leave();
});

test("a room that has been out of memory goes on with the connections it had", async () => {
  // Longer than the runtime keeps a room in memory that has nothing to do.
  const clock = { turn: 14, preview: 14, warning: 1, bank: null, patience: 100 };
  const { p1, p2 } = await seated({ seed: "1,2,3,4" }, { clock });
  await p2.player.hear("BATTLE_UPDATE", ({ autoMove }) => autoMove?.length === 2);
  p1.player.say("CHAT", { text: "still here" });
  const chat = await p2.player.hear("BATTLE_UPDATE", ({ log }) => log.some((line) => line.startsWith("|c|")));
  expect(chat.log).toEqual(["|c|☆Ann|still here"]);
  p1.player.leave();
  expect(await p2.player.hear("OPPONENT_DISCONNECTED")).toMatchObject({ seat: "p1", timeout: 60 });
  expect(p2.player.messages.filter(({ type }) => type === "OPPONENT_DISCONNECTED")).toHaveLength(1);
  p2.player.leave();
});

test("the end that was told outlives kill -9, and is reported once the room is woken", async () => {
  const { battleId, p1, p2, back } = await seated({ seed: "1,2,3,4" });
  p1.player.say("FORFEIT");
  const told = await p2.player.hear("BATTLE_END");
  await restart();
  const again = await back(p2.session);
  expect(await again.hear("BATTLE_RESTORED")).toMatchObject({
    end: { winner: told.winner, reason: "forfeit" },
  });
  await events.complete(battleId);
  const completed = events.events.filter(({ id }) => id === `${battleId}.completed`);
  expect(completed.length).toBeGreaterThan(0);
  expect(new Set(completed.map((event) => JSON.stringify(event))).size).toBe(1);
  again.leave();
});

test("a practice battle is played against the room's own bot", async () => {
  const command = { ...createBattle({ seed: "5,6,7,8" }), bot: "hard" as const };
  command.seats = { ...command.seats, p2: null };
  expect(await postBattle(rooms.url, command)).toBe(201);
  const { battleId } = command;
  const { result } = playBot({
    url: roomSocket(rooms.url, battleId),
    battleId,
    ticket: () => seatTicket(battleId, "p1"),
    seed: "practice",
  });
  expect((await result).log.at(-1)).toMatch(/^\|(win|tie)/);
});

test("a page of another origin opens no connection, and a stranger keeps none", async () => {
  const { battleId, url, p1, p2 } = await seated({ seed: "1,2,3,4" });
  const foreign = new WebSocket(url, { headers: { origin: "https://elsewhere.example" } });
  const [, answer] = await once(foreign, "unexpected-response");
  expect(answer.statusCode).toBe(403);
  const stranger = await Player.connect(url, battleId);
  stranger.say("CHAT", { text: "hi" });
  expect(await stranger.closed()).toBe(4401);
  p1.player.leave();
  p2.player.leave();
});

test("who closes a connection is answered, and need not wait for it to time out", async () => {
  const { battleId } = createBattle({});
  const socket = new WebSocket(roomSocket(rooms.url, battleId));
  await once(socket, "open");
  socket.close(1000);
  const [code] = await once(socket, "close");
  expect(code).toBe(1000);
});

test("the page's configuration is public and holds no secret", async () => {
  const answer = await fetch(`${rooms.url}/config.json`);
  expect(await answer.json()).toEqual({ supabaseUrl: events.url, publishableKey: "sb_publishable_test" });
});
