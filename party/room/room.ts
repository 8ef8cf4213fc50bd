import { Seat } from "../../functions/_shared/schema/ids.ts";
import type { CreateBattle } from "../../functions/_shared/schema/rooms.ts";
import { CLOSE_FAILED, Connections, type Socket } from "./connections.ts";
import { Deadlines, deadlineKey } from "./deadlines.ts";
import { RoomError, readFrame } from "./frames.ts";
import { Journal } from "./journal.ts";
import { drainOutbox, type EventKind, nextDelivery, outboxEntry, outboxKey } from "./outbox.ts";
import { play, type Table } from "./play.ts";
import { writeReport } from "./reports.ts";
import { BATTLE_KEY, loadState, type RoomState } from "./state.ts";
import type { RoomStorage } from "./storage.ts";
import { findFormat } from "./team.ts";

/** Everything a room does to the world. */
export interface RoomDeps {
  storage: RoomStorage;
  ticketSecret: string;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back in a few milliseconds. */
  soon(task: () => void): void;
  random(bytes: number): Uint8Array;
  /** Delivers a signed event to Supabase and gives the status of the answer. */
  post(id: string, body: string): Promise<number>;
  log(event: string, fields: Record<string, unknown>): void;
}

export type Creation = "created" | "same" | "different" | "unknown-format";

/** What anyone may know of a room. */
export interface RoomStatus {
  battleId: string;
  format: string;
  status: "waiting" | "live" | "ended" | "foreign";
  turn: number;
}

/** A first attempt has this long, in milliseconds, before the alarm makes another. */
const REPORT_GRACE = 5_000;

/**
 * A battle's room: its messages are handled one after the other, and whatever memory it loses it reads from storage
 * again when the next one comes.
 */
export class BattleRoom {
  readonly #deps: RoomDeps;
  readonly #connections: Connections;
  readonly #deadlines: Deadlines;
  readonly #journal: Journal;
  /** `undefined` until it is read, `null` when no battle was opened here. */
  #state: RoomState | null | undefined = undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #reporting: Promise<void> | null = null;
  #reportAgain = false;

  constructor(deps: RoomDeps) {
    this.#deps = { ...deps, log: (event, fields) => deps.log(event, { ...this.#names(), ...fields }) };
    this.#journal = new Journal({
      storage: deps.storage,
      soon: deps.soon,
      failed: (error) => this.#forget("storage.failed", error),
    });
    this.#connections = new Connections(this.#deps.log, () => this.#journal.flush());
    this.#deadlines = new Deadlines(deps.storage, deps.now);
  }

  /** Opens the battle; said twice, it changes nothing. */
  create(command: CreateBattle): Promise<Creation> {
    return this.#inTurn(async () => {
      const state = await this.#load();
      if (state) return sameBattle(state.battle, command) ? "same" : "different";
      if (!findFormat(command.format)) return "unknown-format";
      await this.#deps.storage.put({ [BATTLE_KEY]: command });
      this.#state = undefined;
      return "created";
    });
  }

  /** Handles a frame of a client. */
  receive(socket: Socket, data: unknown): Promise<void> {
    return this.#inTurn(async () => {
      try {
        const message = readFrame(data);
        const state = await this.#load();
        if (!state) throw new RoomError("BATTLE_NOT_FOUND", "Cannot find a battle in this room", false);
        await play(this.#table(state), socket, message);
      } catch (error) {
        if (error instanceof RoomError) return this.#connections.refuse(socket, error);
        // Memory may be ahead of storage now. Storage is right, once it has what was taken before this message.
        this.#journal.flush();
        this.#forget("message.failed", error);
        this.#connections.close(socket, CLOSE_FAILED, "the room failed at the message");
      }
    });
  }

  /** Lets go of a connection that closed. */
  leave(socket: Socket): Promise<void> {
    return this.#inTurn(async () => this.#connections.leave(socket));
  }

  /** What the room holds; `null` when no battle was opened here. */
  status(): Promise<RoomStatus | null> {
    return this.#inTurn(async () => {
      const state = await this.#load();
      if (!state) return null;
      const { battle, live, foreign } = state;
      const status =
        foreign !== null ? "foreign" : !live ? "waiting" : live.simulator.ending ? "ended" : "live";
      return { battleId: battle.battleId, format: battle.format, status, turn: live?.simulator.turn ?? 0 };
    });
  }

  /** Called when the room starts, before any message: what was due meanwhile is done soon. */
  wake(): Promise<void> {
    return this.#deadlines.arm();
  }

  /** Called by the room's one alarm. */
  async alarm(): Promise<void> {
    for (const name of await this.#deadlines.due()) {
      if (name === "outbox") {
        await this.#report();
        continue;
      }
      this.#deps.log("deadline.discarded", { name });
      await this.#deadlines.clear(name);
    }
    // The alarm may have come ahead of every deadline.
    await this.#deadlines.arm();
  }

  #table(state: RoomState): Table {
    const { ticketSecret, now, random } = this.#deps;
    return {
      state,
      connections: this.#connections,
      ticketSecret,
      now,
      random: (bytes) => Array.from(random(bytes), (byte) => byte.toString(16).padStart(2, "0")).join(""),
      store: (values, event) => this.#store(state, values, event),
      storeSoon: (values) => this.#journal.hold(values),
    };
  }

  #store(state: RoomState, values: Record<string, unknown>, event?: { kind: EventKind; at: number }): void {
    const failed = (error: unknown) => this.#forget("storage.failed", error);
    if (!event) {
      this.#journal.write(values).catch(failed);
      return;
    }
    const id = `${state.battle.battleId}.${event.kind === "battle.started" ? "started" : "completed"}`;
    const entry = outboxEntry(id, event.kind, event.at);
    const deadline = { [deadlineKey("outbox")]: this.#deps.now() + REPORT_GRACE };
    this.#journal
      .write({ ...values, [outboxKey(id)]: entry, ...deadline })
      .then(() => this.#report())
      .catch(failed);
  }

  /** Delivers what waits in the outbox; one delivery at a time, and none forgotten that came in between. */
  #report(): Promise<void> {
    this.#reportAgain = true;
    this.#reporting ??= this.#drain().finally(() => {
      this.#reporting = null;
      // Asked for between the last look and now.
      return this.#reportAgain ? this.#report() : undefined;
    });
    return this.#reporting;
  }

  async #drain(): Promise<void> {
    while (this.#reportAgain) {
      this.#reportAgain = false;
      const { storage, now, post, log } = this.#deps;
      // Until the attempt has ended well or badly, another is due: the machine may die in it.
      await this.#deadlines.set("outbox", now() + REPORT_GRACE);
      const state = await this.#inTurn(() => this.#load());
      if (!state) return;
      await drainOutbox({
        storage,
        now,
        post,
        log,
        random: () => (this.#deps.random(1)[0] ?? 0) / 256,
        body: (entry) => JSON.stringify(writeReport(entry, state)),
      });
      await this.#inTurn(() => this.#rest());
    }
  }

  /** Sets the next delivery's deadline. In turn, so that an event that is stored meanwhile keeps its own. */
  async #rest(): Promise<void> {
    const next = await nextDelivery(this.#deps.storage);
    if (next === null) await this.#deadlines.clear("outbox");
    else await this.#deadlines.set("outbox", next);
  }

  async #load(): Promise<RoomState | null> {
    if (this.#state !== undefined) return this.#state;
    const began = this.#deps.now();
    this.#state = await loadState(this.#deps.storage);
    const foreign = this.#state?.foreign ?? null;
    // An operator has to settle such a battle; the rooms issue makes it a dispute.
    if (foreign !== null) this.#deps.log("battle.foreign", { simulator: foreign });
    else if (this.#state?.live) {
      this.#deps.log("battle.rebuilt", { entries: this.#state.live.entries, took: this.#deps.now() - began });
    }
    return this.#state;
  }

  #forget(event: string, error: unknown): void {
    this.#deps.log(event, { error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    this.#state = undefined;
  }

  #inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
    const result = this.#queue.then(task);
    this.#queue = result.catch(() => undefined);
    return result;
  }

  #names(): Record<string, unknown> {
    const battle = this.#state?.battle;
    return battle ? { battle: battle.battleId, correlation_id: battle.correlationId } : {};
  }
}

/** Whether `other` opens the battle that `one` opened. A seat that was open may be named by now; only the service knows the seed. */
function sameBattle(one: CreateBattle, other: CreateBattle): boolean {
  const same = (seat: Seat) => {
    const [a, b] = [one.seats[seat], other.seats[seat]];
    return a === null || b === null || a.userId === b.userId;
  };
  return (
    one.battleId === other.battleId &&
    one.matchId === other.matchId &&
    one.format === other.format &&
    (other.seed === undefined || one.seed === other.seed) &&
    Seat.options.every(same)
  );
}
