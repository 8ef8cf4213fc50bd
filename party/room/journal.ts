import type { RoomStorage } from "./storage.ts";

/** What a journal does to the world. */
export interface JournalDeps {
  storage: RoomStorage;
  /** Calls back in a few milliseconds. */
  soon(task: () => void): void;
  failed(error: unknown): void;
}

/**
 * Writes a room's inputs ahead of their effects.
 *
 * An input that nobody hears of yet, as one side's choice while the other's is awaited, is held for a moment, so that
 * both may share one write. Until then it is as if its frame were still under way: a machine that dies takes it along
 * with the connection that brought it, and the client, coming back, is told that nothing was chosen.
 */
export class Journal {
  readonly #deps: JournalDeps;
  #held: Record<string, unknown> | null = null;
  #waiting = false;

  constructor(deps: JournalDeps) {
    this.#deps = deps;
  }

  /** Writes values, and what was held, all or none. Whatever is sent after this in the same turn leaves once they are durable. */
  async write(values: Record<string, unknown>): Promise<void> {
    const held = this.#held;
    this.#held = null;
    try {
      await this.#deps.storage.put({ ...held, ...values });
    } catch (error) {
      // What came after a lost input would leave a gap behind it.
      this.#held = null;
      throw error;
    }
  }

  /** Keeps values for the next write, which comes soon. */
  hold(values: Record<string, unknown>): void {
    this.#held = { ...this.#held, ...values };
    if (this.#waiting) return;
    this.#waiting = true;
    this.#deps.soon(() => {
      this.#waiting = false;
      this.flush();
    });
  }

  /** Writes what is held; to be called before anything is sent. */
  flush(): void {
    if (this.#held) this.write({}).catch(this.#deps.failed);
  }
}
