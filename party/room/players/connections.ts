import * as z from "zod";
import { Seat } from "../../../functions/_shared/schema/ids.ts";
import type { ServerMessage } from "../../../functions/_shared/schema/protocol.ts";
import { CLOSE_FLOOD, MessageRate } from "../../sockets/rate.ts";
import { CLOSE_MALFORMED, PATIENCE, type Socket as PlainSocket } from "../../sockets/socket.ts";
import type { Audience } from "../battle/simulator.ts";
import { RoomError } from "./frames.ts";

/** What a connection remembers while its room is out of memory. */
const SocketState = z.strictObject({
  /** Drawn by the room: a connection's id is the client's own choice, and its object changes in hibernation. */
  key: z.string(),
  audience: z.enum([...Seat.options, "spectator"]).nullable(),
  malformed: z.int(),
  /** The round in which its player was warned that time runs out. */
  warned: z.int(),
});
export type SocketState = z.infer<typeof SocketState>;

/** One end of a WebSocket, which keeps a state for the room. */
export interface Socket extends PlainSocket {
  readonly state: unknown;
  setState(state: SocketState): unknown;
}

interface Connection {
  socket: Socket;
  state: SocketState;
  rate: MessageRate;
  /** It has shown whose it is, though it is part of no audience yet. */
  introduced: boolean;
}

/** What connections do to the world. */
export interface ConnectionsDeps {
  now(): number;
  /** A random key. */
  key(): string;
  /** Is called ahead of every frame: what a frame may tell of is on its way to storage then. */
  beforeSending(): void;
  log(event: string, fields: Record<string, unknown>): void;
}

function keyOf(socket: Socket): string | null {
  return SocketState.safeParse(socket.state).data?.key ?? null;
}

/** Everyone who is connected: several connections a user, none of them anybody's before it said whose it is. */
export class Connections {
  readonly #open = new Map<string, Connection>();
  /** What is known of a socket's object, so that its state is read once. */
  readonly #seen = new WeakMap<Socket, Connection>();
  /** Those that were closed here, until they are gone: what they still send is not read. */
  readonly #closed = new Set<string>();
  readonly #deps: ConnectionsDeps;

  constructor(deps: ConnectionsDeps) {
    this.#deps = deps;
  }

  /** Takes in a connection, a new one or one from before the room lost its memory. Said twice, it changes nothing. */
  open(socket: Socket): void {
    const connection = this.#of(socket);
    const { key } = connection.state;
    if (!this.#closed.has(key) && !this.#open.has(key)) this.#open.set(key, connection);
  }

  /** Whether the connection had become part of an audience before its room lost its memory. */
  static belongs(socket: Socket): boolean {
    return (SocketState.safeParse(socket.state).data?.audience ?? null) !== null;
  }

  /** Lets go of one connection; other tabs of the same user stay. */
  leave(socket: Socket): void {
    const key = keyOf(socket);
    if (key === null) return;
    this.#open.delete(key);
    this.#closed.delete(key);
  }

  /** Whether the connection is open and has not said who it is. */
  isStranger(socket: Socket): boolean {
    const key = keyOf(socket);
    const connection = key === null ? undefined : this.#open.get(key);
    return connection !== undefined && connection.state.audience === null && !connection.introduced;
  }

  /** Takes a connection for no stranger any more: its player, say, has yet to find a legal team. */
  introduce(socket: Socket): void {
    this.#of(socket).introduced = true;
  }

  /** Makes a connection part of an audience, from now on. */
  join(socket: Socket, audience: Audience): void {
    this.#remember(this.#of(socket), { audience });
  }

  /** What the connection is part of; `null` before it has said who it is. */
  audience(socket: Socket): Audience | null {
    return this.#of(socket).state.audience;
  }

  /** The seat that the connection speaks for. */
  seat(socket: Socket): Seat | null {
    const audience = this.audience(socket);
    return audience === "spectator" ? null : audience;
  }

  /** How many connections an audience has. */
  count(audience: Audience): number {
    let count = 0;
    for (const { state } of this.#open.values()) if (state.audience === audience) count += 1;
    return count;
  }

  send(socket: Socket, message: ServerMessage): void {
    this.#write(this.#of(socket), JSON.stringify(message));
  }

  /** Sends each audience its own message, written once. */
  publish(messages: (audience: Audience) => ServerMessage | null): void {
    this.prepare(messages)();
  }

  /** Writes each audience that is there its own message, to be sent when the answer is called. */
  prepare(messages: (audience: Audience) => ServerMessage | null): () => void {
    const frames = new Map<Audience, string | null>();
    for (const { state } of this.#open.values()) {
      const { audience } = state;
      if (audience === null || frames.has(audience)) continue;
      const message = messages(audience);
      frames.set(audience, message && JSON.stringify(message));
    }
    return () => {
      for (const connection of this.#open.values()) {
        const { audience } = connection.state;
        const frame = audience && frames.get(audience);
        if (frame) this.#write(connection, frame);
      }
    };
  }

  /** Whether a connection of the seat has had no warning in the round. */
  unwarned(seat: Seat, round: number): boolean {
    return [...this.#open.values()].some(({ state }) => state.audience === seat && state.warned !== round);
  }

  /** Sends a seat's connections a warning, once a round. */
  warn(seat: Seat, round: number, message: ServerMessage): void {
    for (const connection of this.#open.values()) {
      if (connection.state.audience !== seat || connection.state.warned === round) continue;
      this.#remember(connection, { warned: round });
      this.#write(connection, JSON.stringify(message));
    }
  }

  /** Whether a frame of the connection is to be read; otherwise it is told so, or closed. */
  admits(socket: Socket): boolean {
    if (this.#closed.size > 0 && this.#closed.has(keyOf(socket) ?? "")) return false;
    const verdict = this.#of(socket).rate.take(this.#deps.now());
    if (verdict === "pass") return true;
    if (verdict === "close") this.close(socket, CLOSE_FLOOD, "too many messages");
    else this.refuse(socket, new RoomError("RATE_LIMITED", "Cannot read so many messages: slow down"));
    return false;
  }

  /** Does not count the frame that was just admitted. */
  excuse(socket: Socket): void {
    this.#of(socket).rate.give();
  }

  /** Tells a connection why it was refused, and closes it when it will not learn. */
  refuse(socket: Socket, error: RoomError): void {
    const connection = this.#of(socket);
    if (error.code === "INVALID_MESSAGE") {
      this.#remember(connection, { malformed: connection.state.malformed + 1 });
    }
    const last = connection.state.malformed >= PATIENCE;
    this.send(socket, last ? new RoomError(error.code, error.message, false).frame() : error.frame());
    if (last) this.close(socket, CLOSE_MALFORMED, "too many malformed messages");
  }

  close(socket: Socket, code: number, reason: string): void {
    const { state } = this.#of(socket);
    this.#open.delete(state.key);
    this.#closed.add(state.key);
    try {
      socket.close(code, reason);
    } catch (error) {
      this.#lost(error);
    }
  }

  /** What is known of a connection, which may have left by now. */
  #of(socket: Socket): Connection {
    const seen = this.#seen.get(socket);
    if (seen) return seen;
    const stored = SocketState.safeParse(socket.state);
    const state = stored.data ?? { key: this.#deps.key(), audience: null, malformed: 0, warned: 0 };
    if (!stored.success) socket.setState(state);
    const rate = new MessageRate(this.#deps.now());
    const connection = this.#open.get(state.key) ?? { socket, state, rate, introduced: false };
    this.#seen.set(socket, connection);
    return connection;
  }

  #remember(connection: Connection, values: Partial<SocketState>): void {
    connection.state = { ...connection.state, ...values };
    connection.socket.setState(connection.state);
  }

  /** One broken connection must not keep a message from the others. Its close is told by the runtime. */
  #write({ socket }: Connection, frame: string): void {
    this.#deps.beforeSending();
    try {
      socket.send(frame);
    } catch (error) {
      this.#lost(error);
    }
  }

  #lost(error: unknown): void {
    this.#deps.log("connection.lost", { error: error instanceof Error ? error.message : String(error) });
  }
}
