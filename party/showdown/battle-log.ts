import { Protocol } from "@pkmn/protocol";
import { type Concession, readConcession } from "../../functions/_shared/battle/concession.ts";
import type { EndType } from "../../functions/_shared/schema/battle.ts";
import type { Seat } from "../../functions/_shared/schema/ids.ts";
import { ShowdownRoomId } from "../../functions/_shared/schema/showdown.ts";
import { kindOf } from "./frame.ts";
import { detached } from "./text.ts";

/** Characters of a log at the most: the longest battles that are known have a tenth. */
export const LOG_LIMIT = 2 * 1024 * 1024;

/** How a battle ended. */
export type Ending =
  | { kind: "ended"; endType: EndType; winner: Seat | null }
  /** `|win|` names nobody who plays. */
  | { kind: "unclear"; reason: string };

/** Lines that are of the battle; all of the others are of the room: who comes and goes, what they say, pages and buttons. */
const KEPT: ReadonlySet<string> = new Set([
  ...["", "t:", "player", "teamsize", "gametype", "gen", "tier", "rated", "rule", "clearpoke", "poke"],
  ...["teampreview", "showteam", "start", "turn", "upkeep", "inactive", "inactiveoff", "message"],
  ...["move", "switch", "drag", "detailschange", "replace", "swap", "swapsides", "cant", "faint"],
  ...["win", "tie"],
]);

/**
 * What a spectator's connection was sent of one battle. What its room's people say is no part of it: a replay is kept for
 * ever and shown to everybody.
 */
export class BattleLog {
  /** Pieces of the log, each ending with its line. */
  #pieces: string[] = [];
  #size = 0;
  #whole = true;
  #names: Record<Seat, string[]> = { p1: [], p2: [] };
  #concession: Concession | null = null;
  #winner: string | null | undefined = undefined;
  #startedAt: number | null = null;
  #started = false;
  #turns = 0;
  #game: number | null = null;
  #series: ShowdownRoomId | null = null;

  /** Begins anew: the room sends its whole log. */
  restart(): void {
    this.#pieces = [];
    this.#size = 0;
    this.#whole = true;
    this.#names = { p1: [], p2: [] };
    this.#concession = null;
    this.#winner = undefined;
    this.#startedAt = null;
    this.#started = false;
    this.#turns = 0;
  }

  /** Forgets the lines and not what they told. They can be had again while the room is there. */
  forget(): void {
    this.#pieces = [];
    this.#size = 0;
    this.#whole = false;
  }

  append(lines: readonly string[]): void {
    const kept: string[] = [];
    for (const line of lines) {
      const kind = kindOf(line);
      if (kind === null) continue;
      if (kind === "uhtml" || kind === "uhtmlchange") this.#readHeader(line);
      const isBattle = KEPT.has(kind) || kind.startsWith("-");
      // `||text` is text for people; `|` alone parts what happens from what happens next.
      if (!isBattle || (kind === "" && line.trim() !== "|")) continue;
      // Behind its end, a room tells no more of the battle.
      if (this.#winner !== undefined) continue;
      this.#read(kind, line);
      kept.push(line.replace(CONTROLS, ""));
    }
    if (kept.length > 0) this.#keep([...kept, ""].join("\n"));
  }

  /** The lines, as far as they were not forgotten. */
  get text(): string {
    return this.#pieces.join("").slice(0, -1);
  }

  /** Characters that are kept. */
  get size(): number {
    return this.#size;
  }

  /** Whether nothing of it was forgotten, or was too long to keep. */
  get whole(): boolean {
    return this.#whole;
  }

  get started(): boolean {
    return this.#started && this.players !== null;
  }

  get ended(): boolean {
    return this.#winner !== undefined;
  }

  /** When the battle began by the server's clock, in milliseconds since the epoch. */
  get startedAt(): number | null {
    return this.#startedAt;
  }

  get turns(): number {
    return this.#turns;
  }

  /** The number of the game in a series on Showdown, where the room tells it. */
  get game(): number | null {
    return this.#game;
  }

  /** The room of that series. */
  get series(): ShowdownRoomId | null {
    return this.#series;
  }

  /** By what names the players go now; `null` until both are known. */
  get players(): Record<Seat, string> | null {
    const [p1, p2] = [this.#names.p1.at(-1), this.#names.p2.at(-1)];
    return p1 !== undefined && p2 !== undefined ? { p1, p2 } : null;
  }

  /** `null` until the battle has ended. */
  get ending(): Ending | null {
    if (this.#winner === undefined) return null;
    if (this.#winner === null) return { kind: "ended", endType: "tie", winner: null };
    const winner = this.#seatOf(this.#winner);
    if (winner === null) {
      return { kind: "unclear", reason: `'${this.#winner}' won it, and is not one of its two players` };
    }
    const conceded = this.#concession && this.#seatOf(this.#concession.name);
    const kind = conceded !== null && conceded !== winner ? this.#concession?.kind : undefined;
    const endType = kind === "forfeit" || kind === "timeout" ? kind : "win";
    return { kind: "ended", endType, winner };
  }

  #keep(piece: string): void {
    if (!this.#whole) return;
    if (this.#size + piece.length > LOG_LIMIT) {
      this.forget();
      return;
    }
    this.#pieces.push(piece);
    this.#size += piece.length;
  }

  #read(kind: string, line: string): void {
    if (!READ.has(kind)) return;
    const [, first = "", second = ""] = (Protocol.parseLine(line) ?? []).map(String);
    switch (kind) {
      case "player":
        if ((first === "p1" || first === "p2") && second) this.#name(first, second);
        break;
      case "t:":
        this.#startedAt ??= /^\d{1,12}$/.test(first) ? Number(first) * 1_000 : null;
        break;
      case "start":
        this.#started = true;
        break;
      case "turn":
        this.#started = true;
        if (/^\d{1,4}$/.test(first)) this.#turns = Math.min(1_000, Number(first));
        break;
      case "-message": {
        const concession = readConcession(line.slice("|-message|".length));
        if (concession && this.#seatOf(concession.name)) {
          this.#concession = { ...concession, name: detached(concession.name) };
        }
        break;
      }
      case "win":
        // A name may hold nothing that parts words; one that is empty is a tie's.
        this.#winner = detached(line.slice("|win|".length).trim()).slice(0, 100) || null;
        break;
      case "tie":
        this.#winner = null;
        break;
    }
  }

  /** A player may take another name, or come back by it; of the names before the last few are kept. */
  #name(seat: Seat, name: string): void {
    const clean = detached(name.replace(CONTROLS, "").trim().slice(0, 40));
    if (!clean) return;
    this.#names[seat] = [...this.#names[seat].filter((other) => other !== clean), clean].slice(-20);
  }

  /** Whose name it is: who bears it now, or else who bore it. */
  #seatOf(name: string): Seat | null {
    const bearers = SEATS.filter((seat) => this.#names[seat].at(-1) === name);
    const former = bearers.length > 0 ? bearers : SEATS.filter((seat) => this.#names[seat].includes(name));
    return former.length === 1 ? (former[0] ?? null) : null;
  }

  #readHeader(line: string): void {
    const [, game, room] = GAME_HEADER.exec(line) ?? [];
    const series = ShowdownRoomId.safeParse(room);
    if (!series.success) return;
    this.#game = Number(game);
    this.#series = detached(series.data) as ShowdownRoomId;
  }
}

const SEATS = ["p1", "p2"] as const;
const READ: ReadonlySet<string> = new Set(["player", "t:", "start", "turn", "-message", "win", "tie"]);
const CONTROLS = /\p{Cc}+/gu;
/** `<h2><strong>Game 2</strong> of <a href="/game-bestof3-…">a best-of-3</a></h2>` */
const GAME_HEADER =
  /^\|uhtml(?:change)?\|bestof\|.{0,40}?Game (\d{1,2})\b[^"]{0,60}"\/(game-[a-z0-9-]{1,90})"/;
