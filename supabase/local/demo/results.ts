import * as z from "zod";
import type { Api } from "./api.ts";
import type { DemoSeason } from "./league.ts";
import { recount, type Standing, sameStandings } from "./recount.ts";
import { percentile } from "./table.ts";

/** The demo's last word, and the line that `--json` prints. */
export interface DemoResult {
  battles: number;
  completed: number;
  standings: Standing[];
  /** Whether the standings equal a recount from the stored replays. */
  consistent: boolean;
  /** Deliveries recorded as sent. */
  notifications: number;
  dead_letters: number;
  /** From the win in the room to the standings row. */
  latency_ms: { p50: number; p95: number };
}

/** A timestamp as the Data API writes it, or as PostgreSQL does, which the local one passes on: to milliseconds. */
const Moment = z.string().transform((text, context) => {
  const moment = Date.parse(text.replace(" ", "T").replace(/([+-]\d\d)$/, "$1:00"));
  if (Number.isNaN(moment)) context.addIssue({ code: "custom", message: `must be a timestamp (${text})` });
  return moment;
});

const Battle = z.object({
  id: z.string(),
  match_id: z.uuid(),
  status: z.enum(["waiting", "live", "ended", "completed", "disputed", "void"]),
  replay_path: z.string().nullable(),
  ended_at: Moment.nullable(),
  completed_at: Moment.nullable(),
  dispute_reason: z.string().nullable(),
});
export type Battle = z.infer<typeof Battle>;

const Delivery = z.object({ subject: z.string(), state: z.enum(["sending", "sent", "ambiguous", "failed"]) });
const Job = z.object({ subject: z.string(), state: z.string() });
const StandingRow = z.object({
  team: z.string(),
  wins: z.int(),
  losses: z.int(),
  ties: z.int(),
  differential: z.int(),
});

const IDS_A_QUERY = 50;

/** The battles of a season's matches so far. */
export function readBattles(api: Api, season: DemoSeason): Promise<Battle[]> {
  const ids = season.matches.map(({ id }) => id);
  return selectAbout(api, { table: "battles", column: "match_id", ids, row: Battle });
}

interface About<Row> {
  table: string;
  column: string;
  ids: string[];
  /** An object of the columns wanted. */
  row: z.ZodType<Row> & { shape: object };
}

/** Rows about these ids, asked for in pieces: an address has its limit, and so has an answer. */
async function selectAbout<Row>(api: Api, about: About<Row>): Promise<Row[]> {
  const { table, column, ids, row } = about;
  const columns = Object.keys(row.shape).join(",");
  const rows: Row[] = [];
  for (let from = 0; from < ids.length; from += IDS_A_QUERY) {
    const some = ids.slice(from, from + IDS_A_QUERY).join(",");
    rows.push(...(await api.select(table, `${column}=in.(${some})&select=${columns}`, row)));
  }
  return rows;
}

/** A season's messages to Discord: those known to be posted, and those of which nothing more will be done. */
export async function countDeliveries(
  api: Api,
  season: DemoSeason,
): Promise<{ sent: number; settled: number }> {
  const ids = season.matches.map(({ id }) => id);
  const ours = await selectAbout(api, { table: "discord_deliveries", column: "subject", ids, row: Delivery });
  return {
    sent: ours.filter(({ state }) => state === "sent").length,
    settled: ours.filter(({ state }) => state === "sent" || state === "ambiguous").length,
  };
}

async function countDeadLetters(api: Api, ids: string[]): Promise<number> {
  const jobs = await selectAbout(api, { table: "jobs", column: "subject", ids, row: Job });
  return jobs.filter(({ state }) => state === "dead_letter").length;
}

/** The season's standings as its pages show them, in their order. */
export function readStandings(api: Api, season: DemoSeason): Promise<Standing[]> {
  return api.select("rpc/season_standings", `p_season_id=${season.id}`, StandingRow);
}

/** Counts a season again from its stored replays; a match with two finished battles would be counted twice. */
export async function recountSeason(api: Api, season: DemoSeason, battles: Battle[]): Promise<Standing[]> {
  const matches = new Map(season.matches.map((match) => [match.id, match]));
  const played = [];
  for (const { id, match_id, status, replay_path } of battles) {
    const match = matches.get(match_id);
    if (match === undefined || status !== "completed") continue;
    if (replay_path === null) throw new Error(`Cannot recount: the battle has no replay (${id})`);
    played.push({ home: match.home.name, away: match.away.name, log: await api.replay(replay_path) });
  }
  return recount([...season.teams.values()], played);
}

/** Reads what a season came to. */
export async function readResult(api: Api, season: DemoSeason): Promise<DemoResult> {
  const battles = await readBattles(api, season);
  const standings = await readStandings(api, season);
  const completed = battles.filter(({ status }) => status === "completed");
  const latencies = completed.flatMap(({ ended_at, completed_at }) =>
    ended_at === null || completed_at === null ? [] : [completed_at - ended_at],
  );
  const subjects = battles.flatMap(({ id, match_id }) => [id, match_id]);
  return {
    battles: season.matches.length,
    completed: completed.length,
    standings,
    consistent: sameStandings(standings, await recountSeason(api, season, battles)),
    notifications: (await countDeliveries(api, season)).sent,
    dead_letters: await countDeadLetters(api, subjects),
    latency_ms: {
      p50: Math.round(percentile(latencies, 0.5)),
      p95: Math.round(percentile(latencies, 0.95)),
    },
  };
}
