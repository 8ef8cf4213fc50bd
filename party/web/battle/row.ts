import type { SupabaseClient } from "@supabase/supabase-js";
import * as z from "zod";
import { EndType } from "../../../functions/_shared/schema/battle.ts";
import { BattleId, Seat } from "../../../functions/_shared/schema/ids.ts";

const BattleRow = z.object({
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
  replay_path: z.string().nullable(),
});

/** A battle as the league's tables tell it. */
export type BattleRow = z.infer<typeof BattleRow>;

/** Reads a battle's row; `null` when there is none. */
export async function loadBattle(supabase: SupabaseClient, id: BattleId): Promise<BattleRow | null> {
  const { data, error } = await supabase
    .from("battles")
    .select("id,format,status,match_id,p1_user,p2_user,p1_name,p2_name,winner_seat,end_type,replay_path")
    .eq("id", id)
    .maybeSingle();
  if (error) throw error;
  return data === null ? null : BattleRow.parse(data);
}

/** Reads the stored battle log of a finished battle, a line an element. */
export async function loadReplay(supabase: SupabaseClient, path: string): Promise<string[]> {
  const { data } = supabase.storage.from("replays").getPublicUrl(path);
  const response = await fetch(data.publicUrl);
  if (!response.ok) throw new Error(`the replay store answered ${response.status}`);
  return (await response.text()).split("\n").filter((line) => line !== "");
}
