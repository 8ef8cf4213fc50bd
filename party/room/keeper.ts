import { RoomError } from "./frames.ts";
import { Journal } from "./journal.ts";
import { loadMemory, type Memory } from "./memory.ts";
import type { Report } from "./outbox.ts";
import type { Reporter } from "./reporter.ts";
import type { RoomStorage } from "./storage.ts";

/** What a keeper does to the world. */
export interface KeeperDeps {
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
export class Keeper {
  readonly #deps: KeeperDeps;
  readonly #journal: Journal;
  /** `undefined` until it is read, `null` when no battle was opened here. */
  #memory: Memory | null | undefined = undefined;
  /** Who waits for what is held to be stored. */
  #held: { memory: Memory; done: (stored: boolean) => void }[] = [];

  constructor(deps: KeeperDeps) {
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
    if (!memory?.state.trouble || memory.desk.failed) return memory;
    const { kind, reason } = memory.state.trouble;
    log(`battle.${kind}`, { reason });
    memory.desk.failed = true;
    await this.store(memory, memory.desk.values(), { kind: "battle.failed", at: now(), reason });
    return memory;
  }

  /** Forgets the battle; it is read from storage again when it is needed. */
  forget(): void {
    this.#memory = undefined;
    this.#deps.forgotten();
  }

  /** Forgets the battle because of an error. */
  fail(event: string, error: unknown): void {
    this.#deps.log(event, { error: messageOf(error) });
    this.forget();
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
      this.fail("storage.failed", error);
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
      this.fail("storage.failed", error);
    }
  }
}

/** What a log says of an error. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
