import type { FormatId } from "../../functions/_shared/schema/ids.ts";
import { type LobbyClientMessage, LobbyServerMessage } from "../../functions/_shared/schema/lobby.ts";
import { LobbyError } from "../../party/lobby/frames.ts";
import { Lobby, type LobbyDeps } from "../../party/lobby/lobby.ts";
import type { Matchmaking } from "../../party/lobby/matchmaking.ts";
import type { Socket } from "../../party/sockets/socket.ts";
import { FakeClock, settle } from "./fake-clock.ts";
import { FakeStore, userOf } from "./lobby-store.ts";

type Heard<Type> = Extract<LobbyServerMessage, { type: Type }>;

/** The server's end of a socket, and what its client has heard. */
export class FakeSocket implements Socket {
  readonly heard: LobbyServerMessage[] = [];
  closed: number | null = null;
  broken = false;

  send(text: string): void {
    if (this.broken) throw new Error("the connection is broken");
    if (this.closed === null) this.heard.push(LobbyServerMessage.parse(JSON.parse(text)));
  }

  close(code: number): void {
    this.closed ??= code;
  }

  all<Type extends LobbyServerMessage["type"]>(type: Type): Heard<Type>[] {
    return this.heard.filter((message): message is Heard<Type> => message.type === type);
  }

  last<Type extends LobbyServerMessage["type"]>(type: Type): Heard<Type> | undefined {
    return this.all(type).at(-1);
  }
}

/** A lobby without a network, on a clock that stands still. */
export class LobbyTable {
  readonly clock = new FakeClock();
  readonly store = new FakeStore(this.clock.now);
  readonly logged: { event: string; [field: string]: unknown }[] = [];
  readonly lobby: Lobby;
  readonly room: string;
  #ids = 0;

  constructor(room = "gen9randombattle", deps: Partial<LobbyDeps> = {}) {
    this.room = room;
    this.lobby = new Lobby({
      room,
      store: this.store,
      now: this.clock.now,
      after: this.clock.after,
      identify: async (token) => {
        const number = /^token-(\d+)$/.exec(token)?.[1];
        if (number !== undefined) return userOf(Number(number));
        throw new LobbyError("AUTH_FAILED", "Cannot accept the token: it has expired", {
          recoverable: false,
        });
      },
      readTeam: (text) =>
        text === "bad" ? { ok: false, problems: ["It is bad."] } : { ok: true, team: text },
      random: () => 0,
      newId: () => {
        this.#ids += 1;
        return `11111111-0000-4000-8000-${String(this.#ids).padStart(12, "0")}`;
      },
      log: (event, fields) => this.logged.push({ event, ...fields }),
      ...deps,
    });
  }

  /** Holds up what the database is asked, until it is let go. */
  hold(held: keyof Matchmaking): () => Promise<void> {
    let release: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => {
      release = resolve;
    });
    this.store.delay = (op) => (op === held ? waiting : null);
    return async () => {
      release();
      await settle();
    };
  }

  /** Opens a connection. */
  open(): FakeSocket {
    const socket = new FakeSocket();
    this.lobby.enter(socket);
    return socket;
  }

  /** Opens a connection of the user of that number. */
  async visit(number: number): Promise<FakeSocket> {
    const socket = this.open();
    await this.say(socket, { type: "AUTHENTICATE", v: 1, token: `token-${number}` });
    return socket;
  }

  /** Opens a connection of a user, and queues. */
  async queue(number: number, rating = 1000): Promise<FakeSocket> {
    this.store.ratings.set(userOf(number), rating);
    const socket = await this.visit(number);
    await this.join(socket);
    return socket;
  }

  async join(socket: FakeSocket, teamId?: string): Promise<void> {
    const format = this.room as FormatId;
    await this.say(socket, { type: "JOIN_QUEUE", format, ...(teamId === undefined ? {} : { teamId }) });
  }

  async leave(socket: FakeSocket): Promise<void> {
    await this.say(socket, { type: "LEAVE_QUEUE" });
  }

  /** Says something and lets it be handled, as far as it can be. */
  async say(socket: FakeSocket, message: LobbyClientMessage | string): Promise<void> {
    this.lobby.receive(socket, typeof message === "string" ? message : JSON.stringify(message));
    await settle();
  }

  /** Closes a connection from the client's end. */
  close(socket: FakeSocket): void {
    socket.closed ??= 1000;
    this.lobby.leave(socket);
  }
}
