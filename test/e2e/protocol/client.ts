import type { ClientOptions } from "./client-options.ts";
import { type Ending, type Of, RoomMessage, type Seat } from "./messages.ts";
import { remedy } from "./refusal.ts";
import { View } from "./view.ts";
import { Wire } from "./wire.ts";

/** Close codes after which the page says to connect again; 1005: closed without a code. */
const HARMLESS = new Set([1000, 1005, 1006, 1011]);
const LONGEST_WAIT = 2_000;

/** One player's client, written from docs/protocol.md alone. */
export class BattleClient {
  readonly view = new View();
  readonly seat: Seat;
  /** How it ended, by the first message that told so. */
  readonly over: Promise<Ending>;
  /** The session, once the room has given it. */
  readonly seated: Promise<string>;
  session: string | null;
  /** What last gave it the seat: a ticket whose JOIN was lost on the way has given none. */
  usedTicket: string | null = null;
  readonly #options: ClientOptions;
  readonly #teams: string[];
  #wire: Wire | undefined;
  #state: "away" | "joining" | "rejoining" | "synced" = "away";
  #ticket: string | null = null;
  #started = false;
  #gone = false;
  #attempt = 0;
  #endsHere = 0;
  /** The round in which a connection broke before a MOVE was answered: the room may read it later. */
  #unsureOf: number | undefined;
  #resyncs: (() => void)[] = [];
  #tellEnd: (ending: Ending) => void = () => undefined;
  #tellSession: (session: string) => void = () => undefined;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#teams = [...(options.teams ?? [])];
    this.seat = options.seat;
    this.session = options.session ?? null;
    this.over = new Promise((resolve) => {
      this.#tellEnd = resolve;
    });
    this.seated = new Promise((resolve) => {
      this.#tellSession = resolve;
    });
    this.#connect();
  }

  get state(): string {
    const { request, sent, log } = this.view;
    return `${this.seat} ${this.#state}, ${log.have} lines, sent ${JSON.stringify(sent)}, ${JSON.stringify(request)?.slice(0, 200)}`;
  }

  /** Comes back after `leave`. */
  comeBack(): void {
    if (!this.#gone) return;
    this.#gone = false;
    this.#connect();
  }

  #connect(): void {
    const wire: Wire = new Wire(this.#options.url, {
      opened: () => {
        this.#endsHere = 0;
        void this.#introduce(wire);
      },
      received: (text) => wire === this.#wire && this.#received(text),
      closed: (code) => wire === this.#wire && this.#closed(code),
    });
    this.#wire = wire;
  }

  /** Closes the connection and stays away. */
  leave(politely: boolean): void {
    this.#gone = true;
    this.drop(politely);
  }

  /** Loses the connection; comes back by itself. */
  drop(politely: boolean): void {
    const wire = this.#wire;
    this.#closed(politely ? 1000 : 1006);
    if (politely) wire?.close();
    else wire?.cut();
  }

  /** Loses the session too, as a browser whose storage was cleared: the way back is a ticket. */
  forgetSession(): void {
    this.session = null;
    this.drop(false);
  }

  move(choice: string): void {
    const { request } = this.view;
    if (request === null || this.#state !== "synced") return;
    this.view.sent = { rqid: request.rqid, choice };
    this.#wire?.sendMove({ type: "MOVE", battleId: this.#options.battleId, ...this.view.sent });
  }

  say(type: "UNDO" | "CHAT" | "FORFEIT" | "OFFER_DRAW" | "TIMER", fields: object = {}): void {
    this.#wire?.send({ type, battleId: this.#options.battleId, ...fields });
  }

  /** Asks for all that it may have missed; done when `BATTLE_RESTORED` has come. */
  resync(): Promise<void> {
    const done = new Promise<void>((resolve) => this.#resyncs.push(resolve));
    if (this.#state === "synced") this.#rejoin();
    return done;
  }

  async #introduce(wire: Wire): Promise<void> {
    if (this.session !== null) return this.#rejoin();
    this.#state = "joining";
    const ticket = await this.#options.ticket();
    if (wire !== this.#wire) return;
    this.#ticket = ticket;
    if (ticket !== null) return this.#join(ticket);
    // The battle is over and without a session one watches: that log is another one.
    this.view.forget();
    this.#rejoin();
  }

  #join(ticket: string): void {
    const [team] = this.#teams;
    const { battleId } = this.#options;
    this.#wire?.send({ type: "JOIN", battleId, ticket, ...(team === undefined ? {} : { team }) });
  }

  #rejoin(): void {
    this.#state = "rejoining";
    // What is over is looked at as it is: the log must not be empty while the answer is under way.
    if (this.#options.forgetful && this.view.ending === null) this.view.forget();
    const session = this.session === null ? {} : { session: this.session };
    const { battleId } = this.#options;
    this.#wire?.send({ type: "REJOIN", battleId, ...session, since: this.view.log.have });
  }

  #closed(code: number): void {
    this.#wire = undefined;
    this.#state = "away";
    this.#unsureOf = this.view.sent?.rqid ?? this.#unsureOf;
    this.view.count(`close ${code}`);
    if (!HARMLESS.has(code)) this.view.fault(`closed with ${code}`);
    if (this.#gone) return;
    const wait = Math.min(LONGEST_WAIT, 100 * 2 ** this.#attempt);
    this.#attempt += 1;
    setTimeout(() => !this.#gone && this.#wire === undefined && this.#connect(), wait);
  }

  #received(text: string): void {
    const { success, data, error } = RoomMessage.safeParse(JSON.parse(text));
    if (!success) {
      this.view.fault(`not on the page: ${error.message} in ${text.slice(0, 1_000)}`);
      return;
    }
    this.#attempt = 0;
    this.#handle(data);
    this.#options.told(this, data);
  }

  #handle(message: RoomMessage): void {
    switch (message.type) {
      case "SEATED":
        if (message.seat !== this.seat) this.view.fault(`seated on ${message.seat}`);
        this.session = message.session;
        this.usedTicket = this.#ticket;
        this.#tellSession(message.session);
        break;
      case "BATTLE_START":
        if (message.battleId !== this.#options.battleId) this.view.fault(`start of ${message.battleId}`);
        this.#started = message.started;
        break;
      case "BATTLE_UPDATE":
        this.#update(message);
        break;
      case "BATTLE_RESTORED":
        this.#restored(message);
        break;
      case "CHOICE":
        if (this.#state === "synced") this.view.chosen(message);
        this.#consider();
        break;
      case "BATTLE_END":
        this.#endsHere += 1;
        if (this.#endsHere > 1) this.view.fault("BATTLE_END came twice on one connection");
        this.view.end(message);
        this.#tellEnd({ winner: message.winner, reason: message.reason });
        break;
      case "ERROR":
        this.#refused(message);
        break;
    }
  }

  #update({ seq, log, request }: Of<"BATTLE_UPDATE">): void {
    if (!this.view.append(seq, log)) {
      this.view.count("gap");
      if (this.#state !== "rejoining") this.#rejoin();
      return;
    }
    // A JOIN that begins the battle is answered by the first update.
    if (this.#state === "joining" && this.#started && request !== null) this.#state = "synced";
    if (this.#state !== "synced") return;
    this.view.take(request);
    this.#consider();
  }

  #restored(message: Of<"BATTLE_RESTORED">): void {
    const resend = this.view.restore(message, this.#options.shared());
    this.#state = "synced";
    if (message.end !== null) this.#tellEnd(message.end);
    for (const done of this.#resyncs.splice(0)) done();
    if (resend !== null) this.move(resend.choice);
    this.#consider();
  }

  #consider(): void {
    const { wanted } = this.view;
    if (this.#state === "synced" && wanted !== null) this.#options.asked(this, wanted);
  }

  #refused({ code, message }: Of<"ERROR">): void {
    this.view.count(code);
    const todo = remedy(code);
    const { request, sent } = this.view;
    const told = `${code}: ${message}; sent '${sent?.choice}' for ${JSON.stringify(request)}`;
    switch (todo) {
      case "choose again":
        this.#wire?.charge();
        // A choice that is sent again may have been refused before, with an update of the request.
        if (!message.startsWith("[Unavailable choice]") && this.#unsureOf !== request?.rqid)
          this.view.fault(told);
        this.view.sent = null;
        this.#consider();
        break;
      case "rejoin":
        this.#wire?.charge();
        if (code !== "BATTLE_ENDED" && !this.#options.shared() && this.#unsureOf !== request?.rqid) {
          this.view.fault(told);
        }
        this.view.sent = null;
        if (this.#state === "synced") this.#rejoin();
        break;
      case "wait": {
        // It does not say which message was not read; coming back tells what the room has.
        const wire = this.#wire;
        setTimeout(() => wire !== undefined && wire === this.#wire && void this.#introduce(wire), 1_000);
        break;
      }
      case "new ticket":
        this.view.fault(told);
        this.session = null;
        if (this.#wire !== undefined) void this.#introduce(this.#wire);
        break;
      case "next team":
        this.#teams.shift();
        if (this.#teams.length === 0 || this.#ticket === null) this.view.fault(told);
        else this.#join(this.#ticket);
        break;
      case "give up":
        this.view.fault(told);
    }
  }
}
