import { messageOf } from "../../durable/faults.ts";
import type { Report } from "../../durable/outbox.ts";
import type { RoomStorage } from "../../durable/storage.ts";
import type { Context } from "../context.ts";
import type { RoomDeps } from "../deps.ts";
import type { Connections } from "../players/connections.ts";
import { RoomError } from "../players/frames.ts";
import type { Reporter } from "../reports/reporter.ts";
import { recall } from "./history.ts";
import { Journal } from "./journal.ts";
import { loadMemory, type Memory } from "./memory.ts";

/** What a repository does to the world. */
export interface RepositoryDeps {
  storage: RoomStorage;
  reporter: Reporter;
  now(): number;
  /** Does something in the room's turn in so many milliseconds. */
  later(milliseconds: number, task: () => Promise<void>): void;
  log(event: string, fields: Record<string, unknown>): void;
  /** Is called when storage may know better than anything in memory. */
  forgotten(): void;
}

/** How long an input without effect may wait for another to share its write, in milliseconds. */
const HOLD = 5;

/** Keeps a room's memory and its storage at one: what cannot be stored is not remembered either. */
export class Repository {
  readonly #deps: RepositoryDeps;
  readonly #journal: Journal;
  /** `undefined` until it is read, `null` when no battle was opened here. */
  #memory: Memory | null | undefined = undefined;
  /** Who waits for what is held to be stored. */
  #held: { memory: Memory; done: (stored: boolean) => void }[] = [];

  constructor(deps: RepositoryDeps) {
    this.#deps = deps;
    this.#journal = new Journal(deps.storage);
  }

  /** What is in memory at this moment, if anything. */
  get memory(): Memory | null {
    return this.#memory ?? null;
  }

  /** The battle; `null` when none was opened here. One that cannot go on is reported, once. */
  async load(): Promise<Memory | null> {
    if (this.#memory !== undefined) return this.#memory;
    const { storage, now, log } = this.#deps;
    const memory = await loadMemory(storage, now(), log);
    this.#memory = memory;
    if (!memory?.state.trouble || memory.notes.failure !== null) return memory;
    const { kind, reason } = memory.state.trouble;
    log(`battle.${kind}`, { reason });
    memory.notes.failure = reason;
    await this.store(memory, memory.notes.values(), { kind: "battle.failed", at: now(), reason });
    return memory;
  }

  /** Forgets the battle; it is read from storage again when it is needed. */
  forget(): void {
    this.#memory = undefined;
    this.#deps.forgotten();
  }

  /**
   * Forgets the battle because of an error: memory may be ahead of storage now. Storage is right, once it has what was
   * taken before.
   */
  async fall(event: string, error: unknown): Promise<void> {
    await this.flush();
    this.#fail(event, error);
  }

  /**
   * Writes to storage, and what was held with it.
   *
   * @throws {RoomError} `STORE_UNAVAILABLE`
   */
  async store({ state }: Memory, values: Record<string, unknown>, report?: Report): Promise<void> {
    const { reporter, log } = this.#deps;
    const reported = report && reporter.values(state.battle.battleId, report);
    try {
      await this.#journal.write({ ...values, ...reported });
    } catch (error) {
      this.#fail("storage.failed", error);
      throw new RoomError("STORE_UNAVAILABLE", "Cannot store what you asked for: try again");
    }
    if (report) reporter.report().catch((error) => log("report.failed", { error: messageOf(error) }));
  }

  /** Writes to storage within moments, and tells whether it went well. */
  storeSoon(memory: Memory, values: Record<string, unknown>, done: (stored: boolean) => void): void {
    this.#journal.hold(values);
    this.#held.push({ memory, done });
    if (this.#held.length > 1) return;
    this.#deps.later(HOLD, async () => {
      const held = this.#held;
      this.#held = [];
      await this.flush();
      // What storage refused was forgotten, by this write or by one before it.
      for (const { memory, done } of held) done(memory === this.#memory);
    });
  }

  /** Writes what is held. To be called ahead of every frame that may tell of it. */
  async flush(): Promise<void> {
    try {
      await this.#journal.flush();
    } catch (error) {
      this.#fail("storage.failed", error);
    }
  }

  #fail(event: string, error: unknown): void {
    this.#deps.log(event, { error: messageOf(error) });
    this.forget();
  }
}

/** Joins a battle in memory to everything that whatever happens in it works with. */
export function contextOf(
  memory: Memory,
  repository: Repository,
  connections: Connections,
  { ticketSecret, now, random, log, storage }: RoomDeps,
): Context {
  return {
    ...memory,
    ...{ ticketSecret, now, log, connections },
    random: (bytes) => hex(random(bytes)),
    store: (values, report) => repository.store(memory, values, report),
    storeSoon: (values, done) => repository.storeSoon(memory, values, done),
    recall: async (live, audience, since) => {
      if (since < live.simulator.forgotten(audience)) await recall(storage, live);
    },
  };
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
