import type { ShowdownServer } from "../../functions/_shared/schema/showdown.ts";
import { Connection, type ConnectionLimits, type Dial } from "./connection.ts";
import { kindOf } from "./frame.ts";

/** Rooms of one connection. Showdown lets a user into fifty. */
const CAPACITY = 45;
/** Connections at the most: all the rooms that can be asked for, and some air. */
const MOST = 25;
/** A server that does not answer to a `/join` for so long is asked again, in milliseconds. */
const ANSWER = 20_000;
/** Joins that may be unanswered: the larger, the more logs come at once. */
const ASKED = 8;
/** The close code of a frame that the runtime finds too large. */
const TOO_LARGE = 1009;

/** A room that is to be joined. */
export interface Wanted {
  room: string;
  /** Whether only somebody with a name may enter. */
  named: boolean;
}

export interface CrewDeps {
  server: ShowdownServer;
  logIn: ((challstr: string) => Promise<string>) | null;
  dial: Dial;
  now(): number;
  random(): number;
  log(event: string, fields: Record<string, unknown>): void;
  limits: ConnectionLimits;
  /** Lines of a room that is joined or was asked for. */
  room(room: string, lines: readonly string[]): void;
  /** Lines that belong to no room, from the connection with the account. */
  global(lines: readonly string[]): void;
  /** The room's log was larger than the runtime takes. */
  tooLarge(room: string): void;
}

interface Member {
  connection: Connection;
  /** The rooms on it, and when they were asked for; `null` once they are joined. */
  rooms: Map<string, number | null>;
}

/**
 * The connections to one Showdown server. The first has the account; where more rooms are watched than one user may be
 * in, guests take the others.
 */
export class Crew {
  readonly #deps: CrewDeps;
  readonly #members: Member[] = [];
  #wanted: readonly Wanted[] = [];

  constructor(deps: CrewDeps) {
    this.#deps = deps;
    this.#hire();
  }

  /** The first connection, on which everything but rooms is said. */
  get first(): Connection {
    const [first] = this.#members;
    if (!first) throw new Error("Cannot speak: there is no connection");
    return first.connection;
  }

  get heardAt(): number | null {
    const moments = this.#members.flatMap(({ connection }) => connection.heardAt ?? []);
    return moments.length > 0 ? Math.max(...moments) : null;
  }

  /** Rooms that are joined. */
  get joined(): number {
    const rooms = this.#members.flatMap((member) => [...member.rooms.values()]);
    return rooms.filter((asked) => asked === null).length;
  }

  /** Says which rooms to be in from now on, the most urgent first. */
  want(rooms: readonly Wanted[]): void {
    this.#wanted = rooms;
  }

  /** Lets go of a room that has put the watcher out, or never let it in: it is asked for again while it is wanted. */
  forget(room: string): void {
    for (const { rooms } of this.#members) rooms.delete(room);
  }

  /** Leaves a room; it is joined anew while it is wanted, and sends its whole log again. */
  leave(room: string): boolean {
    const member = this.#members.find(({ rooms }) => rooms.has(room));
    if (!member) return true;
    if (!member.connection.say(`/leave ${room}`)) return false;
    member.rooms.delete(room);
    return true;
  }

  /** The room goes by another id now. */
  rename(room: string, other: string): void {
    for (const { rooms } of this.#members) {
      if (rooms.delete(room)) rooms.set(other, null);
    }
  }

  /** To be called about once a second. */
  beat(): void {
    for (const { connection } of this.#members) connection.beat();
    this.#expire();
    this.#leaveUnwanted();
    this.#joinWanted();
    this.#dismiss();
  }

  stop(): void {
    for (const { connection } of this.#members) connection.stop();
    this.#members.length = 0;
  }

  #hire(): Member {
    const { server, dial, now, random, log, limits, ...deps } = this.#deps;
    const isFirst = this.#members.length === 0;
    const rooms: Member["rooms"] = new Map();
    const connection = new Connection({
      ...{ url: server.socketUrl, dial, now, random, log, limits },
      account: isFirst ? server.account : null,
      logIn: isFirst ? deps.logIn : null,
      ready: () => this.#joinWanted(),
      lost: (code) => {
        const asked = [...rooms].filter(([, at]) => at !== null);
        rooms.clear();
        if (code === TOO_LARGE) for (const [room] of asked) deps.tooLarge(room);
      },
      lines: (room, lines) => {
        if (room === "") {
          if (isFirst) deps.global(lines);
        } else if (rooms.has(room)) {
          if (lines.some((line) => kindOf(line) === "init")) rooms.set(room, null);
          // It may have been left a moment ago.
          else if (rooms.get(room) !== null && lines.every((line) => kindOf(line) === "deinit")) return;
          deps.room(room, lines);
        }
      },
    });
    const member = { connection, rooms };
    this.#members.push(member);
    return member;
  }

  #expire(): void {
    const now = this.#deps.now();
    for (const { connection, rooms } of this.#members) {
      for (const [room, asked] of rooms) {
        // Whoever is in a room already is not answered.
        if (asked === null || now - asked <= ANSWER || !connection.say(`/leave ${room}`)) continue;
        rooms.delete(room);
      }
    }
  }

  #leaveUnwanted(): void {
    const wanted = new Set(this.#wanted.map(({ room }) => room));
    for (const { connection, rooms } of this.#members) {
      for (const [room, asked] of rooms) {
        if (wanted.has(room) || asked !== null) continue;
        if (!connection.say(`/leave ${room}`)) break;
        rooms.delete(room);
      }
    }
  }

  #joinWanted(): void {
    const here = new Set(this.#members.flatMap(({ rooms }) => [...rooms.keys()]));
    for (const wanted of this.#wanted) {
      if (here.has(wanted.room)) continue;
      const member = this.#place(wanted);
      if (!member) continue;
      const unanswered = [...member.rooms.values()].filter((asked) => asked !== null).length;
      if (unanswered >= ASKED || !member.connection.say(`/join ${wanted.room}`)) continue;
      member.rooms.set(wanted.room, this.#deps.now());
    }
  }

  /** Whose connection a room goes to; `null` when there is no place for it yet. */
  #place({ named }: Wanted): Member | null {
    const [first] = this.#members;
    if (!first) return null;
    if (named && this.#deps.server.account !== null) {
      if (first.rooms.size >= CAPACITY) this.#makeRoom(first);
      return first.rooms.size < CAPACITY && first.connection.named ? first : null;
    }
    const free = this.#members.find(({ rooms }) => rooms.size < CAPACITY);
    if (free) return free;
    return this.#members.length < MOST ? this.#hire() : null;
  }

  /** Has one of the rooms that any guest may see leave the account's connection. */
  #makeRoom({ connection, rooms }: Member): void {
    const open = this.#wanted.find(({ room, named }) => !named && rooms.get(room) === null);
    if (open && connection.say(`/leave ${open.room}`)) rooms.delete(open.room);
  }

  /** Closes the guests' connections that have nothing left to watch. */
  #dismiss(): void {
    while (this.#members.length > 1) {
      const last = this.#members.at(-1);
      const spare = CAPACITY * (this.#members.length - 1) >= this.#wanted.length;
      if (!last || last.rooms.size > 0 || !spare) return;
      last.connection.stop();
      this.#members.pop();
    }
  }
}
