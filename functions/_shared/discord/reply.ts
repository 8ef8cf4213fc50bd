import type { Embed } from "./embed.ts";
import { plain } from "./text.ts";

/** A button below a message. */
export interface Button {
  type: 2;
  style: 3 | 4;
  label: string;
  custom_id: string;
}

/** What a command answers. Nobody is mentioned but who is named. */
export interface Reply {
  content?: string;
  embeds?: Embed[];
  components?: { type: 1; components: Button[] }[];
  allowed_mentions: { parse: []; users?: string[] };
}

export function embedReply(embed: Embed): Reply {
  return { embeds: [embed], allowed_mentions: { parse: [] } };
}

/** Words of our own, in which names are escaped already. */
export function textReply(content: string): Reply {
  return { content, allowed_mentions: { parse: [] } };
}

/** Discord's limit is 2,000 characters. */
const REASON = 1500;

/** A refusal's words, which may hold what somebody typed. */
export function refusalReply(message: string): Reply {
  return textReply(plain(message, REASON));
}
