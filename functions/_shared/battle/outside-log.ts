import type { Seat } from "../schema/ids.ts";
import { cleanName } from "./name.ts";
import { showdownId } from "./showdown-id.ts";

/** What a battle log of a Showdown server tells of its battle, apart from its result. */
export interface OutsideBattle {
  /** Every name that either player bore, in order. */
  names: Record<Seat, string[]>;
  /**
   * The same names by who sat there: a player who comes back by another name than they left by may be somebody else. Who
   * takes another name without leaving is the same player.
   */
  sittings: Record<Seat, string[][]>;
  /** When it began, in seconds since 1970; `null` where the log does not tell. */
  began: number | null;
  /** The last moment that it tells of, likewise. */
  ended: number | null;
  /** Its number in a series, and the series' room: `game-bestof3-gen9ou-12`. */
  game: number | null;
  series: string | null;
  /** SHA-256, in hex, of who played whom and what was done: the same for every audience, without chat, times and HP. */
  hash: string;
}

/** Kinds of lines that make a battle what it is, and how many of their parts are the same for everybody. */
const PARTS: ReadonlyMap<string, number> = new Map([
  ["player", 2],
  ["tier", 1],
  ["turn", 1],
  ["switch", 2],
  ["drag", 2],
  ["move", 2],
  ["cant", 2],
  ["faint", 1],
  ["win", 1],
  ["tie", 0],
]);

/** Showdown's words above a game of a series: a link to the room of the series. */
const SERIES =
  /<strong>Game (\d{1,2})<\/strong> of <a href="[^"]*?(game-bestof\d-[a-z0-9]+-\d{1,18})(?:-[a-z0-9]+)?"/;

/** Looks a battle log over. It may be cut off, hostile or none: whoever counts it reads it with `parseReplay`. */
export async function readOutside(log: string): Promise<OutsideBattle> {
  const seats = { p1: new Seating(), p2: new Seating() };
  const kept: string[] = [];
  let began: number | null = null;
  let ended: number | null = null;
  let game: number | null = null;
  let series: string | null = null;
  let secret = false;
  let over = false;
  for (const text of log.split("\n")) {
    const line = text.endsWith("\r") ? text.slice(0, -1) : text;
    if (secret) {
      // What one side alone sees; the next line is for everybody.
      secret = false;
      continue;
    }
    if (!line.startsWith("|")) continue;
    const [, kind = "", ...parts] = line.split("|");
    if (kind === "split") secret = true;
    else if (kind === "t:") {
      ended = secondsOf(parts[0]) ?? ended;
      began ??= ended;
    } else if (kind === "uhtml" && parts[0] === "bestof" && series === null) {
      const found = SERIES.exec(line);
      if (found) [game, series] = [Number(found[1]), found[2] ?? null];
    }
    // Who comes back behind the end plays no more.
    if (kind === "player" && (over || !note(seats, parts[0], parts[1]))) continue;
    if (kind === "win" || kind === "tie") over = true;
    const count = PARTS.get(kind);
    if (count !== undefined) kept.push([kind, ...parts.slice(0, count)].join("|"));
  }
  const { p1, p2 } = seats;
  return {
    names: { p1: p1.names, p2: p2.names },
    sittings: { p1: p1.sittings, p2: p2.sittings },
    ...{ began, ended, game, series, hash: await sha256(kept.join("\n")) },
  };
}

/** Gives whether it is a name: who leaves the room is announced again, without one. */
function note(seats: Record<Seat, Seating>, slot: string | undefined, text = ""): boolean {
  if (slot !== "p1" && slot !== "p2") return false;
  const name = cleanName(text);
  if (name) seats[slot].sit(name);
  else seats[slot].leave();
  return name !== "";
}

/** Names, and sittings, that are kept of a seat. */
const MOST = 20;

/** Who sat in a seat. */
class Seating {
  readonly names: string[] = [];
  readonly sittings: string[][] = [];
  #left = true;
  #current = "";

  sit(name: string): void {
    const isBack = showdownId(name) === showdownId(this.#current);
    const isNew = this.#left && !isBack;
    this.#current = name;
    this.#left = false;
    if (!this.names.includes(name) && this.names.length < MOST) this.names.push(name);
    const sitting = this.sittings.at(-1);
    if (sitting?.length === 0) return;
    const isFull = !this.names.includes(name) || (isNew && this.sittings.length === MOST);
    // Beyond what is kept somebody sat there of whom nothing is known.
    if (isFull) this.sittings.push([]);
    else if (!sitting || isNew) this.sittings.push([name]);
    else if (!sitting.includes(name)) sitting.push(name);
  }

  leave(): void {
    this.#left = true;
  }
}

function secondsOf(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) : null;
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
