/** Characters of a frame at the most; more than the longest log that is read. */
export const FRAME_LIMIT = 4 * 1024 * 1024;

/** What a Showdown server sends at once: lines of one room, or of none (`""`). */
export interface Frame {
  room: string;
  lines: readonly string[];
}

/** Reads a frame; `null` when it is none. */
export function readFrame(data: unknown): Frame | null {
  if (typeof data !== "string" || data.length > FRAME_LIMIT) return null;
  if (!data.startsWith(">")) return { room: "", lines: data.split("\n") };
  const [first = "", ...lines] = data.split("\n");
  return { room: first.slice(1).trim(), lines };
}

/** The kind of a line: `win` of `|win|Ann`; `null` of a line without bars, which is text for people. */
export function kindOf(line: string): string | null {
  if (!line.startsWith("|")) return null;
  const bar = line.indexOf("|", 1);
  return line.slice(1, bar === -1 ? line.length : bar);
}
