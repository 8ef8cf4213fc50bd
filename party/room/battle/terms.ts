import type { EndType, TrueFaint } from "../../../functions/_shared/schema/battle.ts";
import type { FormatId, Seat } from "../../../functions/_shared/schema/ids.ts";
import type { Audience } from "./log.ts";

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

/**
 * What became of an input. `unavailable`: the request was updated, for it told less than the refusal does. `failed`: the
 * simulator broke down over it, and all that is left to do is to end the battle as void.
 */
export type Verdict =
  | { accepted: true; advanced: boolean }
  | { accepted: false; kind: "refused" | "unavailable" | "failed"; message: string };

export interface Ending {
  winner: Seat | null;
  reason: EndType;
}

/** A simulator between two rounds, apart from what it had printed by then. */
export interface FrozenSimulator {
  battle: string;
  /** Lines and commands that it had printed. */
  printed: number;
  commands: number;
  /** Lines of each audience. */
  seqs: Record<Audience, number>;
  /** What it knew of the faints by then. */
  faints: readonly TrueFaint[];
  turn: number;
  round: number;
}
