import { offeredFormat } from "../../functions/_shared/battle/formats.ts";
import { FormatId } from "../../functions/_shared/schema/ids.ts";
import { LOBBY_VERSION, type LobbyClientMessage } from "../../functions/_shared/schema/lobby.ts";
import { Turns } from "../durable/turns.ts";
import { CLOSE_FLOOD } from "../sockets/rate.ts";
import { CLOSE_FAILED, CLOSE_MALFORMED, CLOSE_UNAUTHENTICATED, type Socket } from "../sockets/socket.ts";
import type { LadderFormat } from "./admission.ts";
import { LobbyError, readMessage } from "./frames.ts";
import type { Identify } from "./identity.ts";
import { Ladder, type LadderDeps } from "./ladder.ts";
import { Visitors } from "./visitors.ts";

/** Everything a lobby does to the world. */
export interface LobbyDeps extends Omit<LadderDeps, "format" | "present" | "tell"> {
  /** The lobby's id, which is a format's. */
  room: string;
  identify: Identify;
}

type Said<Type> = Extract<LobbyClientMessage, { type: Type }>;

/** A format's lobby: its connections, and what they ask of the ladder. */
export class Lobby {
  readonly #deps: LobbyDeps;
  readonly #visitors: Visitors;
  /** `null` where no ladder is offered. */
  readonly #ladder: Ladder | null;
  /** What one connection says is handled in turn. */
  readonly #turns = new Turns<Socket>();

  constructor(deps: LobbyDeps) {
    this.#deps = deps;
    this.#visitors = new Visitors({ ...deps, gone: (user) => this.#ladder?.away(user) });
    const format = ladderFormat(deps.room);
    this.#ladder =
      format &&
      new Ladder({
        ...deps,
        format,
        present: (user) => this.#visitors.present(user),
        tell: (user, message) => this.#visitors.tell(user, message),
      });
  }

  /** Lets a connection in. */
  enter(socket: Socket): void {
    this.#visitors.enter(socket);
  }

  /** Lets go of a connection that closed. */
  leave(socket: Socket): void {
    this.#visitors.leave(socket);
  }

  /** Handles a frame of a client. */
  async receive(socket: Socket, data: unknown): Promise<void> {
    try {
      const verdict = this.#visitors.judge(socket);
      if (verdict === "close") return this.#visitors.close(socket, CLOSE_FLOOD, "too many messages");
      if (verdict === "refuse") throw new LobbyError("RATE_LIMITED", "Cannot keep up: send fewer messages");
      const message = readMessage(data);
      // Out of turn: a slow database must not make a connection look dead.
      if (message.type === "PING") return this.#visitors.send(socket, { type: "PONG" });
      await this.#turns.take(socket, () => this.#handle(socket, message));
    } catch (error) {
      if (error instanceof LobbyError) return this.#visitors.refuse(socket, error);
      const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.#deps.log("message.failed", { error: told });
      this.#visitors.close(socket, CLOSE_FAILED, "the lobby failed at the message");
    }
  }

  async #handle(socket: Socket, message: Exclude<LobbyClientMessage, { type: "PING" }>): Promise<void> {
    // It closed, or was closed, while this waited for its turn.
    if (!this.#visitors.has(socket)) return;
    if (message.type === "AUTHENTICATE") return await this.#authenticate(socket, message);
    const user = this.#visitors.user(socket);
    if (!user) throw new LobbyError("AUTH_FAILED", "Cannot answer: say AUTHENTICATE first");
    switch (message.type) {
      case "JOIN_QUEUE":
        return await this.#offered(message.format).join(user, message.teamId ?? null);
      case "LEAVE_QUEUE":
        if (this.#ladder) return await this.#ladder.leave(user);
        throw new LobbyError("NOT_IN_QUEUE", "Cannot leave the queue: there is none here");
    }
  }

  async #authenticate(socket: Socket, { v, token }: Said<"AUTHENTICATE">): Promise<void> {
    if (v !== LOBBY_VERSION) {
      const message = `Cannot speak version ${v} of the protocol: this is version ${LOBBY_VERSION}`;
      this.#visitors.refuse(socket, new LobbyError("VERSION_MISMATCH", message, { recoverable: false }));
      return this.#visitors.close(socket, CLOSE_MALFORMED, "another version of the protocol");
    }
    try {
      const user = await this.#deps.identify(token);
      const known = this.#visitors.user(socket);
      if (known !== null && known !== user) {
        throw new LobbyError("AUTH_FAILED", "Cannot change the user of a connection", { recoverable: false });
      }
      if (!this.#visitors.has(socket)) return;
      this.#visitors.introduce(socket, user);
      this.#visitors.send(socket, { type: "AUTHENTICATED", v: LOBBY_VERSION, userId: user });
      const standing = this.#ladder?.back(user);
      if (standing) this.#visitors.send(socket, standing);
    } catch (error) {
      if (!(error instanceof LobbyError) || error.code !== "AUTH_FAILED") throw error;
      this.#visitors.refuse(socket, error);
      this.#visitors.close(socket, CLOSE_UNAUTHENTICATED, "the token was refused");
    }
  }

  #offered(format: FormatId): Ladder {
    const { room } = this.#deps;
    if (!this.#ladder) {
      throw new LobbyError("UNKNOWN_FORMAT", `Cannot queue: the format '${room}' is not offered`);
    }
    if (format === room) return this.#ladder;
    throw new LobbyError("UNKNOWN_FORMAT", `Cannot queue for '${format}': this is the lobby of '${room}'`);
  }
}

function ladderFormat(room: string): LadderFormat | null {
  const id = FormatId.safeParse(room);
  const format = offeredFormat(room);
  return format && id.success ? { id: id.data, team: format.team } : null;
}
