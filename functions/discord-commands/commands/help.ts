import { COMMANDS } from "../../_shared/discord/commands/definition.ts";
import { COLOURS } from "../../_shared/discord/embed.ts";
import { embedReply, type Reply } from "../../_shared/discord/reply.ts";

export async function showHelp(): Promise<Reply> {
  const lines = COMMANDS.flatMap(({ name, description, options }) => {
    const subcommands = options.filter(({ type }) => type === 1);
    if (subcommands.length === 0) return [`**/${name}** ${description}`];
    return subcommands.map((one) => `**/${name} ${one.name}** ${one.description}`);
  });
  return embedReply({
    title: "Commands",
    description: lines.join("\n"),
    color: COLOURS.neutral,
    fields: [],
    footer: { text: "Results of battles in rooms and on watched servers come by themselves" },
  });
}
