import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { BattleId } from "../../../functions/_shared/schema/ids.ts";
import { ClientMessage, ServerMessage } from "../../../functions/_shared/schema/protocol.ts";
import { type Bot, playBot } from "../../../supabase/local/demo/bot.ts";

const battleId = BattleId.parse("test-bot");
const request = {
  rqid: 1,
  active: [{ moves: [{ id: "tackle" }] }],
  side: { pokemon: [{ condition: "9/9" }, { condition: "9/9" }] },
};
const restored = {
  type: "BATTLE_RESTORED",
  seq: 1,
  log: ["|start"],
  request,
  choice: null,
  clocks: { p1: { turn: 60, bank: null }, p2: { turn: null, bank: null } },
  timer: { on: true, off: ["p2"] },
  away: { p1: null, p2: 31 },
  draw: "p2",
  spectators: 2,
  end: null,
};

let server: WebSocketServer | null = null;
let bot: Bot | null = null;

afterEach(() => {
  bot?.stop();
  server?.close();
  for (const client of server?.clients ?? []) client.terminate();
});

/** A room that answers a client's messages as it is told to; the bot's choices are seeded. */
async function seat(answer: (message: ClientMessage, say: (message: object) => void) => void): Promise<Bot> {
  server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("Cannot listen");
  server.on("connection", (socket: WebSocket) => {
    const say = (message: object) => socket.send(JSON.stringify(ServerMessage.parse(message)));
    socket.on("message", (data) => answer(ClientMessage.parse(JSON.parse(String(data))), say));
  });
  const url = `ws://127.0.0.1:${address.port}`;
  bot = playBot({ url, battleId, ticket: () => "ticket", seed: "7" });
  return bot;
}

test("a bot plays on through everything that a room may tell it", async () => {
  const { result } = await seat((message, say) => {
    if (message.type === "JOIN") {
      say({ type: "SEATED", seat: "p1", session: "secret" });
      say(restored);
      say({ type: "OPPONENT_DISCONNECTED", seat: "p2", timeout: 60 });
      say({ type: "OPPONENT_RECONNECTED", seat: "p2" });
      say({ type: "TURN_WARNING", secondsRemaining: 30 });
      say({ type: "DRAW_OFFERED", seat: "p2" });
      say({ type: "TIMER", on: true, off: [] });
      say({ type: "SPECTATORS", count: 3 });
    }
    if (message.type === "MOVE") {
      say({ type: "CHOICE", rqid: 1, choice: message.choice });
      say({ type: "BATTLE_UPDATE", seq: 2, log: ["|turn|2"], request: null, clocks: null, autoMove: ["p2"] });
      say({ type: "BATTLE_END", winner: "p1", reason: "win" });
    }
  });
  await expect(result).resolves.toMatchObject({
    winner: "p1",
    choices: 1,
    log: ["|start", "|turn|2"],
    refusals: [],
  });
});

test("a bot that was too fast for its room asks again where it stands", async () => {
  const heard: string[] = [];
  const { result } = await seat((message, say) => {
    heard.push(message.type);
    if (message.type === "JOIN") {
      say({ type: "SEATED", seat: "p1", session: "secret" });
      say(restored);
    }
    if (message.type === "REJOIN") say({ ...restored, seq: 1, log: [] });
    if (message.type !== "MOVE") return;
    if (heard.includes("REJOIN")) say({ type: "BATTLE_END", winner: "p2", reason: "forfeit" });
    else say({ type: "ERROR", code: "RATE_LIMITED", message: "Cannot listen", recoverable: true });
  });
  await expect(result).resolves.toMatchObject({ winner: "p2", connections: 1 });
  expect(heard).toEqual(["JOIN", "MOVE", "REJOIN", "MOVE"]);
});
