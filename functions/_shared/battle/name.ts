/** The longest display name of a player. */
export const DISPLAY_NAME_LENGTH = 40;
/** The longest nickname of a Pokémon, as the simulator allows it. */
export const NICKNAME_LENGTH = 18;

/** What must not be in a battle log: control, format, bidi and unassigned characters, line ends, and the protocol's own marks. */
const FORBIDDEN = /[\p{C}\p{Zl}\p{Zp}|[\],\\]/gu;
const SPACES = /[\p{Zs}\t\r\n]+/gu;
/** Letters that carry a tower of marks reach into the lines above and below them. */
const MARKS = /(\p{M}{2})\p{M}+/gu;
/** Letters that show nothing. */
const BLANKS = /[\u115f\u1160\u3164\uffa0\u2800]/gu;

/**
 * Makes a name safe to print in a battle log: one line, no protocol marks, nothing invisible.
 *
 * @param length the most code points that are kept
 * @returns the cleaned name, `""` when nothing is left; cleaning it again changes nothing
 */
export function cleanName(text: string, length: number = DISPLAY_NAME_LENGTH): string {
  let name = text;
  // Taking a character out may let its neighbours compose, so that the first pass is not always the last.
  for (;;) {
    const cleaned = pass(name, length);
    if (cleaned === name) return cleaned;
    name = cleaned;
  }
}

function pass(text: string, length: number): string {
  const line = text.normalize("NFKC").replace(SPACES, " ").replace(FORBIDDEN, "").replace(BLANKS, "");
  return Array.from(line.replace(MARKS, "$1").replace(SPACES, " ").trim()).slice(0, length).join("").trim();
}

/** Whether two display names would be read as the same player. */
export function sameName(one: string, other: string): boolean {
  return nameKey(one) === nameKey(other);
}

/**
 * The names of a battle's two players, cleaned and told apart: a log names its winner, not the winner's seat.
 */
export function displayNames(p1: string, p2: string): { p1: string; p2: string } {
  const first = cleanName(p1) || "Player 1";
  const second = cleanName(p2) || "Player 2";
  if (!sameName(first, second)) return { p1: first, p2: second };
  return { p1: first, p2: `${cleanName(second, DISPLAY_NAME_LENGTH - 2)} 2` };
}

function nameKey(name: string): string {
  const folded = cleanName(name).toLowerCase();
  return folded.replace(/[^\p{L}\p{N}]/gu, "") || folded;
}
