/** Discord refuses an embed over one of these, in characters. */
export const LIMITS = {
  title: 256,
  description: 4096,
  field: 1024,
  fieldName: 256,
  fields: 25,
  footer: 2048,
  total: 6000,
};

export interface Embed {
  title: string;
  description: string;
  url?: string;
  color: number;
  fields: { name: string; value: string; inline: boolean }[];
  footer: { text: string };
}

/** Body of a webhook message. Nobody is mentioned but the accounts that are named. */
export interface DiscordMessage {
  content?: string;
  embeds: [Embed];
  allowed_mentions: { parse: []; users?: readonly string[] };
}

/** How a webhook wants its messages. */
export interface MessageStyle {
  /** Results are behind bars that a reader clicks away. */
  spoiler: boolean;
}

export const COLOURS = {
  home: 0x3b82f6,
  away: 0xef4444,
  neutral: 0x9ca3af,
  record: 0xf59e0b,
  table: 0x10b981,
  alarm: 0xdc2626,
};

/** Names are cut so that the longest possible embed stays within every limit. */
export const NAME = 100;

/** @param mentions accounts that Discord tells of it; an edit tells nobody */
export function messageOf(embed: Embed, mentions: readonly string[] = []): DiscordMessage {
  if (mentions.length === 0) return { embeds: [embed], allowed_mentions: { parse: [] } };
  const content = mentions.map((account) => `<@${account}>`).join(" ");
  return { content, embeds: [embed], allowed_mentions: { parse: [], users: mentions } };
}

/** Discord shows it in each reader's own time zone. Nothing where it is no time. */
export function timestamp(iso: string | null | undefined, style: "f" | "R" = "f"): string {
  const seconds = iso ? Math.floor(Date.parse(iso) / 1000) : Number.NaN;
  return Number.isFinite(seconds) ? `<t:${seconds}:${style}>` : "";
}

/** Text that has to be clicked to be read. Its own bars must be escaped already. */
export function hidden(text: string, { spoiler }: MessageStyle): string {
  return spoiler ? `||${text}||` : text;
}
