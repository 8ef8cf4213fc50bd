/** How much is allowed: so many at once, and again as time passes. */
export interface Allowance {
  perSecond: number;
  burst: number;
}

/** A token bucket: full at first, and filled again while time passes. */
export class Bucket {
  readonly #allowance: Allowance;
  #tokens: number;
  #at: number;

  /** @param now milliseconds since the epoch */
  constructor(allowance: Allowance, now: number) {
    this.#allowance = allowance;
    this.#tokens = allowance.burst;
    this.#at = now;
  }

  /** Takes so many tokens, one unless it is said, if they are there. */
  take(now: number, tokens = 1): boolean {
    const { perSecond, burst } = this.#allowance;
    // A clock that was set back fills nothing.
    const passed = Math.max(0, now - this.#at) / 1000;
    this.#tokens = Math.min(burst, this.#tokens + passed * perSecond);
    this.#at = now;
    if (this.#tokens < tokens) return false;
    this.#tokens -= tokens;
    return true;
  }

  /** Gives back a token that was taken. */
  give(): void {
    this.#tokens = Math.min(this.#allowance.burst, this.#tokens + 1);
  }
}

/** What a connection may send. */
export const MESSAGES: Allowance = { perSecond: 5, burst: 10 };
/** Refusals that a connection is told of; one that runs out of them too does not listen. */
export const REFUSALS: Allowance = { perSecond: 1, burst: 20 };

/** Close code of a connection that went on sending too much. */
export const CLOSE_FLOOD = 4429;

/** What is done with a message: handled, refused with RATE_LIMITED, or answered by closing with `CLOSE_FLOOD`. */
export type Verdict = "pass" | "refuse" | "close";

/** Limits the messages of one connection, whatever they say. */
export class MessageRate {
  readonly #messages: Bucket;
  readonly #refusals: Bucket;

  /** @param now milliseconds since the epoch */
  constructor(now: number) {
    this.#messages = new Bucket(MESSAGES, now);
    this.#refusals = new Bucket(REFUSALS, now);
  }

  /** Judges one more message. */
  take(now: number): Verdict {
    if (this.#messages.take(now)) return "pass";
    return this.#refusals.take(now) ? "refuse" : "close";
  }

  /** Does not count the message that just passed. */
  give(): void {
    this.#messages.give();
  }
}
