import * as z from "zod";
import { parseChoice } from "../../functions/_shared/battle/choice.ts";
import { BattleSeed, Seat } from "../../functions/_shared/schema/ids.ts";
import type { RoomStorage } from "./storage.ts";

const at = z.int().min(0);
const player = z.strictObject({ name: z.string().min(1), team: z.string().min(1) });

/**
 * One input of a battle. These kinds alone are ever replayed: the simulator's own commands are many more, and one of
 * them runs code.
 */
export const Entry = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("start"),
    at,
    sim: z.string(),
    seed: BattleSeed,
    players: z.strictObject({ p1: player, p2: player }),
  }),
  z.strictObject({
    kind: z.literal("choice"),
    at,
    seat: Seat,
    choice: z.string().refine((text) => parseChoice(text) !== null, "is no choice"),
  }),
  z.strictObject({ kind: z.literal("forfeit"), at, seat: Seat }),
]);
export type Entry = z.infer<typeof Entry>;
export type StartEntry = Extract<Entry, { kind: "start" }>;

const PREFIX = "input:";
const PAGE = 500;

/** The storage key of the entry with that number, from 1. Keys sort as the numbers do. */
export function entryKey(number: number): string {
  if (!Number.isInteger(number) || number < 1 || number > 999_999) {
    throw new Error(`Cannot store an input: its number must be between 1 and 999999 (${number})`);
  }
  return `${PREFIX}${String(number).padStart(6, "0")}`;
}

/** Reads the whole input log, a page at a time. */
export async function readEntries(storage: RoomStorage): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (;;) {
    const last = entries.length > 0 ? { startAfter: entryKey(entries.length) } : {};
    const page = await storage.list<unknown>({ prefix: PREFIX, limit: PAGE, ...last });
    for (const [key, value] of page) {
      if (key !== entryKey(entries.length + 1)) {
        throw new Error(
          `Cannot read the input log: '${entryKey(entries.length + 1)}' is missing before '${key}'`,
        );
      }
      entries.push(Entry.parse(value));
    }
    if (page.size < PAGE) return entries;
  }
}
