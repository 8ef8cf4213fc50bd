import { Refusal } from "../../_edge/respond.ts";
import {
  ladderReply,
  leadersReply,
  profileReply,
  scheduleReply,
  standingsReply,
} from "../../_shared/discord/replies/league.ts";
import type { Reply } from "../../_shared/discord/reply.ts";
import { FormatId } from "../../_shared/schema/ids.ts";
import { type Call, type CommandDeps, textOf } from "../interaction.ts";

const PLACES = 10;

export async function showStandings(call: Call, { store }: CommandDeps): Promise<Reply> {
  const standings = await store.standings(await store.guildSeason(call.guild, textOf(call, "season")));
  if (standings) return standingsReply(standings);
  throw new Refusal(404, "NOT_FOUND", "Cannot show standings: the season is gone");
}

export async function showSchedule(call: Call, { store }: CommandDeps): Promise<Reply> {
  return scheduleReply(await store.guildSchedule(call.guild, textOf(call, "season"), textOf(call, "team")));
}

export async function showLeaders(call: Call, { store }: CommandDeps): Promise<Reply> {
  const format = textOf(call, "format");
  if (format === null) {
    const season = await store.guildSeason(call.guild, textOf(call, "season"));
    return leadersReply(await store.seasonLeaders(season));
  }
  const id = FormatId.safeParse(format.toLowerCase().replace(/[^a-z0-9]/g, ""));
  if (id.success) return ladderReply(id.data, await store.leaders(id.data, PLACES, 0));
  throw new Refusal(400, "INVALID", "Cannot show the ladder: name a format such as gen9ou");
}

export async function showProfile(call: Call, { store }: CommandDeps): Promise<Reply> {
  const user = await store.discordUser(call.account);
  return profileReply(await store.guildProfile(call.guild, textOf(call, "player"), user?.user_id ?? null));
}
