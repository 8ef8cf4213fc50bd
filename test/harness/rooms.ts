import { serialize } from "node:v8";
import { drawChoice } from "../../functions/_shared/battle/choices.ts";
import { BattleEvent } from "../../functions/_shared/schema/events.ts";
import type { Seat } from "../../functions/_shared/schema/ids.ts";
import { ServerMessage } from "../../functions/_shared/schema/protocol.ts";
import type { CreateBattle } from "../../functions/_shared/schema/rooms.ts";
import type { Answer } from "../../party/durable/outbox.ts";
import type { RoomStorage } from "../../party/durable/storage.ts";
import type { Socket, SocketState } from "../../party/room/players/connections.ts";
import { BattleRoom } from "../../party/room/room.ts";
import { seatTicket, TICKET_SECRET, USERS } from "./battles.ts";

/** What a Durable Object's storage does, in memory: sorted keys, copies, atomic puts, and a value of 128 KiB at most. */
export class MemoryStorage implements RoomStorage {
  readonly #values = new Map<string, unknown>();
  alarmAt: number | null = null;
  puts = 0;
  /** The put that finds the machine dead: nothing of it is stored, nothing sent from then on arrives. */
  crashAt = Number.POSITIVE_INFINITY;

  get crashed(): boolean {
    return this.puts >= this.crashAt;
  }

  keys(): string[] {
    return [...this.#values.keys()].sort();
  }

  async get<T>(key: string): Promise<T | undefined> {
    return structuredClone(this.#values.get(key)) as T | undefined;
  }

  async list<T>({
    prefix,
    startAfter = "",
    limit = 1000,
  }: {
    prefix: string;
    startAfter?: string;
    limit?: number;
  }) {
    const keys = this.keys().filter((key) => key.startsWith(prefix) && key > startAfter);
    return new Map(keys.slice(0, limit).map((key) => [key, structuredClone(this.#values.get(key)) as T]));
  }

  async put<T>(entries: Record<string, T>): Promise<void> {
    this.puts += 1;
    if (this.crashed) throw new Error("the machine is dead");
    if (Object.keys(entries).length > 128) throw new Error("Cannot put more than 128 keys at once");
    for (const [key, value] of Object.entries(entries)) {
      const size = serialize(value).length;
      if (size > 128 * 1024) throw new Error(`Cannot put ${key}: ${size} bytes`);
      this.#values.set(key, structuredClone(value));
    }
  }

  async delete(key: string): Promise<boolean> {
    return this.#values.delete(key);
  }

  async getAlarm(): Promise<number | null> {
    return this.alarmAt;
  }

  async setAlarm(at: number): Promise<void> {
    this.alarmAt = at;
  }

  async deleteAlarm(): Promise<void> {
    this.alarmAt = null;
  }
}

/** One client's end of a connection: what it was sent, parsed. */
export class TestSocket implements Socket {
  readonly frames: string[] = [];
  closed: number | null = null;
  /** What the runtime keeps for the room while it is out of memory. */
  state: unknown = null;
  readonly #storage: MemoryStorage;
  readonly #messages: ServerMessage[] = [];

  constructor(storage: MemoryStorage) {
    this.#storage = storage;
  }

  setState(state: SocketState): void {
    this.state = structuredClone(state);
  }

  send(text: string): void {
    if (!this.#storage.crashed) this.frames.push(text);
  }

  close(code: number): void {
    this.closed = code;
  }

  get messages(): ServerMessage[] {
    for (const frame of this.frames.slice(this.#messages.length)) {
      this.#messages.push(ServerMessage.parse(JSON.parse(frame)));
    }
    return [...this.#messages];
  }

  get last(): ServerMessage | undefined {
    return this.messages.at(-1);
  }

  /** All lines of battle log it was sent. */
  get log(): string[] {
    return this.messages.flatMap((message) =>
      message.type === "BATTLE_UPDATE" || message.type === "BATTLE_RESTORED" ? message.log : [],
    );
  }

  /** The request and choice it knows of. */
  get request(): { rqid: number; wait?: boolean } | null {
    const message = this.messages.findLast(
      ({ type }) => type === "BATTLE_UPDATE" || type === "BATTLE_RESTORED",
    );
    return message && "request" in message ? message.request : null;
  }

  get session(): string {
    const seated = this.messages.find((message) => message.type === "SEATED");
    if (seated?.type !== "SEATED") throw new Error(`Not seated: ${JSON.stringify(this.messages.at(-1))}`);
    return seated.session;
  }
}

/** What waits for its moment in a room under test. */
interface Timer {
  at: number;
  task: () => void;
}

/** Milliseconds that are as good as at once. */
const SOON = 5;

/** A room in memory whose machine can die, with a clock of its own. */
export class TestRoom {
  storage = new MemoryStorage();
  now = Date.parse("2026-11-22T12:00:00.000Z");
  posted: { id: string; body: string }[] = [];
  status = 202;
  /** Whether Supabase leaves deliveries without an answer. */
  silent = false;
  logged: { event: string; fields: Record<string, unknown> }[] = [];
  /** Whether what is to come within a few milliseconds waits for `elapse`. */
  holds = false;
  room: BattleRoom;
  readonly battle: CreateBattle;
  #random = 1;
  #timers: Timer[] = [];
  readonly #sockets = new Set<TestSocket>();

  constructor(battle: CreateBattle) {
    this.battle = battle;
    this.room = this.#start();
  }

  /** Forgets everything but the storage, as a restart does: no connection outlives it, no alarm either. */
  restart(): void {
    this.storage.alarmAt = null;
    this.#sockets.clear();
    this.hibernate();
  }

  /** Forgets everything but the storage, the alarm and the connections. */
  hibernate(): void {
    this.storage.crashAt = Number.POSITIVE_INFINITY;
    this.#timers = [];
    this.room = this.#start();
  }

  /** Lets what is to come within a few milliseconds come. */
  elapse(): void {
    const due = this.#timers.filter(({ at }) => at <= this.now + SOON);
    this.#timers = this.#timers.filter((timer) => !due.includes(timer));
    for (const { task } of due) task();
  }

  /** Lets time pass, and everything happen that is due in it: timers, and the alarm. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.now + milliseconds;
    await this.rest();
    for (;;) {
      const alarm = this.storage.alarmAt ?? Number.POSITIVE_INFINITY;
      const timer = this.#timers.reduce<Timer | null>(
        (one, two) => (one && one.at <= two.at ? one : two),
        null,
      );
      const next = Math.min(alarm, timer?.at ?? Number.POSITIVE_INFINITY);
      if (next > end) break;
      this.now = Math.max(this.now, next);
      if (timer && timer.at <= alarm) {
        this.#timers.splice(this.#timers.indexOf(timer), 1);
        timer.task();
      } else {
        this.storage.alarmAt = null;
        void this.room.alarm();
      }
      await this.rest();
    }
    this.now = Math.max(this.now, end);
  }

  /** Waits until the room has nothing left to do at this moment, without asking it: that would wake it. */
  async rest(): Promise<void> {
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  socket(): TestSocket {
    const socket = new TestSocket(this.storage);
    this.#sockets.add(socket);
    void this.room.connect(socket);
    return socket;
  }

  /** Closes a connection from the client's end. */
  async leave(socket: TestSocket): Promise<void> {
    this.#sockets.delete(socket);
    await this.room.leave(socket);
  }

  async send(socket: TestSocket, message: unknown): Promise<void> {
    this.now += 1_000;
    await this.room.receive(socket, typeof message === "string" ? message : JSON.stringify(message));
  }

  async join(
    seat: Seat,
    values: { team?: string; ticket?: string; user?: string } = {},
  ): Promise<TestSocket> {
    const socket = this.socket();
    const { battleId } = this.battle;
    const user = values.user ?? USERS[seat];
    const ticket = values.ticket ?? (await seatTicket(battleId, seat, { now: this.now, user }));
    await this.send(socket, {
      type: "JOIN",
      battleId,
      ticket,
      ...(values.team ? { team: values.team } : {}),
    });
    return socket;
  }

  async rejoin(session: string | null, since = 0): Promise<TestSocket> {
    const socket = this.socket();
    await this.send(socket, {
      type: "REJOIN",
      battleId: this.battle.battleId,
      since,
      ...(session ? { session } : {}),
    });
    return socket;
  }

  async move(socket: TestSocket, choice: string, rqid = socket.request?.rqid ?? 1): Promise<void> {
    await this.send(socket, { type: "MOVE", battleId: this.battle.battleId, rqid, choice });
  }

  async #post(id: string, body: string): Promise<Answer> {
    this.posted.push({ id, body });
    if (this.silent) await new Promise(() => undefined);
    const event = BattleEvent.parse(JSON.parse(body));
    if (event.kind !== "battle.checkpoint" || this.status !== 202) return { status: this.status, body: {} };
    return { status: 200, body: { have: event.from + event.inputs.length - 1 } };
  }

  #start(): BattleRoom {
    return new BattleRoom({
      storage: this.storage,
      ticketSecret: TICKET_SECRET,
      now: () => this.now,
      after: (milliseconds, task) => {
        if (milliseconds <= SOON && !this.holds) task();
        else this.#timers.push({ at: this.now + milliseconds, task });
      },
      random: (bytes) => {
        this.#random += 1;
        const seed = this.#random;
        return Uint8Array.from({ length: bytes }, (_, index) => seed >> (8 * (index % 3)));
      },
      sockets: () => [...this.#sockets].filter(({ closed }) => closed === null),
      post: (id, body) => this.#post(id, body),
      log: (event, fields) => this.logged.push({ event, fields }),
    });
  }
}

/** Opens a battle and seats both players. */
export async function seatedRoom(
  battle: CreateBattle,
  teams: { p1?: string; p2?: string } = {},
): Promise<{ test: TestRoom; p1: TestSocket; p2: TestSocket }> {
  const test = new TestRoom(battle);
  await test.room.create(battle);
  const p1 = await test.join("p1", teams.p1 ? { team: teams.p1 } : {});
  const p2 = await test.join("p2", teams.p2 ? { team: teams.p2 } : {});
  return { test, p1, p2 };
}

/** Makes a seat's seeded choice until the room takes one; `false` when nothing is asked of it. */
export async function chooseFor(
  test: TestRoom,
  socket: TestSocket,
  seat: Seat,
  seed: string,
): Promise<boolean> {
  const refused = new Set<string>();
  for (;;) {
    const request = socket.request;
    const choice = request && drawChoice(request, { seed, seat, rqid: request.rqid, refused });
    if (!request || !choice) return false;
    const before = socket.frames.length;
    await test.move(socket, choice, request.rqid);
    const refusal = socket.messages.slice(before).find(({ type }) => type === "ERROR");
    if (refusal?.type !== "ERROR") return true;
    if (refusal.code !== "INVALID_MOVE" || choice === "default") {
      throw new Error(`Cannot choose '${choice}': ${JSON.stringify(refusal)} for ${JSON.stringify(request)}`);
    }
    refused.add(choice);
  }
}

/** Waits for a condition that something under way brings about. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
