/** What Discord reads as markup, a mention or a link. */
const MARKUP = /[\\*_~`|<>#[\]()@]/;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+/g;

/** A name for where Discord reads no markup: control and direction characters taken out, cut with an ellipsis. */
export function bare(text: string, limit: number): string {
  const characters = visible(text);
  return characters.length > limit ? `${characters.slice(0, limit - 1).join("")}…` : characters.join("");
}

/** A name for a block of code: nothing in it ends the block, or the bars around a spoiler. */
export function code(text: string, limit: number): string {
  return bare(text.replaceAll("`", "'").replaceAll("|", "¦"), limit);
}

/**
 * A name as Discord shows it letter for letter: markup and mentions escaped, control and direction characters
 * taken out, cut at `limit` characters (escapes included) with an ellipsis.
 */
export function plain(text: string, limit: number): string {
  let out = "";
  const characters = visible(text);
  for (const [index, character] of characters.entries()) {
    const link = character === ":" && characters[index + 1] === "/" && characters[index + 2] === "/";
    const shown = link || MARKUP.test(character) ? `\\${character}` : character;
    const isLast = index === characters.length - 1;
    if (out.length + shown.length > (isLast ? limit : limit - 1)) return `${out}…`;
    out += shown;
  }
  return out;
}

/** A name of which nothing can be seen is a dash: Discord refuses an empty text. */
function visible(text: string): string[] {
  return [...(text.replace(CONTROL, " ").trim() || "–")];
}
