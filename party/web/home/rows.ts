import type { SupabaseClient } from "@supabase/supabase-js";
import * as z from "zod";
import { BattleId, Seat } from "../../../functions/_shared/schema/ids.ts";

const OpenBattle = z.object({
  id: BattleId,
  format: z.string(),
  status: z.enum(["waiting", "live"]),
  match_id: z.string().nullable(),
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

/** Battles that wait for a player or are being played, the newest first. */
export async function loadOpenBattles(supabase: SupabaseClient): Promise<OpenBattle[]> {
  const { data, error } = await supabase
    .from("battles")
    .select("id,format,status,match_id,p1_user,p2_user,p1_name,p2_name")
    .in("status", ["waiting", "live"])
    .order("created_at", { ascending: false })
    .limit(30);
  if (error) throw error;
  return z.array(OpenBattle).parse(data);
}

/** The battles that ended last. */
export async function loadResults(supabase: SupabaseClient): Promise<Result[]> {
  const { data, error } = await supabase
    .from("battles")
    .select("id,format,p1_name,p2_name,winner_seat,end_type,turns,p1_score,p2_score,ended_at")
    .in("status", ["ended", "completed"])
    .order("ended_at", { ascending: false })
    .limit(10);
  if (error) throw error;
  return z.array(Result).parse(data);
}

/** The seasons that began last. */
export async function loadSeasons(supabase: SupabaseClient): Promise<Season[]> {
  const { data, error } = await supabase
    .from("seasons")
    .select("id,name,format")
    .order("created_at", { ascending: false })
    .limit(3);
  if (error) throw error;
  return z.array(Season).parse(data);
}

/** A season's table, the leader first. */
export async function loadTable(supabase: SupabaseClient, seasonId: string): Promise<TableLine[]> {
  const [teams, standings] = await Promise.all([
    supabase.from("teams").select("id,name").eq("season_id", seasonId),
    supabase.from("standings").select("team_id,wins,losses,ties,differential").eq("season_id", seasonId),
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
