import * as z from "zod";
import type { RoomStorage } from "../../durable/storage.ts";
import type { Live } from "../battle/live.ts";

const PREFIX = "log:";
const PAGE = 500;
/** Bytes of a stored chunk at the most; storage takes 128 KiB. */
const CHUNK_LIMIT = 96 * 1024;

/** A part of what the simulator printed: lines of the log for all audiences, and its own commands. */
const Chunk = z.object({ printed: z.array(z.string()), commands: z.array(z.string()) });
type Chunk = z.infer<typeof Chunk>;

function chunkKey(number: number): string {
  if (number > 999_999) throw new Error(`Cannot store a chunk of the log: there are too many (${number})`);
  return `${PREFIX}${String(number).padStart(6, "0")}`;
}

/** What the simulator has printed since it was stored last, as values to store. */
export function unsavedHistory({ simulator, saved }: Live): Record<string, Chunk> {
  const printed = pieces(simulator.printed(saved.printed));
  const commands = pieces(simulator.commands(saved.commands));
  const count = Math.max(printed.length, commands.length);
  const chunks = Array.from({ length: count }, (_, index): [string, Chunk] => [
    chunkKey(saved.chunks + 1 + index),
    { printed: printed[index] ?? [], commands: commands[index] ?? [] },
  ]);
  return Object.fromEntries(chunks);
}

/**
 * Brings the old lines of a battle that was restored from a snapshot back from storage, if they are not here.
 *
 * @throws when they cannot be read
 */
export async function recall(storage: RoomStorage, { simulator, forgotten }: Live): Promise<void> {
  if (simulator.complete) return;
  const printed: string[] = [];
  const commands: string[] = [];
  let read = 0;
  while (read < forgotten) {
    const after = read > 0 ? { startAfter: chunkKey(read) } : {};
    const limit = Math.min(PAGE, forgotten - read);
    const page = await storage.list<unknown>({ prefix: PREFIX, limit, ...after });
    if (page.size < limit) {
      throw new Error(`Cannot recall the log: there are ${read + page.size} of its ${forgotten} chunks`);
    }
    for (const value of page.values()) {
      const chunk = Chunk.parse(value);
      printed.push(...chunk.printed);
      commands.push(...chunk.commands);
    }
    read += page.size;
  }
  // Another request may have brought them while this one read.
  if (!simulator.complete) simulator.recall(printed, commands);
}

/** Cuts lines into pieces of which two fit into a chunk. */
function pieces(lines: readonly string[]): string[][] {
  const all: string[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const line of lines) {
    // At most two bytes a character, and a little for each line.
    const bytes = line.length * 2 + 8;
    if (size + bytes > CHUNK_LIMIT / 2) {
      all.push([]);
      size = 0;
    }
    all.at(-1)?.push(line);
    size += bytes;
  }
  return all;
}
