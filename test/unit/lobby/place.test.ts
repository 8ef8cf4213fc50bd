import { beforeEach, describe, expect, it } from "vitest";
import { type FakeSocket, LobbyTable } from "../../harness/lobby.ts";
import { userOf } from "../../harness/lobby-store.ts";

const RANDOM = "gen9randombattle";
const FAR = 5000;

let table: LobbyTable;
beforeEach(() => {
  table = new LobbyTable();
});

describe("a place in the queue", () => {
  it("is told of again as it changes, at most once a second", async () => {
    const socket = await table.queue(1);
    socket.heard.length = 0;
    for (let number = 2; number <= 12; number++) {
      await table.queue(number, number * FAR);
      await table.clock.pass(100);
    }
    await table.clock.pass(900);
    const told = socket.all("QUEUE_JOINED");
    expect(told).toHaveLength(2);
    expect(told[1]).toMatchObject({ position: 1, waiting: 12, waited: 2, range: 110 });
  });

  it("is not told of again when nothing has changed", async () => {
    const socket = await table.queue(1);
    await table.clock.pass(180_000);
    const told = socket.all("QUEUE_JOINED").length;
    expect(socket.last("QUEUE_JOINED")?.range).toBe(1000);
    await table.clock.pass(60_000);
    expect(socket.all("QUEUE_JOINED")).toHaveLength(told);
  });

  it("is told to a thousand in a second, in turns when more wait", async () => {
    const crowd = 1500;
    const sockets: FakeSocket[] = [];
    for (let number = 1; number <= crowd; number++) sockets.push(await table.queue(number, number * FAR));
    for (const socket of sockets) socket.heard.length = 0;
    const told = () => sockets.map(({ heard }) => heard.length);
    await table.clock.pass(1000);
    expect(told().reduce((sum, count) => sum + count)).toBe(1000);
    await table.clock.pass(2000);
    expect(new Set(told())).toEqual(new Set([2]));
  });

  it("is kept by renewing the claim every thirty seconds", async () => {
    const socket = await table.queue(1);
    await table.clock.pass(600_000);
    expect(table.store.calls.filter(({ op }) => op === "renew")).toHaveLength(20);
    expect(table.store.rows.get(userOf(1))?.expiresAt).toBeGreaterThan(table.clock.now());
    expect(socket.all("QUEUE_LEFT")).toEqual([]);
  });

  it("is lost, and said to be, when the claim was taken over elsewhere", async () => {
    const socket = await table.queue(1);
    table.store.rows.delete(userOf(1));
    await table.clock.pass(31_000);
    expect(socket.last("QUEUE_LEFT")).toMatchObject({ reason: "expired" });
    await table.join(socket);
    expect(socket.last("QUEUE_JOINED")).toMatchObject({ position: 1, waiting: 1 });
  });

  it("is kept while the database cannot be asked", async () => {
    const socket = await table.queue(1);
    table.store.failure = () => "before";
    await table.clock.pass(80_000);
    expect(socket.all("QUEUE_LEFT")).toEqual([]);
    table.store.failure = () => null;
    await table.clock.pass(30_000);
    expect(table.store.claims()).toHaveLength(1);
    expect(socket.all("QUEUE_LEFT")).toEqual([]);
  });

  it("outlives an outage in which every claim expired, and nobody is paired before it is held again", async () => {
    const [one, other] = [await table.queue(1, 1000), await table.queue(2, 1700)];
    await table.clock.pass(10_000);
    table.store.failure = () => "before";
    await table.clock.pass(108_500);
    table.store.failure = () => null;
    await table.clock.pass(10_000);
    for (const socket of [one, other]) {
      expect(socket.all("QUEUE_LEFT")).toEqual([]);
      expect(socket.all("MATCH_FOUND")).toHaveLength(1);
    }
  });

  it("is taken up again in a lobby that has lost its memory", async () => {
    await table.queue(1);
    await table.clock.pass(40_000);
    const reborn = new LobbyTable(RANDOM, { store: table.store, now: table.clock.now });
    const socket = await reborn.queue(1);
    expect(socket.last("QUEUE_JOINED")).toMatchObject({ position: 1, waited: 40 });
    expect(table.store.claims()).toHaveLength(1);
  });

  it("costs nothing once everybody has left", async () => {
    const socket = await table.queue(1);
    await table.clock.pass(5000);
    await table.leave(socket);
    await table.clock.pass(1000);
    expect(table.clock.timers).toBe(0);
  });
});
