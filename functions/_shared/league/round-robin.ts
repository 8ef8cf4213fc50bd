/** A game of a round; teams by their place in the list. */
export interface Game {
  home: number;
  away: number;
}

export interface Round {
  games: Game[];
  /** Who does not play, where the number of teams is odd. */
  bye: number | null;
}

/**
 * Everyone meets everyone once, by the circle method: the last place stays where it is and the others go round it by one
 * place a round. Nobody plays at home more than once oftener or rarer than away; a double one has the same rounds again
 * with the sides changed. With an odd number of teams the last place is empty, and who meets it has a bye.
 */
export function roundRobin(teams: number, { double = false } = {}): Round[] {
  if (!Number.isInteger(teams) || teams < 2) {
    throw new Error(`Cannot draw a round-robin: there must be two teams or more (${teams})`);
  }
  const places = teams + (teams % 2);
  const first = Array.from({ length: places - 1 }, (_, turn) => roundOf(teams, places, turn));
  if (!double) return first;
  const second = first.map(({ games, bye }) => ({
    games: games.map(({ home, away }) => ({ home: away, away: home })),
    bye,
  }));
  return [...first, ...second];
}

function roundOf(teams: number, places: number, turn: number): Round {
  const circle = places - 1;
  const round: Round = { games: [], bye: null };
  for (let table = 0; table < places / 2; table += 1) {
    const [home, away] =
      table > 0
        ? [(turn + table) % circle, (turn - table + circle) % circle]
        : turn % 2 === 0
          ? [turn, circle]
          : [circle, turn];
    if (home < teams && away < teams) round.games.push({ home, away });
    else round.bye = Math.min(home, away);
  }
  return round;
}
