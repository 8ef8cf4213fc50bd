import { Protocol } from "@pkmn/protocol";
import { createTimeout } from "retry";
import { Bucket } from "../sockets/rate.ts";
import { readFrame } from "./frame.ts";
import { LoginRefused } from "./login.ts";
import { userId } from "./text.ts";

/** An outgoing WebSocket. */
export interface Wire {
  send(text: string): void;
  close(): void;
}

/** What happens to a wire. `closed` comes once, whoever closed it, and however. */
export interface WireEvents {
  opened(): void;
  message(data: unknown): void;
  closed(code: number): void;
}

export type Dial = (url: string, events: WireEvents) => Wire;

/** @default the values below. Milliseconds, where nothing else is said. */
export interface ConnectionLimits {
  /** For the connection to come about, and for the server to greet. */
  patience: number;
  /** Without a word from the server, until it is asked whether it is there; and for its answer. */
  quiet: number;
  answer: number;
  /** Before the second attempt at the most, and before any. */
  minDelay: number;
  maxDelay: number;
  /** A connection that lived so long was a good one: the next attempt is a first one again. */
  settled: number;
  /** Until a login that failed is tried again. */
  relogin: number;
  /** Characters and frames that the server may send, steadily and at once. */
  characters: { perSecond: number; burst: number };
  frames: { perSecond: number; burst: number };
  /** What is said at once, and over time: Showdown takes one message in 600 ms, and holds five. */
  words: { perSecond: number; burst: number };
}

export const CONNECTION_LIMITS: ConnectionLimits = {
  ...{ patience: 15_000, quiet: 30_000, answer: 15_000 },
  ...{ minDelay: 1_000, maxDelay: 120_000, settled: 30_000, relogin: 60_000 },
  characters: { perSecond: 1_000_000, burst: 64_000_000 },
  frames: { perSecond: 2_000, burst: 20_000 },
  words: { perSecond: 1.5, burst: 4 },
};

export interface ConnectionDeps {
  url: string;
  /** Logs in as the watcher's account; `null`: a guest. @returns what to say */
  logIn: ((challstr: string) => Promise<string>) | null;
  account: string | null;
  dial: Dial;
  now(): number;
  /** Between 0 and 1. */
  random(): number;
  log(event: string, fields: Record<string, unknown>): void;
  limits: ConnectionLimits;
  /** It can be used from now on. */
  ready(): void;
  /** It broke, or was given up. */
  lost(code: number): void;
  lines(room: string, lines: readonly string[]): void;
}

type State =
  | { kind: "waiting"; until: number }
  | { kind: "connecting" | "greeted" | "open"; wire: Wire; since: number };

/** Close codes of our own making, for those who are told. */
const SILENT = 4000;
const FLOODED = 4001;

/**
 * A connection to a Showdown server that comes back by itself: with exponential backoff and full jitter, after it broke,
 * after the server fell silent, and after it sent more than anybody can want. It must be told that time passes.
 */
export class Connection {
  readonly #deps: ConnectionDeps;
  #state: State;
  #failures = 0;
  #heardAt: number | null = null;
  #askedAt: number | null = null;
  #challstr: string | null = null;
  #loginAt: number | null = null;
  #named = false;
  #words: Bucket;
  #characters: Bucket;
  #frames: Bucket;
  #garbage = 0;
  #stopped = false;

  constructor(deps: ConnectionDeps) {
    this.#deps = deps;
    const now = deps.now();
    this.#state = { kind: "waiting", until: now };
    this.#words = new Bucket(deps.limits.words, now);
    this.#characters = new Bucket(deps.limits.characters, now);
    this.#frames = new Bucket(deps.limits.frames, now);
  }

  get state(): State["kind"] {
    return this.#state.kind;
  }

  /** Whether rooms can be joined on it. */
  get isOpen(): boolean {
    return this.#state.kind === "open";
  }

  /** Whether the server knows it by its account's name. */
  get named(): boolean {
    return this.#named;
  }

  /** When anything was last heard. */
  get heardAt(): number | null {
    return this.#heardAt;
  }

  /** To be called about once a second. */
  beat(): void {
    const { limits, now } = this.#deps;
    const state = this.#state;
    if (this.#stopped) return;
    if (state.kind === "waiting") {
      if (now() >= state.until) this.#dial();
      return;
    }
    if (state.kind !== "open") {
      if (now() - state.since > limits.patience) this.#patienceIsOver();
      return;
    }
    if (now() - state.since > limits.settled) this.#failures = 0;
    if (this.#loginAt !== null && now() >= this.#loginAt) this.#login();
    const heard = this.#heardAt ?? state.since;
    if (this.#askedAt !== null) {
      if (now() - this.#askedAt > limits.answer) this.#lose(SILENT, "the server fell silent");
    } else if (now() - heard > limits.quiet) {
      this.#askedAt = now();
      // Showdown answers this one whatever else it was sent.
      this.#send("|/cmd userdetails plateau");
    }
  }

  /** Says something in a room, or in none, unless too much was said of late. @returns whether it was said */
  say(text: string, room = ""): boolean {
    if (!this.isOpen || !this.#words.take(this.#deps.now())) return false;
    return this.#send(`${room}|${text}`);
  }

  /** Asks what the server does not count as something said. */
  ask(query: string): boolean {
    return this.isOpen && this.#send(`|/cmd ${query}`);
  }

  /** Closes for good. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#drop();
  }

  #dial(): void {
    const { dial, url, now } = this.#deps;
    const current = (): boolean => this.#state.kind !== "waiting" && this.#state.wire === wire;
    this.#challstr = null;
    this.#loginAt = null;
    this.#named = false;
    this.#askedAt = null;
    let wire: Wire;
    try {
      wire = dial(url, {
        opened: () => undefined,
        message: (data) => {
          if (current()) this.#hear(data);
        },
        closed: (code) => {
          if (current()) this.#lose(code, "the connection closed");
        },
      });
    } catch (error) {
      this.#state = { kind: "waiting", until: now() };
      this.#lose(1006, error instanceof Error ? error.message : String(error));
      return;
    }
    this.#state = { kind: "connecting", wire, since: now() };
  }

  #hear(data: unknown): void {
    const { now, lines } = this.#deps;
    this.#heardAt = now();
    this.#askedAt = null;
    const size = typeof data === "string" ? data.length : 1_000;
    if (!this.#frames.take(now()) || !this.#characters.take(now(), size)) {
      this.#lose(FLOODED, "the server sends too much");
      return;
    }
    const frame = readFrame(data);
    if (!frame) {
      this.#count();
      return;
    }
    if (frame.room === "") for (const line of frame.lines) this.#greeting(line);
    lines(frame.room, frame.lines);
  }

  /** Of what is unreadable the first is told, and every thousandth. */
  #count(): void {
    this.#garbage += 1;
    if (this.#garbage % 1_000 === 1) this.#deps.log("frame.refused", { count: this.#garbage });
  }

  #greeting(line: string): void {
    const { account, logIn, log } = this.#deps;
    if (line.startsWith("|challstr|")) {
      this.#challstr = Protocol.parseLine(line)?.[1]?.toString().slice(0, 2_000) ?? "";
      if (this.#state.kind === "connecting") this.#state = { ...this.#state, kind: "greeted" };
      if (logIn) this.#login();
      else this.#open();
      return;
    }
    if (account === null) return;
    if (line.startsWith("|updateuser|")) {
      const [, name = "", named] = Protocol.parseLine(line) ?? [];
      this.#named = String(named) === "1" && userId(String(name).replace(/@!$/, "")) === userId(account);
      if (this.#named) {
        this.#loginAt = null;
        this.#open();
      }
    } else if (line.startsWith("|nametaken|")) {
      log("login.refused", { error: line.slice("|nametaken|".length, 300) });
      this.#relogin();
    }
  }

  #login(): void {
    const { logIn, log } = this.#deps;
    const state = this.#state;
    const challstr = this.#challstr;
    this.#loginAt = null;
    if (!logIn || challstr === null || state.kind === "waiting") return;
    const { wire } = state;
    const still = () => this.#state.kind !== "waiting" && this.#state.wire === wire;
    logIn(challstr).then(
      (command) => {
        if (still()) this.#send(`|${command}`);
      },
      (error) => {
        const message = error instanceof Error ? error.message : String(error);
        log(error instanceof LoginRefused ? "login.refused" : "login.delayed", { error: message });
        if (still()) this.#relogin();
      },
    );
  }

  /** Goes on as a guest, who may see what is public, and tries again later. */
  #relogin(): void {
    this.#loginAt = this.#deps.now() + this.#deps.limits.relogin;
    this.#open();
  }

  #open(): void {
    const state = this.#state;
    if (state.kind !== "greeted") return;
    this.#state = { ...state, kind: "open", since: this.#deps.now() };
    this.#deps.log("connection.opened", { named: this.#named });
    this.#deps.ready();
  }

  #patienceIsOver(): void {
    // Who cannot log in in time is let in as a guest.
    if (this.#state.kind === "greeted") this.#relogin();
    else this.#lose(SILENT, "the server did not greet in time");
  }

  #send(text: string): boolean {
    if (this.#state.kind === "waiting") return false;
    try {
      this.#state.wire.send(text);
      return true;
    } catch {
      // A wire that is closing: what becomes of it is told when it has closed.
      return false;
    }
  }

  #lose(code: number, reason: string): void {
    const { now, random, log, limits, lost } = this.#deps;
    this.#drop();
    const { minDelay, maxDelay } = limits;
    const most = createTimeout(this.#failures, {
      ...{ factor: 2, minTimeout: minDelay, maxTimeout: maxDelay, randomize: false },
    });
    this.#failures += 1;
    // Full jitter, but never at once.
    const delay = Math.max(100, Math.round(most * random()));
    this.#state = { kind: "waiting", until: now() + delay };
    log("connection.lost", { code, reason, failures: this.#failures, delay });
    lost(code);
  }

  #drop(): void {
    const state = this.#state;
    this.#state = { kind: "waiting", until: Number.POSITIVE_INFINITY };
    this.#named = false;
    if (state.kind === "waiting") return;
    try {
      state.wire.close();
    } catch {
      // It is closed already.
    }
  }
}
