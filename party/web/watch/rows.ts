import * as z from "zod";
import { BattleId } from "../../../functions/_shared/schema/ids.ts";
import { ClockSettings } from "../../../functions/_shared/schema/rules.ts";
import type { Api } from "../api.ts";

const LiveBattle = z.object({
  id: BattleId,
  format: z.string(),
  origin: z.enum(["room", "showdown"]),
  rated: z.boolean(),
  bot: z.string().nullable(),
  match_id: z.string().nullable(),
  p1_user: z.string().nullable(),
  p2_user: z.string().nullable(),
  p1_name: z.string().nullable(),
  p2_name: z.string().nullable(),
  started_at: z.string().nullable(),
  rules: z.object({ clock: ClockSettings.nullable() }),
});
export type LiveBattle = z.infer<typeof LiveBattle>;

/** Which battles are listed: `all`, the `rated` ones of the ladder, or those of a `league`. */
export const KINDS = ["all", "rated", "league"] as const;
export type Kind = (typeof KINDS)[number];

export interface LiveFilter {
  format: string;
  kind: Kind;
}

export function filterIn(query: URLSearchParams): LiveFilter {
  const format = query.get("format") ?? "";
  const kind = KINDS.find((one) => one === query.get("kind")) ?? "all";
  return { format: /^gen[1-9][a-z0-9]{1,44}$/.test(format) ? format : "", kind };
}

/** As many as are listed. */
const MOST = 60;

/** The battles that are played now, those that began last first. */
export async function loadLive(api: Api, { format, kind }: LiveFilter): Promise<LiveBattle[]> {
  let query = api.data.from("battles").select(Object.keys(LiveBattle.shape).join(",")).eq("status", "live");
  if (format !== "") query = query.eq("format", format);
  if (kind === "rated") query = query.eq("rated", true);
  if (kind === "league") query = query.not("match_id", "is", null);
  const { data, error } = await query.order("created_at", { ascending: false }).limit(MOST);
  if (error) throw error;
  return z.array(LiveBattle).parse(data);
}
