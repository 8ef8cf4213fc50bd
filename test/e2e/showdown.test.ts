import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseReplay } from "../../functions/_shared/battle/parse.ts";
import type { BattleEvent } from "../../functions/_shared/schema/events.ts";
import type { Expected } from "../../functions/_shared/schema/showdown.ts";
import { roomEnvironment } from "../harness/battles.ts";
import { type RoomServer, startRooms } from "../harness/partykit.ts";
import { type ShowdownServer, startShowdown } from "../harness/showdown.ts";
import { ShowdownUser } from "../harness/showdown-user.ts";
import {
  expectedMatch,
  SERVER_ID,
  WatchFunctions,
  watchOf,
  watcherStatus,
} from "../harness/watch-functions.ts";

/** Lets the main process store its battles when it is told to, as an administrator does before a restart. */
const SAVES = `process.on("SIGUSR2", () => {
  if (typeof Rooms === "undefined" || !Rooms.global) return;
  Rooms.global.lockdown = true;
  Rooms.global.saveBattles().then(() => require("node:fs").writeFileSync("saved", "yes"));
});`;
const RANDOM = "gen9randombattle";
/** Time is over after the first tick of Showdown's clock, which is five seconds. */
const HASTY = `${RANDOM}@@@Timer Starting = 5,Timer Grace = 0,Timer Add Per Turn = 0,Timer Max Per Turn = 5,Timer Max First Turn = 5`;

let showdown: ShowdownServer;
let rooms: RoomServer;
let functions: WatchFunctions;
let players = 0;

beforeAll(async () => {
  [showdown, functions] = await Promise.all([startShowdown({}, SAVES), WatchFunctions.start()]);
  rooms = await startRooms(roomEnvironment(functions.url));
  functions.server = {
    ...{ id: SERVER_ID, socketUrl: showdown.socket, loginUrl: null, replayUrl: null, account: "Watcher" },
  } as WatchFunctions["server"];
});

afterAll(async () => {
  await rooms?.remove();
  await showdown?.stop();
  await functions?.close();
});

/** Two players of their own, whose names nobody bore before. */
async function pair(): Promise<{ home: ShowdownUser; away: ShowdownUser }> {
  players += 1;
  const [home, away] = await Promise.all(
    ["Ann", "Ben"].map((name) => ShowdownUser.connect(showdown, `${name}${players}`)),
  );
  if (!home || !away) throw new Error("Nobody came");
  return { home, away };
}

/** Has the watcher look for a match between the two. */
async function expectMatch(
  { home, away }: { home: ShowdownUser; away: ShowdownUser },
  values: Partial<Record<keyof Expected, unknown>> = {},
): Promise<Expected> {
  const match = expectedMatch({
    ...{ home: [home.name.toLowerCase()], away: [away.name.toLowerCase()] },
    ...values,
  });
  functions.expected.push(match);
  await functions.reconcile(rooms.url);
  return match;
}

/** What is to be true of every log that was reported: it reads as a replay, and says what the event claims. */
function check(event: Extract<BattleEvent, { kind: "battle.completed" }>) {
  expect(event.input_log).toEqual([]);
  expect(event.sim_version).toBe("showdown");
  expect(event.log).not.toMatch(/^\|(c|c:|j|l|n|raw|html|uhtml|request)\|/im);
  const read = parseReplay(event.log, { endType: event.end_type, winner: event.winner, turns: event.turns });
  if (!read.ok) throw new Error(read.error.message);
  return read.summary;
}

test("a battle of a match is found by its players' names, and its result is reported with its log", async () => {
  const both = await pair();
  const match = await expectMatch(both);
  const room = await both.home.challenge(both.away, RANDOM);
  await both.home.playOut(both.away, room);
  const event = await functions.completed(functions.battleOf(match) ?? (() => undefined)).catch(async (error) => {
    throw new Error(`${error} ${JSON.stringify(await watcherStatus(rooms.url))}`);
  });
  const summary = check(event);
  expect(event.end_type).toBe("win");
  const winner = both.home.battle(room).log.find((line) => line.startsWith("|win|"))?.slice(5);
  expect(event.winner && summary.players[event.winner].name).toBe(winner);
  const started = functions.events.find(
    ({ kind, battle_id }) => kind === "battle.started" && battle_id === event.battle_id,
  );
  expect(started).toMatchObject({ players: { p1: both.home.name, p2: both.away.name }, sim_version: "showdown" });
});
