import * as z from "zod";
import { DiscordCode } from "../../_shared/schema/api.ts";
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

/** Who is who in Discord. */
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
  };
}
