import { describe, expect, it } from "vitest";
import { settle } from "../../harness/fake-clock.ts";
import { LobbyTable } from "../../harness/lobby.ts";
import { userOf } from "../../harness/lobby-store.ts";

const RANDOM = "gen9randombattle" as const;

describe("a connection to the lobby", () => {
  it("is answered who it is once it has authenticated", async () => {
    const table = new LobbyTable();
    const socket = await table.visit(1);
    expect(socket.heard).toEqual([{ type: "AUTHENTICATED", v: 1, userId: userOf(1) }]);
    await table.say(socket, { type: "PING" });
    expect(socket.last("PONG")).toBeDefined();
  });

  it("is closed when it has not authenticated in five seconds, whatever else it said", async () => {
    const table = new LobbyTable();
    const socket = table.open();
    await table.clock.pass(4000);
    await table.say(socket, { type: "PING" });
    expect(socket.last("PONG")).toBeDefined();
    await table.say(socket, { type: "LEAVE_QUEUE" });
    expect(socket.last("ERROR")).toMatchObject({ code: "AUTH_FAILED", recoverable: true });
    await table.clock.pass(999);
    expect(socket.closed).toBeNull();
    await table.clock.pass(1);
    expect(socket.closed).toBe(4401);
  });

  it("stays open for as long as it likes when it has", async () => {
    const table = new LobbyTable();
    const socket = await table.visit(1);
    await table.clock.pass(3_600_000);
    expect(socket.closed).toBeNull();
    expect(table.clock.timers).toBe(0);
  });

  it("is closed for a bad token, and told so first", async () => {
    const table = new LobbyTable();
    const socket = table.open();
    await table.say(socket, { type: "AUTHENTICATE", v: 1, token: "forged" });
    expect(socket.heard).toMatchObject([{ type: "ERROR", code: "AUTH_FAILED", recoverable: false }]);
    expect(socket.closed).toBe(4401);
    expect(JSON.stringify(table.logged)).not.toContain("forged");
  });

  it("is closed for another version of the protocol", async () => {
    const table = new LobbyTable();
    const socket = table.open();
    await table.say(socket, { type: "AUTHENTICATE", v: 2, token: "token-1" });
    expect(socket.heard).toMatchObject([{ type: "ERROR", code: "VERSION_MISMATCH", recoverable: false }]);
    expect(socket.closed).toBe(4400);
  });

  it("stays one user's", async () => {
    const table = new LobbyTable();
    const socket = await table.visit(1);
    await table.say(socket, { type: "AUTHENTICATE", v: 1, token: "token-1" });
    expect(socket.all("AUTHENTICATED")).toHaveLength(2);
    await table.say(socket, { type: "AUTHENTICATE", v: 1, token: "token-2" });
    expect(socket.last("ERROR")?.code).toBe("AUTH_FAILED");
    expect(socket.closed).toBe(4401);
  });

  it("may say everything at once: its messages are handled in their order", async () => {
    const table = new LobbyTable();
    const socket = table.open();
    table.lobby.receive(socket, JSON.stringify({ type: "AUTHENTICATE", v: 1, token: "token-1" }));
    table.lobby.receive(socket, JSON.stringify({ type: "JOIN_QUEUE", format: RANDOM }));
    table.lobby.receive(socket, JSON.stringify({ type: "LEAVE_QUEUE" }));
    await settle();
    expect(socket.heard.map(({ type }) => type)).toEqual(["AUTHENTICATED", "QUEUE_JOINED", "QUEUE_LEFT"]);
  });

  it("is answered that it is alive while what it asked before takes its time", async () => {
    const table = new LobbyTable();
    const socket = await table.visit(1);
    const release = table.hold("enter");
    await table.join(socket);
    await table.say(socket, { type: "PING" });
    expect(socket.heard.map(({ type }) => type)).toEqual(["AUTHENTICATED", "PONG"]);
    await release();
    expect(socket.last("QUEUE_JOINED")).toBeDefined();
  });

  it.each([
    ["no JSON", "{"],
    ["no message", "{}"],
    ["an unknown message", '{"type":"FORFEIT"}'],
    ["a message with more in it", '{"type":"PING","extra":1}'],
    ["a malformed team", '{"type":"JOIN_QUEUE","format":"gen9ou","teamId":"7"}'],
    ["a malformed format", '{"type":"JOIN_QUEUE","format":"gen9ou\\n"}'],
    ["a frame of more than 16 KB", JSON.stringify({ type: "PING", pad: "é".repeat(8200) })],
  ])("is refused %s", async (_, frame) => {
    const table = new LobbyTable();
    const socket = await table.visit(1);
    await table.say(socket, frame);
    expect(socket.last("ERROR")).toMatchObject({ code: "INVALID_MESSAGE", recoverable: true });
    expect(socket.closed).toBeNull();
  });

  it("is refused bytes that are no text", async () => {
    const table = new LobbyTable();
    const socket = await table.visit(1);
    await table.lobby.receive(socket, new ArrayBuffer(8));
    expect(socket.last("ERROR")?.code).toBe("INVALID_MESSAGE");
  });

  it("is closed at the twentieth malformed message", async () => {
    const table = new LobbyTable();
    const socket = await table.visit(1);
    for (let message = 1; message <= 20; message++) {
      expect(socket.closed).toBeNull();
      await table.say(socket, "nonsense");
      await table.clock.pass(1000);
    }
    expect(socket.last("ERROR")?.recoverable).toBe(false);
    expect(socket.closed).toBe(4400);
  });

  it("is told when it sends too much, and closed when it goes on", async () => {
    const table = new LobbyTable();
    const socket = await table.visit(1);
    for (let message = 2; message <= 10; message++) await table.say(socket, { type: "PING" });
    expect(socket.all("PONG")).toHaveLength(9);
    await table.say(socket, { type: "PING" });
    expect(socket.last("ERROR")).toMatchObject({ code: "RATE_LIMITED", recoverable: true });
    for (let message = 0; message < 20; message++) await table.say(socket, { type: "PING" });
    expect(socket.closed).toBe(4429);
    expect(socket.all("PONG")).toHaveLength(9);
  });

  it("loses its place when it is closed here, whether or not the other end agrees", async () => {
    const table = new LobbyTable();
    const socket = await table.queue(1);
    for (let message = 0; message < 40; message++) await table.say(socket, { type: "PING" });
    expect(socket.closed).toBe(4429);
    await table.clock.pass(3000);
    expect(table.store.claims()).toEqual([]);
  });

  it("keeps nobody else from a message when it breaks", async () => {
    const table = new LobbyTable();
    const [broken, whole] = [await table.visit(1), await table.visit(1)];
    broken.broken = true;
    await table.join(whole);
    expect(whole.last("QUEUE_JOINED")).toBeDefined();
    expect(table.logged).toContainEqual(expect.objectContaining({ event: "connection.lost" }));
  });

  it("is closed, to come back, when the lobby fails at its message", async () => {
    const table = new LobbyTable(RANDOM, {
      identify: async () => {
        throw new Error("a bug");
      },
    });
    const socket = table.open();
    await table.say(socket, { type: "AUTHENTICATE", v: 1, token: "token-1" });
    expect(socket.closed).toBe(1011);
    expect(table.logged).toContainEqual(expect.objectContaining({ event: "message.failed" }));
  });
});
