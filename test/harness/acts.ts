import type { Row, TestDatabase } from "./database.ts";
import type { Season } from "./league.ts";

/** A result as `correct_match` takes it. */
export interface GivenResult {
  winner: "home" | "away" | null;
  end_type: string;
  home_score: number;
  away_score: number;
  /** Of a series. */
  home_games?: number;
  away_games?: number;
}

export const HOME_WINS: GivenResult = { winner: "home", end_type: "win", home_score: 3, away_score: 0 };
export const AWAY_WINS: GivenResult = { winner: "away", end_type: "win", home_score: 0, away_score: 2 };
export const TIE: GivenResult = { winner: null, end_type: "tie", home_score: 1, away_score: 1 };

/** What league admins decide, as the service. */
export function acts(db: TestDatabase) {
  const reason = "people said so";
  const about = (match: string) => ({ p_match_id: match, p_reason: reason, p_request_id: "request-2" });
  return {
    correct: (match: string, result: GivenResult): Promise<Row[]> =>
      db.rpc("correct_match", { ...about(match), p_result: JSON.stringify(result) }),
    forfeit: (match: string, by: "home" | "away" | "both"): Promise<Row[]> =>
      db.rpc("forfeit_match", { ...about(match), p_by: by }),
    dispute: (match: string): Promise<Row[]> => db.rpc("dispute_match", about(match)),
    cancel: (match: string): Promise<Row[]> => db.rpc("cancel_match", about(match)),
    reopen: (match: string, anew: boolean): Promise<Row[]> =>
      db.rpc("reopen_match", { ...about(match), p_anew: anew }),
    rules: (season: string, changes: object): Promise<Row[]> =>
      db.rpc("change_season_rules", { p_season_id: season, p_changes: JSON.stringify(changes) }),
    /** Gives how many rows were wrong. */
    recalculate: async (season: string): Promise<unknown> =>
      (await db.rpc("recalculate_standings", { p_season_id: season }))[0]?.recalculate_standings,
  };
}

/** Schedules a match of two teams, by index, and enters its result by hand; gives its id. */
export async function enterResult(
  season: Season,
  home: number,
  away: number,
  result: GivenResult,
): Promise<string> {
  const match = await season.match(home, away);
  await acts(season.db).correct(match, result);
  return match;
}

/** A season's table as its pages show it. */
export function seasonTable(season: Season): Promise<Row[]> {
  return season.db.sql("select * from season_standings($1)", [season.id]);
}
