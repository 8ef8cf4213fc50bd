import { Refusal } from "../../_edge/respond.ts";
import type { DiscordUser } from "../../_edge/store.ts";
import { type Reply, textReply } from "../../_shared/discord/reply.ts";
import { plain } from "../../_shared/discord/text.ts";
import { type Call, type CommandDeps, textOf } from "../interaction.ts";

const NAME = 100;

/** The user whose Discord account asks. @throws {Refusal} where nobody has proven to be it */
export async function requireUser(
  { account }: Call,
  { store }: CommandDeps,
  what: string,
): Promise<DiscordUser> {
  const user = await store.discordUser(account);
  if (user) return user;
  throw new Refusal(403, "FORBIDDEN", `Cannot ${what}: link your account first, with /link account`);
}

/** Joins the account by the code that the signed-in user was given, or says how to get one. */
export async function linkAccount(call: Call, { store }: CommandDeps): Promise<Reply> {
  const code = textOf(call, "code");
  const user =
    code === null ? await store.discordUser(call.account) : await store.finishDiscordLink(call.account, code);
  if (user) {
    const pings = user.pings ? "mention you; /link pings turns that off" : "do not mention you";
    return textReply(`You are **${plain(user.name, NAME)}** here. Reminders and results ${pings}.`);
  }
  return textReply(
    "Sign in on the site, press Link Discord there, and say here what it shows within ten minutes: `/link account code:…`. " +
      "The code proves that the account is yours: give it to nobody.",
  );
}

export async function setPings(call: Call, deps: CommandDeps): Promise<Reply> {
  const user = await requireUser(call, deps, "set pings");
  const on = await deps.store.setDiscordPings(user.user_id, call.options.get("on") === true);
  return textReply(
    `Reminders and results ${on ? "mention you from now on" : "do not mention you any more"}.`,
  );
}

export async function removeLink(call: Call, deps: CommandDeps): Promise<Reply> {
  const user = await requireUser(call, deps, "part the accounts");
  await deps.store.removeDiscordLink(user.user_id);
  return textReply("Your accounts are parted.");
}
