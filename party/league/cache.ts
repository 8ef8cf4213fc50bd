import type { ReadView } from "./database.ts";
import { isFollower, type View, viewOf } from "./view.ts";

/** Bytes that bodies may take: a quarter of what a room has. */
export const MEMORY = 32 * 1024 * 1024;
/** What an entry takes beside its body, roughly. */
const OVERHEAD = 512;
/**
 * Milliseconds after which a body that nobody invalidated is read anew when it is asked for: what no result changes, as
 * ratings that grow uncertain or a row that was edited by hand, shows by then.
 */
export const MAX_AGE = 5 * 60_000;
/** The same of a name that there was nothing of. */
export const NOTHING_AGE = 10_000;
/** Milliseconds for which a database that failed at a view is not asked for it again. */
export const PAUSE = 1_000;

export interface CacheDeps {
  read: ReadView;
  now: () => number;
  /** Bytes at the most. @default MEMORY */
  memory?: number;
  log: (event: string, fields: Record<string, unknown>) => void;
}

/** A view as it is known; `null` where there is none of that name. */
export interface Reading {
  view: View | null;
  /** The database could not be asked: it may have changed since. */
  stale: boolean;
}

/** Neither the database nor the memory has the view now. */
export class ViewUnavailable extends Error {
  override readonly name = "ViewUnavailable";
}

/** What a read gave, and whether the view was invalidated while it was under way. */
interface Round {
  view: View | null;
  outdated: boolean;
}

interface Entry {
  tag: string;
  isFollower: boolean;
  /** The last body, and when it was read; `undefined` before the first read. */
  view: View | null | undefined;
  readAt: number;
  fresh: boolean;
  failedAt: number;
  /** The read that is under way. */
  reading: { done: Promise<Round>; outdated: boolean } | null;
  /** The read that begins when that one, which was outdated, has ended. */
  next: Promise<Round> | null;
}

/**
 * Views by tag, read when they are asked for and kept until they are invalidated. However many ask, a view is read once
 * at a time; whoever asks after an invalidation gets a body that was read after it.
 */
export class ViewCache {
  readonly #deps: CacheDeps;
  /** The one that was asked for last comes last. */
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;
  #hits = 0;
  #misses = 0;

  constructor(deps: CacheDeps) {
    this.#deps = deps;
  }

  get counts(): { tags: number; bytes: number; hits: number; misses: number } {
    return { tags: this.#entries.size, bytes: this.#bytes, hits: this.#hits, misses: this.#misses };
  }

  /**
   * The view as it is now; as it was last where the database cannot be asked.
   *
   * @throws {ViewUnavailable} when nothing is known of it
   */
  async get(tag: string): Promise<Reading> {
    const entry = this.#touch(tag);
    if (entry.view !== undefined && this.#isFresh(entry)) {
      this.#hits += 1;
      return { view: entry.view, stale: false };
    }
    if (this.#deps.now() - entry.failedAt < PAUSE) return last(entry);
    try {
      const first = await this.#round(entry);
      // Once: a view that changes all the time must not keep its readers waiting.
      const { view } = first.outdated ? await this.#round(entry) : first;
      return { view, stale: false };
    } catch {
      return last(entry);
    }
  }

  has(tag: string): boolean {
    return this.#entries.has(tag);
  }

  /** Lets the next one who asks read these again, and what follows them. Gives all that were forgotten by that. */
  forget(tags: Iterable<string>): Set<string> {
    const changed = new Set(tags);
    const forgotten = new Set(changed);
    for (const entry of this.#entries.values()) {
      if (!changed.has(entry.tag) && !followsAny(entry, changed)) continue;
      forgotten.add(entry.tag);
      entry.fresh = false;
      if (entry.reading) entry.reading.outdated = true;
    }
    return forgotten;
  }

  #isFresh({ fresh, view, readAt }: Entry): boolean {
    return fresh && this.#deps.now() - readAt < (view === null ? NOTHING_AGE : MAX_AGE);
  }

  /** Joins the read that is under way, or begins one; one that is outdated is waited for, and another one begun. */
  #round(entry: Entry): Promise<Round> {
    const { reading, next } = entry;
    if (reading && !reading.outdated) return this.#joined(reading.done);
    if (next) return this.#joined(next);
    if (!reading) return this.#begin(entry);
    const begin = () => {
      entry.next = null;
      return this.#begin(entry);
    };
    entry.next = reading.done.then(begin, begin);
    return entry.next;
  }

  #joined(round: Promise<Round>): Promise<Round> {
    this.#hits += 1;
    return round;
  }

  #begin(entry: Entry): Promise<Round> {
    this.#misses += 1;
    const flight = { outdated: false };
    const done = this.#read(entry, flight).finally(() => {
      entry.reading = null;
    });
    entry.reading = Object.assign(flight, { done });
    return done;
  }

  async #read(entry: Entry, flight: { outdated: boolean }): Promise<Round> {
    try {
      const text = await this.#deps.read(entry.tag);
      const view = text === null ? null : await viewOf(text);
      const { outdated } = flight;
      this.#keep(entry, view, !outdated);
      return { view, outdated };
    } catch (error) {
      entry.failedAt = this.#deps.now();
      const message = error instanceof Error ? error.message : String(error);
      this.#deps.log("view.unread", { tag: entry.tag, error: message });
      throw error;
    }
  }

  #keep(entry: Entry, view: View | null, fresh: boolean): void {
    this.#weigh(entry, -1);
    Object.assign(entry, { view, fresh, readAt: this.#deps.now(), failedAt: Number.NEGATIVE_INFINITY });
    this.#weigh(entry, 1);
    this.#shrink();
  }

  #touch(tag: string): Entry {
    const known = this.#entries.get(tag);
    const entry: Entry = known ?? {
      tag,
      isFollower: isFollower(tag),
      view: undefined,
      readAt: 0,
      fresh: false,
      failedAt: Number.NEGATIVE_INFINITY,
      reading: null,
      next: null,
    };
    this.#entries.delete(tag);
    this.#entries.set(tag, entry);
    if (!known) {
      this.#weigh(entry, 1);
      this.#shrink();
    }
    return entry;
  }

  #weigh(entry: Entry, factor: 1 | -1): void {
    this.#bytes += factor * (OVERHEAD + (entry.view?.bytes ?? 0));
  }

  /** Lets go of what was not asked for the longest. */
  #shrink(): void {
    const { memory = MEMORY } = this.#deps;
    for (const [tag, entry] of this.#entries) {
      if (this.#bytes <= memory || this.#entries.size === 1) return;
      // Whoever waits for it must hear of an invalidation.
      if (entry.reading) continue;
      this.#weigh(entry, -1);
      this.#entries.delete(tag);
    }
  }
}

/** What a body follows that is still being read is not known yet. */
function followsAny({ isFollower, view, reading }: Entry, changed: ReadonlySet<string>): boolean {
  if (!isFollower) return false;
  return reading !== null || (view?.follows ?? []).some((followed) => changed.has(followed));
}

function last({ tag, view }: Entry): Reading {
  if (view === undefined)
    throw new ViewUnavailable(`Cannot show the view '${tag}': the database does not answer`);
  return { view, stale: true };
}
