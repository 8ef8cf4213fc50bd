import { storeOf } from "../ui/store.ts";
import { publicLines } from "./timeline.ts";
import { type Told, toldOf } from "./told.ts";

/** A replay that was read from a file of the visitor's own; it never leaves the browser. */
export interface OpenedReplay extends Told {
  /** Counts the files of this visit: two may bear one name. */
  number: number;
  /** The file's name. */
  name: string;
  /** As everybody saw it. */
  lines: string[];
}

/** Of this visit; it is gone with a reload. */
export const opened = storeOf<OpenedReplay | null>(null);

let count = 0;

/** The most bytes of a file that is read; the reader has its own limit of characters. */
const LIMIT = 40_000_000;

/** Reads a `.log`, `.json` or `.html` file. @throws what to tell the visitor */
export async function openReplay(file: File): Promise<OpenedReplay> {
  if (file.size > LIMIT) throw new Error(`it is over ${LIMIT / 1_000_000} MB`);
  // What takes pages apart is fetched when somebody opens one.
  const { readReplay } = await import("../../../functions/_shared/battle/read-replay.ts");
  const read = readReplay(new Uint8Array(await file.arrayBuffer()));
  if (!read.ok) throw new Error(read.error.message);
  const lines = publicLines(read.file.log);
  if (!lines.some((line) => /^\|(start|turn\||switch\|)/.test(line))) {
    throw new Error("there is no battle in it: open a .log, .json or .html of a replay");
  }
  count += 1;
  return { number: count, name: file.name, lines, ...toldOf(lines) };
}
