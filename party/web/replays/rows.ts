import * as z from "zod";
import { BattleId, Seat } from "../../../functions/_shared/schema/ids.ts";
import type { Api } from "../api.ts";

const species = z.array(z.string()).nullable();

const FoundReplay = z.object({
  id: BattleId,
  format: z.string(),
  rated: z.boolean(),
  match_id: z.string().nullable(),
  p1_name: z.string().nullable(),
  p2_name: z.string().nullable(),
  winner_seat: Seat.nullable(),
  end_type: z.string().nullable(),
  turns: z.number().nullable(),
  p1_score: z.number().nullable(),
  p2_score: z.number().nullable(),
  ended_at: z.string(),
  /** What the log shows of the teams; `null` until the battle is counted. */
  p1_team: species,
  p2_team: species,
});
export type FoundReplay = z.infer<typeof FoundReplay>;

const Page = z.object({ replays: z.array(FoundReplay), next: z.string().nullable() });
export type ReplayPage = z.infer<typeof Page>;

/** What is searched by, as the address has it. Days are those of the visitor's own calendar. */
export interface Wanted {
  player: string;
  opponent: string;
  format: string;
  /** Names of Pokémon, parted by commas. */
  pokemon: string;
  /** `YYYY-MM-DD`. */
  from: string;
  until: string;
  after: string;
}

export const FIELDS = ["player", "opponent", "format", "pokemon", "from", "until"] as const;

export function wantedIn(query: URLSearchParams): Wanted {
  const field = (name: string) => (query.get(name) ?? "").slice(0, 200).trim();
  return {
    player: field("player"),
    opponent: field("opponent"),
    format: field("format"),
    pokemon: field("pokemon"),
    from: dayOf(field("from")),
    until: dayOf(field("until")),
    after: field("after"),
  };
}

/** A day that is one, or nothing. */
function dayOf(text: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : "";
}

/** What the database is asked. */
export function searchOf({
  player,
  opponent,
  format,
  pokemon,
  from,
  until,
}: Wanted): Record<string, unknown> {
  const players = [player, opponent].filter((name) => name !== "");
  const species = [...new Set(pokemon.split(",").map((name) => name.trim()))].filter((name) => name !== "");
  return {
    ...(players.length > 0 && { players }),
    ...(format !== "" && { format }),
    ...(species.length > 0 && { pokemon: species.slice(0, 6) }),
    ...(from !== "" && { from: startOf(from, 0) }),
    ...(until !== "" && { until: startOf(until, 1) }),
  };
}

/** The moment at which a day begins here, or the one so many days later. */
function startOf(day: string, later: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}

/** A page of replays, the latest first. */
export async function findReplays(api: Api, wanted: Wanted): Promise<ReplayPage> {
  const { data, error } = await api.data.rpc("find_replays", {
    p_query: searchOf(wanted),
    p_after: wanted.after === "" ? null : wanted.after,
    p_limit: 20,
  });
  if (error) throw error;
  return Page.parse(data);
}

/** Names that begin so, of players or Pokémon that there are replays of. */
export async function namesOf(api: Api, kind: "player" | "pokemon", beginning: string): Promise<string[]> {
  const { data, error } = await api.data.rpc("replay_names", { p_kind: kind, p_beginning: beginning });
  if (error) throw error;
  return z.array(z.string()).parse(data);
}
