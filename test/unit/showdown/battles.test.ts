import { expect, test } from "vitest";
import { opening, WatcherTable } from "../../harness/watcher.ts";

test("a battle's start and its end are each reported once, with what a spectator saw and nothing else", async () => {
  const table = new WatcherTable();
  const { wire, battle, room } = await table.watching();
  wire.room(room, ...opening());
  wire.room(
    room,
    "|c|☆Ann|secret plans",
    "|raw|<b>no</b>",
    "|j|Eve",
    "|inactive|Ann has 30 seconds left.",
    "||text",
  );
  wire.room(room, "|-message|Ben forfeited.", "|", "|win|Ann", "|c|☆Ben|gg", "|-message|Ann forfeited.");
  await table.pass(2_000);
  expect(table.told(battle)).toEqual(["battle.started", "battle.completed"]);
  const event = table.completed(battle);
  expect(event).toMatchObject({
    end_type: "forfeit",
    winner: "p1",
    turns: 1,
    input_log: [],
    sim_version: "showdown",
  });
  const log = event?.log.split("\n") ?? [];
  expect(log.slice(-4)).toEqual([
    "|inactive|Ann has 30 seconds left.",
    "|-message|Ben forfeited.",
    "|",
    "|win|Ann",
  ]);
  await table.pass(2_000);
  expect(wire.heard(`|/leave ${room}`)).toBe(1);
  expect(table.storage.keys().filter((key) => /^(outbox|facts|log):/.test(key))).toEqual([]);
});

test.each([
  ["|-message|Ben lost due to inactivity.", "timeout"],
  ["|-message|Ben forfeited by changing their name.", "forfeit"],
  ["|-message|Eve forfeited.", "win"],
  ["|-message|Ann forfeited.", "win"],
])("%s ends it by %s", async (line, endType) => {
  const table = new WatcherTable();
  const { wire, battle, room } = await table.watching();
  wire.room(room, ...opening(), line, "|win|Ann");
  await table.pass(1_000);
  expect(table.completed(battle)).toMatchObject({ end_type: endType, winner: "p1" });
});

test("a tie has no winner, and an empty winner is one", async () => {
  for (const line of ["|tie", "|tie|", "|win|"]) {
    const table = new WatcherTable();
    const { wire, battle, room } = await table.watching();
    wire.room(room, ...opening(), line);
    await table.pass(1_000);
    expect(table.completed(battle)).toMatchObject({ end_type: "tie", winner: null });
  }
});

test("names that would turn a line around or be half a letter are reported as our own rooms print them", async () => {
  const table = new WatcherTable();
  const { wire, battle, room } = await table.watching();
  wire.room(room, ...opening("\u202eeve", `${"x".repeat(39)}\u{1f600}`), "|-message|\u202eeve forfeited.");
  await table.pass(1_000);
  const started = table.events.find(
    ({ kind, battle_id }) => kind === "battle.started" && battle_id === battle,
  );
  expect(started).toMatchObject({ players: { p1: "eve", p2: "x".repeat(39) } });
});

test("players who trade names are told apart by who bears the name now", async () => {
  const table = new WatcherTable();
  const { wire, battle, room } = await table.watching();
  wire.room(room, ...opening(), "|player|p1|", "|player|p1|Cat|1|", "|player|p2|Ann|1|", "|win|Ann");
  await table.pass(1_000);
  expect(table.completed(battle)).toMatchObject({ winner: "p2" });
});

test("a battle that somebody else is said to have won is told to an operator", async () => {
  const table = new WatcherTable();
  const { wire, battle, room } = await table.watching();
  wire.room(room, ...opening(), "|win|Ann & Ben");
  await table.pass(1_000);
  expect(table.events.at(-1)).toMatchObject({ kind: "battle.failed", battle_id: battle });
});

test("a room that is sent again as a whole counts once", async () => {
  const table = new WatcherTable();
  const { wire, battle, room } = await table.watching();
  wire.room(room, ...opening());
  wire.drop();
  await table.pass(3_000);
  table.wire.greet();
  await table.pass(3_000);
  table.wire.room(room, ...opening(), "|turn|2", "|win|Ben");
  await table.pass(1_000);
  const lines = table.completed(battle)?.log.split("\n") ?? [];
  expect(lines.filter((line) => line === "|start")).toHaveLength(1);
  expect(table.told(battle)).toEqual(["battle.started", "battle.completed"]);
});

test("a battle that is to be watched no longer is left, whatever it does", async () => {
  const table = new WatcherTable();
  const { wire, battle, room } = await table.watching();
  await table.watching("battle-gen9randombattle-2");
  wire.room(room, ...opening());
  await table.pass(1_000);
  table.watches.watches = table.watches.watches.filter((watch) => watch.room !== room);
  await table.reconcile();
  wire.room(room, "|win|Ann");
  await table.pass(3_000);
  expect(wire.heard(`|/leave ${room}`)).toBe(1);
  expect(table.told(battle)).toEqual(["battle.started"]);
});
