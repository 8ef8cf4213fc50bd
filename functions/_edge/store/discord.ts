import * as z from "zod";
import { ApiMatch } from "../../_shared/schema/api.ts";
import { Choices, GuildMatch, GuildProfile, Report } from "../../_shared/schema/discord.ts";
import { DiscordCode } from "../../_shared/schema/http.ts";
import { UserId } from "../../_shared/schema/ids.ts";
import type { Access } from "./access.ts";

const DiscordUser = z.strictObject({
  user_id: UserId,
  name: z.string(),
  discord_id: z.string(),
  /** Whether reminders and results mention the user. */
  pings: z.boolean(),
});
export type DiscordUser = z.infer<typeof DiscordUser>;

const GuildSchedule = z.object({
  league: z.string(),
  season: z.string(),
  team: z.string().nullable(),
  next: z.array(ApiMatch),
  last: z.array(ApiMatch),
});

const Honours = z.object({
  league: z.string(),
  season: z.string(),
  rows: z.array(
    z.object({
      honour: z.string(),
      rank: z.int(),
      value: z.number(),
      team: z.string(),
      species: z.string().nullable(),
    }),
  ),
});

/** A result as a coach reports it. */
export interface ReportedResult {
  winner: "home" | "away" | null;
  end_type: "win" | "tie";
  home_score: number;
  away_score: number;
  /** Of a series. */
  home_games?: number;
  away_games?: number;
}

/** Who is who in Discord, and what its commands ask of a guild's league. */
export function discordCalls({ call }: Pick<Access, "call">) {
  return {
    startDiscordLink: (user: UserId) => call("start_discord_link", { p_user: user }, DiscordCode),

    /** `null`: nobody has proven to be this account. */
    discordUser: (discordId: string) =>
      call("discord_user", { p_discord_id: discordId }, DiscordUser.nullable()),

    finishDiscordLink: (discordId: string, code: string) =>
      call("finish_discord_link", { p_discord_id: discordId, p_code: code }, DiscordUser),

    setDiscordPings: (user: UserId, pings: boolean) =>
      call("set_discord_pings", { p_user: user, p_pings: pings }, z.boolean()),

    removeDiscordLink: (user: UserId) => call("remove_discord_link", { p_user: user }, z.boolean()),

    /** The season of a name or id; the latest without one. */
    guildSeason: (guild: string, season: string | null) =>
      call("guild_season", { p_guild_id: guild, p_season: season }, z.uuid()),

    guildChoices: (
      guild: string,
      kind: "season" | "team" | "player" | "server" | "match",
      text: string,
      season: string | null,
      user: UserId | null,
    ) =>
      call(
        "guild_choices",
        { p_guild_id: guild, p_kind: kind, p_text: text, p_season: season, p_user: user },
        Choices,
      ),

    guildMatch: (guild: string, match: string | null) =>
      call("guild_match", { p_guild_id: guild, p_match: match }, GuildMatch),

    guildSchedule: (guild: string, season: string | null, team: string | null) =>
      call("guild_schedule", { p_guild_id: guild, p_season: season, p_team: team }, GuildSchedule),

    guildProfile: (guild: string, player: string | null, user: UserId | null) =>
      call("guild_profile", { p_guild_id: guild, p_player: player, p_user: user }, GuildProfile),

    seasonLeaders: (seasonId: string) =>
      call("stat_view", { p_stat: "honour_roll", p_season_id: seasonId }, Honours),

    reportResult: (user: UserId, matchId: string, result: ReportedResult) =>
      call(
        "report_result",
        { p_user: user, p_match_id: matchId, p_result: { ...result }, p_request_id: crypto.randomUUID() },
        Report,
      ),

    decideReport: (user: UserId, reportId: string, confirm: boolean) =>
      call(
        "decide_report",
        { p_user: user, p_report_id: reportId, p_confirm: confirm, p_request_id: crypto.randomUUID() },
        Report,
      ),
  };
}
