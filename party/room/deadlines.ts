import type { RoomStorage } from "./storage.ts";

const PREFIX = "deadline:";

/** Where a deadline is stored; to store one together with its cause, and `arm` then. */
export function deadlineKey(name: string): string {
  return `${PREFIX}${name}`;
}

/** An alarm in the past fires at once, and one that arms itself again so would never rest. */
const SOONEST = 50;

/** What a room must do later, by name. A room has one alarm only: it is armed for the earliest. */
export class Deadlines {
  readonly #storage: RoomStorage;
  readonly #now: () => number;

  constructor(storage: RoomStorage, now: () => number) {
    this.#storage = storage;
    this.#now = now;
  }

  /** Sets or moves a deadline. @param at milliseconds since the epoch */
  async set(name: string, at: number): Promise<void> {
    await this.#storage.put({ [deadlineKey(name)]: at });
    await this.arm();
  }

  async clear(name: string): Promise<void> {
    await this.#storage.delete(deadlineKey(name));
    await this.arm();
  }

  /** The deadlines that have come. Each stays until it is cleared or moved: a machine that dies at the work comes back to it. */
  async due(): Promise<string[]> {
    const now = this.#now();
    return [...(await this.#all())].filter(([, at]) => !(at > now)).map(([name]) => name);
  }

  /** Arms the alarm: alarms do not outlive a restart of the local room server. */
  async arm(): Promise<void> {
    const moments = [...(await this.#all()).values()];
    if (moments.length === 0) return await this.#storage.deleteAlarm();
    await this.#storage.setAlarm(Math.max(Math.min(...moments), this.#now() + SOONEST));
  }

  async #all(): Promise<Map<string, number>> {
    const stored = await this.#storage.list<number>({ prefix: PREFIX });
    return new Map([...stored].map(([key, at]) => [key.slice(PREFIX.length), at]));
  }
}
