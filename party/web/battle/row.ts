import * as z from "zod";
import { EndType } from "../../../functions/_shared/schema/battle.ts";
import { BattleId, Seat } from "../../../functions/_shared/schema/ids.ts";
import { BattlesView } from "../../../functions/_shared/schema/league.ts";
import { BotStrength } from "../../../functions/_shared/schema/rules.ts";
import type { Api } from "../api.ts";

const BattleRow = z.object({
  id: BattleId,
  format: z.string(),
  rated: z.boolean(),
  bot: BotStrength.nullable(),
  status: z.enum(["waiting", "live", "ended", "completed", "disputed", "void"]),
  /** Where it is played: in our room, or on a Showdown server. */
  origin: z.enum(["room", "showdown"]),
  showdown_server: z.string().nullable(),
  showdown_room: z.string().nullable(),
  match_id: z.string().nullable(),
  counts: z.boolean(),
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
export async function loadBattle(api: Api, id: BattleId): Promise<BattleRow | null> {
  const { data, error } = await api.data
    .from("battles")
    .select(Object.keys(BattleRow.shape).join(","))
    .eq("id", id)
    .maybeSingle();
  if (error) throw error;
  return data === null ? null : BattleRow.parse(data);
}

/** What the league's view of battles tells of one; `undefined` when it tells nothing. */
export function partOf(body: unknown, id: BattleId): unknown {
  const view = BattlesView.safeParse(body).data;
  return [...(view?.open ?? []), ...(view?.results ?? [])].find((battle) => battle.id === id);
}
