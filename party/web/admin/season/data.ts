import * as z from "zod";
import type { Api } from "../../api.ts";
import { namesOf, rows } from "../calls.ts";

export const CLOCKS = ["standard", "vgc", "none"] as const;
export const TIE_BREAKS = ["head_to_head", "differential", "strength", "wins"] as const;
export const FORFEIT_ENDS = ["forfeit", "timeout", "disconnect"] as const;
export const KO_KINDS = [
  "hazard",
  "ability_item",
  "residual",
  "destiny_bond",
  "recoil",
  "self_ko",
  "team",
  "forfeit",
] as const;
export const KO_VALUES = ["direct", "passive", "none"] as const;

const Season = z.object({
  id: z.string(),
  league_id: z.string(),
  name: z.string(),
  format: z.string(),
  starts_on: z.string().nullable(),
  ends_on: z.string().nullable(),
  best_of: z.number(),
  clock: z.enum(CLOCKS),
  spectator_delay: z.number(),
  showdown_server: z.string().nullable(),
  minutes_before: z.number(),
  minutes_after: z.number(),
  coach_uploads: z.boolean(),
});
export type Season = z.infer<typeof Season>;

const number = z.coerce.number();
const Rules = z.object({
  points_win: number,
  points_tie: number,
  points_loss: number,
  points_forfeit: number.nullable(),
  forfeit_ends: z.array(z.enum(FORFEIT_ENDS)),
  forfeit_differential: z.number().nullable(),
  double_forfeit_differential: z.number().nullable(),
  tie_breaks: z.array(z.enum(TIE_BREAKS)),
  ko_rules: z.record(z.enum(KO_KINDS), z.enum(KO_VALUES)),
});
export type Rules = z.infer<typeof Rules>;

/** What a season has until somebody says otherwise. */
export const DEFAULT_RULES: Rules = {
  points_win: 3,
  points_tie: 1,
  points_loss: 0,
  points_forfeit: null,
  forfeit_ends: ["forfeit"],
  forfeit_differential: null,
  double_forfeit_differential: null,
  tie_breaks: ["head_to_head", "differential", "strength"],
  ko_rules: {
    hazard: "passive",
    ability_item: "passive",
    residual: "passive",
    destiny_bond: "passive",
    recoil: "none",
    self_ko: "none",
    team: "none",
    forfeit: "none",
  },
};

export const MatchStatus = z.enum(["scheduled", "in_progress", "completed", "disputed", "cancelled"]);
const Match = z.object({
  id: z.string(),
  round: z.number(),
  home_team_id: z.string(),
  away_team_id: z.string(),
  status: MatchStatus,
  winner_team_id: z.string().nullable(),
  home_score: z.number().nullable(),
  away_score: z.number().nullable(),
  home_games: z.number(),
  away_games: z.number(),
  end_type: z.string().nullable(),
  dispute_reason: z.string().nullable(),
  scheduled_at: z.string().nullable(),
  room_id: z.string().nullable(),
});
export type Match = z.infer<typeof Match>;

export interface Team {
  id: string;
  name: string;
  /** Their display name; `null` where there is none. */
  coach: string | null;
  roster: string[];
}

export interface SeasonData {
  season: Season;
  league: { id: string; slug: string; name: string };
  rules: Rules;
  teams: Team[];
  matches: Match[];
}

/** What each part of the page is given. */
export interface SeasonPart {
  api: Api;
  data: SeasonData;
  mayChange: boolean;
  reload: () => void;
}

const League = z.object({ id: z.string(), slug: z.string(), name: z.string() });
const TeamRow = z.object({ id: z.string(), name: z.string(), coach_id: z.string().nullable() });
const RosterRow = z.object({ team_id: z.string(), species: z.string() });

/** The most rows that the Data API gives at once. */
const PAGE = 1000;

/** All of a season; `null` where there is none. */
export async function loadSeason(api: Api, id: string): Promise<SeasonData | null> {
  const [season] = await rows(
    api.data.from("seasons").select(Object.keys(Season.shape).join(",")).eq("id", id),
    Season,
  );
  if (season === undefined) return null;
  const [[league], [rules], teams, matches] = await Promise.all([
    rows(api.data.from("leagues").select("id,slug,name").eq("id", season.league_id), League),
    rows(api.data.from("season_rules").select(Object.keys(Rules.shape).join(",")).eq("season_id", id), Rules),
    rows(api.data.from("teams").select("id,name,coach_id").eq("season_id", id).order("name"), TeamRow),
    readMatches(api, id),
  ]);
  if (league === undefined || rules === undefined) return null;
  const [names, rosters] = await Promise.all([
    namesOf(
      api,
      teams.flatMap(({ coach_id }) => coach_id ?? []),
    ),
    readRosters(
      api,
      teams.map((team) => team.id),
    ),
  ]);
  return {
    season,
    league,
    rules,
    teams: teams.map((team) => ({
      id: team.id,
      name: team.name,
      coach: team.coach_id === null ? null : (names.get(team.coach_id) ?? "?"),
      roster: rosters.flatMap(({ team_id, species }) => (team_id === team.id ? [species] : [])),
    })),
    matches,
  };
}

/** A schedule may be longer than one page of the Data API. */
async function readMatches(api: Api, seasonId: string): Promise<Match[]> {
  return paged((from) =>
    rows(
      api.data
        .from("matches")
        .select(Object.keys(Match.shape).join(","))
        .eq("season_id", seasonId)
        .order("round")
        .order("scheduled_at", { nullsFirst: false })
        .order("id")
        .range(from, from + PAGE - 1),
      Match,
    ),
  );
}

async function readRosters(api: Api, teams: string[]): Promise<z.infer<typeof RosterRow>[]> {
  if (teams.length === 0) return [];
  return paged((from) =>
    rows(
      api.data
        .from("rosters")
        .select("team_id,species")
        .in("team_id", teams)
        .order("team_id")
        .order("species")
        .range(from, from + PAGE - 1),
      RosterRow,
    ),
  );
}

async function paged<Row>(read: (from: number) => Promise<Row[]>): Promise<Row[]> {
  const all: Row[] = [];
  for (;;) {
    const page = await read(all.length);
    all.push(...page);
    if (page.length < PAGE) return all;
  }
}
