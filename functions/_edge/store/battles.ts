import * as z from "zod";
import { EndType } from "../../_shared/schema/battle.ts";
import { BattleId, CorrelationId, FormatId, MatchId, Seat, UserId } from "../../_shared/schema/ids.ts";
import { BattleRules, BotStrength, Series } from "../../_shared/schema/rules.ts";
import type { Access } from "./access.ts";

export const Battle = z.object({
  id: BattleId,
  match_id: MatchId.nullable(),
  format: FormatId,
  status: z.enum(["waiting", "live", "ended", "completed", "disputed", "void"]),
  /** Where it is played: in a room of ours, or on a Showdown server. */
  origin: z.enum(["room", "showdown"]).default("room"),
  rated: z.boolean(),
  rules: BattleRules,
  /** Who plays p2, when it is no user. */
  bot: BotStrength.nullable(),
  /** The battle's place in its match's series, from 1. */
  game: z.int().nullable(),
  p1_user: UserId.nullable(),
  p2_user: UserId.nullable(),
  p1_name: z.string().nullable(),
  p2_name: z.string().nullable(),
  winner_seat: Seat.nullable(),
  end_type: EndType.nullable(),
  turns: z.int().nullable(),
  replay_path: z.string().nullable(),
  correlation_id: CorrelationId,
});
export type Battle = z.infer<typeof Battle>;

const BATTLE_COLUMNS = Object.keys(Battle.shape).join(",");

const Coaches = z.object({ coach_id: UserId.nullable() });
const MatchCoaches = z.object({ home: Coaches, away: Coaches });

const Score = z.object({
  home_games: z.int(),
  away_games: z.int(),
  season: z.object({ best_of: Series.shape.bestOf }),
});

/** A battle as somebody opens it who is no coach and no lobby. */
export interface FriendlyBattle {
  id: BattleId;
  user: UserId;
  format: FormatId;
  rules: BattleRules;
  bot: BotStrength | null;
  correlationId: CorrelationId;
}

/** Battles, and who may play them. */
export function battleCalls({ client, call, read }: Access) {
  return {
    battle(id: string): Promise<Battle | null> {
      const query = client.from("battles").select(BATTLE_COLUMNS).eq("id", id).maybeSingle();
      return read("battles", query, Battle.nullable());
    },

    /** Who may play a match, `null` when there is no such match. */
    async coaches(matchId: MatchId): Promise<(UserId | null)[] | null> {
      const columns = "home:teams!home_team_id(coach_id),away:teams!away_team_id(coach_id)";
      const query = client.from("matches").select(columns).eq("id", matchId).maybeSingle();
      const match = await read("matches", query, MatchCoaches.nullable());
      return match && [match.home.coach_id, match.away.coach_id];
    },

    /** The series that a match's game belongs to, with the games won so far. */
    async series(matchId: MatchId, game: number): Promise<Series> {
      const columns = "home_games,away_games,season:seasons!season_id(best_of)";
      const query = client.from("matches").select(columns).eq("id", matchId).single();
      const { season, home_games, away_games } = await read("matches", query, Score);
      return { bestOf: season.best_of, game, score: { p1: home_games, p2: away_games } };
    },

    /** The season of a match. */
    async seasonOf(matchId: MatchId): Promise<string> {
      const query = client.from("matches").select("season_id").eq("id", matchId).single();
      return (await read("matches", query, z.object({ season_id: z.string() }))).season_id;
    },

    /** The battle of the match's game that is being played, or of its next one. */
    openMatchBattle: (matchId: MatchId, battleId: BattleId, correlationId: CorrelationId) =>
      call(
        "open_match_battle",
        { p_match_id: matchId, p_battle_id: battleId, p_correlation_id: correlationId },
        Battle,
      ),

    openBattle: ({ id, user, format, rules, bot, correlationId }: FriendlyBattle) =>
      call(
        "open_battle",
        {
          p_user: user,
          p_format: format,
          p_battle_id: id,
          p_correlation_id: correlationId,
          p_rules: rules,
          p_bot: bot,
        },
        Battle,
      ),

    /** Takes back a battle that no room would open. */
    withdrawBattle: (battleId: BattleId) => call("withdraw_battle", { p_battle_id: battleId }, z.boolean()),

    takeSeat: (battleId: BattleId, user: UserId) =>
      call("take_seat", { p_battle_id: battleId, p_user: user }, Battle),
  };
}
