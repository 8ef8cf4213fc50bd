/** One game of a schedule; teams by their place in the list. */
export interface Fixture {
  round: number;
  home: number;
  away: number;
}

/**
 * The first `count` games of a double round-robin by the circle method: everyone meets everyone at home and away, then it
 * begins again. `teams` must be even.
 */
export function schedule(teams: number, count: number): Fixture[] {
  if (teams < 2 || teams % 2 !== 0) throw new Error(`Cannot schedule: teams must be even (${teams})`);
  const rounds = 2 * (teams - 1);
  return Array.from({ length: count }, (_, index) => {
    const perRound = teams / 2;
    const round = Math.floor(index / perRound);
    const turn = round % (teams - 1);
    const secondHalf = round % rounds >= teams - 1;
    const first = pairing(teams, turn, index % perRound);
    const [home, away] = secondHalf ? [first[1], first[0]] : first;
    return { round: round + 1, home, away };
  });
}

/** The last team stays where it is and the others go round it by one place a turn. */
function pairing(teams: number, turn: number, table: number): [number, number] {
  const circle = teams - 1;
  if (table === 0) return turn % 2 === 0 ? [turn, circle] : [circle, turn];
  return [(turn + table) % circle, (turn - table + circle) % circle];
}
