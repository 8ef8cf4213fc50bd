import { once } from "node:events";
import { WebSocket } from "ws";
import { ServerMessage } from "../../functions/_shared/schema/protocol.ts";

type Message<Type extends ServerMessage["type"]> = Extract<ServerMessage, { type: Type }>;

/** A client of a real room that does what a test says, and nothing by itself. */
export class Player {
  readonly messages: ServerMessage[] = [];
  readonly #socket: WebSocket;
  readonly #battleId: string;
  #waiting: (() => void)[] = [];
  #closed: number | null = null;

  private constructor(socket: WebSocket, battleId: string) {
    this.#socket = socket;
    this.#battleId = battleId;
    socket.on("message", (data) => {
      this.messages.push(ServerMessage.parse(JSON.parse(String(data))));
      this.#wake();
    });
    socket.on("close", (code) => {
      this.#closed = code;
      this.#wake();
    });
    // The close that follows says enough.
    socket.on("error", () => undefined);
  }

  static async connect(url: string, battleId: string): Promise<Player> {
    const socket = new WebSocket(url);
    const player = new Player(socket, battleId);
    await once(socket, "open");
    return player;
  }

  /** Sends a message about the battle. */
  say(type: string, values: object = {}): void {
    this.#socket.send(JSON.stringify({ type, battleId: this.#battleId, ...values }));
  }

  /** Resolves with the first message of the type, from the `from`th on, that the test wants. */
  async hear<Type extends ServerMessage["type"]>(
    type: Type,
    wanted: (message: Message<Type>) => boolean = () => true,
    from = 0,
  ): Promise<Message<Type>> {
    const isWanted = (message: ServerMessage): message is Message<Type> =>
      message.type === type && wanted(message as Message<Type>);
    for (;;) {
      const found = this.messages.slice(from).find(isWanted);
      if (found) return found;
      if (this.#closed !== null)
        throw new Error(`Cannot hear a ${type}: the connection closed (${this.#closed})`);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Resolves with the close code. */
  async closed(): Promise<number> {
    while (this.#closed === null) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return this.#closed;
  }

  leave(): void {
    this.#socket.terminate();
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
