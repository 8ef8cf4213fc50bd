import { afterAll, beforeAll, expect, test } from "vitest";
import { parseReplay } from "../../functions/_shared/battle/parse.ts";
import type { BattleEvent } from "../../functions/_shared/schema/events.ts";
import type { Expected } from "../../functions/_shared/schema/showdown.ts";
import { roomEnvironment } from "../harness/battles.ts";
import { type RoomServer, startRooms } from "../harness/partykit.ts";
import type { ShowdownServer } from "../harness/showdown.ts";
import { restart, startSavingShowdown } from "../harness/showdown-restart.ts";
import { ShowdownUser } from "../harness/showdown-user.ts";
import {
  expectedMatch,
  SERVER_ID,
  WatchFunctions,
  watcherStatus,
  watchOf,
} from "../harness/watch-functions.ts";

const RANDOM = "gen9randombattle";
/** The shortest clock that Showdown takes: ten seconds for the whole battle. */
const HASTY = `${RANDOM}@@@Timer Starting = 10,Timer Grace = 1,Timer Add Per Turn = 0`;

let showdown: ShowdownServer;
let rooms: RoomServer;
let functions: WatchFunctions;
let players = 0;

beforeAll(async () => {
  [showdown, functions] = await Promise.all([startSavingShowdown(), WatchFunctions.start()]);
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
  const event = await functions.completed(functions.battleOf(match));
  const summary = check(event);
  expect(event.end_type).toBe("win");
  const winner = both.home
    .battle(room)
    .log.find((line) => line.startsWith("|win|"))
    ?.slice(5);
  expect(event.winner && summary.players[event.winner].name).toBe(winner);
  const started = functions.events.find(
    ({ kind, battle_id }) => kind === "battle.started" && battle_id === event.battle_id,
  );
  expect(started).toMatchObject({
    players: { p1: both.home.name, p2: both.away.name },
    sim_version: "showdown",
  });
});

test("battles of other formats and game types are read alike", async () => {
  for (const format of ["gen1randombattle", "gen9randomdoublesbattle"]) {
    const both = await pair();
    const match = await expectMatch(both, { format });
    const room = await both.home.challenge(both.away, format);
    await both.home.playOut(both.away, room);
    const summary = check(await functions.completed(functions.battleOf(match)));
    expect(summary.format).toBe(format);
  }
});

test("a battle that is known by its room is watched without names", async () => {
  const both = await pair();
  const room = await both.home.challenge(both.away, RANDOM);
  const watch = watchOf(room);
  functions.watches.push(watch);
  await functions.reconcile(rooms.url);
  await functions.event(() => watch.battleId, "battle.started");
  both.away.say("/forfeit", room);
  const event = await functions.completed(() => watch.battleId);
  expect(event).toMatchObject({ end_type: "forfeit", winner: "p1", correlation_id: watch.correlationId });
  check(event);
});

test("a tie is a tie", async () => {
  const both = await pair();
  both.home.say("/utm Snorlax|||thickfat|explosion|||||||");
  both.away.say("/utm Snorlax|||thickfat|splash|||||||");
  const format = "gen4customgame";
  const match = await expectMatch(both, { format });
  const room = await both.home.challenge(both.away, format);
  await both.home.playOut(both.away, room);
  const event = await functions.completed(functions.battleOf(match));
  expect(event).toMatchObject({ end_type: "tie", winner: null });
  check(event);
});

test("who lets the clock run out has lost by it", async () => {
  const both = await pair();
  const match = await expectMatch(both);
  const room = await both.home.challenge(both.away, HASTY);
  both.home.say("/timer on", room);
  both.home.choose(room, "default");
  const event = await functions.completed(functions.battleOf(match), 60_000);
  expect(event).toMatchObject({ end_type: "timeout", winner: "p1" });
  check(event);
});

test("a player who takes another name in mid-battle is the same player", async () => {
  const both = await pair();
  const match = await expectMatch(both);
  const room = await both.home.challenge(both.away, RANDOM);
  await functions.event(functions.battleOf(match), "battle.started");
  both.home.say(`/trn ${both.home.name}x,0,`);
  await both.away.until(
    () => both.away.battle(room).log.some((line) => line.startsWith(`|player|p1|${both.home.name}x|`)),
    "the new name",
  );
  both.away.say("/forfeit", room);
  const event = await functions.completed(functions.battleOf(match));
  expect(event).toMatchObject({ end_type: "forfeit", winner: "p1" });
  expect(event.log).toContain(`|win|${both.home.name}x`);
  check(event);
});

test("a battle that its players hide in mid-battle is followed to its hidden room", async () => {
  const both = await pair();
  const match = await expectMatch(both);
  const room = await both.home.challenge(both.away, RANDOM);
  await functions.event(functions.battleOf(match), "battle.started");
  both.home.say("/hiddenroom", room);
  const hidden = () =>
    [...both.home.battles.keys()].find((id) => id.startsWith(`${room}-`) && id.endsWith("pw"));
  await both.home.until(() => hidden() !== undefined, "the room's new id");
  await both.away.until(() => both.away.battles.has(hidden() ?? ""), "the room's new id");
  await both.home.playOut(both.away, hidden() ?? "");
  const event = await functions.completed(functions.battleOf(match));
  expect(event.end_type).toBe("win");
  check(event);
});

test("a hidden room is entered by its whole id, with the password", async () => {
  const both = await pair();
  const room = await both.home.challenge(both.away, RANDOM);
  both.home.say("/hiddenroom", room);
  const hidden = () => [...both.home.battles.keys()].find((id) => id.startsWith(`${room}-`));
  await both.home.until(() => hidden() !== undefined, "the room's new id");
  await both.away.until(() => both.away.battles.has(hidden() ?? ""), "the room's new id");
  const watch = watchOf(hidden() ?? "");
  functions.watches.push(watch);
  await functions.reconcile(rooms.url);
  await functions.event(() => watch.battleId, "battle.started");
  both.away.say("/forfeit", hidden());
  expect(await functions.completed(() => watch.battleId)).toMatchObject({
    end_type: "forfeit",
    winner: "p1",
  });
});

test("each game of a best-of-three room is a battle of its own, with its number", async () => {
  const both = await pair();
  const match = await expectMatch(both, { bestOf: 3 });
  const first = await both.home.challenge(both.away, `${RANDOM}@@@Best of = 3`);
  await functions.until(() => functions.adopted.has(first), "the first game");
  const series = functions.said.find((message) => message.type === "BATTLE_FOUND" && message.room === first);
  const parent = series?.type === "BATTLE_FOUND" ? (series.series ?? "") : "";
  expect(parent).toMatch(/^game-bestof3-/);
  // As the database does: the series' own room is watched between the games.
  const between = watchOf(parent, { matchId: match.matchId, format: RANDOM });
  functions.watches.push(between);
  await functions.reconcile(rooms.url);
  both.away.say("/forfeit", first);
  expect(await functions.completed(() => functions.adopted.get(first)?.battleId)).toMatchObject({
    end_type: "forfeit",
    winner: "p1",
  });
  await both.home.until(() => both.home.battle(first).ended, "the end of the first game");
  for (const user of [both.home, both.away]) user.say("/confirmready", parent);
  const next = () => [...both.home.battles.keys()].find((id) => id !== first);
  await both.home.until(() => next() !== undefined, "the second game");
  const second = next() ?? "";
  await functions.until(() => functions.adopted.has(second), "the second game");
  both.away.say("/forfeit", second);
  await functions.completed(() => functions.adopted.get(second)?.battleId);
  const games = functions.said.filter(
    (message) => message.type === "BATTLE_FOUND" && message.matchId === match.matchId,
  );
  expect(
    games.map((message) => message.type === "BATTLE_FOUND" && [message.room, message.game, message.series]),
  ).toEqual(
    expect.arrayContaining([
      [first, 1, parent],
      [second, 2, parent],
    ]),
  );
  functions.expected = functions.expected.filter((expected) => expected !== match);
  functions.watches = functions.watches.filter((watch) => watch !== between);
});

test("a Showdown server that restarts in mid-battle costs nothing", async () => {
  const both = await pair();
  const match = await expectMatch(both);
  const room = await both.home.challenge(both.away, RANDOM);
  await functions.event(functions.battleOf(match), "battle.started");
  const [home, away] = await restart(showdown, room, [both.home.name, both.away.name]);
  await home.playOut(away, room);
  const event = await functions.completed(functions.battleOf(match), 60_000);
  expect(event.end_type).toBe("win");
  check(event);
  expect(
    functions.events.filter(({ battle_id }) => battle_id === event.battle_id).map(({ kind }) => kind),
  ).toEqual(["battle.started", "battle.completed"]);
});

test("a battle that ends while the watcher is down is reported when it is back", async () => {
  const both = await pair();
  const match = await expectMatch(both);
  const room = await both.home.challenge(both.away, RANDOM);
  await functions.event(functions.battleOf(match), "battle.started");
  await rooms.kill();
  await both.home.playOut(both.away, room);
  await rooms.start();
  // Whatever asks for it wakes it.
  expect(await watcherStatus(rooms.url)).toMatchObject({ server: SERVER_ID });
  check(await functions.completed(functions.battleOf(match), 60_000));
});

test("where nothing is to be watched there is no connection", async () => {
  functions.server = functions.server && { ...functions.server, account: null };
  functions.watches = [];
  functions.expected = [];
  await functions.reconcile(rooms.url);
  await expect
    .poll(async () => await watcherStatus(rooms.url), { timeout: 20_000 })
    .toMatchObject({ connection: "idle", rooms: 0, undelivered: 0 });
});
