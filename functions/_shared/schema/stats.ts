import * as z from "zod";
import { FormatId } from "./ids.ts";

/** The ten statistics, by the names of their cache tags and tables. */
export const Stat = z.enum([
  "season_stats",
  "all_time_stats",
  "hall_of_fame",
  "recent_performance",
  "honour_roll",
  "match_report",
  "personal_bests",
  "player_profile_stats",
  "season_race_data",
  "player_power_rating",
]);
export type Stat = z.infer<typeof Stat>;

/** What came of a refresh: the cache tags of the views that it may have changed. */
export const Refreshed = z.object({ changed: z.boolean(), tags: z.array(z.string()) });
export type Refreshed = z.infer<typeof Refreshed>;

/** What a faint counts as, by the kind of it (`battle_kos.rule`): a KO by a foe's move is always direct. */
const koKind = z.enum(["direct", "passive", "none"]);
export const KoRules = z.strictObject({
  recoil: koKind,
  /** Explosion, confusion, its own status. */
  self_ko: koKind,
  hazard: koKind,
  ability_item: koKind,
  /** A foe's poison, burn, Leech Seed, weather, Perish Song. */
  residual: koKind,
  /** By an ally, for that ally. */
  team: koKind,
  destiny_bond: koKind,
  /** What still stands when its player gives up. */
  forfeit: koKind,
});
export type KoRules = z.infer<typeof KoRules>;

const count = z.int().min(0);
/** Percent of a whole HP bar, summed up. */
const percent = z.number().min(0);
const moment = z.iso.datetime({ offset: true });

/** A team with its coach; a team may have none. */
const team = {
  team_id: z.uuid(),
  team: z.string(),
  user_id: z.uuid().nullable(),
  player: z.string().nullable(),
};
const player = { user_id: z.uuid(), player: z.string() };

const record = { played: count, wins: count, losses: count, ties: count, differential: z.int() };
const games = { score_for: count, score_against: count, games_won: count, games_lost: count };
const kos = { direct_kos: count, passive_kos: count };
const doings = {
  ...kos,
  turns: count,
  faints: count,
  damage_dealt: percent,
  damage_taken: percent,
  healed: percent,
  crits: count,
  crits_taken: count,
  misses: count,
  dodges: count,
};

const seasonLine = {
  ...team,
  ...record,
  ...games,
  ...doings,
  points: z.number(),
  /** Games whose Pokémon are known. */
  battles: count,
};

/** Categories of single matches; `fastest_win` and `longest_match` in turns. */
const BEST = [
  "biggest_win",
  "most_kos",
  "most_damage",
  "longest_match",
  "fastest_win",
  "best_pokemon",
  "win_streak",
] as const;

const mvp = z.object({ team_id: z.uuid(), species: z.string(), kos: count, damage: percent });
const side = z.object({ ...kos, team_id: z.uuid(), damage_dealt: percent, crits: count, misses: count });

const rowsOf = {
  all_time_stats: z.object({
    ...player,
    ...record,
    ...games,
    ...doings,
    seasons: count,
    first_played_at: moment,
    last_played_at: moment,
  }),
  /** The first ten of each category; `seasons` are those of a title. */
  hall_of_fame: z.object({
    ...player,
    category: z.enum(["title", "wins", "win_rate", "kos", "differential", "streak"]),
    rank: z.int().min(1),
    value: z.number(),
    seasons: z.array(z.string()).nullable(),
  }),
  recent_performance: z.object({
    ...team,
    ...kos,
    /** The last five, the latest last. */
    form: z.string().regex(/^[WLT]{1,5}$/),
    wins: count,
    losses: count,
    ties: count,
    differential: z.int(),
    streak_outcome: z.enum(["win", "loss", "tie"]),
    streak_length: z.int().min(1),
    last_played_at: moment,
  }),
  honour_roll: z.object({
    ...team,
    honour: z.enum(["most_wins", "best_differential", "all_kos", "mvp", ...BEST]),
    rank: z.int().min(1),
    value: z.number(),
    match_id: z.uuid().nullable(),
    species: z.string().nullable(),
  }),
  match_report: z.object({
    match_id: z.uuid(),
    round: z.int().min(1),
    turns: count,
    home_team_id: z.uuid(),
    home: z.string(),
    away_team_id: z.uuid(),
    away: z.string(),
    winner_team_id: z.uuid().nullable(),
    home_score: count,
    away_score: count,
    played_at: moment,
    mvp: mvp.nullable(),
    sides: z.object({ p1: side, p2: side }),
  }),
  personal_bests: z.object({
    ...player,
    category: z.enum(BEST),
    value: z.number(),
    match_id: z.uuid(),
    season: z.string(),
    species: z.string().nullable(),
  }),
  player_profile_stats: z.object({
    ...player,
    ...record,
    ...kos,
    leagues: count,
    seasons: count,
    faints: count,
    longest_streak: count,
    first_played_at: moment,
    last_played_at: moment,
    favourite_pokemon: z.string().nullable(),
    favourite_pokemon_used: count.nullable(),
    best_pokemon: z.string().nullable(),
    best_pokemon_kos: count.nullable(),
    favourite_move: z.string().nullable(),
    favourite_move_uses: count.nullable(),
  }),
  /** Cumulative, a point a round that the team has played. */
  season_race_data: z.object({
    ...team,
    rounds: z.array(
      z.object({ round: z.int().min(1), played: count, points: z.number(), differential: z.int() }),
    ),
  }),
  /** In Pokémon left a match; 0 is average. `rating` is `margin` plus `schedule`. */
  player_power_rating: z.object({
    ...team,
    rank: z.int().min(1),
    played: count,
    rating: z.number(),
    margin: z.number(),
    schedule: z.number(),
  }),
} as const;

const head = { season_id: z.uuid(), season: z.string(), league: z.string() };

function view<Name extends keyof typeof rowsOf>(stat: Name) {
  return z.object({ stat: z.literal(stat), ...head, rows: z.array(rowsOf[stat]) });
}

/** The body of a view `stats:<season>:<stat>`, as `stat_view` gives it. */
export const StatView = z.discriminatedUnion("stat", [
  z.object({
    stat: z.literal("season_stats"),
    ...head,
    rows: z.array(z.object(seasonLine)),
    ko_rules: KoRules,
    halves: z.array(z.object({ ...seasonLine, half: z.int().min(1).max(2), rounds: count })),
  }),
  view("all_time_stats"),
  view("hall_of_fame"),
  view("recent_performance"),
  view("honour_roll"),
  view("match_report"),
  view("personal_bests"),
  view("player_profile_stats"),
  view("season_race_data"),
  view("player_power_rating"),
]);
export type StatView = z.infer<typeof StatView>;

const share = z.number().min(0).max(1);

/** The body of a view `usage:<season id or format>`, as `usage_view` gives it. */
export const UsageView = z.object({
  scope: z.enum(["season", "format"]),
  id: z.union([z.uuid(), FormatId]),
  battles: count,
  pokemon: z.array(
    z.object({
      ...kos,
      species: z.string(),
      /** Teams that brought it, once a battle. */
      used: count,
      /** The share of teams that brought it. */
      usage: share.nullable(),
      wins: count,
      ties: count,
      /** Of the games that somebody won. */
      win_rate: share.nullable(),
      sent_out: count,
      turns_active: count,
      faints: count,
      damage_dealt: percent,
      damage_taken: percent,
      moves: z.array(z.object({ move: z.string(), uses: count })),
    }),
  ),
  ko_leaders: z.array(
    z.object({
      ...kos,
      rank: z.int().min(1),
      species: z.string(),
      used: count,
      /** `null` in a format, where nobody's own Pokémon is meant. */
      team_id: z.uuid().nullable(),
      team: z.string().nullable(),
      player: z.string().nullable(),
    }),
  ),
});
export type UsageView = z.infer<typeof UsageView>;
