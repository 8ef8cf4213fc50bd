import { WebSocket as PartySocket } from "partysocket";
import { WebSocket } from "ws";
import { drawChoice } from "../../../functions/_shared/battle/choices.ts";
import type { EndType } from "../../../functions/_shared/schema/battle.ts";
import type { BattleId, Seat } from "../../../functions/_shared/schema/ids.ts";
import { type ClientMessage, ServerMessage } from "../../../functions/_shared/schema/protocol.ts";

export interface BotOptions {
  /** The room's WebSocket address. */
  url: string;
  battleId: BattleId;
  /** A seat ticket, asked for again when the one before was lost with its connection. */
  ticket: () => string | Promise<string>;
  /** Packed or export text, where the format wants a team. */
  team?: string | undefined;
  /** The same seed plays the same choices. */
  seed: string;
  /** Called after each choice that was sent. */
  onChoice?: (rqid: number) => void;
}

/** What a bot saw of its battle. */
export interface BotResult {
  winner: Seat | null;
  reason: EndType;
  seat: Seat;
  /** The battle log of the bot's seat. */
  log: string[];
  choices: number;
  /** Choices that the request allowed and the room refused, each with its reason. */
  refusals: string[];
  connections: number;
}

/** A running bot. */
export interface Bot {
  /** Resolves at the end of the battle; rejects when the room refuses the bot for good. */
  result: Promise<BotResult>;
  /** Drops the connection, as a lost network does; the bot comes back by itself. */
  drop(): void;
  /** Leaves for good. */
  stop(): void;
}

/** How long a bot waits before it says again what a room had no time for. */
const PATIENCE_MS = 1_000;

type Message<Type extends ServerMessage["type"]> = Extract<ServerMessage, { type: Type }>;

/** Plays a battle with seeded random choices, through whatever connections it takes. */
export function playBot(options: BotOptions): Bot {
  return new BotClient(options);
}

class BotClient implements Bot {
  readonly result: Promise<BotResult>;
  readonly #options: BotOptions;
  readonly #socket: PartySocket;
  #resolve: (result: BotResult) => void = () => undefined;
  #reject: (error: Error) => void = () => undefined;
  #seat: Seat | null = null;
  #session: string | null = null;
  readonly #log: string[] = [];
  #request: { rqid: number } | null = null;
  #sent: { rqid: number; choice: string } | null = null;
  #refused = new Set<string>();
  #choices = 0;
  readonly #refusals: string[] = [];
  #connections = 0;
  #later: ReturnType<typeof setTimeout> | undefined;

  constructor(options: BotOptions) {
    this.#options = options;
    this.result = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#socket = new PartySocket(options.url, undefined, {
      WebSocket,
      minReconnectionDelay: 50,
      maxReconnectionDelay: 2_000,
      connectionTimeout: 5_000,
      maxEnqueuedMessages: 0,
    });
    this.#socket.addEventListener("open", () => {
      this.#connections += 1;
      this.#enter().catch((error) => this.#fail(error));
    });
    this.#socket.addEventListener("message", (event) => this.#receive(event.data));
  }

  drop(): void {
    this.#socket.reconnect();
  }

  stop(): void {
    clearTimeout(this.#later);
    this.#socket.close();
  }

  async #enter(): Promise<void> {
    const { battleId, team } = this.#options;
    if (this.#session !== null) {
      this.#send({ type: "REJOIN", battleId, session: this.#session, since: this.#log.length });
      return;
    }
    const ticket = await this.#options.ticket();
    this.#send({ type: "JOIN", battleId, ticket, ...(team === undefined ? {} : { team }) });
  }

  /** Asks again where the battle stands: whatever the room did not take is then said again. */
  #enterLater(): void {
    clearTimeout(this.#later);
    this.#later = setTimeout(() => {
      if (this.#socket.readyState === WebSocket.OPEN) this.#enter().catch((error) => this.#fail(error));
    }, PATIENCE_MS);
  }

  #receive(data: unknown): void {
    try {
      this.#handle(ServerMessage.parse(JSON.parse(String(data))));
    } catch (error) {
      this.#fail(error);
    }
  }

  #handle(message: ServerMessage): void {
    switch (message.type) {
      case "SEATED":
        this.#seat = message.seat;
        this.#session = message.session;
        return;
      case "BATTLE_START":
        return;
      case "BATTLE_UPDATE":
        this.#append(message);
        this.#request = message.request;
        this.#choose();
        return;
      case "BATTLE_RESTORED":
        this.#restore(message);
        return;
      case "BATTLE_END":
        this.#finish(message);
        return;
      case "ERROR":
        this.#refuse(message);
        return;
      // What a player would look at: clocks, the opponent's presence, chat's company. A bot plays on.
      case "CHOICE":
      case "TURN_WARNING":
      case "OPPONENT_DISCONNECTED":
      case "OPPONENT_RECONNECTED":
      case "DRAW_OFFERED":
      case "TIMER":
      case "SPECTATORS":
      case "PONG":
        return;
    }
  }

  #restore(message: Message<"BATTLE_RESTORED">): void {
    this.#append(message);
    this.#request = message.request;
    // What was sent before may be lost; the room says what it has.
    this.#sent =
      message.request && message.choice ? { rqid: message.request.rqid, choice: message.choice } : null;
    this.#refused = new Set();
    if (message.end) this.#finish(message.end);
    else this.#choose();
  }

  /** Takes the lines that are new: a message that crossed a reconnection may repeat some. */
  #append({ seq, log }: { seq: number; log: string[] }): void {
    const first = seq - log.length;
    if (first > this.#log.length) {
      throw new Error(`Cannot follow the battle: lines ${this.#log.length + 1} to ${first} are missing`);
    }
    this.#log.push(...log.slice(this.#log.length - first));
  }

  #choose(): void {
    const request = this.#request;
    if (!request || this.#sent?.rqid === request.rqid) return;
    if (this.#sent) this.#refused = new Set();
    this.#answer(request);
  }

  #answer(request: { rqid: number }): void {
    const { seed, battleId, onChoice } = this.#options;
    const { rqid } = request;
    const choice = drawChoice(request, { seed, seat: this.#seat ?? "", rqid, refused: this.#refused });
    if (choice === null) return;
    this.#sent = { rqid, choice };
    this.#choices += 1;
    this.#send({ type: "MOVE", battleId, rqid, choice });
    onChoice?.(rqid);
  }

  #refuse({ code, message, recoverable }: Message<"ERROR">): void {
    if (code === "INVALID_MOVE" && this.#sent && this.#request?.rqid === this.#sent.rqid) {
      if (this.#sent.choice === "default") throw new Error(`Cannot find a legal choice: ${message}`);
      this.#refused.add(this.#sent.choice);
      this.#refusals.push(`${this.#sent.choice}: ${message}`);
      this.#answer(this.#request);
      return;
    }
    // A choice that crossed a reconnection is answered again by what the room restores.
    const passing = code === "STALE_REQUEST" || code === "NOT_YOUR_TURN" || code === "BATTLE_ENDED";
    if (passing && recoverable) return;
    if ((code === "RATE_LIMITED" || code === "STORE_UNAVAILABLE") && recoverable) {
      this.#enterLater();
      return;
    }
    // The room knows the session no more, or lost the battle: a ticket opens it again.
    if ((code === "AUTH_FAILED" || code === "BATTLE_NOT_FOUND") && this.#connections < 5) {
      this.#session = null;
      this.drop();
      return;
    }
    throw new Error(`Cannot play on: ${code}: ${message}`);
  }

  #finish({ winner, reason }: { winner: Seat | null; reason: EndType }): void {
    if (this.#seat === null) throw new Error("Cannot end the battle: the bot has no seat");
    this.#resolve({
      winner,
      reason,
      seat: this.#seat,
      log: this.#log,
      choices: this.#choices,
      refusals: this.#refusals,
      connections: this.#connections,
    });
    this.stop();
  }

  #send(message: ClientMessage): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #fail(error: unknown): void {
    this.#reject(error instanceof Error ? error : new Error(String(error)));
    this.stop();
  }
}
