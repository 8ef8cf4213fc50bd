import { PartySocket } from "partysocket";
import * as z from "zod";
import { type BattleId, Seat } from "../../../functions/_shared/schema/ids.ts";
import {
  type ClientMessage,
  type ErrorCode,
  ServerMessage,
} from "../../../functions/_shared/schema/protocol.ts";

/** The part of a reconnecting socket that a connection uses. */
export interface BattleSocket {
  send(text: string): void;
  close(): void;
  addEventListener(type: "open" | "close", listener: () => void): void;
  addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
}

const Seated = z.object({ seat: Seat, session: z.string() });
/** A seat and the session that brings its player back to it. */
export type Seated = z.infer<typeof Seated>;

/** Where a seat is kept between reloads of one tab. */
export interface SeatStore {
  get(): Seated | null;
  set(seated: Seated | null): void;
}

export interface ConnectionDeps {
  battleId: BattleId;
  socket: BattleSocket;
  seats: SeatStore;
  /** The last log line that is known. */
  seq(): number;
  /** A fresh ticket for the viewer's seat, or `null` to watch. */
  ticket(): Promise<string | null>;
  /** The team to bring, once one was given. */
  team(): string | null;
  received(message: ServerMessage): void;
  /** The kept seat is not ours any more, and with it goes what was seen from it. */
  unseated(): void;
  connected(open: boolean): void;
  failed(error: unknown): void;
}

export interface Connection {
  choose(rqid: number, choice: string): void;
  forfeit(): void;
  /** Asks for the seat again: after signing in, or with another team. */
  join(): Promise<void>;
  /** Asks for the lines after the last known one. */
  resume(): void;
  close(): void;
}

/** Refusals of a choice that say that this page does not know the state of the battle. */
const OVERTAKEN: ReadonlySet<ErrorCode> = new Set(["NOT_YOUR_TURN", "STALE_REQUEST"]);

/**
 * Speaks with a battle's room: on every (re)connection it resumes the seat by its session, else takes the seat with a
 * ticket, else watches.
 */
export function connect(deps: ConnectionDeps): Connection {
  const { battleId, socket, seats } = deps;
  const send = (message: ClientMessage) => socket.send(JSON.stringify(message));
  // A greeting that was overtaken by a reconnection must not be sent on the new socket.
  let greeting = 0;

  const resume = () => {
    const seated = seats.get();
    send({ type: "REJOIN", battleId, since: deps.seq(), ...(seated && { session: seated.session }) });
  };

  const join = async () => {
    greeting += 1;
    const mine = greeting;
    try {
      const ticket = await deps.ticket();
      if (mine !== greeting) return;
      const team = deps.team();
      if (ticket === null) resume();
      else send({ type: "JOIN", battleId, ticket, ...(team !== null && { team }) });
    } catch (error) {
      if (mine !== greeting) return;
      deps.failed(error);
      resume();
    }
  };

  socket.addEventListener("open", () => {
    deps.connected(true);
    if (seats.get() !== null) resume();
    else void join();
  });
  socket.addEventListener("close", () => {
    greeting += 1;
    deps.connected(false);
  });
  socket.addEventListener("message", (event) => {
    const message = readMessage(event.data);
    if (message === null) return;
    if (message.type === "SEATED") seats.set({ seat: message.seat, session: message.session });
    if (message.type === "ERROR" && message.code === "AUTH_FAILED" && seats.get() !== null) {
      // The session is of another life of this room: take the seat with a ticket instead.
      seats.set(null);
      deps.unseated();
      void join();
      return;
    }
    deps.received(message);
    // Another tab of the same player may have chosen: the room says what it has.
    if (message.type === "ERROR" && OVERTAKEN.has(message.code)) resume();
  });

  return {
    choose: (rqid, choice) => send({ type: "MOVE", battleId, rqid, choice }),
    forfeit: () => send({ type: "FORFEIT", battleId }),
    join,
    resume,
    close: () => {
      greeting += 1;
      socket.close();
    },
  };
}

/** A socket to `/parties/battle/<id>` on the host that served the page; it reconnects by itself. */
export function openSocket(host: string, battleId: BattleId): BattleSocket {
  // Nothing is kept while offline: what was meant for an old request must not arrive before the seat is resumed.
  const socket = new PartySocket({ host, party: "battle", room: battleId, maxEnqueuedMessages: 0 });
  return {
    send: (text) => void socket.send(text),
    close: () => socket.close(),
    addEventListener: (type: string, listener: (event: MessageEvent) => void) =>
      socket.addEventListener(type, listener as EventListener),
  };
}

/**
 * Keeps a user's seat in the tab: nothing is left when the tab closes, and who signs in after another does not
 * inherit it.
 */
export function tabSeats(battleId: BattleId, userId: string | null): SeatStore {
  const key = `plateau:seat:${battleId}:${userId}`;
  if (userId === null) return { get: () => null, set: () => {} };
  return {
    get: () => readSeated(sessionStorage.getItem(key)),
    set: (seated) => {
      if (seated === null) sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, JSON.stringify(seated));
    },
  };
}

function readSeated(text: string | null): Seated | null {
  if (text === null) return null;
  try {
    return Seated.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    // Not ours: the seat is taken with a ticket.
    return null;
  }
}

function readMessage(data: unknown): ServerMessage | null {
  if (typeof data !== "string") return null;
  try {
    const message = ServerMessage.safeParse(JSON.parse(data));
    if (message.success) return message.data;
    console.warn("A message from the room has an unknown shape", message.error.issues);
  } catch (error) {
    console.warn("A message from the room is not JSON", error);
  }
  return null;
}
