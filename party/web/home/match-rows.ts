import * as z from "zod";
import { MatchId } from "../../../functions/_shared/schema/ids.ts";
import type { Api } from "../api.ts";

const Team = z.object({ id: z.string(), name: z.string(), season_id: z.string() });
const Match = z.object({
  id: MatchId,
  season_id: z.string(),
  round: z.number(),
  home_team_id: z.string(),
  away_team_id: z.string(),
  status: z.enum(["scheduled", "in_progress"]),
  scheduled_at: z.string().nullable(),
  home_games: z.number(),
  away_games: z.number(),
});
const Season = z.object({ id: z.string(), name: z.string(), format: z.string(), best_of: z.number() });

type Row<Schema extends z.ZodType> = z.infer<Schema>;

/** A match that the viewer has to play. */
export interface OwnMatch {
  id: MatchId;
  seasonId: string;
  season: string;
  format: string;
  round: number;
  own: string;
  opponent: string;
  status: "scheduled" | "in_progress";
  scheduledAt: string | null;
  bestOf: number;
  /** Games won, the viewer's first. */
  games: [number, number];
}

/** What a user has to play, the next match first, and the seasons of the teams that they coach. */
export async function loadOwnMatches(
  api: Api,
  userId: string,
): Promise<{ seasons: string[]; matches: OwnMatch[] }> {
  const own = await teamsWhere(api, "coach_id", [userId]);
  if (own.length === 0) return { seasons: [], matches: [] };
  const seasons = [...new Set(own.map((team) => team.season_id))].sort();
  const ids = own.map(({ id }) => id);
  const [home, away] = await Promise.all([
    matchesWhere(api, "home_team_id", ids),
    matchesWhere(api, "away_team_id", ids),
  ]);
  const matches = [...home, ...away];
  if (matches.length === 0) return { seasons, matches: [] };
  const [teams, played] = await Promise.all([
    teamsWhere(
      api,
      "id",
      matches.flatMap((match) => [match.home_team_id, match.away_team_id]),
    ),
    seasonsWhere(
      api,
      matches.map((match) => match.season_id),
    ),
  ]);
  return { seasons, matches: ownMatches(new Set(ids), matches, teams, played) };
}

/** Matches as the coach of one side sees them. */
export function ownMatches(
  own: ReadonlySet<string>,
  matches: readonly Row<typeof Match>[],
  teams: readonly Row<typeof Team>[],
  seasons: readonly Row<typeof Season>[],
): OwnMatch[] {
  const nameOf = (id: string) => teams.find((team) => team.id === id)?.name ?? "?";
  return matches
    .map((match): OwnMatch => {
      const season = seasons.find(({ id }) => id === match.season_id);
      const isHome = own.has(match.home_team_id);
      return {
        id: match.id,
        seasonId: match.season_id,
        season: season?.name ?? "?",
        format: season?.format ?? "?",
        round: match.round,
        own: nameOf(isHome ? match.home_team_id : match.away_team_id),
        opponent: nameOf(isHome ? match.away_team_id : match.home_team_id),
        status: match.status,
        scheduledAt: match.scheduled_at,
        bestOf: season?.best_of ?? 1,
        games: isHome ? [match.home_games, match.away_games] : [match.away_games, match.home_games],
      };
    })
    .sort((a, b) => orderOf(a) - orderOf(b) || a.round - b.round);
}

/** What is being played first, then by date; what has none comes last. */
function orderOf(match: OwnMatch): number {
  if (match.status === "in_progress") return 0;
  return match.scheduledAt === null ? Number.MAX_SAFE_INTEGER : Date.parse(match.scheduledAt);
}

async function teamsWhere(
  api: Api,
  column: "id" | "coach_id",
  values: string[],
): Promise<Row<typeof Team>[]> {
  const { data, error } = await api.data.from("teams").select("id,name,season_id").in(column, values);
  if (error) throw error;
  return z.array(Team).parse(data);
}

async function matchesWhere(
  api: Api,
  column: "home_team_id" | "away_team_id",
  teams: string[],
): Promise<Row<typeof Match>[]> {
  const { data, error } = await api.data
    .from("matches")
    .select(Object.keys(Match.shape).join(","))
    .in(column, teams)
    .in("status", ["scheduled", "in_progress"])
    .order("scheduled_at")
    .limit(20);
  if (error) throw error;
  return z.array(Match).parse(data);
}

async function seasonsWhere(api: Api, ids: string[]): Promise<Row<typeof Season>[]> {
  const { data, error } = await api.data.from("seasons").select("id,name,format,best_of").in("id", ids);
  if (error) throw error;
  return z.array(Season).parse(data);
}
