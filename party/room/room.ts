import type { CreateBattle, RoomStatus } from "../../functions/_shared/schema/rooms.ts";
import { CLOSE_FAILED, CLOSE_UNAUTHENTICATED, INTRODUCTION } from "../sockets/socket.ts";
import { attend, recover } from "./attendance.ts";
import { CONFIRM, type Creation, callOff, open, statusOf } from "./calling.ts";
import { Connections, type Socket } from "./connections.ts";
import { Deadlines } from "./deadlines.ts";
import type { RoomDeps } from "./deps.ts";
import { RoomError, readFrame } from "./frames.ts";
import { recall } from "./history.ts";
import { Keeper, messageOf } from "./keeper.ts";
import type { Memory } from "./memory.ts";
import { play } from "./play.ts";
import { botIsAsked, playBot } from "./practice.ts";
import { annul, callTime, nextCall } from "./referee.ts";
import { OUTBOX, Reporter } from "./reporter.ts";
import { release, SpectatorCount } from "./spectators.ts";
import { Stream } from "./stream.ts";
import type { Table } from "./table.ts";

/** How long the bot lets its opponent read what has happened, in milliseconds. */
const BOT_PAUSE = 5;
/** Supabase's answer to a report of a battle that was called off before. */
const GONE = 410;
/** How long an alarm that failed rests, in milliseconds. */
const RETRY = 5_000;

/**
 * A battle's room: what happens to it is handled one after the other, and whatever memory it loses it reads from storage
 * again when the next thing happens.
 */
export class BattleRoom {
  readonly #deps: RoomDeps;
  readonly #connections: Connections;
  readonly #deadlines: Deadlines;
  readonly #keeper: Keeper;
  readonly #reporter: Reporter;
  readonly #stream: Stream;
  readonly #spectators: SpectatorCount;
  /** Whether the room has found out who was connected before it lost its memory. */
  #arrived = false;
  #queue: Promise<unknown> = Promise.resolve();
  #botWaits = false;
  #releaseWaits = false;

  constructor(given: RoomDeps) {
    const log: RoomDeps["log"] = (event, fields) => given.log(event, { ...this.#names(), ...fields });
    const deps = { ...given, log };
    const { storage, now, after } = deps;
    const post: RoomDeps["post"] = async (id, body) => {
      const answer = await deps.post(id, body);
      if (answer.status === GONE) this.#later(0, () => this.#annul());
      return answer;
    };
    const random = () => (deps.random(1)[0] ?? 0) / 256;
    this.#deps = deps;
    this.#connections = new Connections({
      now,
      log,
      key: () => hex(deps.random(16)),
      beforeSending: () => void this.#keeper.flush(),
    });
    this.#deadlines = new Deadlines({
      storage,
      now,
      computed: () =>
        this.#keeper.memory && nextCall({ ...this.#keeper.memory, connections: this.#connections }),
    });
    this.#reporter = new Reporter({
      ...{ storage, now, post, log, random, deadlines: this.#deadlines },
      state: () => this.#inTurn(async () => (await this.#keeper.load())?.state ?? null),
      inTurn: (task) => this.#inTurn(task),
    });
    this.#stream = new Stream({ storage, random, post, log, later: (task, wait) => after(wait, task) });
    this.#spectators = new SpectatorCount(this.#connections, after);
    this.#keeper = new Keeper({
      ...{ storage, now, log, reporter: this.#reporter },
      later: (milliseconds, task) => this.#later(milliseconds, task),
      forgotten: () => {
        this.#stream.stop();
        this.#deadlines.forget();
      },
    });
  }

  /** Opens the battle; said twice, it changes nothing but that the end is reported again. */
  create(command: CreateBattle): Promise<Creation> {
    return this.#happen(async () => {
      const { storage, now } = this.#deps;
      const creation = await open(
        { storage, now, keeper: this.#keeper, deadlines: this.#deadlines },
        command,
      );
      // Players may have been connected to the room that the battle is brought back to.
      if (creation === "created") this.#arrived = false;
      return creation;
    });
  }

  /** Takes in a connection that has just opened. */
  connect(socket: Socket): Promise<void> {
    return this.#happen(async () => {
      this.#connections.open(socket);
      this.#deps.after(INTRODUCTION, () => {
        if (!this.#connections.isStranger(socket)) return;
        this.#connections.close(socket, CLOSE_UNAUTHENTICATED, "the connection did not say whose it is");
      });
    });
  }

  /** Handles a frame of a client. */
  receive(socket: Socket, data: unknown): Promise<void> {
    return this.#happen(async () => {
      if (!this.#connections.admits(socket)) return;
      try {
        const message = readFrame(data);
        if (message.type === "PING") return this.#connections.send(socket, { type: "PONG" });
        const memory = await this.#keeper.load();
        if (!memory) throw new RoomError("BATTLE_NOT_FOUND", "Cannot find a battle in this room", false);
        await play(this.#table(memory), socket, message);
      } catch (error) {
        if (error instanceof RoomError) return this.#connections.refuse(socket, error);
        // Memory may be ahead of storage now. Storage is right, once it has what was taken before this message.
        await this.#keeper.flush();
        this.#fail(socket, error);
      }
    }, socket).catch((error) => this.#fail(socket, error));
  }

  /** Lets go of a connection that closed. */
  leave(socket: Socket): Promise<void> {
    return this.#happen(async () => this.#connections.leave(socket), socket);
  }

  /** What the room holds; `null` when no battle was opened here. */
  status(): Promise<RoomStatus | null> {
    return this.#happen(async () => {
      const memory = await this.#keeper.load();
      return memory && statusOf(memory);
    });
  }

  /** Called by the room's one alarm. */
  async alarm(): Promise<void> {
    this.#deadlines.fired();
    let reporting = false;
    await this.#happen(async () => {
      const memory = await this.#keeper.load();
      for (const name of await this.#deadlines.due()) {
        if (name === OUTBOX) {
          reporting = true;
          continue;
        }
        if (name === CONFIRM && memory) await callOff(this.#table(memory));
        else this.#deps.log("deadline.discarded", { name });
        await this.#deadlines.clear(name);
      }
      if (memory) await callTime(this.#table(memory));
    }).catch(async (error) => {
      this.#keeper.fail("alarm.failed", error);
      await this.#deps.storage.setAlarm(this.#deps.now() + RETRY);
    });
    if (reporting) await this.#reporter.report();
  }

  /**
   * Does what happens to the room in its turn, and what follows from it.
   *
   * @param socket a connection that may be on its way out, and so among the open ones no more
   */
  #happen<Result>(task: () => Promise<Result>, socket?: Socket): Promise<Result> {
    return this.#inTurn(async () => {
      await this.#arrive(socket);
      const result = await task();
      await this.#settle().catch((error) => this.#deps.log("room.unsettled", { error: messageOf(error) }));
      return result;
    });
  }

  /** Finds out, once, whether connections are left from before: the room was only out of memory then, and not away. */
  async #arrive(socket?: Socket): Promise<void> {
    if (this.#arrived) return;
    const sockets = [...this.#deps.sockets(), ...(socket ? [socket] : [])].filter(Connections.belongs);
    for (const known of sockets) this.#connections.open(known);
    const memory = await this.#keeper.load();
    if (memory && sockets.length === 0) await recover(this.#table(memory), this.#deadlines);
    this.#spectators.recall();
    this.#arrived = true;
  }

  /** Whatever happened: who is there, what spectators may see, whose turn it is, when the next alarm must come. */
  async #settle(): Promise<void> {
    const { memory } = this.#keeper;
    if (memory) {
      const table = this.#table(memory);
      await attend(table);
      this.#releaseLater(table);
      this.#botLater(table);
      if (memory.state.live) this.#stream.follow(memory.state);
    }
    this.#spectators.update();
    await this.#deadlines.arm();
  }

  #releaseLater(table: Table): void {
    release(table);
    const next = table.delay?.next ?? null;
    if (next === null || this.#releaseWaits) return;
    this.#releaseWaits = true;
    this.#later(Math.max(0, next - this.#deps.now()), async () => {
      this.#releaseWaits = false;
    });
  }

  #botLater(table: Table): void {
    if (this.#botWaits || !botIsAsked(table.state)) return;
    this.#botWaits = true;
    this.#later(BOT_PAUSE, async () => {
      this.#botWaits = false;
      const memory = await this.#keeper.load();
      if (memory) await playBot(this.#table(memory));
    });
  }

  async #annul(): Promise<void> {
    const memory = await this.#keeper.load();
    if (memory) await annul(this.#table(memory));
  }

  /** Does something in the room's turn in so many milliseconds. */
  #later(milliseconds: number, task: () => Promise<void>): void {
    this.#deps.after(milliseconds, () => {
      this.#happen(task).catch((error) => this.#keeper.fail("room.failed", error));
    });
  }

  #table(memory: Memory): Table {
    const { ticketSecret, now, random, log, storage } = this.#deps;
    return {
      ...memory,
      ...{ ticketSecret, now, log, connections: this.#connections },
      random: (bytes) => hex(random(bytes)),
      store: (values, report) => this.#keeper.store(memory, values, report),
      storeSoon: (values, done) => this.#keeper.storeSoon(memory, values, done),
      recall: async (live, audience, since) => {
        if (since < live.simulator.forgotten(audience)) await recall(storage, live);
      },
    };
  }

  #fail(socket: Socket, error: unknown): void {
    this.#keeper.fail("message.failed", error);
    this.#connections.close(socket, CLOSE_FAILED, "the room failed at the message");
  }

  #inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
    const result = this.#queue.then(task);
    this.#queue = result.catch(() => undefined);
    return result;
  }

  #names(): Record<string, unknown> {
    const battle = this.#keeper?.memory?.state.battle;
    return battle ? { battle: battle.battleId, correlation_id: battle.correlationId } : {};
  }
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
