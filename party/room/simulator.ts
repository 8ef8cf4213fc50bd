import { Battle, extractChannelMessages, toID } from "@pkmn/sim";
import type { EndType } from "../../functions/_shared/schema/battle.ts";
import type { FormatId, Seat } from "../../functions/_shared/schema/ids.ts";
import { seedOf } from "./team.ts";

/** The simulator's release. A battle is only ever rebuilt by the release that played it. */
export const SIM_VERSION = "0.10.11";

/** Who reads a log: a seat sees its own Pokémon's exact HP, everyone else a share of it. */
export type Audience = Seat | "spectator";
export const AUDIENCES: readonly Audience[] = ["p1", "p2", "spectator"];
const CHANNELS = { p1: 1, p2: 2, spectator: 0 } as const;

export interface Player {
  name: string;
  /** Packed. */
  team: string;
}

export interface Setup {
  format: FormatId;
  seed: string;
  players: Record<Seat, Player>;
}

/** What the simulator asks of a seat. `rqid` numbers the round of requests, the same for both seats. */
export type NumberedRequest = { rqid: number; wait?: boolean | undefined } & object;

/** What became of a choice. `unavailable`: the request was updated, for it told less than the refusal does. */
export type Verdict =
  | { accepted: true; advanced: boolean }
  | { accepted: false; unavailable: boolean; message: string };

export interface Ending {
  winner: Seat | null;
  reason: EndType;
}

/**
 * One battle. The same setup, choices and moments give the same logs to the byte, which is what a rebuild stands on.
 *
 * Choices go to `Battle.choose`, never to a stream: a stream obeys more commands than choices.
 */
export class Simulator {
  readonly #battle: Battle;
  readonly #lines: Record<Audience, string[]> = { p1: [], p2: [], spectator: [] };
  readonly #choices: Record<Seat, string | null> = { p1: null, p2: null };
  #position = 0;
  #turn = 0;
  #round = 1;
  #error = "";
  #winner: Seat | null = null;
  #forfeited = false;

  /** @param at the moment of the start, in milliseconds */
  constructor(setup: Setup, at: number) {
    const battle = new Battle({
      formatid: toID(setup.format),
      seed: seedOf(setup.seed),
      send: (type, data) => this.#hear(type, data),
    });
    this.#battle = battle;
    // A format made for debugging prints exact HP for all to see.
    Object.assign(battle, { debugMode: false, reportExactHP: false });
    this.#watchWinner();
    battle.setPlayer("p1", { ...setup.players.p1 });
    battle.setPlayer("p2", { ...setup.players.p2 });
    this.#read(at);
  }

  /** The battle log of an audience; line 1 is `lines[0]`. */
  lines(audience: Audience): readonly string[] {
    return this.#lines[audience];
  }

  /** The simulator's own commands, seed and teams inside: private. */
  get inputLog(): readonly string[] {
    return this.#battle.inputLog;
  }

  /** The turn that the log has come to. The simulator's own count is one ahead where the turn limit ends the battle. */
  get turn(): number {
    return this.#turn;
  }

  /** The number of the open round of requests. */
  get round(): number {
    return this.#round;
  }

  /** How the battle ended; `null` while it runs. */
  get ending(): Ending | null {
    if (!this.#battle.ended) return null;
    const reason = this.#forfeited ? "forfeit" : this.#winner ? "win" : "tie";
    return { winner: this.#winner, reason };
  }

  /** What is asked of a seat now; `null` after the end. A request to wait asks nothing. */
  request(seat: Seat): NumberedRequest | null {
    const request = this.#battle.getSide(seat).activeRequest;
    return request ? { ...request, rqid: this.#round } : null;
  }

  /** The choice a seat has made in the open round, while the other seat's is awaited. */
  choice(seat: Seat): string | null {
    return this.#choices[seat];
  }

  /** Hands a choice, as `formatChoice` writes it, to the simulator. A refused one changes no log. */
  choose(seat: Seat, choice: string, at: number): Verdict {
    this.#error = "";
    const before = this.#battle.inputLog.length;
    if (!this.#battle.choose(seat, choice)) {
      return { accepted: false, unavailable: this.#error.startsWith("[Unavailable"), message: this.#error };
    }
    const advanced = this.#battle.inputLog.length > before;
    if (advanced) this.#advance(at);
    else this.#choices[seat] = choice;
    return { accepted: true, advanced };
  }

  /** Ends the battle as the seat's loss. */
  forfeit(seat: Seat, at: number): void {
    this.#battle.add("-message", `${this.#battle.getSide(seat).name} forfeited.`);
    this.#battle.inputLog.push(`>forcelose ${seat}`);
    this.#forfeited = true;
    this.#battle.lose(seat);
    this.#advance(at);
  }

  #advance(at: number): void {
    this.#choices.p1 = null;
    this.#choices.p2 = null;
    this.#round += 1;
    this.#read(at);
  }

  /** Deals the new lines out to their audiences. */
  #read(at: number): void {
    const { log } = this.#battle;
    const stamp = `|t:|${Math.floor(at / 1000)}`;
    for (let index = this.#position; index < log.length; index += 1) {
      // The simulator reads the machine's clock, which a rebuild cannot wind back.
      if (log[index]?.startsWith("|t:|")) log[index] = stamp;
      if (log[index]?.startsWith("|turn|")) this.#turn = Number(log[index]?.slice("|turn|".length));
    }
    const news = extractChannelMessages(log.slice(this.#position).join("\n"), [0, 1, 2]);
    for (const audience of AUDIENCES) this.#lines[audience].push(...news[CHANNELS[audience]]);
    this.#position = log.length;
  }

  #hear(type: string, data: string | string[]): void {
    if (type !== "sideupdate" || typeof data !== "string") return;
    const error = /^p[12]\n\|error\|(.*)/s.exec(data)?.[1];
    if (error) this.#error = error;
  }

  /** The simulator keeps the winner's name, which says less than the seat. */
  #watchWinner(): void {
    const battle = this.#battle;
    const win = battle.win.bind(battle);
    battle.win = (winner) => {
      const side = winner && typeof winner === "string" ? battle.getSide(winner) : winner;
      const ended = win(winner);
      if (ended && side) this.#winner = side.id === "p1" ? "p1" : "p2";
      return ended;
    };
  }
}
