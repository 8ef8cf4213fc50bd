import { expect, test } from "vitest";
import { BATTLES_LIMITS } from "../../../party/showdown/battles.ts";
import { opening, WatcherTable } from "../../harness/watcher.ts";

const MINUTE = 60_000;

test("a room that is gone is looked for until its time is over; then the battle is given up with the reason", async () => {
  const table = new WatcherTable();
  const { battle, room } = await table.watching();
  for (let passed = 0; passed < 21 * MINUTE; passed += 1_000) {
    const { wire } = table;
    for (const said of wire.said.splice(0)) {
      if (said === `|/join ${room}`)
        wire.room(room, `|noinit|nonexistent|The room "${room}" does not exist.`);
      else wire.tell('|queryresponse|userdetails|{"rooms":false}');
    }
    await table.pass(1_000);
    if (passed < 19 * MINUTE) expect(table.told(battle)).toEqual([]);
  }
  expect(table.told(battle)).toEqual(["battle.failed"]);
  expect(table.events[0]).toMatchObject({ reason: expect.stringContaining("the server lost it") });
});

test("a room that comes back after a restart of the server is watched on", async () => {
  const table = new WatcherTable();
  const { wire, battle, room } = await table.watching();
  wire.room(room, ...opening());
  wire.room(room, "|deinit");
  await table.pass(6_000);
  expect(wire.heard(`|/join ${room}`)).toBe(2);
  wire.room(room, "|noinit|joinfailed|You are banned from the room.");
  await table.pass(40_000);
  wire.tell("|usercount|1");
  await table.pass(2_000);
  const joins = wire.heard(`|/join ${room}`);
  expect(joins).toBeGreaterThanOrEqual(3);
  wire.room(room, ...opening(), "|win|Ann");
  await table.pass(1_000);
  expect(table.completed(battle)).toMatchObject({ winner: "p1" });
});

test("a room that expired is given up at once, and one whose replay was published has its result", async () => {
  const log = [...opening(), "|win|Ben"].join("\n");
  for (const published of [false, true]) {
    const table = new WatcherTable({ replayUrl: "https://replays.example", replayPrefix: "league" });
    const asked: string[] = [];
    table.fetch = async (url) => {
      asked.push(url);
      return published
        ? Response.json({ id: "league-gen9randombattle-1", log })
        : new Response("", { status: 404 });
    };
    const { wire, battle, room } = await table.watching();
    wire.room(room, ...opening());
    wire.room(room, "|expire|");
    await table.pass(2_000);
    expect(asked).toEqual(["https://replays.example/league-gen9randombattle-1.json"]);
    expect(table.told(battle)).toEqual(["battle.started", published ? "battle.completed" : "battle.failed"]);
  }
});

test("a machine that dies at any write of a battle's end loses nothing of it", async () => {
  for (let crash = 1; crash <= 12; crash += 1) {
    const table = new WatcherTable();
    const { wire, battle, room } = await table.watching();
    wire.room(room, ...opening());
    await table.pass(1_000);
    table.storage.crashAt = table.storage.puts + crash;
    wire.room(room, "|turn|2", "|win|Ann");
    await table.pass(2_000);
    await table.restart();
    for (let second = 0; second < 40; second += 1) {
      for (const open of table.wires.filter(({ closed }) => !closed)) {
        if (open.said.length === 0) open.greet();
        for (const said of open.said.splice(0)) {
          if (said === `|/join ${room}`) open.room(room, ...opening(), "|turn|2", "|win|Ann");
        }
      }
      await table.pass(1_000);
    }
    expect(table.completed(battle), `crash ${crash}`).toMatchObject({ winner: "p1", turns: 2 });
    expect(new Set(table.events.map(({ id }) => id)).size).toBe(2);
  }
});

test("a result is kept while Supabase is away, and delivered when it is back", async () => {
  const table = new WatcherTable();
  const { wire, battle, room } = await table.watching();
  table.status = 503;
  const long = Array.from({ length: 5_000 }, (_, index) => `|-message|${"ü".repeat(40)} ${index}`);
  wire.room(room, ...opening(), ...long, "|win|Ann");
  await table.pass(60_000);
  expect(table.events).toEqual([]);
  expect((await table.watcher.status(table.watches.server?.id as never)).undelivered).toBe(2);
  await table.restart();
  table.status = 202;
  await table.pass(120_000);
  expect(table.completed(battle)?.log.split("\n").length).toBeGreaterThan(5_000);
});

test("logs that are too long together are forgotten, and had again at the end", async () => {
  const table = new WatcherTable({}, { battles: { ...BATTLES_LIMITS, memory: 50_000 } });
  const { wire, battle, room } = await table.watching();
  const long = Array.from({ length: 2_000 }, (_, index) => `|-message|line ${index} of many and many more`);
  wire.room(room, ...opening(), ...long);
  await table.pass(2_000);
  wire.room(room, "|win|Ann");
  await table.pass(3_000);
  expect(wire.heard(`|/leave ${room}`)).toBe(1);
  expect(wire.heard(`|/join ${room}`)).toBe(2);
  expect(table.completed(battle)).toBeUndefined();
  wire.room(room, "|deinit");
  wire.room(room, ...opening(), ...long, "|win|Ann");
  await table.pass(2_000);
  expect(table.completed(battle)?.log).toContain("line 1999");
});

test("a log that is too long to be kept is given up with the reason", async () => {
  const table = new WatcherTable();
  const { wire, battle, room } = await table.watching();
  const piece = Array.from({ length: 10_000 }, (_, index) => `|-message|line ${index} of many and many more`);
  const send = () => {
    wire.room(room, ...opening());
    for (let part = 0; part < 8; part += 1) wire.room(room, ...piece);
    wire.room(room, "|win|Ann");
  };
  send();
  await table.pass(3_000);
  send();
  await table.pass(2_000);
  expect(table.events.at(-1)).toMatchObject({ kind: "battle.failed", battle_id: battle });
});

test("an alarm alone brings a watcher back that left memory", async () => {
  const table = new WatcherTable();
  const { battle, room } = await table.watching();
  expect(table.storage.alarmAt).not.toBeNull();
  await table.restart(false);
  table.wire.greet();
  await table.pass(3_000);
  table.wire.room(room, ...opening(), "|win|Ann");
  await table.pass(1_000);
  expect(table.completed(battle)).toMatchObject({ winner: "p1" });
});
