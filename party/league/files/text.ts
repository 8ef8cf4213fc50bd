/** A text without the characters that XML and calendars have no way to write: names are written by strangers. */
export function written(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/g, "").replace(/\s+/g, " ");
}

/** The result of a match: games won of a series, Pokémon left of a single game; `null` before it is over. */
export function scoreOf(match: {
  status: string;
  home_games: number;
  away_games: number;
  home_score: number | null;
  away_score: number | null;
}): string | null {
  if (match.status !== "completed") return null;
  if (match.home_games + match.away_games > 1) return `${match.home_games}–${match.away_games}`;
  return match.home_score === null || match.away_score === null
    ? null
    : `${match.home_score}–${match.away_score}`;
}
