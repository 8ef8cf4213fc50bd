import * as z from "zod";
import { BattleId, Seat } from "../../../functions/_shared/schema/ids.ts";
import { BotStrength } from "../../../functions/_shared/schema/rules.ts";
import type { Api } from "../api.ts";

const OpenBattle = z.object({
  id: BattleId,
  format: z.string(),
  status: z.enum(["waiting", "live"]),
  match_id: z.string().nullable(),
  rated: z.boolean(),
  bot: BotStrength.nullable(),
  p1_user: z.string().nullable(),
  p2_user: z.string().nullable(),
  p1_name: z.string().nullable(),
  p2_name: z.string().nullable(),
});
export type OpenBattle = z.infer<typeof OpenBattle>;

const Result = z.object({
  id: BattleId,
  format: z.string(),
  p1_name: z.string().nullable(),
  p2_name: z.string().nullable(),
  winner_seat: Seat.nullable(),
  end_type: z.string().nullable(),
  turns: z.number().nullable(),
  p1_score: z.number().nullable(),
  p2_score: z.number().nullable(),
  ended_at: z.string().nullable(),
});
export type Result = z.infer<typeof Result>;

const Season = z.object({ id: z.string(), name: z.string(), format: z.string() });
export type Season = z.infer<typeof Season>;

const Team = z.object({ id: z.string(), name: z.string() });
const Standing = z.object({
  team_id: z.string(),
  wins: z.number(),
  losses: z.number(),
  ties: z.number(),
  differential: z.number(),
});

/** One line of a season's table. */
export interface TableLine {
  teamId: string;
  team: string;
  wins: number;
  losses: number;
  ties: number;
  differential: number;
}

/** Whether anybody may take the battle's second seat. */
export function isOpen(
  battle: Pick<OpenBattle, "match_id" | "rated" | "bot" | "p2_user"> & { status: string },
): boolean {
  const { status, match_id, rated, bot, p2_user } = battle;
  return status === "waiting" && match_id === null && !rated && bot === null && p2_user === null;
}

/** Battles that wait for a player or are being played, the newest first. */
export async function loadOpenBattles(api: Api): Promise<OpenBattle[]> {
  const { data, error } = await api.data
    .from("battles")
    .select(Object.keys(OpenBattle.shape).join(","))
    .in("status", ["waiting", "live"])
    .order("created_at", { ascending: false })
    .limit(30);
  if (error) throw error;
  return z.array(OpenBattle).parse(data);
}

/** The battles that ended last. */
export async function loadResults(api: Api): Promise<Result[]> {
  const { data, error } = await api.data
    .from("battles")
    .select(Object.keys(Result.shape).join(","))
    .in("status", ["ended", "completed"])
    .order("ended_at", { ascending: false })
    .limit(10);
  if (error) throw error;
  return z.array(Result).parse(data);
}

/** The seasons that began last. */
export async function loadSeasons(api: Api): Promise<Season[]> {
  const { data, error } = await api.data
    .from("seasons")
    .select("id,name,format")
    .order("created_at", { ascending: false })
    .limit(3);
  if (error) throw error;
  return z.array(Season).parse(data);
}

/** A season's table, the leader first. */
export async function loadTable(api: Api, seasonId: string): Promise<TableLine[]> {
  const [teams, standings] = await Promise.all([
    api.data.from("teams").select("id,name").eq("season_id", seasonId),
    api.data.from("standings").select("team_id,wins,losses,ties,differential").eq("season_id", seasonId),
  ]);
  if (teams.error) throw teams.error;
  if (standings.error) throw standings.error;
  return tableOf(z.array(Team).parse(teams.data), z.array(Standing).parse(standings.data));
}

/** Teams joined with what they have won: by wins, then differential, then fewer losses, then name. */
export function tableOf(
  teams: readonly z.infer<typeof Team>[],
  standings: readonly z.infer<typeof Standing>[],
): TableLine[] {
  const played = new Map(standings.map((standing) => [standing.team_id, standing]));
  return teams
    .map(({ id, name }) => {
      const { wins, losses, ties, differential } = played.get(id) ?? {
        wins: 0,
        losses: 0,
        ties: 0,
        differential: 0,
      };
      return { teamId: id, team: name, wins, losses, ties, differential };
    })
    .sort(
      (a, b) =>
        b.wins - a.wins ||
        b.differential - a.differential ||
        a.losses - b.losses ||
        (a.team < b.team ? -1 : 1),
    );
}
