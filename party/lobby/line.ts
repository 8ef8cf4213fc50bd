import type { Entry } from "./entry.ts";

/** The players who wait, the longest waiting first. */
export class Line {
  readonly #entries: Entry[] = [];
  readonly #byUser = new Map<string, Entry>();

  get size(): number {
    return this.#entries.length;
  }

  /** In their order. Not to be kept: it changes. */
  get entries(): readonly Entry[] {
    return this.#entries;
  }

  of(user: string): Entry | null {
    return this.#byUser.get(user) ?? null;
  }

  /** Whether it is this very entry that waits, and not another of the same user. */
  has(entry: Entry): boolean {
    return this.#byUser.get(entry.user) === entry;
  }

  /** Puts an entry where its wait belongs: mostly at the end, and at the head when it comes back. */
  add(entry: Entry): void {
    this.#byUser.set(entry.user, entry);
    this.#entries.splice(this.#firstAfter(entry.joinedAt), 0, entry);
  }

  /** @returns whether it waited */
  remove(entry: Entry): boolean {
    if (!this.has(entry)) return false;
    this.#byUser.delete(entry.user);
    this.#entries.splice(this.position(entry) - 1, 1);
    return true;
  }

  /** The place of an entry that waits, from 1. */
  position(entry: Entry): number {
    return this.#entries.lastIndexOf(entry, this.#firstAfter(entry.joinedAt) - 1) + 1;
  }

  /** The index of the first who joined after the moment. */
  #firstAfter(moment: number): number {
    let [low, high] = [0, this.#entries.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#entries[middle]?.joinedAt ?? 0) <= moment) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
