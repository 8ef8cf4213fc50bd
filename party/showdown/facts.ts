import * as z from "zod";
import { EndType } from "../../functions/_shared/schema/battle.ts";
import { CorrelationId, Seat } from "../../functions/_shared/schema/ids.ts";
import type { Watch } from "../../functions/_shared/schema/showdown.ts";
import type { RoomStorage } from "../durable/storage.ts";

/** Characters of a stored piece of a log: storage takes 128 KiB, and a character may be two bytes. */
const PIECE = 48 * 1024;

export const Players = z.object({ p1: z.string(), p2: z.string() });
export type Players = z.infer<typeof Players>;

/** What the events of a battle are written from. The log lies beside it, in pieces. */
const Facts = z.object({
  correlationId: CorrelationId,
  players: Players.nullable(),
  end: z
    .object({
      endType: EndType,
      winner: Seat.nullable(),
      turns: z.int().min(0).max(1_000),
      pieces: z.int().min(1),
    })
    .nullable(),
});
export type Facts = z.infer<typeof Facts>;

export interface Completion {
  endType: EndType;
  winner: Seat | null;
  turns: number;
  log: string;
}

const FACTS = "facts:";

function factsKey(battle: string): string {
  return `${FACTS}${battle}`;
}

function pieceKey(battle: string, number: number): string {
  return `log:${battle}:${String(number).padStart(4, "0")}`;
}

/** The values that a battle's start is stored as. */
export function startValues({ battleId, correlationId }: Watch, players: Players): Record<string, unknown> {
  const facts: Facts = { correlationId, players, end: null };
  return { [factsKey(battleId)]: facts };
}

/** The values that a battle is stored as of which no end is known. */
export async function openValues(storage: RoomStorage, watch: Watch): Promise<Record<string, unknown>> {
  const { battleId, correlationId } = watch;
  const facts = (await readFacts(storage, battleId)) ?? { correlationId, players: null, end: null };
  return { [factsKey(battleId)]: facts };
}

/** The values that an end is stored as: no value may be larger than storage takes. */
export async function endValues(
  storage: RoomStorage,
  { battleId, correlationId }: Watch,
  { log, ...end }: Completion,
): Promise<Record<string, unknown>> {
  const pieces = cut(log);
  const known = await readFacts(storage, battleId);
  const players = known?.players ?? null;
  const facts: Facts = { correlationId, players, end: { ...end, pieces: pieces.length } };
  const stored = pieces.map((piece, index) => [pieceKey(battleId, index + 1), piece] as const);
  return { ...Object.fromEntries(stored), [factsKey(battleId)]: facts };
}

export async function readFacts(storage: RoomStorage, battle: string): Promise<Facts | null> {
  return Facts.safeParse(await storage.get<unknown>(factsKey(battle))).data ?? null;
}

/** The log of so many pieces; `null` where one of them is missing. */
export async function readLog(storage: RoomStorage, battle: string, pieces: number): Promise<string | null> {
  const keys = Array.from({ length: pieces }, (_, index) => pieceKey(battle, index + 1));
  const log = await Promise.all(keys.map((key) => storage.get<string>(key)));
  return log.some((piece) => piece === undefined) ? null : log.join("");
}

/** Forgets what is stored of all battles but these. */
export async function forgetOthers(storage: RoomStorage, battles: ReadonlySet<string>): Promise<void> {
  for (const key of (await storage.list<unknown>({ prefix: FACTS })).keys()) {
    const battle = key.slice(FACTS.length);
    if (battles.has(battle)) continue;
    for (const piece of (await storage.list<unknown>({ prefix: `log:${battle}:` })).keys()) {
      await storage.delete(piece);
    }
    // Last: what is left of a log is found by it.
    await storage.delete(key);
  }
}

function cut(log: string): string[] {
  const count = Math.max(1, Math.ceil(log.length / PIECE));
  return Array.from({ length: count }, (_, index) => log.slice(index * PIECE, (index + 1) * PIECE));
}
