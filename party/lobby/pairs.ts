import type { FormatId } from "../../functions/_shared/schema/ids.ts";
import type { PairAnswer } from "../../functions/_shared/schema/matchmaking.ts";
import { backoff } from "./backoff.ts";
import type { Entry } from "./entry.ts";
import type { Matchmaking } from "./matchmaking.ts";
import type { Timers } from "./timers.ts";

/** Two entries that are to play each other. */
export interface Pair {
  id: string;
  p1: Entry;
  p2: Entry;
  /** When the database was first asked for it. */
  at: number;
}

export interface PairsDeps extends Timers {
  format: FormatId;
  store: Pick<Matchmaking, "pair">;
  /** From 0 to 1. */
  random(): number;
  newId(): string;
  /** Whether the player still waits, and is there. */
  ready(entry: Entry): boolean;
  /** @param answer `null` when it was called off, as one of them had gone or nobody could tell what became of it */
  decided(pair: Pair, answer: PairAnswer | null): void;
  log(event: string, fields: Record<string, unknown>): void;
}

/** Pairs that the database is asked for at one time; the others wait for their turn. */
const AT_ONCE = 6;
/** Pairs that are under way at the most: a later pass knows better who waits. */
const MOST = 200;
/** Attempts at one pair, which take more than a minute; the two are paired anew then. */
const ATTEMPTS = 8;

/**
 * Has the database make battles of pairs. A pair that it was asked for is asked for again until it answers: it may have
 * been made, and only the answer was lost.
 */
export class Pairs {
  readonly #deps: PairsDeps;
  readonly #entries = new Set<Entry>();
  readonly #backlog: [Entry, Entry][] = [];
  #asked = 0;

  constructor(deps: PairsDeps) {
    this.#deps = deps;
  }

  /** How many more may be proposed. */
  get room(): number {
    return MOST - this.#entries.size / 2;
  }

  /** Whether the entry is part of a pair that is not decided yet. */
  has(entry: Entry): boolean {
    return this.#entries.has(entry);
  }

  propose(pairs: Iterable<[Entry, Entry]>): void {
    for (const pair of pairs) {
      for (const entry of pair) this.#entries.add(entry);
      this.#backlog.push(pair);
    }
    this.#next();
  }

  #next(): void {
    while (this.#asked < AT_ONCE) {
      const next = this.#backlog.shift();
      if (!next) return;
      const [p1, p2] = this.#deps.random() < 0.5 ? next : [next[1], next[0]];
      const pair: Pair = { id: this.#deps.newId(), p1, p2, at: this.#deps.now() };
      if (!this.#deps.ready(p1) || !this.#deps.ready(p2)) {
        this.#decide(pair, null);
        continue;
      }
      this.#asked += 1;
      this.#ask(pair).then((answer) => {
        this.#asked -= 1;
        this.#decide(pair, answer);
        this.#next();
      });
    }
  }

  async #ask(pair: Pair): Promise<PairAnswer | null> {
    const side = ({ user, claim, team }: Entry) => ({ user, claim, team });
    const { format } = this.#deps;
    const request = { pair: pair.id, format, p1: side(pair.p1), p2: side(pair.p2) };
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        return await this.#deps.store.pair(request);
      } catch (error) {
        this.#deps.log("pair.failed", { correlation_id: pair.id, attempt, error: String(error) });
        await this.#pause(backoff(attempt, this.#deps.random()));
        if (!this.#deps.ready(pair.p1) && !this.#deps.ready(pair.p2)) break;
      }
    }
    return null;
  }

  #pause(delay: number): Promise<void> {
    return new Promise((resolve) => {
      this.#deps.after(delay, resolve);
    });
  }

  #decide(pair: Pair, answer: PairAnswer | null): void {
    this.#entries.delete(pair.p1);
    this.#entries.delete(pair.p2);
    this.#deps.decided(pair, answer);
  }
}
