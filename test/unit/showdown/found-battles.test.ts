import { expect, test } from "vitest";
import { expectedMatch, watchOf } from "../../harness/watch-functions.ts";
import { opening, refusal, WatcherTable } from "../../harness/watcher.ts";

const ROOM = "battle-gen9randombattle-1";
const MINUTE = 60_000;

/** A match of Ann and Ben, now by the table's clock. */
function matchNow(table: WatcherTable, values: object = {}) {
  const now = table.clock.now();
  const match = expectedMatch({
    from: new Date(now - MINUTE).toISOString(),
    until: new Date(now + 60 * MINUTE).toISOString(),
    ...values,
  });
  table.watches.expected.push(match);
  return match;
}

function roomsOf(table: WatcherTable, rooms: Record<string, object>): void {
  table.wire.tell(`|queryresponse|userdetails|${JSON.stringify({ id: "ann", rooms })}`);
}

test("the battle of two linked names in the match's time is found, asked about and watched", async () => {
  const table = new WatcherTable();
  const match = matchNow(table);
  await table.reconcile();
  table.wire.greet();
  await table.pass(1_000);
  expect(table.wire.said.filter((said) => said.includes("userdetails")).length).toBeGreaterThan(0);
  roomsOf(table, {
    "☆battle-gen9ou-7": { p1: " Ann", p2: " Ben" },
    "☆battle-gen9randombattle-8": { p1: " Ann", p2: " Eve" },
    "battle-gen9randombattle-9": { p1: " Cat", p2: " Dan" },
    lobby: {},
    [`☆${ROOM}`]: { p1: " Ann", p2: " Ben" },
  });
  await table.pass(2_000);
  expect(table.wire.said.filter((said) => said.startsWith("|/join"))).toEqual([`|/join ${ROOM}`]);
  table.wire.room(ROOM, ...opening("BEN", "@Ann", table.clock.now()));
  await table.rest();
  expect(table.found).toEqual([
    {
      ...{ room: ROOM, matchId: match.matchId, format: "gen9randombattle", p1: "ben", p2: "ann", game: 1 },
      series: null,
    },
  ]);
  table.wire.room(ROOM, "|win|BEN");
  await table.pass(2_000);
  const battle = table.watches.watches[0]?.battleId ?? "";
  expect(table.completed(battle)).toMatchObject({ winner: "p1" });
});

test("a battle from before the match's time is none of its, and one that is refused is left alone for a while", async () => {
  const table = new WatcherTable();
  matchNow(table);
  table.refuses = refusal;
  await table.reconcile();
  table.wire.greet();
  await table.pass(1_000);
  const rooms = { "☆battle-gen9randombattle-2": { p1: " Ann", p2: " Ben" } };
  roomsOf(table, rooms);
  await table.pass(1_000);
  table.wire.room("battle-gen9randombattle-2", ...opening("Ann", "Ben", table.clock.now() - 60 * MINUTE));
  await table.pass(1_000);
  expect(table.found).toEqual([]);
  const other = { [`☆${ROOM}`]: { p1: " Ann", p2: " Ben" } };
  roomsOf(table, other);
  await table.pass(1_000);
  table.wire.room(ROOM, ...opening("Ann", "Ben", table.clock.now()));
  await table.pass(1_000);
  expect(table.found).toHaveLength(1);
  roomsOf(table, { ...rooms, ...other });
  await table.pass(2_000);
  expect(table.wire.heard(`|/join ${ROOM}`)).toBe(1);
});

test("a battle that is found while Supabase is away is asked about until it answers, across a restart", async () => {
  const table = new WatcherTable();
  matchNow(table);
  await table.reconcile();
  table.wire.greet();
  await table.pass(1_000);
  roomsOf(table, { [`☆${ROOM}`]: { p1: " Ann", p2: " Ben" } });
  await table.pass(1_000);
  table.unavailable = true;
  table.wire.room(ROOM, ...opening("Ann", "Ben", table.clock.now()), "|win|Ben");
  await table.pass(20_000);
  await table.restart();
  expect(table.wire.said).toEqual([]);
  table.wire.greet();
  await table.pass(2_000);
  table.wire.room(ROOM, ...opening("Ann", "Ben", table.clock.now()), "|win|Ben");
  table.unavailable = false;
  await table.pass(20_000);
  const battle = table.watches.watches[0]?.battleId ?? "";
  expect(table.completed(battle)).toMatchObject({ winner: "p2" });
});

test("the games of a series are found in its room, each with its number", async () => {
  const table = new WatcherTable();
  const { matchId } = matchNow(table, { home: ["nobody1"], away: ["nobody2"], bestOf: 3 });
  const parent = "game-bestof3-gen9randombattle-5";
  table.watches.watches.push(watchOf(parent, { matchId, format: "gen9randombattle" }));
  await table.reconcile();
  table.wire.greet();
  await table.pass(2_000);
  const { wire } = table;
  wire.room(
    parent,
    ...["|init|battle", "|title|Ann vs. Ben", "|html|<h2>Game 1</h2>"],
    '|uhtml|game1|<a href="/battle-gen9randombattle-6">Ann vs. Ben</a>',
  );
  wire.room(parent, '|uhtml|game2|<a href="/battle-gen9randombattle-7">Ann vs. Ben</a>');
  await table.pass(3_000);
  wire.room("battle-gen9randombattle-6", ...opening(), "|win|Ann");
  wire.room("battle-gen9randombattle-7", ...opening(), "|win|Ann");
  wire.room(parent, "|allowleave|", "|win|Ann");
  await table.pass(2_000);
  expect(table.found.map(({ room, game, series }) => [room, game, series])).toEqual([
    ["battle-gen9randombattle-6", 1, parent],
    ["battle-gen9randombattle-7", 2, parent],
  ]);
  expect(table.events.map(({ kind }) => kind).sort()).toEqual([
    ...["battle.completed", "battle.completed", "battle.started", "battle.started"],
  ]);
});

test("a series that is given up between its games is told to an operator", async () => {
  const table = new WatcherTable();
  const parent = "game-bestof3-gen9randombattle-5";
  const watch = watchOf(parent, { matchId: crypto.randomUUID(), format: "gen9randombattle" });
  table.watches.watches.push(watch);
  await table.reconcile();
  table.wire.greet();
  await table.pass(2_000);
  table.wire.room(parent, "|init|battle", "||Ben forfeited.", "|win|Ann");
  await table.pass(1_000);
  expect(table.events).toEqual([
    expect.objectContaining({
      ...{ kind: "battle.failed", battle_id: watch.battleId },
      reason: "The series was decided on Showdown: Ben forfeited.",
    }),
  ]);
});

test("a series' own battle that becomes its first game is reported as that game alone", async () => {
  const table = new WatcherTable();
  const { matchId } = matchNow(table, { home: ["nobody1"], away: ["nobody2"], bestOf: 3 });
  const parent = "game-bestof3-gen9randombattle-5";
  const watch = watchOf(parent, { matchId, format: "gen9randombattle" });
  table.watches.watches.push(watch);
  await table.reconcile();
  table.wire.greet();
  await table.pass(2_000);
  table.watches.watches = [{ ...watch, room: ROOM as never }];
  table.wire.room(parent, "|init|battle", `|uhtml|game1|<a href="/${ROOM}">Ann vs. Ben</a>`);
  await table.pass(2_000);
  table.wire.room(ROOM, ...opening());
  await table.rest();
  table.wire.room(parent, "||Ben forfeited.", "|win|Ann");
  table.wire.room(ROOM, "|-message|Ben forfeited.", "|win|Ann");
  await table.pass(2_000);
  expect(table.told(watch.battleId)).toEqual(["battle.started", "battle.completed"]);
});
