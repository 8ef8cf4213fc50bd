import * as z from "zod";
import { BattleId, FormatId, MatchId, Seat, Timestamp } from "./ids.ts";
import { ShowdownServerId } from "./showdown.ts";

/** As long as a replay may be, in characters, and with what JSON makes of it. */
export const IMPORT_LIMIT = 10_000_000;

/** Which match it is; found by its players, format and time when absent. */
const match_id = MatchId.optional();
/** Its number in the series, from 1, where the replay does not tell. */
const game = z.int().min(1).max(10).optional();
const reason = z.string().trim().min(1).max(500);

/** Body of `import-replay`, to hand a replay in: its address, or a file as it is. */
export const ImportRequest = z.union([
  z.strictObject({ url: z.string().min(1).max(300), match_id, game }),
  z.strictObject({
    content: z.string().min(1).max(IMPORT_LIMIT),
    /** Found out from how the file begins when absent. */
    kind: z.enum(["log", "json", "html"]).optional(),
    /** Where it is from, by the service's word, which is believed. */
    origin: z
      .strictObject({
        server: ShowdownServerId,
        replay_id: z
          .string()
          .regex(/^[a-z0-9]{1,48}-\d{1,18}$/, "must be a replay's id such as 'gen9ou-12345'"),
      })
      .optional(),
    match_id,
    game,
  }),
]);
export type ImportRequest = z.infer<typeof ImportRequest>;

/** Body of `import-replay`, to decide about what was handed in. */
export const ImportDecision = z.discriminatedUnion("action", [
  z.strictObject({ action: z.literal("import.list"), leagueId: z.uuid().optional() }),
  z.strictObject({
    action: z.literal("import.accept"),
    importId: z.uuid(),
    reason,
    /** The seat of the replay that is home's, where the names do not tell. */
    home: Seat.optional(),
    game,
    requestId: z.string().min(1).max(100).optional(),
  }),
  z.strictObject({
    action: z.literal("import.refuse"),
    importId: z.uuid(),
    reason,
    requestId: z.string().min(1).max(100).optional(),
  }),
]);
export type ImportDecision = z.infer<typeof ImportDecision>;

/** Why a replay does not fit its match. */
export const ImportReason = z.object({
  code: z.enum([
    "WRONG_FORMAT",
    "PLAYERS_NOT_OF_MATCH",
    "PLAYER_SUBSTITUTED",
    "OLDER_THAN_SEASON",
    "AFTER_SEASON",
    "OUTSIDE_WINDOW",
    "DATE_UNKNOWN",
    "NOT_IN_ROSTER",
    "UPLOAD_UNCONFIRMED",
    "NOT_CHECKED",
    "MATCH_NOT_OPEN",
  ]),
  message: z.string(),
});
export type ImportReason = z.infer<typeof ImportReason>;

/** What became of a replay; handed in again, the same. */
export const ImportAnswer = z.object({
  /** `disputed`: it waits for an admin. */
  status: z.enum(["accepted", "disputed", "refused"]),
  import_id: z.uuid(),
  match_id: MatchId.nullable(),
  battle_id: BattleId.nullable(),
  game: z.int().nullable(),
  reasons: z.array(ImportReason),
});
export type ImportAnswer = z.infer<typeof ImportAnswer>;

/** What a replay says of its battle, in its own seats. */
export const ImportFacts = z.object({
  /** Every name that either player bore, in order. */
  names: z.object({ p1: z.array(z.string()), p2: z.array(z.string()) }),
  /** The same by who sat there, one after another. */
  sittings: z
    .object({ p1: z.array(z.array(z.string())), p2: z.array(z.array(z.string())) })
    // Replays of the release before do not tell it.
    .default({ p1: [], p2: [] }),
  winner: Seat.nullable(),
  end_type: z.string(),
  turns: z.int(),
  format: FormatId.nullable(),
  began_at: Timestamp.nullable(),
  ended_at: Timestamp.nullable(),
  /** Its place in a series, and the series' room. */
  game: z.int().nullable(),
  series: z.string().nullable(),
});
export type ImportFacts = z.infer<typeof ImportFacts>;

/** One that waits for an admin. */
export const DisputedImport = ImportAnswer.extend({
  server: z.string().nullable(),
  replay_id: z.string().nullable(),
  replay_path: z.string(),
  /** `watcher`: a battle that was watched to its end. */
  source: z.enum(["url", "upload", "source", "watcher"]),
  imported_by: z.string().nullable(),
  created_at: z.string(),
  facts: ImportFacts,
  home: Seat.nullable(),
  league_id: z.string().nullable(),
});
export type DisputedImport = z.infer<typeof DisputedImport>;

const Side = z.object({
  /** Linked names, as Showdown's user ids. */
  names: z.array(z.string()),
  /** Empty: nothing was drafted. */
  roster: z.array(z.string()),
});

/** What a replay is checked against. */
export const ImportTerms = z.object({
  matchId: MatchId,
  seasonId: z.string(),
  format: FormatId,
  bestOf: z.int(),
  /** Days, in UTC. */
  startsOn: z.iso.date().nullable(),
  endsOn: z.iso.date().nullable(),
  scheduledAt: Timestamp.nullable(),
  /** Between these a battle of the coaches is the match's. */
  opens: Timestamp,
  closes: Timestamp.nullable(),
  trustsUploads: z.boolean(),
  /** Whether home is known to sit in p2 there, whatever the names tell; `null`: the names alone tell. */
  seatsSwapped: z.boolean().nullable(),
  /** Of the names in question those that are linked to neither coach, and to somebody else. */
  strangers: z.array(z.string()),
  home: Side,
  away: Side,
});
export type ImportTerms = z.infer<typeof ImportTerms>;

/** What a battle that was watched is checked against. */
export const WatchedTerms = ImportTerms.extend({
  /** Its room there: `battle-gen9ou-12345`. */
  room: z.string(),
  /** Its number in its match. */
  game: z.int(),
});
export type WatchedTerms = z.infer<typeof WatchedTerms>;
