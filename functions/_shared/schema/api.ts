import * as z from "zod";
import { EndType } from "./battle.ts";
import { BattleId, FormatId, MatchId, Seat, UserId } from "./ids.ts";
import { LeaderboardView, StandingsView } from "./league.ts";
import { BotStrength, ClockPreset, Series } from "./rules.ts";

/** What leagues' own sites ask of the function `api`, and what it answers. */

const count = z.int().min(0);
const moment = z.iso.datetime({ offset: true });
/** Text that a database takes. */
const line = z.string().regex(/^[^\p{Cc}\p{Cs}]*$/u, "must have no control characters");

/** A moment as somebody says it, in any time zone; from the year 1 on. */
const givenMoment = moment
  .transform((text) => new Date(text).toISOString())
  .refine((text) => /^(?!0000)\d{4}-/.test(text), "must be of the years 1 to 9999");

/** Where a page of a list ended: two keys of its last line. */
function cursor<First extends z.ZodType, Second extends z.ZodType>(first: First, second: Second) {
  return z
    .string()
    .max(120)
    .refine((text) => {
      const [one, two, ...others] = text.split("/");
      return first.safeParse(one).success && second.safeParse(two).success && others.length === 0;
    }, "must be the 'next' of another page");
}

const CursorMoment = z.iso.datetime().refine((text) => !text.startsWith("0000"));
const MomentCursor = cursor(CursorMoment, z.uuid());
const BattleCursor = cursor(CursorMoment, BattleId);
const RoundCursor = cursor(z.string().regex(/^\d{1,9}$/), z.uuid());

/** The `after` of the next page, `null` on the last. */
const next = z.string().nullable();

const limit = z.coerce.number().int().min(1).max(200).default(50);

export const ApiSeason = z.strictObject({
  season_id: z.uuid(),
  season: z.string(),
  league_id: z.uuid(),
  league_slug: z.string(),
  league: z.string(),
  format: FormatId,
  best_of: Series.shape.bestOf,
  clock: ClockPreset,
  starts_on: z.iso.date().nullable(),
  ends_on: z.iso.date().nullable(),
  created_at: moment,
});

export const SeasonQuery = z.strictObject({
  /** The league's name in addresses. */
  league: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    .max(60)
    .optional(),
  after: MomentCursor.optional(),
  limit,
});
/** The latest first. */
export const SeasonList = z.strictObject({ seasons: z.array(ApiSeason), next });

export const TeamList = z.strictObject({
  season_id: z.uuid(),
  season: z.string(),
  league: z.string(),
  format: FormatId,
  best_of: Series.shape.bestOf,
  teams: z.array(
    z.strictObject({
      team_id: z.uuid(),
      team: z.string(),
      coach_id: UserId.nullable(),
      coach: z.string().nullable(),
      /** What it drafted. */
      roster: z.array(z.string()),
    }),
  ),
});

export const MatchStatus = z.enum(["scheduled", "in_progress", "completed", "disputed", "cancelled"]);

export const ApiMatch = z.strictObject({
  match_id: MatchId,
  season_id: z.uuid(),
  round: z.int().min(1),
  status: MatchStatus,
  /** Home plays seat p1, away plays seat p2. */
  home_team_id: z.uuid(),
  home: z.string(),
  away_team_id: z.uuid(),
  away: z.string(),
  /** `null` in a tie, and where both lose. */
  winner_team_id: z.uuid().nullable(),
  home_games: count,
  away_games: count,
  /** Pokémon that were left. */
  home_score: count.nullable(),
  away_score: count.nullable(),
  end_type: EndType.nullable(),
  dispute_reason: z.string().nullable(),
  /** Its game that is played or was played last. */
  battle_id: BattleId.nullable(),
  scheduled_at: moment.nullable(),
  played_at: moment.nullable(),
});

const round = z.int().min(1).max(1000);

export const MatchQuery = z.strictObject({
  season_id: z.uuid(),
  status: MatchStatus.optional(),
  team_id: z.uuid().optional(),
  round: z.coerce.number().int().min(1).max(1000).optional(),
  /** Scheduled then or later. */
  from: givenMoment.optional(),
  /** Scheduled before that. */
  until: givenMoment.optional(),
  after: RoundCursor.optional(),
  limit,
});
/** By round. */
export const MatchList = z.strictObject({ matches: z.array(ApiMatch), next });

export const CreateMatchRequest = z.strictObject({
  /** Yours to choose: said again with the same id, it is the same match. */
  id: MatchId.optional(),
  season_id: z.uuid(),
  round,
  home_team_id: z.uuid(),
  away_team_id: z.uuid(),
  scheduled_at: givenMoment.nullable().default(null),
});
export type CreateMatchRequest = z.infer<typeof CreateMatchRequest>;

const reason = line.regex(/\S/, "must say why").max(500);
const act = <Action extends string>(action: Action) => ({ action: z.literal(action), reason });
const left = z.int().min(0).max(999);

export const ChangeMatchRequest = z.discriminatedUnion("action", [
  /** What is not named stays. `scheduled_at` `null`: at no time yet. */
  z.strictObject({
    ...act("reschedule"),
    round: round.optional(),
    scheduled_at: givenMoment.nullable().optional(),
  }),
  /** Gives it this result, whatever it was before; nobody won and it is no tie: both lose. */
  z.strictObject({
    ...act("correct"),
    result: z.strictObject({
      winner: z.enum(["home", "away"]).nullable(),
      end_type: EndType.exclude(["void"]),
      home_score: left,
      away_score: left,
      home_games: left.optional(),
      away_games: left.optional(),
    }),
  }),
  z.strictObject({ ...act("forfeit"), by: z.enum(["home", "away", "both"]) }),
  z.strictObject(act("dispute")),
  z.strictObject(act("cancel")),
  /** Its last game is played again; `anew`: all of it. */
  z.strictObject({ ...act("reopen"), anew: z.boolean().default(false) }),
]);
export type ChangeMatchRequest = z.infer<typeof ChangeMatchRequest>;

/** A place on a ladder; badges are on the page alone. */
export const ApiLeader = LeaderboardView.shape.rows.element.omit({ badges: true }).strict();

export const LeaderboardQuery = z.strictObject({
  after: z.coerce.number().int().min(0).max(1_000_000).optional(),
  limit,
});
export const ApiLeaderboard = z.strictObject({
  format: FormatId,
  rows: z.array(ApiLeader),
  next: z.int().nullable(),
});

export const ApiStandings = z.strictObject({
  ...StandingsView.shape,
  rows: z.array(z.strictObject(StandingsView.shape.rows.element.shape)),
});

const player = z.strictObject({
  user_id: UserId.nullable(),
  name: z.string().nullable(),
  /** Pokémon that were left. */
  score: count.nullable(),
});

export const ApiBattle = z.strictObject({
  battle_id: BattleId,
  match_id: MatchId.nullable(),
  /** Its place in its match's series, from 1. */
  game: z.int().nullable(),
  format: FormatId,
  status: z.enum(["waiting", "live", "ended", "completed", "disputed", "void"]),
  /** Where it is played: in a room of ours, or on a Showdown server. */
  origin: z.enum(["room", "showdown"]),
  rated: z.boolean(),
  bot: BotStrength.nullable(),
  p1: player,
  p2: player,
  winner: Seat.nullable(),
  end_type: EndType.nullable(),
  turns: count.nullable(),
  created_at: moment,
  started_at: moment.nullable(),
  ended_at: moment.nullable(),
  /** Its page: live, and its replay afterwards. */
  page: z.url(),
  /** The battle log as the spectators saw it; `null` where there is none yet. */
  log: z.url().nullable(),
});

export const BattleQuery = z.strictObject({
  format: FormatId.optional(),
  rated: z
    .enum(["true", "false"])
    .transform((text) => text === "true")
    .optional(),
  after: BattleCursor.optional(),
  limit,
});
/** The latest first; `seat` is the user's. */
export const BattleList = z.strictObject({ battles: z.array(ApiBattle.extend({ seat: Seat })), next });

export const UserQuery = z.strictObject({ name: line.min(1).max(60) });
export const ApiUser = z.strictObject({ user_id: UserId, name: z.string() });
