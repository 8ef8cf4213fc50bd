import type { Confidence } from "../../schema/battle.ts";
import type { Seat } from "../../schema/ids.ts";
import { Field, readIdent } from "./field.ts";
import { type Blow, NOBODY, type Origin, type Stint } from "./pokemon.ts";
import { Team } from "./team.ts";

/** The attack or other move that the lines are about. */
export interface Action {
  by: Stint | null;
  move: string;
  target: Stint | null;
  confidence: Confidence;
}

/** One that fainted. */
export interface Fall {
  turn: number;
  victim: Stint;
  blow: Blow;
}

/** What the lines so far amount to. */
export class Scene {
  readonly teams: Record<Seat, Team> = { p1: new Team(), p2: new Team() };
  readonly field = new Field();
  readonly falls: Fall[] = [];
  /** Every stay on the field, in the order of coming in. */
  readonly stints: Stint[] = [];
  gen = 9;
  turn = 0;
  /** The turn's moves and what follows from them are over: who comes in now comes for the next turn. */
  settled = true;
  /** Nothing has happened in this turn: what the room chooses now is a choice for all of it. */
  fresh = false;
  /** Whose choice for this turn the room made. */
  readonly automatic = new Set<Seat>();
  action: Action | null = null;
  /** An ability that announced what the next line does. */
  announced: { by: Stint; ability: string } | null = null;
  /** Destiny Bond takes whoever faints next. */
  bond: Stint | null = null;
  /** Instruct makes it repeat its move, which the log tells as one of its own. */
  instructed: Stint | null = null;

  /** A turn begins. */
  begin(turn: number): void {
    this.turn = turn;
    this.settled = false;
    this.fresh = true;
    this.automatic.clear();
    this.quiet();
  }

  /** The turn's moves and what follows from them are over. */
  settle(): void {
    this.settled = true;
    this.quiet();
  }

  /** What was being done is done. */
  quiet(): void {
    this.action = null;
    this.announced = null;
    this.bond = null;
  }

  /** Who an ident names: who stands there, else who of that name stood anywhere last. */
  find(ident: string | undefined): Stint | null {
    const named = readIdent(ident);
    if (!named) return null;
    const standing = named.position === null ? undefined : this.field.at(named.position);
    if (standing && (standing.nickname === named.nickname || standing.member.nickname === named.nickname)) {
      return standing;
    }
    return this.teams[named.seat].named(named.nickname)?.stints.at(-1) ?? standing ?? null;
  }

  /** Whose doing it is that something begins now: of whom the line says so, else of who moves. */
  origin(of: Stint | null): Origin {
    if (of) return { by: of, confidence: "exact" };
    const by = this.action?.by ?? null;
    return by ? { by, confidence: "inferred" } : NOBODY;
  }
}
