import { Protocol } from "@pkmn/protocol";
import {
  type LinkAnswer,
  ShowdownUserId,
  type WatcherMessage,
} from "../../functions/_shared/schema/showdown.ts";
import { Bucket } from "../sockets/rate.ts";
import { userId } from "./text.ts";

type Code = Omit<Extract<WatcherMessage, { type: "LINK_CODE" }>, "type" | "v" | "server">;

/** A code, said as people write it. */
const CODE = /^[A-Za-z0-9]{8}$/;
/** Codes of all people that are asked about, and of one of them: guessing must not be worth while. */
const ALL = { perSecond: 1, burst: 20 };
const ONE = { perSecond: 1 / 60, burst: 5 };
/** People who are remembered, and answers that wait to be said. */
const PEOPLE = 500;
const ANSWERS = 50;
const UNAVAILABLE = "The code could not be checked just now. Please send it again in a minute.";

export interface LinksDeps {
  /** The watcher's own name, whose messages come back to it. */
  account: string | null;
  now(): number;
  link(code: Code): Promise<LinkAnswer>;
  /** Says something, unless too much was said of late. */
  say(text: string): boolean;
  log(event: string, fields: Record<string, unknown>): void;
}

/** Who proves a name: a code, said to the watcher in private. */
export class Links {
  readonly #deps: LinksDeps;
  readonly #all: Bucket;
  readonly #people = new Map<string, Bucket>();
  #answers: string[] = [];

  constructor(deps: LinksDeps) {
    this.#deps = deps;
    this.#all = new Bucket(ALL, deps.now());
  }

  /** Reads a `|pm|` line. */
  hear(line: string): void {
    const { account, now, link, log } = this.#deps;
    const [, from = "", , ...text] = (Protocol.parseLine(line) ?? []).map(String);
    // A rank stands before the name, and `@!` behind that of somebody who is away.
    const name = ShowdownUserId.safeParse(userId(from.slice(1).replace(/@.*$/, "")));
    const code = text.join("|").trim();
    if (!name.success || !CODE.test(code) || account === null || name.data === userId(account)) return;
    if (!this.#all.take(now()) || !this.#bucket(name.data).take(now())) return;
    link({ name: name.data, code: code.toUpperCase() }).then(
      (answer) => this.#answer(name.data, answer.text),
      (error) => {
        log("link.delayed", { error: error instanceof Error ? error.message : String(error) });
        this.#answer(name.data, UNAVAILABLE);
      },
    );
  }

  /** Says what is to be said, as far as it may. */
  beat(): void {
    while (this.#answers[0] !== undefined && this.#deps.say(this.#answers[0])) this.#answers.shift();
  }

  #answer(name: string, text: string): void {
    // One line, and no command, whatever it says.
    const said = text.replace(/[\p{Cc}\s]+/gu, " ").replace(/^[\s/!>]+/, "");
    this.#answers = [...this.#answers, `/pm ${name}, ${said.slice(0, 300)}`].slice(-ANSWERS);
    this.beat();
  }

  #bucket(name: string): Bucket {
    const known = this.#people.get(name);
    if (known) return known;
    const [oldest] = this.#people.keys();
    if (oldest !== undefined && this.#people.size >= PEOPLE) this.#people.delete(oldest);
    const bucket = new Bucket(ONE, this.#deps.now());
    this.#people.set(name, bucket);
    return bucket;
  }
}
