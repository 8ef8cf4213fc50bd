import type { FormatId } from "../../functions/_shared/schema/ids.ts";
import type { LobbyServerMessage } from "../../functions/_shared/schema/lobby.ts";
import type { Entry } from "./entry.ts";
import type { Line } from "./line.ts";
import { rangeAfter, secondsSince } from "./range.ts";

type QueueJoined = Extract<LobbyServerMessage, { type: "QUEUE_JOINED" }>;

interface Told {
  position: number;
  range: number;
  waiting: number;
  at: number;
}

/** Messages in one round at the most. */
const BUDGET = 1000;
/** Nobody hears more often, in milliseconds. */
const PACE = 1000;

/**
 * Tells the players who wait where they stand.
 *
 * Every range grows by the second, so everybody would have to be told each second. A round tells a thousand, the next one
 * goes on behind them: with ten thousand waiting, each hears every ten seconds.
 */
export class News {
  readonly #format: FormatId;
  readonly #line: Line;
  readonly #tell: (entry: Entry, message: QueueJoined) => void;
  readonly #told = new WeakMap<Entry, Told>();
  #next = 0;

  constructor(format: FormatId, line: Line, tell: (entry: Entry, message: QueueJoined) => void) {
    this.#format = format;
    this.#line = line;
    this.#tell = tell;
  }

  /** Where a player stands now. */
  of(entry: Entry, now: number): QueueJoined {
    return this.#joined(entry, this.#line.position(entry), now);
  }

  /** Tells a player, whether anything has changed or not. */
  tell(entry: Entry, now: number): void {
    const message = this.of(entry, now);
    this.#told.set(entry, { ...message, at: now });
    this.#tell(entry, message);
  }

  /** Tells those in turn for whom something has changed. */
  round(now: number): void {
    const { entries, size } = this.#line;
    let budget = BUDGET;
    for (let seen = 0; seen < size && budget > 0; seen++) {
      const index = this.#next % size;
      this.#next = index + 1;
      const entry = entries[index];
      if (!entry || !this.#isNews(entry, index + 1, now)) continue;
      const message = this.#joined(entry, index + 1, now);
      this.#told.set(entry, { ...message, at: now });
      this.#tell(entry, message);
      budget -= 1;
    }
  }

  #isNews(entry: Entry, position: number, now: number): boolean {
    const told = this.#told.get(entry);
    if (!told) return true;
    if (now - told.at < PACE) return false;
    const range = rangeAfter(now - entry.joinedAt);
    return told.position !== position || told.range !== range || told.waiting !== this.#line.size;
  }

  #joined(entry: Entry, position: number, now: number): QueueJoined {
    return {
      type: "QUEUE_JOINED",
      format: this.#format,
      position,
      range: rangeAfter(now - entry.joinedAt),
      waiting: this.#line.size,
      waited: secondsSince(entry.joinedAt, now),
    };
  }
}
