/** Figures of the league in words. */

/** A difference with its sign, the minus as wide as the plus. */
export function signed(value: number, digits = 0): string {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 ? `−${text}` : value > 0 ? `+${text}` : text;
}

/** A share of 1 as a percentage; a dash where there is none. */
export function percentOf(share: number | null): string {
  return share === null ? "–" : `${(share * 100).toFixed(1)}%`;
}

/** HP in whole Pokémon: 250 percent of a bar are two and a half. */
export function barsOf(percent: number): string {
  return (percent / 100).toFixed(1);
}

export function recordOf({ wins, losses, ties }: { wins: number; losses: number; ties: number }): string {
  return `${wins}–${losses}–${ties}`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

const ENDS: Readonly<Record<string, string>> = {
  forfeit: "by forfeit",
  timeout: "on time",
  disconnect: "by absence",
  tie: "tie",
  void: "called off",
};

/** How something ended, where that needs a word. */
export function endingOf(end: string | null): string | null {
  return (end !== null && ENDS[end]) || null;
}

interface Category {
  title: string;
  /** The value with its unit. */
  value: (value: number) => string;
}

const CATEGORIES: Readonly<Record<string, Category>> = {
  biggest_win: { title: "Biggest win", value: (value) => `${signed(value)} Pokémon` },
  most_kos: { title: "Most KOs in a match", value: (value) => plural(value, "KO") },
  most_damage: { title: "Most damage in a match", value: (value) => `${barsOf(value)} Pokémon's HP` },
  longest_match: { title: "Longest match", value: (value) => plural(value, "turn") },
  fastest_win: { title: "Fastest win", value: (value) => plural(value, "turn") },
  best_pokemon: { title: "Most KOs by one Pokémon in a battle", value: (value) => plural(value, "KO") },
  win_streak: { title: "Longest winning streak", value: (value) => plural(value, "win") },
  most_wins: { title: "Most wins", value: (value) => plural(value, "win") },
  best_differential: { title: "Best differential", value: (value) => signed(value) },
  all_kos: { title: "Most KOs", value: (value) => plural(value, "KO") },
  mvp: { title: "Most valuable Pokémon", value: (value) => plural(value, "KO") },
  title: { title: "Champions", value: (value) => plural(value, "title") },
  wins: { title: "Most wins", value: (value) => plural(value, "win") },
  win_rate: { title: "Best share of wins", value: (value) => percentOf(value) },
  kos: { title: "Most KOs", value: (value) => plural(value, "KO") },
  differential: { title: "Best differential", value: (value) => signed(value) },
  streak: { title: "Longest winning streak", value: (value) => plural(value, "win") },
};

export function categoryTitle(category: string): string {
  return CATEGORIES[category]?.title ?? category;
}

export function categoryValue(category: string, value: number): string {
  return CATEGORIES[category]?.value(value) ?? String(value);
}

/** How teams that are level on points are parted, by the names of the tie-breaks. */
export const TIE_BREAKS: Readonly<Record<string, { name: string; meaning: string }>> = {
  head_to_head: {
    name: "Head-to-head",
    meaning: "points a game in the matches of the level teams against each other",
  },
  differential: { name: "Differential", meaning: "Pokémon left minus the opponents', over all matches" },
  wins: { name: "Wins", meaning: "matches won" },
  strength: {
    name: "Strength of schedule",
    meaning: "the share of wins of the opponents, their matches against the team left out",
  },
};
