import * as z from "zod";
import {
  ShowdownServer,
  ShowdownServerId,
  type WatcherStatus,
} from "../../functions/_shared/schema/showdown.ts";
import { Deadlines } from "../durable/deadlines.ts";
import { messageOf } from "../durable/faults.ts";
import type { Answer } from "../durable/outbox.ts";
import type { RoomStorage } from "../durable/storage.ts";
import { Turns } from "../durable/turns.ts";
import { BATTLES_LIMITS, Battles, type BattlesLimits } from "./battles.ts";
import { CONNECTION_LIMITS, type ConnectionLimits, type Dial } from "./connection.ts";
import { Crew } from "./crew.ts";
import { kindOf } from "./frame.ts";
import type { Functions } from "./functions.ts";
import { Links } from "./links.ts";
import { logIn } from "./login.ts";
import { OUTBOX, Reports } from "./reports.ts";
import { readSightings } from "./search.ts";
import { Seeker } from "./seeker.ts";

/** Everything a watcher does to the world. */
export interface WatcherDeps {
  storage: RoomStorage;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once, in so many milliseconds. @returns what calls it off */
  after(delay: number, task: () => void): () => void;
  /** Between 0 and 1. */
  random(): number;
  dial: Dial;
  fetch: typeof fetch;
  functions: Functions;
  /** Delivers a signed event and gives the answer; throws when there was none. */
  post(id: string, body: string): Promise<Answer>;
  /** Of the account on each server. */
  passwords: ReadonlyMap<string, string>;
  log(event: string, fields: Record<string, unknown>): void;
  limits?: Partial<WatcherLimits>;
}

/** @default the values below. In milliseconds. */
export interface WatcherLimits {
  /** Between two looks at what the database wants watched, and where it wants nothing. */
  look: number;
  idleLook: number;
  /** Between two questions to the server after the same match. */
  search: number;
  /** How long it stays on the server after it was told to look again: somebody may want to say a code. */
  linger: number;
  connection: ConnectionLimits;
  battles: BattlesLimits;
}

export const WATCHER_LIMITS: WatcherLimits = {
  ...{ look: 30_000, idleLook: 300_000, search: 10_000, linger: 15 * 60_000 },
  ...{ connection: CONNECTION_LIMITS, battles: BATTLES_LIMITS },
};

/** Milliseconds between two beats; and after which the alarm sees to a watcher that left memory, as one may. */
const BEAT = 1_000;
const ALARM = 8_000;
/** Characters of an answer that are read. */
const ANSWER_LIMIT = 512 * 1024;
/** A look that failed is repeated so soon, and where nothing is known to be watched. */
const LOOK_AGAIN = 5_000;
const IDLE_LOOK_AGAIN = 60_000;

const ID = "id";
const SERVER = "server";
const LOOK = "look";
const LINGER = "linger";

/** Watches the battles of one Showdown server. */
export class Watcher {
  readonly #deps: WatcherDeps;
  readonly #limits: WatcherLimits;
  readonly #deadlines: Deadlines;
  readonly #reports: Reports;
  readonly #battles: Battles;
  readonly #seeker: Seeker;
  /** What is asked of the functions is asked in turn: an answer to an earlier question must not undo a later one's. */
  readonly #turns = new Turns<"functions">();
  #id: ShowdownServerId | null = null;
  #server: ShowdownServer | null = null;
  #loading: Promise<void> | null = null;
  #crew: Crew | null = null;
  #links: Links | null = null;
  #beating = false;
  #looking = false;
  #lookAt = 0;
  #lingerUntil = 0;

  constructor(deps: WatcherDeps) {
    this.#deps = deps;
    this.#limits = { ...WATCHER_LIMITS, ...deps.limits };
    const { storage, now, random, post, log, after } = deps;
    this.#deadlines = new Deadlines({
      ...{ storage, now },
      computed: () => (this.#isActive ? now() + ALARM : null),
    });
    this.#reports = new Reports({ storage, deadlines: this.#deadlines, now, random, post, log });
    this.#battles = new Battles({
      ...{ storage, reports: this.#reports, now, after, log, limits: this.#limits.battles },
      fetch: deps.fetch,
      found: (battle) => this.#ask((id) => deps.functions.found(id, battle)),
      forget: (room) => this.#crew?.forget(room),
      leave: (room) => this.#crew?.leave(room) ?? false,
      rename: (room, other) => this.#crew?.rename(room, other),
    });
    this.#seeker = new Seeker({ now, sought: () => this.#battles.sought, every: this.#limits.search });
  }

  /** To be called when the room is there, if it was before: it goes on where it was. */
  async start(): Promise<void> {
    await this.#load();
    if (this.#id === null) return;
    if (this.#server) this.#look();
    this.#reports.begin();
    await this.#deadlines.arm();
  }

  /** Looks again at what is to be watched, now. @param id what the room is called, which an alarm cannot tell */
  async reconcile(id: ShowdownServerId): Promise<void> {
    await this.#load();
    const { storage, now } = this.#deps;
    if (this.#id === null) await storage.put({ [ID]: id });
    this.#id = id;
    this.#lingerUntil = now() + this.#limits.linger;
    await this.#deadlines.set(LINGER, this.#lingerUntil);
    this.#look();
    await this.#deadlines.arm();
  }

  /** To be called when the alarm fires. */
  async alarm(): Promise<void> {
    this.#deadlines.fired();
    await this.#load();
    for (const name of await this.#deadlines.due()) {
      if (name === OUTBOX) {
        // Until that attempt has ended, another is due.
        await this.#deadlines.set(OUTBOX, this.#deps.now() + LOOK_AGAIN);
        this.#reports.begin();
      } else {
        await this.#deadlines.clear(name);
        if (name === LOOK) this.#look();
      }
    }
    await this.#deadlines.arm();
  }

  async status(id: ShowdownServerId): Promise<WatcherStatus> {
    await this.#load();
    const heardAt = this.#crew?.heardAt ?? null;
    return {
      server: id,
      connection: this.#connection,
      rooms: this.#battles.open,
      undelivered: await this.#reports.undelivered(),
      heardAt: heardAt === null ? null : new Date(heardAt).toISOString(),
    };
  }

  get #connection(): WatcherStatus["connection"] {
    if (!this.#crew) return "idle";
    const { state } = this.#crew.first;
    if (state === "open" || state === "waiting") return state;
    return "connecting";
  }

  /** Whether there is a reason to be connected. */
  get #isActive(): boolean {
    if (this.#server === null) return false;
    const now = this.#deps.now();
    const next = this.#battles.nextExpected;
    const mayLink = this.#server.account !== null && now < this.#lingerUntil;
    return this.#battles.open > 0 || (next !== null && next <= now) || mayLink;
  }

  #load(): Promise<void> {
    this.#loading ??= this.#read().catch((error) => {
      this.#loading = null;
      throw error;
    });
    return this.#loading;
  }

  async #read(): Promise<void> {
    const { storage } = this.#deps;
    const [id, server] = await Promise.all([storage.get<unknown>(ID), storage.get<unknown>(SERVER)]);
    this.#id = ShowdownServerId.safeParse(id).data ?? null;
    this.#server = z.nullable(ShowdownServer).safeParse(server).data ?? null;
    await this.#battles.load(this.#server);
    this.#lingerUntil = (await this.#deadlines.at(LINGER)) ?? 0;
    // After a rest, the first thing is to look whether the world is still the same.
    this.#lookAt = 0;
    this.#tend();
  }

  /** Asks the functions something, in turn. */
  #ask<Result>(question: (id: ShowdownServerId) => Promise<Result>): Promise<Result> {
    return this.#turns.take("functions", async () => {
      if (this.#id === null) throw new Error("Cannot ask: the room does not know its server yet");
      return await question(this.#id);
    });
  }

  /** Begins to look at what is to be watched; nobody waits for it. */
  #look(): void {
    const { now, log, storage, functions } = this.#deps;
    if (this.#looking) {
      // It may have asked a moment too early.
      this.#lookAt = 0;
      return;
    }
    this.#looking = true;
    this.#lookAt = now() + this.#limits.look;
    this.#ask(async (id) => {
      const watches = await functions.watches(id);
      if (JSON.stringify(watches.server) !== JSON.stringify(this.#server)) {
        await storage.put({ [SERVER]: watches.server });
        this.#server = watches.server;
        // Another address or another account: begin anew.
        this.#disconnect();
      }
      await this.#battles.apply(watches);
    })
      .then(
        () => this.#limits.idleLook,
        (error) => {
          log("look.delayed", { error: messageOf(error) });
          this.#lookAt = now() + LOOK_AGAIN;
          return IDLE_LOOK_AGAIN;
        },
      )
      .then(async (idle) => {
        this.#looking = false;
        this.#tend();
        if (!this.#isActive) await this.#rest(idle);
        await this.#deadlines.arm();
      })
      .catch((error) => log("look.failed", { error: messageOf(error) }));
  }

  /** Sets when to look again while there is nothing to do: for a match that is to come, or a message that was lost. */
  async #rest(idle: number): Promise<void> {
    const { now } = this.#deps;
    if (this.#server === null && idle === this.#limits.idleLook) return await this.#deadlines.clear(LOOK);
    const next = this.#battles.nextExpected ?? Number.POSITIVE_INFINITY;
    await this.#deadlines.set(LOOK, Math.max(now() + BEAT, Math.min(now() + idle, next)));
  }

  /** Connects and beats while there is something to do. */
  #tend(): void {
    if (!this.#isActive) {
      if (!this.#crew) return;
      this.#disconnect();
      this.#rest(this.#limits.idleLook).catch((error) => {
        this.#deps.log("storage.failed", { error: messageOf(error) });
      });
      return;
    }
    if (!this.#crew) this.#connect();
    if (this.#beating) return;
    this.#beating = true;
    const beat = () => {
      this.#beating = false;
      try {
        this.#beat();
      } catch (error) {
        this.#deps.log("beat.failed", { error: messageOf(error) });
      }
      this.#tend();
    };
    this.#deps.after(BEAT, beat);
  }

  #beat(): void {
    const { now } = this.#deps;
    const crew = this.#crew;
    if (!crew) return;
    if (now() >= this.#lookAt) this.#look();
    this.#battles.beat();
    crew.want(this.#battles.wanted());
    crew.beat();
    this.#links?.beat();
    this.#seeker.beat(crew.first);
  }

  #connect(): void {
    const server = this.#server;
    if (!server) return;
    const { dial, now, random, log, fetch, passwords, functions } = this.#deps;
    const account = server.account?.replace(/[^\p{L}\p{N} ._-]/gu, "") || null;
    const password = passwords.get(server.id) ?? null;
    const { loginUrl } = server;
    const crew = new Crew({
      ...{ server: { ...server, account }, dial, now, random, log, limits: this.#limits.connection },
      logIn: account === null ? null : (challstr) => logIn({ loginUrl, account, password, challstr }, fetch),
      room: (room, lines) => this.#battles.hear(room, lines),
      global: (lines) => {
        for (const line of lines) this.#hear(line);
      },
      tooLarge: (room) => this.#battles.tooLarge(room),
    });
    this.#crew = crew;
    this.#links = new Links({
      ...{ account, now, log },
      link: (code) => this.#ask((id) => functions.link(id, code)),
      say: (text) => crew.first.say(text),
    });
    crew.want(this.#battles.wanted());
    crew.beat();
  }

  #disconnect(): void {
    this.#crew?.stop();
    this.#crew = null;
    this.#links = null;
    this.#seeker.rest();
  }

  #hear(line: string): void {
    switch (kindOf(line)) {
      case "pm":
        this.#links?.hear(line);
        break;
      case "queryresponse": {
        const json = line.slice(line.indexOf("|", "|queryresponse|".length) + 1);
        if (json.length <= ANSWER_LIMIT) this.#battles.sight(readSightings(json));
        break;
      }
    }
  }
}
