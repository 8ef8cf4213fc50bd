import { type Round, roundRobin } from "../../../../functions/_shared/league/round-robin.ts";

/** A schedule as the page draws it, before it is sent. */

/** The moments of so many rounds, at one time of the day on the clock of whoever draws it. */
export function roundTimes(first: string, days: number, rounds: number): string[] {
  const start = localMoment(first);
  if (start === null) return Array.from({ length: rounds }, () => "");
  return Array.from({ length: rounds }, (_, round) => {
    // By the calendar: an hour more or less of daylight saving moves no round.
    const moment = new Date(
      start.getFullYear(),
      start.getMonth(),
      start.getDate() + round * days,
      start.getHours(),
      start.getMinutes(),
    );
    return localText(moment);
  });
}

/** What a field of date and time holds, as a moment; `null` while it holds none. */
export function localMoment(text: string): Date | null {
  const moment = new Date(text);
  return text === "" || Number.isNaN(moment.getTime()) ? null : moment;
}

/** A moment as a field of date and time holds it. */
export function localText(moment: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${String(moment.getFullYear()).padStart(4, "0")}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
  return `${day}T${two(moment.getHours())}:${two(moment.getMinutes())}`;
}

export interface Drawn {
  rounds: Round[];
  /** As `schedule_matches` takes them. */
  matches: { round: number; home: string; away: string; at: string | null }[];
}

/** A round-robin of teams, each round at its time; an empty time is none. */
export function draw(teams: readonly string[], double: boolean, times: readonly string[]): Drawn {
  const rounds = roundRobin(teams.length, { double });
  const matches = rounds.flatMap(({ games }, index) =>
    games.map(({ home, away }) => ({
      round: index + 1,
      home: teams[home] ?? "",
      away: teams[away] ?? "",
      at: localMoment(times[index] ?? "")?.toISOString() ?? null,
    })),
  );
  return { rounds, matches };
}

/** The same in another order, each order as likely as another. */
export function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const [one, two] = [order[last], order[other]] as [Item, Item];
    [order[last], order[other]] = [two, one];
  }
  return order;
}
