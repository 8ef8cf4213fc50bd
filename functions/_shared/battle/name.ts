/** The longest display name of a player. */
export const DISPLAY_NAME_LENGTH = 40;
/** The longest nickname of a Pokémon, as the simulator allows it. */
export const NICKNAME_LENGTH = 18;

/** The longest chat line. */
export const CHAT_LENGTH = 300;

/** What must not be in a name of a battle log: control, format, bidi and unassigned characters, line ends, and the protocol's own marks. */
const FORBIDDEN = /[\p{C}\p{Zl}\p{Zp}|[\],\\]/gu;
/** The same without the protocol's marks: a chat text is the last part of its line. */
const FORBIDDEN_IN_CHAT = /[\p{C}\p{Zl}\p{Zp}]/gu;
const SPACES = /[\p{Zs}\t\r\n]+/gu;
/** Letters that carry a tower of marks reach into the lines above and below them. */
const MARKS = /(\p{M}{2})\p{M}+/gu;
/** Letters that show nothing. */
const BLANKS = /[\u115f\u1160\u3164\uffa0\u2800]/gu;

/**
 * Makes a name safe to print in a battle log: one line, no protocol marks, nothing invisible.
 *
 * @param length the most UTF-16 units that are kept, which is what a schema counts
 * @returns the cleaned name, `""` when nothing is left; cleaning it again changes nothing
 */
export function cleanName(text: string, length: number = DISPLAY_NAME_LENGTH): string {
  return settle(text, (name) => pass(name.normalize("NFKC"), FORBIDDEN, length));
}

/**
 * Makes what a player says safe to print in a battle log: one line, nothing invisible, nothing that turns the text
 * around.
 *
 * @returns the cleaned text, `""` when nothing is left; cleaning it again changes nothing
 */
export function cleanChat(text: string): string {
  return settle(text, (line) => pass(line.normalize("NFC"), FORBIDDEN_IN_CHAT, CHAT_LENGTH));
}

/** Taking a character out may let its neighbours compose, so that the first pass is not always the last. */
function settle(text: string, clean: (text: string) => string): string {
  let settled = text;
  for (;;) {
    const cleaned = clean(settled);
    if (cleaned === settled) return cleaned;
    settled = cleaned;
  }
}

function pass(text: string, forbidden: RegExp, length: number): string {
  const line = text.replace(SPACES, " ").replace(forbidden, "").replace(BLANKS, "");
  return cut(line.replace(MARKS, "$1").replace(SPACES, " ").trim(), length).trim();
}

/** As many whole characters of a text as fit. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const high = /[\ud800-\udbff]/.test(text.charAt(length - 1));
  return text.slice(0, high ? length - 1 : length);
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
