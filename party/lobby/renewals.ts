import type { Entry } from "./entry.ts";
import { CLAIMS_LIMIT, type Matchmaking } from "./matchmaking.ts";
import type { Timers } from "./timers.ts";

export interface RenewalsDeps extends Pick<Timers, "now"> {
  store: Pick<Matchmaking, "renew">;
  /** The database has given the claim to somebody else. */
  lost(entry: Entry): void;
  log(event: string, fields: Record<string, unknown>): void;
}

/** How often the database is told that players still wait, and how soon again when it did not hear, in milliseconds. */
const EVERY = 30_000;
const AGAIN = 5_000;
/** A claim that was renewed so long ago may have expired, or does so any moment. */
const LAPSE = 80_000;

/** Keeps the claims of those who wait from expiring. */
export class Renewals {
  readonly #deps: RenewalsDeps;
  /** When the database last said of all claims whether they are held. */
  #heard = 0;
  #due = 0;

  constructor(deps: RenewalsDeps) {
    this.#deps = deps;
  }

  /** Whether the claims can be relied on. One that has expired is held again once it is renewed. */
  get sure(): boolean {
    return this.#deps.now() - this.#heard < LAPSE;
  }

  /** The first claim was made where there was none. */
  begin(): void {
    this.#heard = this.#deps.now();
    this.#due = this.#heard + EVERY;
  }

  /** Renews the claims of those who wait, when it is time. */
  async tend(entries: readonly Entry[]): Promise<void> {
    const now = this.#deps.now();
    if (now < this.#due) return;
    this.#due = now + EVERY;
    const parts: Promise<boolean>[] = [];
    for (let from = 0; from < entries.length; from += CLAIMS_LIMIT) {
      parts.push(this.#renew(entries.slice(from, from + CLAIMS_LIMIT)));
    }
    const renewed = await Promise.all(parts);
    if (renewed.every(Boolean)) this.#heard = now;
    else this.#due = this.#deps.now() + AGAIN;
  }

  async #renew(entries: readonly Entry[]): Promise<boolean> {
    try {
      const held = new Set(await this.#deps.store.renew(entries.map(({ claim }) => claim)));
      for (const entry of entries) if (!held.has(entry.claim)) this.#deps.lost(entry);
      return true;
    } catch (error) {
      this.#deps.log("renew.failed", { claims: entries.length, error: String(error) });
      return false;
    }
  }
}
