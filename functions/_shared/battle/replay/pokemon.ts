import type { Confidence, FaintCause } from "../../schema/battle.ts";
import type { Seat } from "../../schema/ids.ts";

/** Who began something that hurts later. */
export interface Origin {
  by: Stint | null;
  confidence: Confidence;
}

/** Whose beginning the log does not tell. */
export const NOBODY: Origin = { by: null, confidence: "ambiguous" };

/** What took HP from a Pokémon, and whose doing it was. */
export interface Blow extends Origin {
  cause: FaintCause;
  source: string | null;
}

/** What a switch or team preview shows of a Pokémon: `Charizard-Mega-X, L84, M, shiny, tera:Fire`. */
export interface Look {
  species: string;
  /** The species that all its formes share. */
  base: string;
  /** Level, gender and shininess. */
  traits: string;
}

/** A Pokémon of a team, as far as the log tells of it. */
export class Member {
  species: string;
  readonly base: string;
  readonly traits: string;
  /** `null` until it stood on the field. */
  nickname: string | null;
  /** Its stays on the field, in order. */
  readonly stints: Stint[] = [];
  fainted = false;
  faints = 0;
  revivals = 0;
  /** Who its burn or poison is from, while it rests on the bench. */
  status: Origin | null = null;

  constructor({ species, base, traits }: Look, nickname: string | null) {
    this.species = species;
    this.base = base;
    this.traits = traits;
    this.nickname = nickname;
  }
}

/**
 * One stay of a Pokémon on the field, from coming in to leaving.
 *
 * Everything a log tells is noted of a stint, and a stint belongs to a member of the team only until the log tells
 * that it was another one in disguise: then the whole stint is moved.
 */
export class Stint {
  /** In the order of coming in, among all of the battle. */
  readonly number: number;
  readonly seat: Seat;
  /** As it was shown: a disguise has the name of somebody else. */
  readonly nickname: string;
  /** Whose stay it is, for all that is known by now. */
  member: Member;
  /** Whether it is only a guess who stood there. */
  doubtful = false;
  /** The first and the last turn that it stood on the field for; `null` while it does. */
  readonly from: number;
  to: number | null = null;
  /** Percent of its HP, now and when it came in. */
  hp: number;
  readonly hpBefore: number;
  fainted = false;
  /** Whether a move hit it, which no disguise outlasts. */
  struck = false;
  /** Who its burn or poison is from. */
  status: Origin | null = null;
  /** What moves left on it that hurts later, by name. */
  readonly marks = new Map<string, Origin>();
  /** What took the last of its HP, or will make it faint. */
  blow: Blow | null = null;
  /** The move it used last. */
  lastMove: string | null = null;

  readonly moves = new Map<string, { uses: number; automatic: number }>();
  damageDealt = 0;
  damageTaken = 0;
  healed = 0;
  crits = 0;
  critsTaken = 0;
  misses = 0;
  dodges = 0;

  constructor(number: number, seat: Seat, nickname: string, member: Member, from: number, hp: number) {
    this.number = number;
    this.seat = seat;
    this.nickname = nickname;
    this.member = member;
    this.from = from;
    this.hp = hp;
    this.hpBefore = hp;
  }

  /** Notes a use of a move. @param automatic the room chose it, not the player */
  use(move: string, automatic: boolean): void {
    const counts = this.moves.get(move) ?? { uses: 0, automatic: 0 };
    counts[automatic ? "automatic" : "uses"] += 1;
    this.moves.set(move, counts);
  }
}
