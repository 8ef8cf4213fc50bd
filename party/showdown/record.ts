import * as z from "zod";
import { MatchId } from "../../functions/_shared/schema/ids.ts";
import { ShowdownRoomId, Watch } from "../../functions/_shared/schema/showdown.ts";
import { BattleLog } from "./battle-log.ts";

/** A battle that seems to be a match's: `showdown-watch` has not said yet whether it is. */
const Claim = z.object({
  matchId: MatchId,
  /** The number of the game and the room of its series, where it was found in that one. */
  game: z.int().nullable(),
  series: ShowdownRoomId.nullable(),
});
export type Claim = z.infer<typeof Claim>;

/** What is stored of a room that is watched. */
const WatchRecord = z.object({
  /** Where it is now: a room that is hidden moves. */
  room: ShowdownRoomId,
  watch: Watch.nullable(),
  claim: Claim.nullable(),
  /** Whether its start was reported, and its end. */
  told: z.boolean(),
  done: z.boolean(),
  /** Since when it cannot be entered, and why. */
  missing: z.object({ since: z.number(), reason: z.string() }).nullable(),
  /** Whether only somebody with a name may enter. */
  named: z.boolean(),
  /** Times that its log broke the connection. */
  strikes: z.int(),
});
export type WatchRecord = z.infer<typeof WatchRecord>;

/** What the keys of records begin with. */
export const RECORDS = "watch:";

/** A room on a Showdown server, whatever it is called: a hidden room has a password behind its id. */
export function baseOf(room: string): string {
  return room.replace(/-[a-z0-9]+pw$/, "");
}

export function recordKey(room: string): string {
  return `${RECORDS}${baseOf(room)}`;
}

export function newRecord(room: ShowdownRoomId, watch: Watch | null, claim: Claim | null): WatchRecord {
  const named = room !== baseOf(room);
  return { room, watch, claim, told: false, done: false, missing: null, named, strikes: 0 };
}

/** A room that is watched: what is stored of it, and what is only in memory. */
export interface Watched {
  record: WatchRecord;
  log: BattleLog;
  /** Before this it is not to be joined, or its claim not to be asked about. */
  retryAt: number;
  /** A claim is being asked about. */
  asking: boolean;
  /** Its log is asked for again at its end, because lines of it were forgotten. */
  rereading: "no" | "asked" | "read";
  /** The line that tells who gave a series up. */
  conceded: string | null;
}

export function watched(record: WatchRecord): Watched {
  return { record, log: new BattleLog(), retryAt: 0, asking: false, rereading: "no", conceded: null };
}

/** The parent room of a series has no battle of its own. */
export function isSeries({ room }: Pick<WatchRecord, "room">): boolean {
  return room.startsWith("game-");
}

/** Reads a stored record; `null` when it is none. */
export function readRecord(value: unknown): WatchRecord | null {
  return WatchRecord.safeParse(value).data ?? null;
}

export function matchOf({ watch, claim }: WatchRecord): MatchId | null {
  return watch?.matchId ?? claim?.matchId ?? null;
}
