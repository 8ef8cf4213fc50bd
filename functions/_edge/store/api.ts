import * as z from "zod";
import * as api from "../../_shared/schema/api.ts";
import { type BattleId, type MatchId, Seat, type UserId } from "../../_shared/schema/ids.ts";
import type { Access } from "./access.ts";
import type { Act } from "./admin.ts";

type Query<Schema extends z.ZodType> = z.output<Schema>;

/** A battle as the database tells it: where its replay lies, not yet its address. */
const { page: _page, log: _log, ...battle } = api.ApiBattle.shape;
const StoredBattle = z.strictObject({ ...battle, replay_path: z.string().nullable() });
export type StoredBattle = z.infer<typeof StoredBattle>;

const StoredBattles = z.strictObject({
  battles: z.array(StoredBattle.extend({ seat: api.BattleList.shape.battles.element.shape.seat })),
  next: z.string().nullable(),
});

const OwnInputLog = z.strictObject({ seat: Seat, path: z.string() });

const TeamTerms = z.strictObject({
  format: api.ApiSeason.shape.format,
  roster: z.array(z.string()).nullable(),
});

/** What leagues' own sites ask. Lists come a page at a time. */
export function apiCalls({ call }: Pick<Access, "call">) {
  return {
    seasons: ({ league, after, limit }: Query<typeof api.SeasonQuery>) =>
      call(
        "api_seasons",
        { p_league: league ?? null, p_after: after ?? null, p_limit: limit },
        api.SeasonList,
      ),

    teams: (seasonId: string) => call("api_teams", { p_season_id: seasonId }, api.TeamList),

    /** `null`: there is no such season. */
    standings: (seasonId: string) =>
      call("league_view", { p_tag: `standings:${seasonId}` }, api.ApiStandings.nullable()),

    matches: ({ season_id, after, limit, ...filter }: Query<typeof api.MatchQuery>) =>
      call(
        "api_matches",
        { p_season_id: season_id, p_filter: filter, p_after: after ?? null, p_limit: limit },
        api.MatchList,
      ),

    match: (matchId: MatchId) => call("api_match", { p_match_id: matchId }, api.ApiMatch),

    createMatch: ({ actor, requestId }: Act, match: api.CreateMatchRequest) =>
      call("api_create_match", { p_actor: actor, p_request_id: requestId, p_match: match }, api.ApiMatch),

    changeMatch: ({ actor, requestId }: Act, matchId: MatchId, act: api.ChangeMatchRequest) =>
      call(
        "api_change_match",
        { p_actor: actor, p_request_id: requestId, p_match_id: matchId, p_act: act },
        api.ApiMatch,
      ),

    /** Where the input log of an ended battle lies that the user played, and what seat of it is theirs. */
    ownInputLog: (battleId: BattleId, user: UserId) =>
      call("own_input_log", { p_battle_id: battleId, p_user_id: user }, OwnInputLog),

    leaders: (format: string, limit: number, offset: number) =>
      call("api_leaders", { p_format: format, p_limit: limit, p_offset: offset }, z.array(api.ApiLeader)),

    userBattles: (
      userId: UserId,
      { after, limit, ...filter }: Query<typeof api.BattleQuery>,
      replays: boolean,
    ) =>
      call(
        "api_user_battles",
        {
          p_user_id: userId,
          p_filter: { ...filter, replays },
          p_after: after ?? null,
          p_limit: limit,
        },
        StoredBattles,
      ),

    shownBattle: (battleId: BattleId) => call("api_battle", { p_battle_id: battleId }, StoredBattle),

    user: (named: { id: UserId } | { name: string }) =>
      call(
        "api_user",
        "id" in named ? { p_user_id: named.id, p_name: null } : { p_user_id: null, p_name: named.name },
        api.ApiUser,
      ),

    /** What a team of Pokémon of this team has to keep to. */
    teamTerms: (teamId: string) => call("team_terms", { p_team_id: teamId }, TeamTerms),
  };
}
