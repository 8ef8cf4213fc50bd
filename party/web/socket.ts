import { PartySocket } from "partysocket";
import type * as z from "zod";

/** The part of a reconnecting socket that the clients of rooms use. */
export interface RoomSocket {
  send(text: string): void;
  close(): void;
  /** Gives the connection up and opens another. */
  reconnect(): void;
  addEventListener(type: "open" | "close", listener: () => void): void;
  addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
}

/** A socket to `/parties/<party>/<room>` on the host that served the page; it reconnects by itself. */
export function openSocket(host: string, party: string, room: string): RoomSocket {
  const socket = new PartySocket({
    host,
    party,
    room,
    // As the page came: the library guesses by the name, and takes every machine that is none of this network's for TLS.
    protocol: location.protocol === "https:" ? "wss" : "ws",
    // Nothing is kept while offline: what was meant for an old request must not arrive before the seat is resumed.
    maxEnqueuedMessages: 0,
    // Who has a minute to return should not spend it waiting; nor should all come back to a new server in one moment.
    minReconnectionDelay: 500 + Math.random() * 1000,
    maxReconnectionDelay: 5000,
  });
  return {
    send: (text) => void socket.send(text),
    close: () => socket.close(),
    reconnect: () => socket.reconnect(),
    addEventListener: (type: string, listener: (event: MessageEvent) => void) =>
      socket.addEventListener(type, listener as EventListener),
  };
}

/** Reads a frame; what has another shape is told to the console, and is `null`. */
export function readMessage<Message>(schema: z.ZodType<Message>, data: unknown): Message | null {
  if (typeof data !== "string") return null;
  try {
    const message = schema.safeParse(JSON.parse(data));
    if (message.success) return message.data;
    console.warn("A message from the room has an unknown shape", message.error.issues);
  } catch (error) {
    console.warn("A message from the room is not JSON", error);
  }
  return null;
}
