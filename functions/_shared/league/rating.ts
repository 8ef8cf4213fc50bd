import glicko2 from "glicko2-lite";
import type { Summary } from "../schema/battle.ts";
import type { Seat } from "../schema/ids.ts";

/** How strong a player of the ladder is in a format, in the moment in which a battle ends. */
export interface Rating {
  /** What players know: it begins at 1000, and no battle makes it less. */
  elo: number;
  /** Glicko's estimate; it begins at 1500. */
  glicko: number;
  /** The standard deviation of `glicko`: how uncertain it is. */
  deviation: number;
  /** How erratic the player's results are (Glicko-2). */
  volatility: number;
}

/** Points for the player: 1 a win, 0.5 a tie, 0 a loss. */
type Score = 0 | 0.5 | 1;

const ELO_FLOOR = 1000;
/** Showdown's bounds of the deviation: a new player's, and that of one who plays all the time. */
const DEVIATION = { least: 25, most: 130 };
/** How much the volatility itself may change; Glickman's paper has 0.3 to 1.2. */
const TAU = 0.5;

/**
 * The ratings after a battle, or `null` where it changes none: it was void, or nobody won and it was no tie, as when both
 * lost their connection.
 *
 * Elo is Showdown's (https://github.com/smogon/pokemon-showdown-loginserver, src/ladder.ts), Glicko is Glicko-2
 * (http://www.glicko.net/glicko/glicko2.pdf) with one battle as its rating period.
 */
export function rateBattle<Rated extends Rating>(
  ratings: Readonly<Record<Seat, Rated>>,
  result: Pick<Summary, "winner" | "endType">,
): Record<Seat, Rated> | null {
  const scores = scoresOf(result);
  if (!scores) return null;
  const { p1, p2 } = ratings;
  return {
    p1: { ...p1, elo: nextElo(p1.elo, p2.elo, scores.p1), ...nextGlicko(p1, p2, scores.p1) },
    p2: { ...p2, elo: nextElo(p2.elo, p1.elo, scores.p2), ...nextGlicko(p2, p1, scores.p2) },
  };
}

function scoresOf({ winner, endType }: Pick<Summary, "winner" | "endType">): Record<Seat, Score> | null {
  if (endType === "void") return null;
  if (endType === "tie") return { p1: 0.5, p2: 0.5 };
  if (winner === null) return null;
  return winner === "p1" ? { p1: 1, p2: 0 } : { p1: 0, p2: 1 };
}

function nextElo(elo: number, opponent: number, score: Score): number {
  const own = Math.max(elo, ELO_FLOOR);
  const expected = 1 / (1 + 10 ** ((Math.max(opponent, ELO_FLOOR) - own) / 400));
  return Math.max(ELO_FLOOR, own + kFactor(own, score) * (score - expected));
}

/** What a battle is worth. Near the floor a win is worth more than a loss, so that new players leave it. */
function kFactor(elo: number, score: Score): number {
  if (elo > 1300) return 40;
  if (elo >= 1100 || score === 0.5) return 50;
  const above = (30 * (elo - ELO_FLOOR)) / 100;
  return score === 1 ? 80 - above : 20 + above;
}

function nextGlicko(own: Rating, opponent: Rating, score: Score): Omit<Rating, "elo"> {
  const { rating, rd, vol } = glicko2(
    own.glicko,
    bounded(own.deviation),
    own.volatility,
    [[opponent.glicko, bounded(opponent.deviation), score]],
    { tau: TAU },
  );
  return { glicko: rating, deviation: bounded(rd), volatility: vol };
}

function bounded(deviation: number): number {
  return Math.min(Math.max(deviation, DEVIATION.least), DEVIATION.most);
}
