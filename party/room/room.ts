import type { CreateBattle, RoomStatus } from "../../functions/_shared/schema/rooms.ts";
import { Deadlines } from "../durable/deadlines.ts";
import { messageOf } from "../durable/faults.ts";
import { CLOSE_FAILED, CLOSE_UNAUTHENTICATED, INTRODUCTION } from "../sockets/socket.ts";
import type { Context } from "./context.ts";
import type { RoomDeps } from "./deps.ts";
import { FollowUps } from "./follow-ups.ts";
import { CONFIRM, type Creation, callOff, open, statusOf } from "./lifecycle.ts";
import { play } from "./play.ts";
import { attend, recover } from "./players/arrivals.ts";
import { Connections, type Socket } from "./players/connections.ts";
import { RoomError, readMessage } from "./players/frames.ts";
import { SpectatorCount } from "./players/spectators.ts";
import { annul, callTime, nextCall } from "./referee.ts";
import { OUTBOX, Reporter } from "./reports/reporter.ts";
import { Stream } from "./reports/stream.ts";
import { contextOf, hex, Repository } from "./storage/repository.ts";

/** Supabase's answer to a report of a battle that was called off before. */
const GONE = 410;

/*
 * Where things are:
 *
 * - here: what comes in (`http`, `deadlines`) and what is done about it. `play` and its folder answer a client's message,
 *   `lifecycle` opens and calls off, `referee` calls time and absence; all of them by a `transaction` on the room's
 *   `context`, and `messages` tells of it;
 * - `battle/`: what a battle is. `live` plays inputs on the `simulator` (`record` also says what to store for them), whose
 *   `log` is dealt out to each audience; `clock` and `timing` follow from the inputs alone;
 * - `players/`: who is connected, who has which seat, who is away, who only watches;
 * - `storage/`: `state` is read back from `input-log`, `snapshot` and `history`; `repository` keeps memory and storage at
 *   one, writing through the `journal`;
 * - `reports/`: what Supabase must hear (`outbox`) and what it may lose (`stream`);
 * - `bot/`: the room as a player.
 */

/**
 * A battle's room: what happens to it is handled one after the other, and whatever memory it loses it reads from storage
 * again when the next thing happens.
 */
export class BattleRoom {
  readonly #deps: RoomDeps;
  readonly #connections: Connections;
  readonly #deadlines: Deadlines;
  readonly #repository: Repository;
  readonly #reporter: Reporter;
  readonly #stream: Stream;
  readonly #spectators: SpectatorCount;
  readonly #followUps: FollowUps;
  /** Whether the room has found out who was connected before it lost its memory. */
  #arrived = false;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(given: RoomDeps) {
    const log: RoomDeps["log"] = (event, fields) => given.log(event, { ...this.#names(), ...fields });
    const deps = { ...given, log };
    const { storage, now, after } = deps;
    const later = (milliseconds: number, task: () => Promise<void>) => this.#later(milliseconds, task);
    const post: RoomDeps["post"] = async (id, body) => {
      const answer = await deps.post(id, body);
      if (answer.status === GONE) later(0, async () => annul(await this.#load()));
      return answer;
    };
    const random = () => (deps.random(1)[0] ?? 0) / 256;
    this.#deps = deps;
    this.#connections = new Connections({
      now,
      log,
      key: () => hex(deps.random(16)),
      beforeSending: () => void this.#repository.flush(),
    });
    this.#deadlines = new Deadlines({
      storage,
      now,
      computed: () =>
        this.#repository.memory && nextCall({ ...this.#repository.memory, connections: this.#connections }),
    });
    this.#reporter = new Reporter({
      ...{ storage, now, post, log, random, deadlines: this.#deadlines },
      state: () => this.#inTurn(async () => (await this.#repository.load())?.state ?? null),
      inTurn: (task) => this.#inTurn(task),
    });
    this.#stream = new Stream({ storage, random, post, log, later: (task, wait) => after(wait, task) });
    this.#spectators = new SpectatorCount(this.#connections, after);
    this.#followUps = new FollowUps(later, () => this.#load());
    this.#repository = new Repository({
      ...{ storage, now, log, later, reporter: this.#reporter },
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
        { storage, now, repository: this.#repository, deadlines: this.#deadlines },
        command,
      );
      // Players may have been connected to the room that the battle is brought back to.
      if (creation === "created") {
        this.#arrived = false;
        await this.#arrive();
      }
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
      this.#connections.open(socket);
      if (!this.#connections.admits(socket)) return;
      try {
        const message = readMessage(data);
        if (message.type === "PING") return this.#connections.send(socket, { type: "PONG" });
        const context = await this.#load();
        if (!context) throw new RoomError("BATTLE_NOT_FOUND", "Cannot find a battle in this room", false);
        await play(context, socket, message);
      } catch (error) {
        if (error instanceof RoomError) return this.#connections.refuse(socket, error);
        await this.#fail(socket, error);
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
      const memory = await this.#repository.load();
      return memory && statusOf(memory);
    });
  }

  /** Called by the room's one alarm. */
  async alarm(): Promise<void> {
    this.#deadlines.fired();
    await this.#happen(async () => {
      const context = await this.#load();
      for (const name of await this.#deadlines.due()) await this.#meet(name, context);
      if (context) await callTime(context);
    }).catch(async (error) => {
      await this.#repository.fall("alarm.failed", error);
      await this.#deadlines.retry();
    });
  }

  /** Does what was to be done by a deadline. */
  async #meet(deadline: string, context: Context | null): Promise<void> {
    if (deadline === OUTBOX) return await this.#reporter.begin();
    if (deadline === CONFIRM && context) await callOff(context);
    else this.#deps.log("deadline.discarded", { name: deadline });
    await this.#deadlines.clear(deadline);
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
      await this.#settle().catch(async (error) => {
        this.#deps.log("room.unsettled", { error: messageOf(error) });
        // Nothing else may ever happen to make up for it.
        await this.#deadlines.retry();
      });
      return result;
    });
  }

  /** Finds out, once, whether connections are left from before: the room was only out of memory then, and not away. */
  async #arrive(socket?: Socket): Promise<void> {
    if (this.#arrived) return;
    const sockets = [...this.#deps.sockets(), ...(socket ? [socket] : [])].filter(Connections.belongs);
    for (const known of sockets) this.#connections.open(known);
    const context = await this.#load();
    if (context && sockets.length === 0) await recover(context, this.#deadlines);
    this.#spectators.recall();
    this.#arrived = true;
  }

  /**
   * Whatever happened: who is there, what spectators may see, whose turn it is, when the next alarm must come. What was
   * forgotten over a fault is read again for that.
   */
  async #settle(): Promise<void> {
    const context = await this.#load();
    if (context) {
      await attend(context);
      this.#followUps.arrange(context);
      if (context.state.live) this.#stream.follow(context.state);
    }
    this.#spectators.update();
    await this.#deadlines.arm();
  }

  /** Does something in the room's turn in so many milliseconds. */
  #later(milliseconds: number, task: () => Promise<void>): void {
    this.#deps.after(milliseconds, () => {
      this.#happen(task).catch(async (error) => {
        await this.#repository.fall("room.failed", error);
        await this.#deadlines.retry();
      });
    });
  }

  async #load(): Promise<Context | null> {
    const memory = await this.#repository.load();
    return memory && contextOf(memory, this.#repository, this.#connections, this.#deps);
  }

  async #fail(socket: Socket, error: unknown): Promise<void> {
    await this.#repository.fall("message.failed", error);
    this.#connections.close(socket, CLOSE_FAILED, "the room failed at the message");
  }

  #inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
    const result = this.#queue.then(task);
    this.#queue = result.catch(() => undefined);
    return result;
  }

  #names(): Record<string, unknown> {
    const battle = this.#repository?.memory?.state.battle;
    return battle ? { battle: battle.battleId, correlation_id: battle.correlationId } : {};
  }
}
