import type { RoomStorage } from "../../durable/storage.ts";

/**
 * Writes a room's inputs ahead of their effects.
 *
 * An input that nobody hears of yet, as one side's choice while the other's is awaited, is held for a moment, so that
 * both may share one write. Until then it is as if its frame were still under way: a machine that dies takes it along
 * with the connection that brought it, and the client, coming back, is told that nothing was chosen.
 */
export class Journal {
  readonly #storage: Pick<RoomStorage, "put">;
  #held: Record<string, unknown> | null = null;
  /** The last write, until it is done. */
  #writing: Promise<void> | null = null;

  constructor(storage: Pick<RoomStorage, "put">) {
    this.#storage = storage;
  }

  /** Writes values, and what was held, all or none. A write that fails takes what was held with it: later inputs would leave a gap behind a lost one. */
  async write(values: Record<string, unknown>): Promise<void> {
    const all = { ...this.#held, ...values };
    this.#held = null;
    const writing = this.#storage.put(all);
    this.#writing = writing;
    try {
      await writing;
    } catch (error) {
      this.#held = null;
      throw error;
    } finally {
      if (this.#writing === writing) this.#writing = null;
    }
  }

  /** Keeps values for the next write. */
  hold(values: Record<string, unknown>): void {
    this.#held = { ...this.#held, ...values };
  }

  /** Writes what is held; resolves when everything that was handed over before is stored. */
  async flush(): Promise<void> {
    if (this.#held) await this.write({});
    else await this.#writing;
  }
}
