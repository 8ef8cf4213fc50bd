import { bare } from "../_shared/discord/text.ts";
import type { Choices } from "../_shared/schema/discord.ts";
import { TIE } from "./commands/report.ts";
import { type Call, type CommandDeps, textOf } from "./interaction.ts";

/** Characters of a choice's name that Discord takes. */
const NAME = 100;

/** What fits the option that is being typed. */
export async function complete(call: Call, deps: CommandDeps): Promise<Choices> {
  const choices = await choicesOf(call, deps);
  return choices.map(({ name, value }) => ({ name: bare(name, NAME), value }));
}

async function choicesOf(call: Call, { store }: CommandDeps): Promise<Choices> {
  const { focused, guild } = call;
  const typed = textOf(call, focused ?? "") ?? "";
  switch (focused) {
    case "season":
    case "player":
    case "server":
    case "team":
      return await store.guildChoices(guild, focused, typed, textOf(call, "season"), null);
    case "match": {
      const user = await store.discordUser(call.account);
      return await store.guildChoices(guild, "match", typed, null, user?.user_id ?? null);
    }
    case "winner": {
      const { home, away } = await store.guildMatch(guild, textOf(call, "match"));
      const all = [
        { name: home, value: "home" },
        { name: away, value: "away" },
        { name: "A tie", value: TIE },
      ];
      return all.filter(({ name }) => name.toLowerCase().includes(typed.trim().toLowerCase()));
    }
    default:
      return [];
  }
}
