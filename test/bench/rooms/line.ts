import { once } from "node:events";
import { WebSocket } from "ws";

/** A frame and the moment at which it came. */
export interface Frame {
  at: number;
  text: string;
}

/** A WebSocket whose frames are stamped on arrival and read in their order, later. */
export class Line {
  readonly #socket: WebSocket;
  readonly #frames: Frame[] = [];
  #waiting: { resolve: (frame: Frame) => void; reject: (error: Error) => void } | null = null;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data) => {
      const frame = { at: performance.now(), text: String(data) };
      if (this.#waiting) this.#waiting.resolve(frame);
      else this.#frames.push(frame);
      this.#waiting = null;
    });
    // The close that follows says enough.
    socket.on("error", () => undefined);
    socket.on("close", (code) =>
      this.#waiting?.reject(new Error(`Cannot read on: the room closed (${code})`)),
    );
  }

  static async open(url: string): Promise<Line> {
    const socket = new WebSocket(url);
    const line = new Line(socket);
    await once(socket, "open");
    return line;
  }

  /** Sends a frame; gives the moment before. */
  send(text: string): number {
    const at = performance.now();
    this.#socket.send(text);
    return at;
  }

  /** The next frame that was not read. */
  next(): Promise<Frame> {
    const frame = this.#frames.shift();
    if (frame) return Promise.resolve(frame);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  leave(): void {
    this.#socket.terminate();
  }
}
