import * as z from "zod";
import { BattleId, FormatId, MatchId, Seat } from "./ids.ts";
import { BotStrength, ClockSettings } from "./rules.ts";

/** Every message between a page and `party/league`, and the bodies of the views that the first pages show. */
export const LEAGUE_VERSION = 1;

/** As many views as one connection follows. */
export const MAX_VIEWS = 20;

const UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const FORMAT = "gen[1-9][a-z0-9]{1,44}";
const SLUG = "[a-z0-9]+(-[a-z0-9]+)*";

/**
 * The name of a view: `battles`, `seasons`, `leagues`, `matches:<season>`, `standings:<season>`, `leaderboard:<format>`,
 * `stats:<season>:<statistic>`, `usage:<season>` or `usage:<format>`; and of one thing each, `league:<slug>`,
 * `season:<season>`, `team:<team>`, `match:<match>`, `player:<user>` and `battle:<battle>`.
 */
export const ViewTag = z
  .string()
  .max(80)
  .regex(
    new RegExp(
      `^(battles|seasons|leagues|(league|battle):${SLUG}|(matches|standings|usage|season|team|match|player):${UUID}|(leaderboard|usage):${FORMAT}|stats:${UUID}:[a-z]+(_[a-z]+)*)$`,
    ),
    "must be the name of a view such as 'battles' or 'leaderboard:gen9ou'",
  );

/** A strong entity tag: `"` and `"` around letters. */
const ETag = z.string().regex(/^"[\w-]{1,64}"$/);

const tags = z.array(ViewTag).min(1).max(MAX_VIEWS);

export const LeagueClientMessage = z.discriminatedUnion("type", [
  /** Follows views: each comes as it is now, and again whenever it changes. `have` names the bodies that are at hand. */
  z.strictObject({
    type: z.literal("SUBSCRIBE"),
    v: z.literal(LEAGUE_VERSION),
    tags,
    have: z.record(z.string().max(80), ETag).optional(),
  }),
  z.strictObject({ type: z.literal("UNSUBSCRIBE"), tags }),
  /** Has read the view that came last: ready for the next one. */
  z.strictObject({ type: z.literal("SEEN"), tag: ViewTag }),
]);
export type LeagueClientMessage = z.infer<typeof LeagueClientMessage>;

export const LeagueErrorCode = z.enum([
  "INVALID_MESSAGE",
  "UNKNOWN_VIEW",
  "TOO_MANY_VIEWS",
  "RATE_LIMITED",
  "STORE_UNAVAILABLE",
]);
export type LeagueErrorCode = z.infer<typeof LeagueErrorCode>;

export const LeagueServerMessage = z.discriminatedUnion("type", [
  /** A view as it is now. The next one of this name comes after SEEN. */
  z.strictObject({
    type: z.literal("VIEW"),
    tag: z.string(),
    etag: z.string(),
    body: z.unknown(),
    /** It may have changed since, and the database cannot be asked. */
    stale: z.literal(true).optional(),
  }),
  /** These changed: ask for them again. To who follows nothing, and of a view that is too large to be sent. */
  z.strictObject({ type: z.literal("INVALIDATED"), tags: z.array(z.string()) }),
  z.strictObject({
    type: z.literal("ERROR"),
    code: LeagueErrorCode,
    message: z.string(),
    /** The view that it is about. */
    tag: z.string().optional(),
    recoverable: z.boolean(),
  }),
]);
export type LeagueServerMessage = z.infer<typeof LeagueServerMessage>;

const name = z.string().nullable();
const count = z.int().min(0);
const moment = z.string().nullable();

/**
 * `battles`: the open ones, the newest first, and those that ended last. A match of one game that people have decided
 * shows the match's result.
 */
export const BattlesView = z.object({
  open: z.array(
    z.object({
      id: BattleId,
      format: FormatId,
      status: z.enum(["waiting", "live"]),
      /** Where it is played. */
      origin: z.enum(["room", "showdown"]).default("room"),
      match_id: z.string().nullable(),
      /** `false`: its match was decided without it while it was played. */
      counts: z.boolean().default(true),
      rated: z.boolean(),
      bot: BotStrength.nullable(),
      p1_user: z.string().nullable(),
      p2_user: z.string().nullable(),
      p1_name: name,
      p2_name: name,
      /** `null`: it runs without clocks. */
      clock: ClockSettings.nullable(),
      created_at: z.string(),
    }),
  ),
  results: z.array(
    z.object({
      id: BattleId,
      format: FormatId,
      match_id: z.string().nullable(),
      p1_name: name,
      p2_name: name,
      winner_seat: Seat.nullable(),
      end_type: z.string().nullable(),
      turns: count.nullable(),
      p1_score: count.nullable(),
      p2_score: count.nullable(),
      ended_at: moment,
    }),
  ),
});
export type BattlesView = z.infer<typeof BattlesView>;

/** Which season it is. */
export const SeasonHead = z.object({
  season_id: z.string(),
  season: z.string(),
  league: z.string(),
  format: FormatId,
  best_of: count,
});

/** `seasons`: those that began last. */
export const SeasonsView = z.object({ seasons: z.array(SeasonHead) });
export type SeasonsView = z.infer<typeof SeasonsView>;

/** A match as schedules show it. */
export const Fixture = z.object({
  match_id: MatchId,
  round: count,
  status: z.enum(["scheduled", "in_progress", "completed", "disputed", "cancelled"]),
  home_team_id: z.string(),
  home: z.string(),
  away_team_id: z.string(),
  away: z.string(),
  winner_team_id: z.string().nullable(),
  home_games: count,
  away_games: count,
  home_score: count.nullable(),
  away_score: count.nullable(),
  end_type: z.string().nullable(),
  /** Its game that is played or was played last. */
  battle_id: BattleId.nullable(),
  scheduled_at: moment,
  played_at: moment,
  /** How often it was changed, and when it was last. */
  revision: count,
  revised_at: z.string(),
});
export type Fixture = z.infer<typeof Fixture>;

/** `matches:<season>`: what is played, the next hundred, and the hundred that were over last. */
export const MatchesView = SeasonHead.extend({ matches: z.array(Fixture) });
export type MatchesView = z.infer<typeof MatchesView>;

/** `standings:<season>`: the table, the leader first. */
export const StandingsView = SeasonHead.extend({
  /** In the order in which they apply. */
  tie_breaks: z.array(z.string()),
  rows: z.array(
    z.object({
      rank: z.int().min(1),
      team_id: z.string(),
      team: z.string(),
      played: count,
      wins: count,
      losses: count,
      ties: count,
      points: z.number(),
      differential: z.int(),
      /** `W3`, `L1`, `T2`; `null` before the first match. */
      streak: z.string().nullable(),
      /** The opponents' share of wins. */
      strength: z.number().nullable(),
      /** What parts it from its neighbour on the same points: "ahead on head-to-head". */
      reason: z.string().nullable(),
    }),
  ),
});
export type StandingsView = z.infer<typeof StandingsView>;

export const Badge = z.enum(["gold", "silver", "bronze"]);
export type Badge = z.infer<typeof Badge>;

const ladderSeason = z.object({ season: z.string(), starts_at: z.string(), ends_at: z.string() });

/** `leaderboard:<format>`: the best hundred of the ladder, and its seasons. */
export const LeaderboardView = z.object({
  format: FormatId,
  seasons: z.object({
    /** The one that is played. */
    current: ladderSeason.nullable(),
    /** The one that ended last. */
    last: ladderSeason
      .extend({
        badges: z.array(
          z.object({
            rank: z.int().min(1),
            user_id: z.string(),
            name: z.string(),
            badge: Badge,
            elo: z.int(),
            games: count,
          }),
        ),
      })
      .nullable(),
  }),
  rows: z.array(
    z.object({
      rank: z.int().min(1),
      user_id: z.string(),
      name: z.string(),
      elo: z.int(),
      glicko: z.int(),
      deviation: z.int(),
      /** Percent. */
      gxe: z.number(),
      /** Too few battles, or none for too long: the rating is not certain yet. */
      provisional: z.boolean(),
      wins: count,
      losses: count,
      ties: count,
      /** Of this ladder's seasons, the latest first. */
      badges: z.array(z.object({ badge: Badge, season: z.string(), rank: z.int().min(1) })),
    }),
  ),
});
export type LeaderboardView = z.infer<typeof LeaderboardView>;
