import type { EndType, Summary, TrueFaint } from "../schema/battle.ts";
import { FormatId, type Seat } from "../schema/ids.ts";
import { suspect } from "./replay/disguises.ts";
import { creditsOf, teamOf } from "./replay/facts.ts";
import type { Team } from "./replay/team.ts";
import { believe } from "./replay/truth.ts";
import { ReplayFault } from "./replay-error.ts";
import type { SideTally, Tally } from "./tally.ts";

/** What is known of the battle apart from its log. What the log denies is an error. */
export interface ReplayHints {
  endType?: EndType | undefined;
  /** `null` claims that nobody won. */
  winner?: Seat | null | undefined;
  turns?: number | undefined;
  /**
   * What the simulator knows of the faints, one for each `|faint|` line: credits then are exact. Truth that does not
   * fit the lines is left aside, and credits are inferred.
   */
  truth?: readonly TrueFaint[] | null | undefined;
}

/** Which end types may be claimed of a log, by what the log itself says: it knows nothing of lost connections. */
const CLAIMABLE: Record<"win" | "tie" | "forfeit" | "timeout", readonly EndType[]> = {
  win: ["win", "forfeit", "timeout", "disconnect"],
  tie: ["tie"],
  forfeit: ["forfeit", "disconnect"],
  timeout: ["timeout", "disconnect"],
};

/** The summary of a counted log, or a `ReplayFault` where log and hints do not fit together. */
export function conclude(tally: Tally, hints: ReplayHints): Summary {
  const { end } = tally;
  const isVoid = hints.endType === "void";
  if (!end && !isVoid)
    throw new ReplayFault("truncated", tally.line, "The log breaks off before the battle ends");
  const names = { p1: playerName(tally, "p1"), p2: playerName(tally, "p2") };
  const { gen } = tally;
  if (gen === null) throw new ReplayFault("malformed", 0, "The log does not tell its generation");
  if (hints.turns !== undefined && hints.turns !== tally.turn) {
    contradict(tally, `The log has ${tally.turn} turns, not ${hints.turns}`);
  }

  const winner = end && !isVoid ? findWinner(tally, end, hints) : null;
  const endType = findEndType(tally, hints, winner);
  const loser = winner && other(winner);
  const byClause = tally.concession?.kind === "clause";
  const conceded = endType === "win" && !byClause ? null : loser;

  for (const seat of ["p1", "p2"] as const) suspect(tally.scene, seat);
  if (hints.truth) believe(tally.scene, hints.truth);
  const side = (seat: Seat) => {
    const size = strength(tally.sides[seat], tally.scene.teams[seat], loser === seat && !conceded);
    return { name: names[seat], ...size, ...teamOf(tally.scene, seat, size.teamSize) };
  };
  const players: Summary["players"] = { p1: side("p1"), p2: side("p2") };
  const left = { p1: players.p1.teamSize - players.p1.fainted, p2: players.p2.teamSize - players.p2.fainted };
  if (endType !== "void") checkEnd(tally, winner, conceded !== null, left);

  const score = { p1: conceded === "p1" ? 0 : left.p1, p2: conceded === "p2" ? 0 : left.p2 };
  return {
    v: 2,
    format: formatOf(tally.tier, gen),
    gen,
    gameType: tally.gameType ?? shownType(tally),
    endType,
    winner,
    turns: tally.turn,
    players,
    score,
    differential: score.p1 - score.p2,
    faints: creditsOf(tally.scene),
  };
}

function findWinner(tally: Tally, end: NonNullable<Tally["end"]>, hints: ReplayHints): Seat | null {
  const winner = end.name === null ? null : seatOf(tally, end.name, hints);
  if (hints.winner !== undefined && hints.winner !== winner) {
    contradict(tally, `The log says that ${winner ?? "nobody"} won, not ${hints.winner ?? "nobody"}`);
  }
  return winner;
}

/** `|win|` carries a name, so two players of one name leave it to the hint. */
function seatOf(tally: Tally, name: string, hints: ReplayHints): Seat {
  const [seat, second] = tally.seatsNamed(name);
  if (!seat) contradict(tally, `'${name}' wins and is no player of the battle`);
  if (!second) return seat;
  if (hints.winner) return hints.winner;
  contradict(tally, `'${name}' wins and both players bear that name`);
}

function findEndType(tally: Tally, hints: ReplayHints, winner: Seat | null): EndType {
  if (hints.endType === "void") return "void";
  const { concession } = tally;
  if (winner && concession && !tally.seatsNamed(concession.name).includes(other(winner))) {
    contradict(tally, `'${concession.name}' gives up and wins`);
  }
  const conceded = concession?.kind === "clause" ? "win" : concession?.kind;
  const logged = winner === null ? "tie" : (conceded ?? "win");
  const claimed = hints.endType ?? logged;
  if (!CLAIMABLE[logged].includes(claimed)) {
    contradict(tally, `The log ends in a ${logged}, not in a ${claimed}`);
  }
  return claimed;
}

/** Who has Pokémon left has not lost, unless it conceded. Both sides may have none left and one still wins. */
function checkEnd(tally: Tally, winner: Seat | null, conceded: boolean, left: Record<Seat, number>): void {
  if (!winner) {
    if ((left.p1 === 0) !== (left.p2 === 0)) {
      contradict(tally, `The battle is a tie with ${left.p1} Pokémon left to p1 and ${left.p2} to p2`);
    }
    return;
  }
  const loser = other(winner);
  if (!conceded && left[loser] > 0) {
    contradict(tally, `${winner} wins while ${loser} has ${left[loser]} Pokémon left and did not give up`);
  }
  if (conceded && left[winner] === 0) {
    contradict(tally, `${loser} gives up while ${winner} has no Pokémon left`);
  }
}

/** A format without `|teamsize|` shows its teams at preview; failing that, whoever was seen or fainted is the team. */
function strength(side: SideTally, team: Team, beaten: boolean): { teamSize: number; fainted: number } {
  const { fainted } = side;
  const known = side.brought ?? (team.previewed || null);
  const standing = beaten ? 0 : 1;
  const derived = Math.min(24, Math.max(1, beaten ? 0 : team.members.length, fainted + standing));
  const teamSize = known === null ? derived : known;
  return { teamSize, fainted: Math.min(fainted, teamSize) };
}

/** A log without `|gametype|` shows by its positions how many stand side by side. */
function shownType({ scene: { field } }: Tally): Summary["gameType"] {
  return field.has("c") ? "triples" : field.has("b") ? "doubles" : "singles";
}

function playerName(tally: Tally, seat: Seat): string {
  const { name } = tally.sides[seat];
  if (name === null) throw new ReplayFault("malformed", 0, `The log does not name the player of ${seat}`);
  return name;
}

/** Old logs name a tier without its generation. */
function formatOf(tier: string | null, gen: number): FormatId | null {
  const name = tier?.toLowerCase().replace(/[^a-z0-9]+/g, "");
  if (!name) return null;
  return FormatId.safeParse(/^gen\d/.test(name) ? name : `gen${gen}${name}`).data ?? null;
}

function other(seat: Seat): Seat {
  return seat === "p1" ? "p2" : "p1";
}

function contradict(tally: Tally, message: string): never {
  throw new ReplayFault("contradictory", tally.end?.line ?? tally.line, message);
}
