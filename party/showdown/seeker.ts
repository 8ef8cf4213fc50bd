import type { Expected } from "../../functions/_shared/schema/showdown.ts";
import type { Connection } from "./connection.ts";
import { queriesFor } from "./search.ts";

/** Questions in one beat. */
const QUESTIONS = 5;

export interface SeekerDeps {
  now(): number;
  /** The matches that a battle is looked for. */
  sought(): readonly Expected[];
  /** Between two questions to the server after the same match, in milliseconds. */
  every: number;
}

/** Asks the server after the battles of matches that may begin, a few questions at a time. */
export class Seeker {
  readonly #deps: SeekerDeps;
  #nextAt = 0;
  #queries: string[] = [];

  constructor(deps: SeekerDeps) {
    this.#deps = deps;
  }

  /** To be called about once a second. @param connection that the questions are asked on */
  beat(connection: Pick<Connection, "isOpen" | "ask" | "say">): void {
    const { now, sought, every } = this.#deps;
    if (!connection.isOpen) return;
    if (this.#queries.length === 0) {
      if (now() < this.#nextAt) return;
      this.#nextAt = now() + every;
      this.#queries = queriesFor(sought());
    }
    for (let asked = 0; asked < QUESTIONS; asked += 1) {
      const [query] = this.#queries;
      if (query === undefined) return;
      // Showdown counts the one kind as something said, and not the other.
      const isFree = query.startsWith("userdetails ");
      if (!(isFree ? connection.ask(query) : connection.say(`/cmd ${query}`))) return;
      this.#queries.shift();
    }
  }

  /** Forgets what it was about to ask. */
  rest(): void {
    this.#queries = [];
  }
}
