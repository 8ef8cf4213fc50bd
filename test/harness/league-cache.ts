import { expect } from "vitest";
import { LeagueServerMessage } from "../../functions/_shared/schema/league.ts";
import type { ReadView } from "../../party/league/database.ts";
import type { Socket } from "../../party/league/pages.ts";

/** A database whose reads end when they are told to. */
export class SlowDatabase {
  /** The tags that were read, in order. */
  readonly reads: string[] = [];
  readonly #waiting: { tag: string; resolve(text: string | null): void; reject(error: Error): void }[] = [];

  read: ReadView = (tag) =>
    new Promise((resolve, reject) => {
      this.reads.push(tag);
      this.#waiting.push({ tag, resolve, reject });
    });

  /** Ends the oldest read that is under way, once there is one. */
  async answer(body: unknown): Promise<void> {
    const { resolve } = await this.#next();
    resolve(body === null ? null : JSON.stringify(body));
  }

  async fail(): Promise<void> {
    const { reject } = await this.#next();
    reject(new Error("connect ECONNREFUSED"));
  }

  async #next() {
    await expect.poll(() => this.#waiting.length, { interval: 1 }).toBeGreaterThan(0);
    const [first] = this.#waiting.splice(0, 1);
    if (!first) throw new Error("Cannot answer: nothing is read");
    return first;
  }
}

/** A page's end of a connection, which remembers what it was sent. */
export class FakeSocket implements Socket {
  readonly frames: LeagueServerMessage[] = [];
  state: unknown = null;
  closed: number | null = null;

  send(text: string): void {
    this.frames.push(LeagueServerMessage.parse(JSON.parse(text)));
  }

  close(code: number): void {
    this.closed = code;
  }

  setState(state: unknown): void {
    this.state = structuredClone(state);
  }

  /** The bodies of a view, in the order in which they came. */
  bodies(tag: string): unknown[] {
    return this.frames.flatMap((frame) => (frame.type === "VIEW" && frame.tag === tag ? [frame.body] : []));
  }

  get errors(): string[] {
    return this.frames.flatMap((frame) => (frame.type === "ERROR" ? [frame.code] : []));
  }
}
