import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { type WebSocket, WebSocketServer } from "ws";

/** A real battle, as its spectators saw it. */
const LINES = readFileSync(join(import.meta.dirname, "../../fixtures/replays/doubles.log"), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("|") && !/^\|(win|tie)/.test(line));

/** What a room sends to whoever joins, and then turn by turn. */
const TURNS = LINES.join("\n").split(/\n(?=\|turn\|)/);
const OPENING = TURNS[0] ?? "";
export const FRAMES = TURNS.slice(1);

/** A Showdown server of rooms in which the same battle is played, as fast as the bench wants. */
export class BattleField {
  url = "";
  /** The connection that joined each room. */
  readonly joined = new Map<string, WebSocket>();
  #connections = 0;
  readonly #http = createServer();
  readonly #sockets = new WebSocketServer({ server: this.#http, perMessageDeflate: false });

  async start(): Promise<this> {
    this.#sockets.on("connection", (socket) => {
      this.#connections += 1;
      const guest = this.#connections;
      socket.send(`|updateuser| Guest ${guest}|0|1|{}\n|challstr|4|abc`);
      socket.on("message", (data) => this.#hear(socket, String(data)));
      socket.on("error", () => undefined);
    });
    this.#http.listen(0, "127.0.0.1");
    await once(this.#http, "listening");
    const address = this.#http.address();
    if (address === null || typeof address === "string") throw new Error("Cannot listen");
    this.url = `ws://127.0.0.1:${address.port}/`;
    return this;
  }

  /** Plays every battle on, all of them in turn. @returns the messages that were sent */
  play(frames: readonly string[], end = ""): number {
    let sent = 0;
    for (const frame of frames) {
      for (const [room, socket] of this.joined) {
        socket.send(`>${room}\n${frame}${end}`);
        sent += 1;
      }
    }
    return sent;
  }

  /** Says something to every connection. */
  tell(text: string): void {
    for (const socket of this.#sockets.clients) socket.send(text);
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#sockets.close();
    this.#http.closeAllConnections();
    this.#http.close();
    await once(this.#http, "close");
  }

  #hear(socket: WebSocket, text: string): void {
    const name = /^\|\/trn ([^,]+),/.exec(text)?.[1];
    if (name !== undefined) socket.send(`|updateuser| ${name}|1|1|{}`);
    if (text.startsWith("|/cmd userdetails")) socket.send('|queryresponse|userdetails|{"rooms":false}');
    if (!text.startsWith("|/join ")) return;
    const room = text.slice("|/join ".length);
    this.joined.set(room, socket);
    socket.send(`>${room}\n|init|battle\n|title|Ann vs. Ben\n${OPENING}`);
  }
}
