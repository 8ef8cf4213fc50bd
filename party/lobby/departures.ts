import { backoff } from "./backoff.ts";
import { CLAIMS_LIMIT, type Matchmaking } from "./matchmaking.ts";
import type { Timers } from "./timers.ts";

export interface DeparturesDeps extends Timers {
  store: Pick<Matchmaking, "leave">;
  random(): number;
  log(event: string, fields: Record<string, unknown>): void;
}

/** A claim has expired by then, whoever was told of it. */
const PATIENCE = 120_000;

/**
 * Gives claims up, and goes on until the database has heard of it. What is given up while one message is on its way goes
 * with the next.
 */
export class Departures {
  readonly #deps: DeparturesDeps;
  /** Since when. */
  readonly #claims = new Map<string, number>();
  #sending: Promise<void> | null = null;
  #failures = 0;
  #retry: (() => void) | null = null;

  constructor(deps: DeparturesDeps) {
    this.#deps = deps;
  }

  /** Gives a claim up. Resolves when the database was asked, well or badly. */
  async add(claim: string): Promise<void> {
    this.#claims.set(claim, this.#deps.now());
    await this.#sending;
    await this.#send();
  }

  #send(): Promise<void> {
    this.#sending ??= this.#attempt().finally(() => {
      this.#sending = null;
    });
    return this.#sending;
  }

  async #attempt(): Promise<void> {
    this.#forgetExpired();
    const claims = [...this.#claims.keys()].slice(0, CLAIMS_LIMIT);
    if (claims.length === 0) return;
    try {
      await this.#deps.store.leave(claims);
      for (const claim of claims) this.#claims.delete(claim);
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      this.#deps.log("leave.failed", { claims: claims.length, error: String(error) });
    }
    this.#goOn();
  }

  #forgetExpired(): void {
    const oldest = this.#deps.now() - PATIENCE;
    for (const [claim, since] of this.#claims) if (since < oldest) this.#claims.delete(claim);
  }

  #goOn(): void {
    this.#retry?.();
    this.#retry = null;
    if (this.#claims.size === 0) return;
    const delay = this.#failures === 0 ? 0 : backoff(this.#failures, this.#deps.random());
    this.#retry = this.#deps.after(delay, () => {
      this.#retry = null;
      this.#send();
    });
  }
}
