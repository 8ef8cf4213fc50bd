import type { UserId } from "../../functions/_shared/schema/ids.ts";
import type { LobbyServerMessage } from "../../functions/_shared/schema/lobby.ts";
import { MessageRate, type Verdict } from "../sockets/rate.ts";
import {
  CLOSE_MALFORMED,
  CLOSE_UNAUTHENTICATED,
  INTRODUCTION,
  PATIENCE,
  type Socket,
} from "../sockets/socket.ts";
import type { LobbyError } from "./frames.ts";
import type { Timers } from "./timers.ts";

interface Visitor {
  user: UserId | null;
  rate: MessageRate;
  malformed: number;
  /** Calls off that the connection is closed for having said nothing of itself. */
  introduced: () => void;
}

export interface VisitorsDeps extends Timers {
  /** Called when a user's last connection is gone. */
  gone(user: UserId): void;
  log(event: string, fields: Record<string, unknown>): void;
}

/** Everyone who is connected: several connections a user, none of them before it said who it is. */
export class Visitors {
  readonly #deps: VisitorsDeps;
  readonly #open = new Map<Socket, Visitor>();
  readonly #byUser = new Map<UserId, Set<Socket>>();

  constructor(deps: VisitorsDeps) {
    this.#deps = deps;
  }

  /** Lets a connection in, which has five seconds to say who it is. */
  enter(socket: Socket): void {
    const { after, now } = this.#deps;
    const introduced = after(INTRODUCTION, () =>
      this.close(socket, CLOSE_UNAUTHENTICATED, "nobody has authenticated here in time"),
    );
    this.#open.set(socket, { user: null, rate: new MessageRate(now()), malformed: 0, introduced });
  }

  /** Makes the connection a user's. */
  introduce(socket: Socket, user: UserId): void {
    const visitor = this.#open.get(socket);
    if (!visitor) return;
    visitor.introduced();
    visitor.user = user;
    const sockets = this.#byUser.get(user);
    if (sockets) sockets.add(socket);
    else this.#byUser.set(user, new Set([socket]));
  }

  /** Lets go of a connection. */
  leave(socket: Socket): void {
    const visitor = this.#open.get(socket);
    if (!visitor) return;
    this.#open.delete(socket);
    visitor.introduced();
    const { user } = visitor;
    if (user === null) return;
    const others = this.#byUser.get(user);
    others?.delete(socket);
    if (others && others.size > 0) return;
    this.#byUser.delete(user);
    this.#deps.gone(user);
  }

  /** Whether the connection is open. */
  has(socket: Socket): boolean {
    return this.#open.has(socket);
  }

  /** Whose connection it is; `null` before it said so. */
  user(socket: Socket): UserId | null {
    return this.#open.get(socket)?.user ?? null;
  }

  /** Whether the user has a connection. */
  present(user: UserId): boolean {
    return this.#byUser.has(user);
  }

  /** Judges one more message of the connection. */
  judge(socket: Socket): Verdict {
    return this.#open.get(socket)?.rate.take(this.#deps.now()) ?? "close";
  }

  send(socket: Socket, message: LobbyServerMessage): void {
    this.#write(socket, JSON.stringify(message));
  }

  /** Tells every connection of a user. */
  tell(user: UserId, message: LobbyServerMessage): void {
    const frame = JSON.stringify(message);
    for (const socket of this.#byUser.get(user) ?? []) this.#write(socket, frame);
  }

  /** Tells a connection why it was refused, and closes it when it will not learn. */
  refuse(socket: Socket, error: LobbyError): void {
    const visitor = this.#open.get(socket);
    if (!visitor) return;
    if (error.code === "INVALID_MESSAGE") visitor.malformed += 1;
    const last = visitor.malformed >= PATIENCE;
    const frame = error.frame();
    this.send(socket, last && frame.type === "ERROR" ? { ...frame, recoverable: false } : frame);
    if (last) this.close(socket, CLOSE_MALFORMED, "too many malformed messages");
  }

  /** Closes a connection, and does not wait for the other end to agree. */
  close(socket: Socket, code: number, reason: string): void {
    this.leave(socket);
    try {
      socket.close(code, reason);
    } catch (error) {
      this.#lost(error);
    }
  }

  /** One broken connection must not keep a message from the others. */
  #write(socket: Socket, frame: string): void {
    try {
      socket.send(frame);
    } catch (error) {
      this.leave(socket);
      this.#lost(error);
    }
  }

  #lost(error: unknown): void {
    this.#deps.log("connection.lost", { error: error instanceof Error ? error.message : String(error) });
  }
}
