import * as z from "zod";
import {
  ApiBattle,
  ApiLeaderboard,
  ApiMatch,
  ApiStandings,
  ApiUser,
  BattleList,
  BattleQuery,
  ChangeMatchRequest,
  CreateMatchRequest,
  LeaderboardQuery,
  MatchList,
  MatchQuery,
  SeasonList,
  SeasonQuery,
  TeamList,
  UserQuery,
} from "../schema/api.ts";
import { CreateRoomRequest, CreateRoomResponse, DiscordCode } from "../schema/http.ts";
import { BattleId, FormatId, MatchId, UserId } from "../schema/ids.ts";
import { OwnTeam, Paste, PasteId, TeamVerdict, ValidateTeamRequest } from "../schema/teams.ts";

/** Who may ask: `anyone`, a `user` with an access token, or either that or the service with its key (`caller`). */
export type Asker = "anyone" | "caller" | "user";

export interface Operation {
  method: "GET" | "POST" | "PATCH";
  /** Below the function; `{name}` is one of `params`. */
  path: `/v1/${string}`;
  summary: string;
  asker: Asker;
  params: z.ZodObject;
  query: z.ZodObject;
  /** `null`: it has none. */
  body: z.ZodType | null;
  answer: z.ZodType;
  /** Statuses of refusals beside those that every operation has. */
  refusals: readonly number[];
}

const nothing = z.strictObject({});
const seasonId = z.strictObject({ season_id: z.uuid() });
const matchId = z.strictObject({ match_id: MatchId });
const userId = z.strictObject({ user_id: UserId });

/** What can be read by anybody. */
function read<
  Path extends `/v1/${string}`,
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Answer extends z.ZodType,
>(path: Path, summary: string, params: Params, query: Query, answer: Answer) {
  return {
    method: "GET",
    path,
    summary,
    asker: "anyone",
    params,
    query,
    body: null,
    answer,
    refusals: [404],
  } as const satisfies Operation;
}

/** Every operation by its name: the function serves this table, and its description is made of it. */
export const OPERATIONS = {
  listSeasons: read("/v1/seasons", "Seasons, the latest first", nothing, SeasonQuery, SeasonList),
  listTeams: read("/v1/seasons/{season_id}/teams", "Teams of a season", seasonId, nothing, TeamList),
  showStandings: read(
    "/v1/seasons/{season_id}/standings",
    "A season's table",
    seasonId,
    nothing,
    ApiStandings,
  ),
  listMatches: read("/v1/matches", "Matches of a season, by round", nothing, MatchQuery, MatchList),
  showMatch: read("/v1/matches/{match_id}", "A match", matchId, nothing, ApiMatch),
  createMatch: {
    method: "POST",
    path: "/v1/matches",
    summary: "Schedules a match, for admins of its league",
    asker: "caller",
    params: nothing,
    query: nothing,
    body: CreateMatchRequest,
    answer: ApiMatch,
    refusals: [403, 404, 409],
  },
  changeMatch: {
    method: "PATCH",
    path: "/v1/matches/{match_id}",
    summary: "Moves a match or decides about it, for admins of its league",
    asker: "caller",
    params: matchId,
    query: nothing,
    body: ChangeMatchRequest,
    answer: ApiMatch,
    refusals: [403, 404, 409],
  },
  showLeaderboard: read(
    "/v1/leaderboards/{format}",
    "The ladder of a format, the best first",
    z.strictObject({ format: FormatId }),
    LeaderboardQuery,
    ApiLeaderboard,
  ),
  findUser: read("/v1/users", "The user of a display name", nothing, UserQuery, ApiUser),
  listBattles: read(
    "/v1/users/{user_id}/battles",
    "A user's battles, the latest first",
    userId,
    BattleQuery,
    BattleList,
  ),
  listReplays: read(
    "/v1/users/{user_id}/replays",
    "A user's battles of which there is a replay, the latest first",
    userId,
    BattleQuery,
    BattleList,
  ),
  showBattle: read(
    "/v1/battles/{battle_id}",
    "A battle with its replay",
    z.strictObject({ battle_id: BattleId }),
    nothing,
    ApiBattle,
  ),
  createRoom: {
    method: "POST",
    path: "/v1/rooms",
    summary: "Opens a battle's room, or the way into one that is open",
    asker: "caller",
    params: nothing,
    query: nothing,
    body: CreateRoomRequest,
    answer: CreateRoomResponse,
    refusals: [403, 404, 409, 410, 503],
  },
  validateTeam: {
    method: "POST",
    path: "/v1/teams/validate",
    summary:
      "Says whether a team may be played: by the simulator's validator, and by the roster of who plays it",
    asker: "caller",
    params: nothing,
    query: nothing,
    body: ValidateTeamRequest,
    answer: TeamVerdict,
    refusals: [404, 503],
  },
  showOwnTeam: {
    method: "GET",
    path: "/v1/battles/{battle_id}/team",
    summary: "The user's own team of a battle that they played and that is over",
    asker: "user",
    params: z.strictObject({ battle_id: BattleId }),
    query: nothing,
    body: null,
    answer: OwnTeam,
    refusals: [403, 404, 409],
  },
  showPaste: {
    method: "GET",
    path: "/v1/pastes/{paste_id}",
    summary: "A team of pokepast.es, which lets no page but Showdown's read it",
    asker: "user",
    params: z.strictObject({ paste_id: PasteId }),
    query: nothing,
    body: null,
    answer: Paste,
    refusals: [403, 404, 413, 429, 503],
  },
  createDiscordCode: {
    method: "POST",
    path: "/v1/discord/code",
    summary: "Gives the user a code that links their Discord account when it is said there",
    asker: "user",
    params: nothing,
    query: nothing,
    body: null,
    answer: DiscordCode,
    refusals: [403, 404],
  },
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof OPERATIONS;
