import type { RoomStorage } from "./storage.ts";

const PREFIX = "deadline:";

/** Where a deadline is stored; to store one together with its cause, and `arm` then. */
export function deadlineKey(name: string): string {
  return `${PREFIX}${name}`;
}

/** An alarm in the past fires at once, and one that arms itself again so would never rest. */
const SOONEST = 50;
/** An alarm that is later than this had nobody to ring for, in milliseconds. */
const LATE = 10_000;
/** How long what failed rests, in milliseconds. */
const RETRY = 5_000;

export interface DeadlinesDeps {
  storage: RoomStorage;
  /** Milliseconds since the epoch. */
  now(): number;
  /** The earliest moment that follows from what is stored anyway, as a player's clock does; `null` without any. */
  computed(): number | null;
}

/**
 * What a room must do later. A room has one alarm only: it is armed for the earliest of the deadlines, which are stored
 * by name, and of the computed moments, which cost no storage.
 */
export class Deadlines {
  readonly #deps: DeadlinesDeps;
  #named: Map<string, number> | null = null;
  /** When the alarm is known to fire; `undefined` while nothing is known of it. */
  #armed: number | null | undefined = undefined;
  #fires = false;
  /** When something that failed is tried again. */
  #retryAt: number | null = null;

  constructor(deps: DeadlinesDeps) {
    this.#deps = deps;
  }

  /** Sets or moves a deadline. @param at milliseconds since the epoch */
  async set(name: string, at: number): Promise<void> {
    await this.#deps.storage.put({ [deadlineKey(name)]: at });
    (await this.#all()).set(name, at);
    await this.arm();
  }

  /** Takes notice of a deadline that was stored together with its cause. */
  async stored(name: string, at: number): Promise<void> {
    (await this.#all()).set(name, at);
    await this.arm();
  }

  async clear(name: string): Promise<void> {
    await this.#deps.storage.delete(deadlineKey(name));
    (await this.#all()).delete(name);
    await this.arm();
  }

  /** When the deadline is; `null` when it is not set. */
  async at(name: string): Promise<number | null> {
    return (await this.#all()).get(name) ?? null;
  }

  /** The deadlines that have come. Each stays until it is cleared or moved: a machine that dies at the work comes back to it. */
  async due(): Promise<string[]> {
    const now = this.#deps.now();
    return [...(await this.#all())].filter(([, at]) => !(at > now)).map(([name]) => name);
  }

  /** To be called when the alarm fires: it is armed no longer. */
  fired(): void {
    this.#armed = undefined;
    this.#fires = true;
    this.#retryAt = null;
  }

  /**
   * Whether an alarm was missed: it was lost, as alarms are in a restart of the local room server, or comes far too late.
   * The machine was down then, where a room that was merely out of memory would have been woken. To be asked of a room
   * that has just come back to memory.
   */
  async missed(): Promise<boolean> {
    const next = await this.#next();
    if (next === null) return false;
    if (next + LATE < this.#deps.now()) return true;
    return !this.#fires && (await this.#deps.storage.getAlarm()) === null;
  }

  /** Arms the alarm for another attempt at something that failed. */
  async retry(): Promise<void> {
    this.#retryAt = this.#deps.now() + RETRY;
    await this.#deps.storage.setAlarm(this.#retryAt);
  }

  /** To be called when storage may know better. */
  forget(): void {
    this.#named = null;
    this.#armed = undefined;
  }

  /**
   * Arms the alarm where it would come too late, or not at all: alarms do not outlive a restart of the local room
   * server. One that comes too early finds nothing to do, which costs less than to move it with every choice.
   */
  async arm(): Promise<void> {
    const next = await this.#next();
    this.#fires = false;
    if (next === null) {
      if (this.#armed === null) return;
      this.#armed = null;
      return await this.#deps.storage.deleteAlarm();
    }
    const now = this.#deps.now();
    const at = Math.max(next, now + SOONEST);
    const armed = this.#armed ?? Number.POSITIVE_INFINITY;
    // An alarm that should have fired is not relied on.
    if (armed <= at && armed > now) return;
    this.#armed = at;
    await this.#deps.storage.setAlarm(at);
  }

  /** The earliest deadline or computed moment. */
  async #next(): Promise<number | null> {
    const named = [...(await this.#all()).values()];
    const moments = [...named, this.#deps.computed(), this.#retryAt].filter((moment) => moment !== null);
    return moments.length > 0 ? Math.min(...moments) : null;
  }

  async #all(): Promise<Map<string, number>> {
    if (this.#named) return this.#named;
    const stored = await this.#deps.storage.list<number>({ prefix: PREFIX });
    this.#named ??= new Map([...stored].map(([key, at]) => [key.slice(PREFIX.length), at]));
    return this.#named;
  }
}
