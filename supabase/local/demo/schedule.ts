import { type Game, roundRobin } from "../../../functions/_shared/league/round-robin.ts";

/** One game of a schedule; teams by their place in the list. */
export interface Fixture extends Game {
  round: number;
}

/**
 * The first `count` games of a double round-robin: everyone meets everyone at home and away, then it begins again.
 * `teams` must be even.
 */
export function schedule(teams: number, count: number): Fixture[] {
  if (teams < 2 || teams % 2 !== 0) throw new Error(`Cannot schedule: teams must be even (${teams})`);
  const rounds = roundRobin(teams, { double: true });
  const perRound = teams / 2;
  return Array.from({ length: count }, (_, index) => {
    const round = Math.floor(index / perRound);
    const game = rounds[round % rounds.length]?.games[index % perRound];
    if (game === undefined) throw new Error(`Cannot schedule: a round has no game ${index % perRound}`);
    return { round: round + 1, ...game };
  });
}
