import type { BattleId } from "../../../functions/_shared/schema/ids.ts";
import {
  type ClientMessage,
  type ErrorCode,
  ServerMessage,
} from "../../../functions/_shared/schema/protocol.ts";
import { heartbeat } from "../heartbeat.ts";
import { type RoomSocket, readMessage } from "../socket.ts";
import type { SeatStore } from "./seat-store.ts";

export interface ConnectionDeps {
  battleId: BattleId;
  socket: RoomSocket;
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

/** What a player does in a battle, apart from taking the seat. */
export type Deed =
  Exclude<ClientMessage, { type: "JOIN" | "REJOIN" | "PING" }> extends infer Message
    ? Message extends { battleId: BattleId }
      ? Omit<Message, "battleId">
      : never
    : never;

export interface Connection {
  send(deed: Deed): void;
  /** Asks for the seat again: after signing in, or with another team. */
  join(): Promise<void>;
  /** Asks for the lines after the last known one. */
  resume(): void;
  close(): void;
}

/** Refusals that say that the room does not know the session, or lost the battle: opening it again brings both back. */
const UNKNOWN: ReadonlySet<ErrorCode> = new Set(["AUTH_FAILED", "BATTLE_NOT_FOUND"]);

/** Refusals of a choice that say that this page does not know the state of the battle. */
const OVERTAKEN: ReadonlySet<ErrorCode> = new Set(["NOT_YOUR_TURN", "STALE_REQUEST", "CANNOT_UNDO"]);

/**
 * Speaks with a battle's room: on every (re)connection it resumes the seat by its session, else takes the seat with a
 * ticket, else watches.
 */
export function connect(deps: ConnectionDeps): Connection {
  const { battleId, socket, seats } = deps;
  const send = (message: ClientMessage) => socket.send(JSON.stringify(message));
  const pulse = heartbeat(
    () => send({ type: "PING" }),
    () => socket.reconnect(),
  );
  // A greeting that was overtaken by a reconnection must not be sent on the new socket.
  let greeting = 0;
  // A ticket that came too late for its connection is good for the next one.
  let ticket: Promise<string | null> | null = null;
  let joined: "no" | "once" | "twice" = "no";

  const resume = () => {
    const seated = seats.get();
    send({ type: "REJOIN", battleId, since: deps.seq(), ...(seated && { session: seated.session }) });
  };

  const greet = async () => {
    greeting += 1;
    const mine = greeting;
    ticket ??= deps.ticket();
    const asked = ticket;
    try {
      const given = await asked;
      if (mine !== greeting) return;
      ticket = null;
      const team = deps.team();
      if (given === null) return resume();
      send({ type: "JOIN", battleId, ticket: given, ...(team !== null && { team }) });
      joined = joined === "no" ? "once" : "twice";
    } catch (error) {
      if (ticket === asked) ticket = null;
      if (mine !== greeting) return;
      deps.failed(error);
      resume();
    }
  };

  /** Whether a refusal is answered by taking the seat with a fresh ticket. */
  const retries = (): boolean => {
    if (seats.get() !== null) {
      // The session is of another life of this room.
      seats.set(null);
      deps.unseated();
      return true;
    }
    // The ticket had been used or was too old; a fresh one that is refused as well is refused for good.
    return joined === "once";
  };

  socket.addEventListener("open", () => {
    pulse.heard();
    deps.connected(true);
    if (seats.get() !== null) resume();
    else void greet();
  });
  socket.addEventListener("close", () => {
    pulse.stop();
    greeting += 1;
    deps.connected(false);
  });
  socket.addEventListener("message", (event) => {
    pulse.heard();
    const message = readMessage(ServerMessage, event.data);
    if (message === null || message.type === "PONG") return;
    if (message.type === "SEATED") {
      seats.set({ seat: message.seat, session: message.session });
      joined = "no";
    }
    if (message.type === "ERROR" && UNKNOWN.has(message.code) && retries()) {
      void greet();
      return;
    }
    deps.received(message);
    // Another tab of the same player may have chosen: the room says what it has.
    if (message.type === "ERROR" && OVERTAKEN.has(message.code)) resume();
  });

  return {
    send: (deed) => send({ ...deed, battleId }),
    join() {
      ticket = null;
      joined = "no";
      return greet();
    },
    resume,
    close() {
      pulse.stop();
      greeting += 1;
      socket.close();
    },
  };
}
