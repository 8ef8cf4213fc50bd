/** A finished match and its stored public replay. */
export interface PlayedMatch {
  home: string;
  away: string;
  log: string;
}

export interface Standing {
  team: string;
  wins: number;
  losses: number;
  ties: number;
  differential: number;
}

/**
 * Counts the standings of `teams` again from the text of replays. It is independent on purpose: it reads the lines as
 * plain strings and shares nothing with the pipeline that it checks.
 */
export function recount(teams: string[], matches: PlayedMatch[]): Standing[] {
  const table = new Map(teams.map((team) => [team, { team, wins: 0, losses: 0, ties: 0, differential: 0 }]));
  for (const { home, away, log } of matches) {
    const { winner, left } = read(log);
    const difference = left.p1 - left.p2;
    for (const [team, seat, gain] of [
      [home, "p1", difference],
      [away, "p2", -difference],
    ] as const) {
      const row = table.get(team);
      if (row === undefined) throw new Error(`Cannot recount: a replay is of an unknown team (${team})`);
      if (winner === null) row.ties += 1;
      else if (winner === seat) row.wins += 1;
      else row.losses += 1;
      row.differential += gain;
    }
  }
  return [...table.values()];
}

type Seat = "p1" | "p2";

function read(log: string): { winner: Seat | null; left: Record<Seat, number> } {
  const names: Partial<Record<Seat, string>> = {};
  const left: Record<Seat, number> = { p1: 0, p2: 0 };
  let winner: Seat | null | undefined;
  for (const line of log.split("\n")) {
    const [, kind, first = "", second = ""] = line.split("|");
    if (kind === "player" && (first === "p1" || first === "p2") && second !== "") names[first] = second;
    if (kind === "teamsize" && (first === "p1" || first === "p2")) left[first] = Number(second);
    if (kind === "faint" && first.startsWith("p1")) left.p1 -= 1;
    if (kind === "faint" && first.startsWith("p2")) left.p2 -= 1;
    if (kind === "-message" && / forfeited\.$| lost due to inactivity\.$/.test(first)) {
      const loser = seatNamed(names, first.replace(/ forfeited\.$| lost due to inactivity\.$/, ""));
      left[loser] = 0;
    }
    if (kind === "tie") winner = null;
    if (kind === "win") winner = seatNamed(names, first);
  }
  if (winner === undefined) throw new Error("Cannot recount: a replay has no end");
  return { winner, left };
}

function seatNamed(names: Partial<Record<Seat, string>>, name: string): Seat {
  if (names.p1 === name && names.p2 !== name) return "p1";
  if (names.p2 === name && names.p1 !== name) return "p2";
  throw new Error(`Cannot recount: no single seat is named '${name}'`);
}

/** Whether two tables say the same of every team, in whatever order. */
export function sameStandings(one: Standing[], other: Standing[]): boolean {
  const lines = (table: Standing[]) =>
    table
      .map(({ team, wins, losses, ties, differential }) =>
        [team, wins, losses, ties, differential].join("\t"),
      )
      .sort()
      .join("\n");
  return lines(one) === lines(other);
}
