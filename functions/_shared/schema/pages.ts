import * as z from "zod";
import { BattleId, FormatId, MatchId, Seat } from "./ids.ts";
import { Badge, Fixture, SeasonHead } from "./league.ts";
import { BotStrength } from "./rules.ts";
import { KoRules } from "./stats.ts";

/** The bodies of the views of one thing each: a league, a season, a team, a match, a player, a battle. */

const count = z.int().min(0);
const moment = z.string().nullable();
const amount = z.number().min(0);

const BattleStatus = z.enum(["waiting", "live", "ended", "completed", "disputed", "void"]);

/** The views that it is made of: one that changes may have changed it. */
const follows = z.array(z.string());

/** A team with its coach; a team may have none. */
const team = z.object({
  team_id: z.string(),
  team: z.string(),
  user_id: z.string().nullable(),
  player: z.string().nullable(),
});

/** `leagues`: those whose latest season began last. */
export const LeaguesView = z.object({
  follows,
  leagues: z.array(
    z.object({
      league_id: z.string(),
      slug: z.string(),
      league: z.string(),
      seasons: count,
      /** Its latest season. */
      season_id: z.string().nullable(),
      season: z.string().nullable(),
      format: FormatId.nullable(),
    }),
  ),
});
export type LeaguesView = z.infer<typeof LeaguesView>;

/** `league:<slug>`: its seasons, the latest first. */
export const LeagueView = z.object({
  follows,
  league_id: z.string(),
  slug: z.string(),
  league: z.string(),
  seasons: z.array(
    z.object({
      season_id: z.string(),
      season: z.string(),
      format: FormatId,
      best_of: count,
      starts_on: moment,
      ends_on: moment,
      teams: count,
      /** Those that were not cancelled. */
      matches: count,
      /** Those that are completed. */
      over: count,
    }),
  ),
});
export type LeagueView = z.infer<typeof LeagueView>;

const Rating = z.object({
  format: FormatId,
  elo: z.int(),
  glicko: z.int(),
  deviation: z.int(),
  gxe: z.number(),
  provisional: z.boolean(),
  wins: count,
  losses: count,
  ties: count,
  /** The Elo after each of the latest battles, the oldest first. */
  history: z.array(z.object({ at: z.string(), elo: z.int() })),
});
export type Rating = z.infer<typeof Rating>;

/** `season:<season>`: its rules, its teams with their rosters, and who beat whom. */
export const SeasonView = SeasonHead.extend({
  follows,
  slug: z.string(),
  clock: z.enum(["standard", "vgc", "none"]),
  starts_on: moment,
  ends_on: moment,
  rules: z.object({
    points_win: z.number(),
    points_tie: z.number(),
    points_loss: z.number(),
    /** Of who loses by forfeit; `null`: as any other loss. */
    points_forfeit: z.number().nullable(),
    /** What a forfeit counts as; `null`: as the battle stood. */
    forfeit_differential: count.nullable(),
    tie_breaks: z.array(z.string()),
  }),
  teams: z.array(
    team.extend({
      roster: z.array(z.string()),
      /** The coach's, on the ladder of the season's format. */
      rating: Rating.nullable(),
    }),
  ),
  head_to_head: z.array(
    z.object({
      team_id: z.string(),
      opponent_id: z.string(),
      wins: count,
      losses: count,
      ties: count,
      differential: z.int(),
    }),
  ),
  /** The seasons of its league, the latest first. */
  seasons: z.array(z.object({ season_id: z.string(), season: z.string() })),
});
export type SeasonView = z.infer<typeof SeasonView>;

/** `team:<team>`: its place, its roster with what each has done, its matches. */
export const TeamView = SeasonHead.extend({
  ...team.shape,
  follows,
  slug: z.string(),
  place: z
    .object({
      rank: z.int().min(1),
      played: count,
      wins: count,
      losses: count,
      ties: count,
      points: z.number(),
      differential: z.int(),
      streak: z.string().nullable(),
      strength: z.number().nullable(),
      reason: z.string().nullable(),
    })
    .nullable(),
  pokemon: z.array(
    z.object({
      species: z.string(),
      /** On the roster; otherwise only seen in a battle. */
      drafted: z.boolean(),
      used: count,
      wins: count,
      ties: count,
      direct_kos: count,
      passive_kos: count,
      faints: count,
      damage_dealt: amount,
    }),
  ),
  matches: z.array(Fixture),
});
export type TeamView = z.infer<typeof TeamView>;

/** `battle:<battle>`: what a link to it tells. */
export const BattleView = z.object({
  follows,
  id: BattleId,
  format: FormatId,
  status: BattleStatus,
  match_id: z.string().nullable(),
  rated: z.boolean(),
  bot: BotStrength.nullable(),
  p1_name: z.string().nullable(),
  p2_name: z.string().nullable(),
  winner_seat: Seat.nullable(),
  end_type: z.string().nullable(),
  turns: count.nullable(),
  p1_score: count.nullable(),
  p2_score: count.nullable(),
  ended_at: moment,
});
export type BattleView = z.infer<typeof BattleView>;

const MatchSide = team.extend({ roster: z.array(z.string()) });
const Fighter = z.object({ team_id: z.string(), species: z.string().nullable() });

const ReportedSide = z.object({
  team_id: z.string(),
  direct_kos: count,
  passive_kos: count,
  damage_dealt: amount,
  crits: count,
  misses: count,
  pokemon: z.array(
    z.object({
      species: z.string(),
      nickname: z.string().nullable(),
      direct_kos: count,
      passive_kos: count,
      faints: count,
      damage_dealt: amount,
      damage_taken: amount,
      healed: amount,
      crits: count,
      misses: count,
    }),
  ),
});

/** `match:<match>`: both sides, the games, the report, the KOs. */
export const MatchView = SeasonHead.extend({
  ...Fixture.omit({ home: true, away: true, battle_id: true }).shape,
  follows,
  slug: z.string(),
  dispute_reason: z.string().nullable(),
  home: MatchSide,
  away: MatchSide,
  games: z.array(
    z.object({
      battle_id: BattleId,
      game: count.nullable(),
      status: BattleStatus,
      winner_seat: Seat.nullable(),
      end_type: z.string().nullable(),
      turns: count.nullable(),
      p1_score: count.nullable(),
      p2_score: count.nullable(),
      created_at: z.string(),
      ended_at: moment,
      /** False: it was played again, or does not count yet. */
      counted: z.boolean(),
    }),
  ),
  /** `null` until the match is over and its report is made. */
  report: z
    .object({
      turns: count,
      mvp: z.object({ team_id: z.string(), species: z.string(), kos: count, damage: amount }).nullable(),
      sides: z.object({ p1: ReportedSide, p2: ReportedSide }),
    })
    .nullable(),
  /** In their order. */
  kos: z.array(
    z.object({
      battle_id: BattleId,
      game: count.nullable(),
      number: z.int().min(1),
      turn: count,
      victim: Fighter,
      /** `null`: nobody did it, or nobody knows. */
      by: Fighter.nullable(),
      cause: z.string(),
      source: z.string().nullable(),
      confidence: z.enum(["exact", "inferred", "ambiguous"]),
      /** By the season's KO rules. */
      counts: KoRules.shape.hazard,
    }),
  ),
});
export type MatchView = z.infer<typeof MatchView>;

const Profile = z.object({
  leagues: count,
  seasons: count,
  played: count,
  wins: count,
  losses: count,
  ties: count,
  differential: z.int(),
  direct_kos: count,
  passive_kos: count,
  faints: count,
  longest_streak: count,
  first_played_at: z.string(),
  last_played_at: z.string(),
  favourite_pokemon: z.string().nullable(),
  favourite_pokemon_used: count.nullable(),
  best_pokemon: z.string().nullable(),
  best_pokemon_kos: count.nullable(),
  favourite_move: z.string().nullable(),
  favourite_move_uses: count.nullable(),
});

/** `player:<user>`: ratings, badges, teams, bests, latest battles. */
export const PlayerView = z.object({
  follows,
  user_id: z.string(),
  name: z.string(),
  ratings: z.array(Rating),
  badges: z.array(
    z.object({
      format: FormatId,
      season: z.string(),
      badge: Badge,
      rank: z.int().min(1),
      elo: z.int(),
      games: count,
      ended_at: z.string(),
    }),
  ),
  teams: z.array(
    z.object({
      team_id: z.string(),
      team: z.string(),
      season_id: z.string(),
      season: z.string(),
      league: z.string(),
      slug: z.string(),
      format: FormatId,
      wins: count.nullable(),
      losses: count.nullable(),
      ties: count.nullable(),
      points: z.number().nullable(),
    }),
  ),
  /** All leagues together; `null` before the first match. */
  profile: Profile.nullable(),
  bests: z.array(
    z.object({
      league: z.string(),
      category: z.string(),
      value: z.number(),
      match_id: MatchId,
      season_id: z.string(),
      season: z.string(),
      species: z.string().nullable(),
    }),
  ),
  battles: z.array(
    z.object({
      seat: Seat,
      id: BattleId,
      format: FormatId,
      match_id: z.string().nullable(),
      rated: z.boolean(),
      p1_name: z.string().nullable(),
      p2_name: z.string().nullable(),
      winner_seat: Seat.nullable(),
      end_type: z.string().nullable(),
      turns: count.nullable(),
      p1_score: count.nullable(),
      p2_score: count.nullable(),
      ended_at: moment,
    }),
  ),
});
export type PlayerView = z.infer<typeof PlayerView>;
