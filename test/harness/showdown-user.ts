import { once } from "node:events";
import { WebSocket } from "ws";
import type { ShowdownServer } from "./showdown.ts";

const PATIENCE_MS = 10_000;
/** A server that has just started takes connections long before it greets, on a busy machine. */
const GREETING_MS = 60_000;

/** What a user of a Showdown server was sent of one battle. */
export interface ShowdownBattle {
  log: string[];
  /** What is asked of the user, if it plays. */
  request: { rqid: number; wait?: boolean } | null;
  turn: number;
  /** Rounds of choices that were played out, the battle's start included. */
  rounds: number;
  ended: boolean;
}

/** A client of a real Showdown server that does what a test says, and nothing by itself. */
export class ShowdownUser {
  readonly name: string;
  /** By the id of the room. */
  readonly battles = new Map<string, ShowdownBattle>();
  /** Lines that belong to no room. */
  readonly lines: string[] = [];
  readonly #socket: WebSocket;
  #waiting: (() => void)[] = [];

  private constructor(socket: WebSocket, name: string) {
    this.#socket = socket;
    this.name = name;
    socket.on("message", (data) => {
      this.#read(String(data));
      this.#wake();
    });
    socket.on("close", () => this.#wake());
    // The close that follows says enough.
    socket.on("error", () => undefined);
  }

  /**
   * Connects and takes a name, which nobody may have.
   *
   * @param name letters and digits
   * @param vouch proves that the name is the user's, to a server that asks for it; of what the server said
   */
  static async connect(
    server: Pick<ShowdownServer, "socket">,
    name: string,
    vouch: (challstr: string) => string = () => "",
  ): Promise<ShowdownUser> {
    // As a browser does not: Showdown compresses nothing unless it is told to.
    const socket = new WebSocket(server.socket, { perMessageDeflate: false });
    const user = new ShowdownUser(socket, name);
    await once(socket, "open");
    const greeting = () => user.lines.find((line) => line.startsWith("|challstr|"));
    await user.until(() => greeting() !== undefined, "being greeted", GREETING_MS);
    user.say(`/trn ${name},0,${vouch(greeting()?.slice("|challstr|".length) ?? "")}`);
    const named = (line: string) => line.startsWith("|updateuser|") && line.split("|")[2]?.trim() === name;
    await user.until(() => user.lines.some(named), "being named");
    return user;
  }

  get connected(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /** Says something, or a command, in a room or in none. */
  say(text: string, room = ""): void {
    this.#socket.send(`${room}|${text}`);
  }

  /** Challenges another user, who accepts; gives the battle's room once both are in it. */
  async challenge(other: ShowdownUser, format: string): Promise<string> {
    const known = new Set(this.battles.keys());
    const challenged = other.lines.length;
    const asked = (line: string) => line.startsWith("|pm|") && line.includes("|/challenge ");
    this.say(`/challenge ${other.name}, ${format}`);
    await other.until(() => other.lines.slice(challenged).some(asked), "being challenged");
    other.say(`/accept ${this.name}`);
    const fresh = () => [...this.battles.keys()].find((room) => !known.has(room));
    await this.until(() => fresh() !== undefined, "the battle");
    const room = fresh() ?? "";
    for (const user of [this, other]) {
      await user.until(() => (user.battles.get(room)?.rounds ?? 0) > 0, "the battle's start");
      await user.until(() => user.battle(room).request !== null, "the first request");
    }
    return room;
  }

  /** Answers what the battle asks of the user now. */
  choose(room: string, choice: string): void {
    const { request } = this.battle(room);
    if (request && !request.wait) this.say(`/choose ${choice}|${request.rqid}`, room);
  }

  /** Chooses the first legal thing in every round, both players by turns, until the battle is over. */
  async playOut(other: ShowdownUser, room: string): Promise<void> {
    const users = [this, other];
    while (!this.battle(room).ended) {
      const rounds = users.map((user) => ({ user, before: { ...user.battle(room) } }));
      for (const { user } of rounds) user.choose(room, "default");
      for (const { user, before } of rounds) await user.next(room, before);
    }
  }

  /** Waits until the round that a battle was in is over, and the next has its request, unless it has ended. */
  async next(room: string, { rounds, request }: Pick<ShowdownBattle, "rounds" | "request">): Promise<void> {
    const battle = this.battle(room);
    // They come in either order.
    const over = () => battle.ended || (battle.rounds > rounds && battle.request?.rqid !== request?.rqid);
    await this.until(over, `the round after ${rounds}`);
  }

  battle(room: string): ShowdownBattle {
    const battle = this.battles.get(room);
    if (battle) return battle;
    throw new Error(`Cannot find the battle '${room}': ${this.name} is not in it`);
  }

  /** Waits for what something that the user was sent makes true. */
  async until(condition: () => boolean, what: string, patience = PATIENCE_MS): Promise<void> {
    const deadline = Date.now() + patience;
    while (!condition()) {
      if (!this.connected) throw new Error(`${this.name} waited in vain for ${what}: the connection closed`);
      if (Date.now() > deadline) throw new Error(`${this.name} waited in vain for ${what}: ${this.#tail()}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, patience);
        this.#waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  leave(): void {
    this.#socket.terminate();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
  }

  #read(text: string): void {
    const lines = text.split("\n");
    const room = lines[0]?.startsWith(">") ? lines.shift()?.slice(1) : undefined;
    if (!room?.startsWith("battle-")) {
      if (!room) this.lines.push(...lines);
      return;
    }
    const moved = lines[0]?.match(/^\|noinit\|rename\|([^|]+)/)?.[1];
    if (moved !== undefined) {
      this.#move(room, moved);
      return;
    }
    const battle = this.battles.get(room) ?? { log: [], request: null, turn: 0, rounds: 0, ended: false };
    this.battles.set(room, battle);
    for (const line of lines) {
      const [, kind, value = ""] = line.split("|", 3);
      if (kind === "request") {
        const request = line.slice("|request|".length);
        if (request) battle.request = JSON.parse(request);
        continue;
      }
      battle.log.push(line);
      if (kind === "t:") battle.rounds += 1;
      else if (kind === "turn") battle.turn = Number(value);
      else if (kind === "win" || kind === "tie") battle.ended = true;
    }
  }

  /** A room that is hidden, or no longer, goes by another id. */
  #move(room: string, other: string): void {
    const battle = this.battles.get(room);
    if (!battle) return;
    this.battles.delete(room);
    this.battles.set(other, battle);
  }

  #tail(): string {
    const [battle] = [...this.battles.values()].slice(-1);
    return [...this.lines.slice(-3), ...(battle?.log.slice(-5) ?? [])].join("\n").slice(-600);
  }
}
