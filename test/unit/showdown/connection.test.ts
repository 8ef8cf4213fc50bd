import { expect, test } from "vitest";
import { watchOf } from "../../harness/watch-functions.ts";
import { type FakeWire, opening, WatcherTable } from "../../harness/watcher.ts";

const ROOM = "battle-gen9randombattle-1";

test("it does not connect before there is something to watch, and closes when there is nothing left", async () => {
  const table = new WatcherTable();
  await table.reconcile();
  expect(table.wires).toEqual([]);
  expect(await table.watcher.status(table.watches.server?.id as never)).toMatchObject({
    connection: "idle",
    rooms: 0,
  });
  const { wire, room } = await table.watching();
  expect(wire.heard(`|/join ${room}`)).toBe(1);
  table.watches.watches = [];
  await table.pass(35_000);
  expect(wire.closed).toBe(true);
  expect(await table.watcher.status(table.watches.server?.id as never)).toMatchObject({ connection: "idle" });
  const { looks } = table;
  await table.pass(600_000);
  expect(table.looks - looks).toBe(2);
  expect(table.wires).toHaveLength(1);
});

test("while something is watched it looks at the database every thirty seconds", async () => {
  const table = new WatcherTable();
  const { wire } = await table.watching();
  const { looks } = table;
  for (let second = 0; second < 120; second += 1) {
    wire.tell("|usercount|1");
    await table.pass(1_000);
  }
  expect(table.looks - looks).toBe(4);
});

test("a connection that breaks comes back, later and later, up to two minutes, with full jitter", async () => {
  const table = new WatcherTable();
  const { wire } = await table.watching();
  wire.drop();
  const waits: number[] = [];
  for (let attempt = 0; attempt < 9; attempt += 1) {
    const [count, before] = [table.wires.length, table.clock.now()];
    while (table.wires.length === count) await table.pass(500);
    waits.push(Math.round((table.clock.now() - before) / 1_000));
    table.wire.drop();
  }
  for (const [index, wait] of waits.slice(0, 7).entries()) {
    expect(wait).toBeGreaterThanOrEqual(Math.min(120, 2 ** index));
    expect(wait).toBeLessThanOrEqual(Math.min(120, 2 ** index) + 2);
  }
  expect(waits.at(-1)).toBeLessThanOrEqual(122);
  // The last one waits with as much chance as the whole wait.
  table.random = 0.1;
  while (table.wire.closed) await table.pass(1_000);
  table.wire.drop();
  expect(table.logged.findLast(({ event }) => event === "connection.lost")?.delay).toBe(12_000);
});

test("a server that falls silent is asked whether it is there, and given up when it does not answer", async () => {
  const table = new WatcherTable();
  const { wire } = await table.watching();
  await table.pass(32_000);
  expect(wire.heard("|/cmd userdetails plateau")).toBe(1);
  wire.tell('|queryresponse|userdetails|{"id":"plateau","rooms":false}');
  await table.pass(32_000);
  expect(wire.heard("|/cmd userdetails plateau")).toBe(2);
  expect(wire.closed).toBe(false);
  await table.pass(17_000);
  expect(wire.closed).toBe(true);
  await table.pass(3_000);
  expect(table.wire).not.toBe(wire);
  // What the old one still says is nobody's.
  wire.greet();
  expect(table.wire.said).toEqual([]);
});

test("a server that takes the connection and never greets is given up", async () => {
  const table = new WatcherTable();
  const { wire } = await table.watching();
  wire.drop();
  await table.pass(2_000);
  const mute = table.wire;
  await table.pass(17_000);
  expect(mute.closed).toBe(true);
});

test("a server that floods is left, and what it sends is not kept", async () => {
  const table = new WatcherTable();
  const { wire, room } = await table.watching();
  wire.room(room, ...opening());
  for (let frame = 0; frame < 100_000 && !wire.closed; frame += 1) wire.room("battle-gen9ou-9", "|c|x|flood");
  expect(wire.closed).toBe(true);
  await table.pass(3_000);
  const next = table.wire;
  next.greet();
  const frame = `>lobby\n|raw|${"x".repeat(3_000_000)}`;
  for (let sent = 0; sent < 100 && !next.closed; sent += 1) next.tell(frame);
  expect(next.closed).toBe(true);
});

test("garbage is ignored and counted, and costs no connection", async () => {
  const table = new WatcherTable();
  const { wire, battle, room } = await table.watching();
  for (const data of [
    new ArrayBuffer(8),
    null,
    7,
    "",
    "\n\n",
    ">",
    ">\n",
    "|",
    "||",
    `>${room}`,
    "|queryresponse|",
    "|pm|",
  ]) {
    wire.tell(data);
  }
  wire.tell(`|queryresponse|roomlist|{"rooms":{"__proto__":{"p1":1},"battle-x":null}}`);
  wire.tell("x".repeat(5_000_000));
  wire.room(room, ...opening());
  wire.room(room, "|player|p9|Eve", "|turn|many", "|-message|", "|win|Ann");
  await table.pass(2_000);
  expect(table.completed(battle)).toMatchObject({ winner: "p1", turns: 1 });
  expect(table.logged.some(({ event }) => event === "frame.refused")).toBe(true);
});

test("rooms are joined no faster than the server takes it", async () => {
  const table = new WatcherTable();
  await table.watching();
  for (let number = 2; number <= 30; number += 1) await table.watching(`battle-gen9randombattle-${number}`);
  const spoken = table.wires.flatMap((wire) => wire.said.filter((said) => said.startsWith("|/join")));
  expect(spoken.length).toBeLessThanOrEqual(
    4 + (1.5 * table.clock.now() - 1.5 * Date.UTC(2026, 10, 22)) / 1_000,
  );
});

test("more rooms than one user may be in are shared among guests' connections", async () => {
  const table = new WatcherTable();
  for (let number = 1; number <= 100; number += 1) {
    table.watches.watches.push(watchOf(`battle-gen9randombattle-${number}`));
  }
  await table.reconcile();
  const rooms = new Map<FakeWire, Set<string>>();
  const greeted = new Set<FakeWire>();
  for (let second = 0; second < 120; second += 1) {
    await table.pass(1_000);
    for (const wire of table.wires) {
      if (!greeted.has(wire)) wire.greet();
      greeted.add(wire);
      for (const said of wire.said.splice(0)) {
        if (!said.startsWith("|/join ")) {
          wire.tell('|queryresponse|userdetails|{"rooms":false}');
          continue;
        }
        const room = said.slice("|/join ".length);
        rooms.set(wire, (rooms.get(wire) ?? new Set()).add(room));
        wire.room(room, ...opening());
      }
    }
  }
  expect([...rooms.values()].map(({ size }) => size)).toEqual([45, 45, 10]);
  expect(new Set([...rooms.values()].flatMap((set) => [...set])).size).toBe(100);
});

test("a log too large for a frame breaks the connection twice, and then its battle is given up, not the others", async () => {
  const table = new WatcherTable();
  const { battle, room } = await table.watching(ROOM);
  for (let attempt = 0; attempt < 2; attempt += 1) {
    table.wire.drop(1009);
    await table.pass(4_000);
    table.wire.greet();
    await table.pass(3_000);
    if (attempt === 0) expect(table.wire.heard(`|/join ${room}`)).toBe(1);
  }
  table.wire.drop(1009);
  await table.pass(10_000);
  expect(table.told(battle)).toEqual(["battle.failed"]);
});
