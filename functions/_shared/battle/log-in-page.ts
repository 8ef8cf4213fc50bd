/**
 * How a battle log stands in the script element of a page, so that it neither ends the element nor changes how the parser
 * reads on: slashes as Showdown writes them, and what would begin a comment with one more backslash.
 */
export function escapeLog(log: string): string {
  return log.replaceAll("/", "\\/").replace(/<(\\*)!--/g, "<\\$1!--");
}

/** The log again; one with bare slashes was written by something older, and is as it is. */
export function unescapeLog(text: string): string {
  const slashed = /(?:^|[^\\])\//.test(text) ? text : text.replaceAll("\\/", "/");
  return slashed.replace(/<\\(\\*)!--/g, "<$1!--");
}
