import WebSocket from "ws";

/** Below the 10 at once and 5 a second of the page: a refused MOVE counts too, and we learn of it later. */
const AT_ONCE = 7;
const A_SECOND = 4;
const PING_AFTER = 4_000;
const PONG_WITHIN = 10_000;
/** A server that is going down may take a connection and never answer it. */
const OPEN_WITHIN = 3_000;

export interface WireEvents {
  opened(): void;
  received(text: string): void;
  closed(code: number): void;
}

/** One connection of a client: paced by the limits of the page, and closed when nothing answers any more. */
export class Wire {
  readonly #socket: WebSocket;
  readonly #queue: string[] = [];
  #tokens = AT_ONCE;
  #refilled = Date.now();
  #pacing: NodeJS.Timeout | undefined;
  #pinging: NodeJS.Timeout | undefined;
  #pinged: number | undefined;
  #heard = Date.now();

  constructor(url: string, events: WireEvents) {
    this.#socket = new WebSocket(url, { handshakeTimeout: OPEN_WITHIN });
    this.#socket.on("open", () => {
      this.#pinging = setInterval(() => this.#watch(), 1_000);
      events.opened();
    });
    this.#socket.on("message", (data) => {
      this.#heard = Date.now();
      this.#pinged = undefined;
      events.received(String(data));
    });
    this.#socket.on("error", () => undefined);
    this.#socket.on("close", (code) => {
      clearInterval(this.#pinging);
      clearTimeout(this.#pacing);
      events.closed(code);
    });
  }

  /** Sends as soon as the limits allow. */
  send(message: object): void {
    this.#queue.push(JSON.stringify(message));
    this.#drain();
  }

  /** Sends past the queue, as an accepted MOVE does not count; in its turn, where many were refused of late. */
  sendMove(message: object): void {
    this.#refill();
    if (this.#tokens < 1) this.send(message);
    else if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** A MOVE was refused: it counted after all. */
  charge(): void {
    this.#refill();
    this.#tokens -= 1;
  }

  close(): void {
    this.#socket.close(1000);
  }

  /** Breaks the connection without a word. */
  cut(): void {
    this.#socket.terminate();
  }

  #refill(): void {
    const now = Date.now();
    this.#tokens = Math.min(AT_ONCE, this.#tokens + ((now - this.#refilled) / 1_000) * A_SECOND);
    this.#refilled = now;
  }

  #drain(): void {
    clearTimeout(this.#pacing);
    this.#refill();
    while (this.#tokens >= 1 && this.#socket.readyState === WebSocket.OPEN) {
      const text = this.#queue.shift();
      if (text === undefined) return;
      this.#tokens -= 1;
      this.#socket.send(text);
    }
    if (this.#queue.length > 0) this.#pacing = setTimeout(() => this.#drain(), 1_000 / A_SECOND);
  }

  #watch(): void {
    const now = Date.now();
    if (this.#pinged !== undefined && now - this.#pinged > PONG_WITHIN) this.cut();
    if (this.#pinged !== undefined || now - this.#heard < PING_AFTER) return;
    this.#pinged = now;
    this.send({ type: "PING" });
  }
}
