import * as z from "zod";
import { EndType } from "../../../functions/_shared/schema/battle.ts";
import { BattleId, Seat } from "../../../functions/_shared/schema/ids.ts";
import { OwnTeam } from "../../../functions/_shared/schema/teams.ts";
import type { Api } from "../api.ts";

const ReplayRow = z.object({
  id: BattleId,
  format: z.string(),
  status: z.enum(["waiting", "live", "ended", "completed", "disputed", "void"]),
  match_id: z.string().nullable(),
  p1_user: z.string().nullable(),
  p2_user: z.string().nullable(),
  p1_name: z.string().nullable(),
  p2_name: z.string().nullable(),
  winner_seat: Seat.nullable(),
  end_type: EndType.nullable(),
  ended_at: z.string().nullable(),
  replay_path: z.string().nullable(),
});

/** A battle as its replay tells of it. */
export type ReplayRow = z.infer<typeof ReplayRow>;

/** Reads what is known of a battle beside its log; `null` when there is no such battle. */
export async function loadReplayRow(api: Api, id: BattleId): Promise<ReplayRow | null> {
  const { data, error } = await api.data
    .from("battles")
    .select(Object.keys(ReplayRow.shape).join(","))
    .eq("id", id)
    .maybeSingle();
  if (error) throw error;
  return data === null ? null : ReplayRow.parse(data);
}

/** Reads a stored battle log. */
export async function loadLog(api: Api, path: string): Promise<string> {
  const response = await fetch(api.file("replays", path));
  if (!response.ok) throw new Error(`the replay store answered ${response.status}`);
  return await response.text();
}

/** The viewer's own team, packed; nobody else can ask for it. */
export async function loadOwnTeam(api: Api, id: BattleId): Promise<string> {
  return (await api.ask(`api/v1/battles/${id}/team`, OwnTeam)).team;
}
