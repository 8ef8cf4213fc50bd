import type { Seat } from "../../functions/_shared/schema/ids.ts";
import type { ServerMessage } from "../../functions/_shared/schema/protocol.ts";
import { RoomError } from "./frames.ts";
import type { Audience } from "./simulator.ts";

/** One end of a WebSocket. Its id is the client's own choice and says nothing: the object is the identity. */
export interface Socket {
  send(text: string): void;
  close(code: number, reason: string): void;
}

interface Connection {
  audience: Audience | null;
  malformed: number;
}

/** Malformed frames of one connection before it is closed. */
const PATIENCE = 20;
/** Close code of a connection that kept sending nonsense. */
export const CLOSE_MALFORMED = 4400;
/** Close code of a connection whose message the room failed at; the client comes back and asks again. */
export const CLOSE_FAILED = 1011;

/** Everyone who is connected: several connections a user, none of them before it said who it is. */
export class Connections {
  readonly #open = new Map<Socket, Connection>();
  readonly #log: (event: string, fields: Record<string, unknown>) => void;
  readonly #beforeSending: () => void;

  /** @param beforeSending is called ahead of every frame: what a frame may tell of is on its way to storage then */
  constructor(log: (event: string, fields: Record<string, unknown>) => void, beforeSending: () => void) {
    this.#log = log;
    this.#beforeSending = beforeSending;
  }

  /** Lets go of one connection; other tabs of the same user stay. */
  leave(socket: Socket): void {
    this.#open.delete(socket);
  }

  /** Makes a connection part of an audience, from now on. */
  join(socket: Socket, audience: Audience): void {
    this.#of(socket).audience = audience;
  }

  /** The seat that the connection speaks for. */
  seat(socket: Socket): Seat | null {
    const audience = this.#open.get(socket)?.audience ?? null;
    return audience === "spectator" ? null : audience;
  }

  send(socket: Socket, message: ServerMessage): void {
    this.#write(socket, JSON.stringify(message));
  }

  /** Sends each audience its own message, written once. */
  publish(messages: (audience: Audience) => ServerMessage | null): void {
    const frames = new Map<Audience, string | null>();
    for (const [socket, { audience }] of this.#open) {
      if (audience === null) continue;
      if (!frames.has(audience)) {
        const message = messages(audience);
        frames.set(audience, message && JSON.stringify(message));
      }
      const frame = frames.get(audience);
      if (frame) this.#write(socket, frame);
    }
  }

  /** Tells a connection why it was refused, and closes it when it will not learn. */
  refuse(socket: Socket, error: RoomError): void {
    const connection = this.#of(socket);
    if (error.code === "INVALID_MESSAGE") connection.malformed += 1;
    const last = connection.malformed >= PATIENCE;
    this.send(socket, last ? new RoomError(error.code, error.message, false).frame() : error.frame());
    if (last) this.close(socket, CLOSE_MALFORMED, "too many malformed messages");
  }

  close(socket: Socket, code: number, reason: string): void {
    this.leave(socket);
    socket.close(code, reason);
  }

  #of(socket: Socket): Connection {
    const known = this.#open.get(socket);
    if (known) return known;
    const connection: Connection = { audience: null, malformed: 0 };
    this.#open.set(socket, connection);
    return connection;
  }

  /** One broken connection must not keep a message from the others. */
  #write(socket: Socket, frame: string): void {
    this.#beforeSending();
    try {
      socket.send(frame);
    } catch (error) {
      this.leave(socket);
      this.#log("connection.lost", { error: error instanceof Error ? error.message : String(error) });
    }
  }
}
