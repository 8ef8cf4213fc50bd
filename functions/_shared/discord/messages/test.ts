import { COLOURS, type DiscordMessage, messageOf, NAME } from "../embed.ts";
import type { TestNotice } from "../notice.ts";
import { bare, plain } from "../text.ts";

/** The message with which somebody sees that a webhook works. */
export function testMessage({ name, league }: TestNotice): DiscordMessage {
  const whom = league === null ? "alerts" : `**${plain(league, NAME)}**`;
  return messageOf({
    title: "This webhook works",
    description: `Messages of ${whom} arrive here.`,
    color: COLOURS.neutral,
    fields: [],
    footer: { text: bare(name, NAME) },
  });
}
