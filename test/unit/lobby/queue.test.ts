import { beforeEach, describe, expect, it } from "vitest";
import { type FakeSocket, LobbyTable } from "../../harness/lobby.ts";

const RANDOM = "gen9randombattle";
const FAR = 5000;

let table: LobbyTable;
beforeEach(() => {
  table = new LobbyTable();
});

describe("joining the queue", () => {
  it("tells the position, the range and how many wait", async () => {
    const first = await table.queue(1);
    expect(first.last("QUEUE_JOINED")).toEqual({
      type: "QUEUE_JOINED",
      format: RANDOM,
      position: 1,
      range: 100,
      waiting: 1,
      waited: 0,
    });
    const second = await table.queue(2, FAR);
    expect(second.last("QUEUE_JOINED")).toMatchObject({ position: 2, waiting: 2 });
    expect(table.store.claims()).toHaveLength(2);
  });

  it("twice is refused with the position, and claims once", async () => {
    await table.queue(1, FAR);
    const socket = await table.queue(2);
    await table.join(socket);
    expect(socket.last("ERROR")).toMatchObject({ code: "ALREADY_IN_QUEUE", position: 2, recoverable: true });
    const other = await table.visit(2);
    await table.join(other);
    expect(other.last("ERROR")).toMatchObject({ code: "ALREADY_IN_QUEUE", position: 2 });
    expect(table.store.calls.filter(({ op }) => op === "enter")).toHaveLength(2);
  });

  it("from two tabs at one moment claims once", async () => {
    const [one, other] = [await table.visit(1), await table.visit(1)];
    const release = table.hold("enter");
    await table.join(one);
    await table.join(other);
    await release();
    expect(one.all("QUEUE_JOINED")).toHaveLength(1);
    expect(one.all("ERROR")).toHaveLength(0);
    expect(other.last("ERROR")).toMatchObject({ code: "ALREADY_IN_QUEUE", position: 1 });
    expect(table.store.claims()).toHaveLength(1);
  });

  it("is refused to a user who waits for another format", async () => {
    const elsewhere = new LobbyTable("gen9randomdoublesbattle", { store: table.store });
    await elsewhere.queue(1);
    const socket = await table.queue(1);
    expect(socket.last("ERROR")).toMatchObject({ code: "ALREADY_IN_QUEUE" });
    expect(socket.last("ERROR")?.message).toContain("gen9randomdoublesbattle");
    expect(socket.last("ERROR")).not.toHaveProperty("position");
  });

  it("is refused to a user who plays, with the battle", async () => {
    const sockets = [await table.queue(1), await table.queue(2)];
    await table.clock.pass(1000);
    const found = sockets[0]?.last("MATCH_FOUND");
    const again = await table.queue(1);
    expect(again.last("ERROR")).toMatchObject({ code: "ALREADY_IN_BATTLE", battleId: found?.battleId });
  });

  it("is refused for a format that is not this lobby's, or not offered", async () => {
    const socket = await table.visit(1);
    await table.say(socket, '{"type":"JOIN_QUEUE","format":"gen9randomdoublesbattle"}');
    expect(socket.last("ERROR")?.code).toBe("UNKNOWN_FORMAT");
    const stranger = new LobbyTable("gen9nosuchformat");
    const lost = await stranger.queue(1);
    expect(lost.last("ERROR")?.code).toBe("UNKNOWN_FORMAT");
    await stranger.leave(lost);
    expect(lost.last("ERROR")?.code).toBe("NOT_IN_QUEUE");
    expect(table.store.calls).toEqual([]);
  });

  it.each([
    ["before", "it is done"],
    ["after", "it is answered"],
  ] as const)("fails when the database is lost %s %s, and queues nobody", async (when, _moment) => {
    table.store.failure = (op) => (op === "enter" ? when : null);
    const socket = await table.queue(1);
    expect(socket.last("ERROR")).toMatchObject({ code: "STORE_UNAVAILABLE", recoverable: true });
    await table.queue(2);
    await table.clock.pass(60_000);
    expect(socket.all("QUEUE_JOINED")).toEqual([]);
    expect(socket.all("MATCH_FOUND")).toEqual([]);
    expect(table.store.claims()).toEqual([]);
    table.store.failure = () => null;
    await table.join(socket);
    expect(socket.last("QUEUE_JOINED")).toMatchObject({ position: 1, waiting: 1 });
  });

  it("of a crowd, as after a restart, is asked of the database a few at a time, and nobody is lost", async () => {
    const release = table.hold("enter");
    const sockets = [];
    for (let number = 1; number <= 100; number++) sockets.push(await table.queue(number, number * 5000));
    const [first, last] = [sockets.at(0), sockets.at(-1)];
    expect(table.store.calls).toHaveLength(20);
    if (last) table.close(last);
    table.store.delay = () => null;
    await release();
    await table.clock.pass(2000);
    expect(table.store.calls).toHaveLength(99);
    expect(first?.last("QUEUE_JOINED")).toMatchObject({ position: 1, waiting: 99 });
  });

  it("of a crowd is refused, and nothing claimed, when its turn comes too late", async () => {
    const release = table.hold("enter");
    const sockets = [];
    for (let number = 1; number <= 50; number++) sockets.push(await table.queue(number, number * 5000));
    await table.clock.pass(9000);
    table.store.delay = () => null;
    await release();
    expect(sockets.map((socket) => socket.last("ERROR")?.code)).toEqual([
      ...Array(20).fill(undefined),
      ...Array(30).fill("STORE_UNAVAILABLE"),
    ]);
    expect(table.store.calls).toHaveLength(20);
  });

  it("leaves no claim behind when the connection closes meanwhile", async () => {
    const socket = await table.visit(1);
    const release = table.hold("enter");
    await table.join(socket);
    table.close(socket);
    await release();
    expect(table.store.calls.map(({ op }) => op)).toEqual(["enter", "leave"]);
    expect(table.store.claims()).toEqual([]);
    expect(table.clock.timers).toBe(0);
  });

  it("goes on when another tab of the user is left", async () => {
    const [closing, staying] = [await table.visit(1), await table.visit(1)];
    const release = table.hold("enter");
    await table.join(closing);
    table.close(closing);
    await release();
    expect(staying.last("QUEUE_JOINED")).toBeDefined();
    expect(table.store.claims()).toHaveLength(1);
  });
});

describe("leaving the queue", () => {
  it("frees the claim and says so to every tab", async () => {
    const one = await table.queue(1);
    const other = await table.visit(1);
    await table.leave(other);
    for (const socket of [one, other]) {
      expect(socket.last("QUEUE_LEFT")).toEqual({ type: "QUEUE_LEFT", format: RANDOM, reason: "left" });
    }
    expect(table.store.claims()).toEqual([]);
  });

  it("is told only when the database has heard of it, so that another lobby may be joined", async () => {
    const socket = await table.queue(1);
    const release = table.hold("leave");
    await table.leave(socket);
    expect(socket.all("QUEUE_LEFT")).toEqual([]);
    await release();
    expect(socket.all("QUEUE_LEFT")).toHaveLength(1);
  });

  it("is refused to who is not in it", async () => {
    const socket = await table.visit(1);
    await table.leave(socket);
    expect(socket.last("ERROR")).toMatchObject({ code: "NOT_IN_QUEUE", recoverable: true });
  });

  it("is repeated until the database hears of it", async () => {
    const socket = await table.queue(1);
    table.store.failure = () => "before";
    await table.leave(socket);
    expect(socket.last("QUEUE_LEFT")).toBeDefined();
    await table.clock.pass(20_000);
    expect(table.store.claims()).toHaveLength(1);
    table.store.failure = () => null;
    await table.clock.pass(15_000);
    expect(table.store.claims()).toEqual([]);
  });

  it("does not undo a later join", async () => {
    const socket = await table.queue(1);
    table.store.failure = (op) => (op === "leave" ? "before" : null);
    await table.leave(socket);
    await table.join(socket);
    table.store.failure = () => null;
    await table.clock.pass(20_000);
    expect(socket.last("QUEUE_JOINED")).toBeDefined();
    expect(table.store.claims()).toHaveLength(1);
  });

  it("happens when the last tab has been closed for three seconds, and not before", async () => {
    const [one, other] = [await table.queue(1), await table.visit(1)];
    table.close(one);
    await table.clock.pass(10_000);
    expect(table.store.claims()).toHaveLength(1);
    table.close(other);
    await table.clock.pass(2999);
    expect(table.store.claims()).toHaveLength(1);
    await table.clock.pass(1);
    expect(table.store.claims()).toEqual([]);
  });

  it("does not happen when the page is loaded anew, and the new one is told where it stands", async () => {
    await table.queue(9, FAR);
    const socket = await table.queue(1);
    await table.clock.pass(20_000);
    table.close(socket);
    await table.clock.pass(2000);
    const again = await table.visit(1);
    expect(again.heard).toMatchObject([
      { type: "AUTHENTICATED" },
      { type: "QUEUE_JOINED", position: 2, waiting: 2, waited: 22 },
    ]);
    await table.clock.pass(10_000);
    expect(table.store.claims()).toHaveLength(2);
  });

  it("is not undone by the late close of an older connection", async () => {
    const old = await table.queue(1);
    const fresh = await table.visit(1);
    table.close(old);
    table.lobby.leave(old);
    await table.clock.pass(10_000);
    expect(fresh.all("QUEUE_LEFT")).toEqual([]);
    expect(table.store.claims()).toHaveLength(1);
  });

  it("of many at once takes few messages", async () => {
    const sockets: FakeSocket[] = [];
    for (let number = 1; number <= 50; number++) sockets.push(await table.queue(number, number * FAR));
    const release = table.hold("leave");
    for (const socket of sockets) table.close(socket);
    await table.clock.pass(3000);
    await release();
    expect(table.store.claims()).toEqual([]);
    expect(table.store.calls.filter(({ op }) => op === "leave")).toHaveLength(2);
  });
});
